import Testing
import TruceTestSupport

@testable import TruceText

struct TransactionTests {
    /// Up to eight edits of a text; some touch, some only insert.
    private func transaction(on rope: Rope, _ random: inout SeededGenerator) -> Transaction {
        var edits: [Edit] = []
        var offset = 0
        for _ in 0..<random.below(8) where offset <= rope.byteCount {
            let lower = offset + random.below(min(rope.byteCount - offset, 300) + 1)
            let upper = lower + [0, random.below(min(rope.byteCount - lower, 40) + 1)][random.below(2)]
            let inserted = Rope(random.awkwardBytes([0, 3, 2500][random.below(3)]))
            edits.append(Edit(replacing: lower..<upper, of: rope, with: inserted))
            offset = upper + random.below(2)
        }
        return Transaction(
            edits: edits, selectionBefore: Selection(at: random.below(rope.byteCount + 1)),
            selectionAfter: Selection(at: 0))
    }

    private func naivelyApplied(_ transaction: Transaction, to bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var offset = 0
        for edit in transaction.edits {
            result += bytes[offset..<edit.range.lowerBound] + edit.inserted.allBytes
            offset = edit.range.upperBound
        }
        return result + bytes[offset...]
    }

    @Test(arguments: 1...60)
    func `applied and inverted is nothing done`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let bytes = random.awkwardBytes(random.below(2) * 3000)
        let rope = Rope(bytes)
        let transaction = transaction(on: rope, &random)
        var changed = rope
        transaction.apply(to: &changed)
        #expect(changed.allBytes == naivelyApplied(transaction, to: bytes))
        #expect(changed.byteCount == rope.byteCount + transaction.growth)
        #expect(transaction.inverted.inverted == transaction)
        transaction.inverted.apply(to: &changed)
        #expect(changed == rope)
    }

    @Test func `many edits give what each gives`() {
        let bytes = Array(String(repeating: "one two\n", count: 4000).utf8)
        let rope = Rope(bytes)
        let edits = stride(from: 0, to: bytes.count, by: 8).map {
            Edit(replacing: $0..<$0 + 3, of: rope, with: Rope("three".utf8))
        }
        let transaction = Transaction(edits: edits, selectionBefore: Selection(at: 0), selectionAfter: Selection(at: 0))
        var changed = rope
        transaction.apply(to: &changed)
        #expect(changed.allBytes == Array(String(repeating: "three two\n", count: 4000).utf8))
        transaction.inverted.apply(to: &changed)
        #expect(changed == rope)
    }

    @Test(arguments: 1...8)
    func `many edits leave line ends together`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var bytes: [UInt8] = []
        while bytes.count < 40_000 { bytes += [UInt8](repeating: 0x61, count: random.below(9)) + [0x78, 10] }
        let rope = Rope(bytes)
        let edits = bytes.indices.filter { bytes[$0] == 0x78 }.map {
            Edit(replacing: $0..<$0 + 1, of: rope, with: Rope([13]))
        }
        let transaction = Transaction(edits: edits, selectionBefore: Selection(at: 0), selectionAfter: Selection(at: 0))
        var changed = rope
        transaction.apply(to: &changed)
        #expect(changed.lineEnding == .crlf)
        #expect(changed == Rope(bytes.map { $0 == 0x78 ? 13 : $0 }))
    }

    @Test(arguments: 1...60)
    func `positions keep their order and come back`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let rope = Rope(random.awkwardBytes(400))
        let transaction = transaction(on: rope, &random)
        var changed = rope
        transaction.apply(to: &changed)
        for bias in [Bias.before, .after] {
            var last = 0
            for position in 0...rope.byteCount {
                let mapped = transaction.map(position, bias: bias)
                #expect(mapped >= last && mapped <= changed.byteCount)
                last = mapped
                #expect(transaction.map(position, bias: .before) <= transaction.map(position, bias: .after))
                // Where no edit touches, the byte is still there, and the way back leads home.
                if !transaction.edits.contains(where: {
                    $0.range.lowerBound <= position && position <= $0.range.upperBound
                }) {
                    if position < rope.byteCount { #expect(changed[mapped] == rope[position]) }
                    #expect(transaction.inverted.map(mapped, bias: bias) == position)
                }
            }
        }
    }

    static let mappings: [(edit: Range<Int>, inserted: String, position: Int, before: Int, after: Int)] = [
        (2..<2, "xyz", 1, 1, 1), (2..<2, "xyz", 2, 2, 5), (2..<2, "xyz", 3, 6, 6),
        (2..<4, "", 1, 1, 1), (2..<4, "", 2, 2, 2), (2..<4, "", 3, 2, 2), (2..<4, "", 4, 2, 2), (2..<4, "", 5, 3, 3),
        (2..<4, "xyz", 2, 2, 2), (2..<4, "xyz", 3, 2, 5), (2..<4, "xyz", 4, 5, 5), (2..<4, "xyz", 6, 7, 7),
    ]

    @Test(arguments: mappings)
    func `a position goes where its neighbours go`(
        edit: Range<Int>, inserted: String, position: Int, before: Int, after: Int
    ) {
        let rope = Rope("abcdefgh".utf8)
        let transaction = Transaction(
            edits: [Edit(replacing: edit, of: rope, with: Rope(inserted.utf8))],
            selectionBefore: Selection(at: 0), selectionAfter: Selection(at: 0))
        #expect(transaction.map(position, bias: .before) == before)
        #expect(transaction.map(position, bias: .after) == after)
    }

    @Test func `a selection keeps what it holds`() {
        let rope = Rope("abcdef".utf8)
        let transaction = Transaction(
            edits: [2, 4].map { Edit(replacing: $0..<$0, of: rope, with: Rope("--".utf8)) },
            selectionBefore: Selection(at: 0), selectionAfter: Selection(at: 0))
        let forward = Selection(anchor: 2, head: 4)
        #expect(transaction.map(forward, bias: .after) == Selection(anchor: 4, head: 6))
        let backward = Selection(anchor: 4, head: 2)
        #expect(transaction.map(backward, bias: .before) == Selection(anchor: 6, head: 4))
        #expect(transaction.map(Selection(at: 4), bias: .before) == Selection(at: 6))
    }
}
