import Testing
import TruceTestSupport

@testable import TruceText

/// A rope against the simplest thing that could be right: an array.
struct RopeTests {
    private func check(_ rope: Rope, is model: [UInt8], _ random: inout SeededGenerator) {
        #expect(rope.byteCount == model.count)
        #expect(rope.allBytes == model)
        #expect(rope == Rope(model))
        let starts = [0] + model.indices.filter { model[$0] == 10 }.map { $0 + 1 }
        #expect(rope.lineCount == starts.count)
        let pairs = model.indices.dropFirst().filter { model[$0] == 10 && model[$0 - 1] == 13 }.count
        let ending: LineEnding =
            starts.count == 1 ? .none : pairs == 0 ? .lf : pairs == starts.count - 1 ? .crlf : .mixed
        #expect(rope.lineEnding == ending)
        #expect(rope.hasFinalNewline == (model.last == 10))

        let pieces = rope.pieces
        #expect(pieces.allSatisfy { $0.count <= Chunk.maximumCount })
        #expect(pieces.count < 2 || pieces.allSatisfy { $0.count >= Chunk.minimumCount })
        for (left, right) in zip(pieces, pieces.dropFirst()) {
            #expect(!(left.last == 13 && right.first == 10), "a chunk ends between CR and LF")
        }

        for _ in 0..<5 {
            let line = random.below(starts.count)
            #expect(rope.lineStart(line) == starts[line])
            let end = line + 1 < starts.count ? starts[line + 1] : model.count
            #expect(rope.lineRangeWithTerminator(line) == starts[line]..<end)
            var content = model[starts[line]..<end]
            if content.last == 10 {
                content.removeLast()
                if content.last == 13 { content.removeLast() }
            }
            #expect(rope.lineRange(line) == content.startIndex..<content.endIndex)

            let offset = random.below(model.count + 1)
            #expect(rope.line(at: offset) == (starts.lastIndex { $0 <= offset } ?? 0))
            if offset < model.count { #expect(rope[offset] == model[offset]) }
            let range = random.range(in: model.count, upTo: 5000)
            #expect(rope.bytes(in: range) == Array(model[range]))
            let slice = rope.slice(range)
            #expect(slice.allBytes == Array(model[range]))
            #expect(slice == Rope(model[range]))
        }
    }

    @Test(arguments: 1...6)
    func `random edits leave what they leave in an array`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var model = seed % 3 == 0 ? [] : random.awkwardBytes(Int(seed) * 1500)
        var rope = Rope(model)
        for step in 0..<120 {
            let before = rope
            let modelBefore = model
            let range = random.range(in: model.count, upTo: [3, 40, 3000, 20000][random.below(4)])
            let bytes = random.awkwardBytes([0, 1, 5, 700, 6000][random.below(5)])
            switch random.below(4) {
            case 0:
                rope.replace(range, with: bytes)
                model.replaceSubrange(range, with: bytes)
            case 1:
                rope.replace(range, with: Rope(bytes))
                model.replaceSubrange(range, with: bytes)
            case 2:
                // A piece of the text itself: its chunks are then in it twice.
                let source = random.range(in: model.count, upTo: 9000)
                rope.replace(range, with: rope.slice(source))
                model.replaceSubrange(range, with: modelBefore[source])
            default:
                rope.append(bytes)
                model += bytes
            }
            if model.count > 60000 {
                rope.replace(1000..<50000, with: [])
                model.removeSubrange(1000..<50000)
            }
            if step % 10 == 0 {
                #expect(before.allBytes == modelBefore, "a copy changes with the original")
                check(rope, is: model, &random)
            }
        }
        check(rope, is: model, &random)
    }

    @Test func `line ends that meet at the border of chunks stay together`() {
        // Every way of cutting a text of CRLFs in two and joining it again, by bytes and by ropes.
        let text = Array(String(repeating: "\r\n", count: 1200).utf8)
        for cut in stride(from: 1, to: text.count, by: 13) {
            var rope = Rope(text[..<cut])
            rope.append(text[cut...])
            #expect(rope.lineEnding == .crlf)
            #expect(rope.lineCount == 1201)
            var typed = Rope(text)
            typed.replace(cut..<cut, with: [13])
            typed.replace(cut + 1..<cut + 1, with: [10])
            typed.replace(cut - 1..<cut + 1, with: Rope(Array("x\r".utf8)))
            let bytes = typed.allBytes
            #expect(typed == Rope(bytes))
        }
    }

    @Test func `a line end typed at the border of two chunks stays together`() {
        let plain = [UInt8](repeating: 0x61, count: 2 * Chunk.fillCount)
        for offset in Chunk.fillCount - 2...Chunk.fillCount + 2 {
            var newlineFirst = Rope(plain)
            newlineFirst.replace(offset..<offset + 1, with: [10])
            newlineFirst.replace(offset..<offset, with: [13])
            #expect(newlineFirst.lineEnding == .crlf, "offset \(offset)")
            var returnFirst = Rope(plain)
            returnFirst.replace(offset - 1..<offset, with: [13])
            returnFirst.replace(offset..<offset + 1, with: [10])
            #expect(returnFirst.lineEnding == .crlf, "offset \(offset)")
            var closedUp = Rope(plain)
            closedUp.replace(offset - 1..<offset + 2, with: [13, 0x61, 10])
            closedUp.replace(offset..<offset + 1, with: [])
            #expect(closedUp.lineEnding == .crlf, "offset \(offset)")
        }
    }

    @Test(arguments: [1, 2, 3, 100, 1535, 1536, 1537, 5000])
    func `a text loads in pieces of any size`(pieceCount: Int) {
        var random = SeededGenerator(seed: 7)
        let bytes = random.awkwardBytes(20_000)
        var rope = Rope()
        for start in stride(from: 0, to: bytes.count, by: pieceCount) {
            rope.append(bytes[start..<min(bytes.count, start + pieceCount)])
        }
        check(rope, is: bytes, &random)
        #expect(rope.pieces.count < bytes.count / 500)
    }

    @Test func `equality looks at bytes and not at chunks`() {
        var random = SeededGenerator(seed: 3)
        let bytes = random.awkwardBytes(30_000)
        var rope = Rope()
        for start in stride(from: 0, to: bytes.count, by: 333) {
            rope.append(bytes[start..<min(bytes.count, start + 333)])
        }
        #expect(rope == Rope(bytes))
        for offset in stride(from: 0, to: bytes.count, by: 1717) {
            var other = rope
            other.replace(offset..<offset + 1, with: [other[offset] ^ 0x40])
            #expect(other != rope)
        }
    }

    @Test func `an empty text has one empty line`() {
        let rope = Rope()
        #expect(rope.lineCount == 1)
        #expect(rope.lineRange(0) == 0..<0)
        #expect(rope.line(at: 0) == 0)
        #expect(rope.lineEnding == .none)
        #expect(!rope.hasFinalNewline)
        #expect(rope.allBytes == [])
        #expect(rope.slice(0..<0) == rope)
    }

    static let terminators: [(text: String, offset: Int, terminator: LineTerminator)] = [
        ("", 0, .lf), ("a", 1, .lf), ("a\nb", 0, .lf), ("a\r\nb", 0, .crlf), ("a\r\nb", 4, .crlf),
        ("a\r\nb\nc", 3, .lf), ("a\nb\r\nc", 5, .crlf), ("a\rb", 0, .lf),
    ]

    @Test(arguments: terminators)
    func `a new line ends like the lines around it`(text: String, offset: Int, terminator: LineTerminator) {
        #expect(Rope(text.utf8).terminatorForNewLine(at: offset) == terminator)
    }

    @Test func `pasted line ends become the document's`() {
        let pasted = Array("a\rb\r\nc\nd\r\r\n".utf8)
        #expect(LineTerminator.lf.normalizing(pasted) == Array("a\nb\nc\nd\n\n".utf8))
        #expect(LineTerminator.crlf.normalizing(pasted) == Array("a\r\nb\r\nc\r\nd\r\n\r\n".utf8))
    }
}
