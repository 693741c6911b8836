import Testing
import TruceDiff
import TruceMerge
import TruceTestSupport
import TruceText

@testable import TruceEditor

@Suite struct RowTests {
    /// A RESULT of a random merge, in the middle of being resolved.
    private func randomResult(_ random: inout SeededGenerator) -> ResultText {
        var result = ResultText(merge: randomMerge(&random, lines: 14))
        for _ in 0..<8 {
            let change: ResultText.Change?
            if Bool.random(using: &random), let conflict = result.merge.conflicts.randomElement(using: &random) {
                change = result.deciding(conflict, Choice.allCases.randomElement(using: &random))
            } else {
                let start = Int.random(in: 0...result.text.byteCount, using: &random)
                let end = min(start + Int.random(in: 0...3, using: &random), result.text.byteCount)
                change = result.typing(start..<end, [120, 10].shuffled(using: &random), owner: nil)
            }
            if let change { result.apply(change) }
        }
        return result
    }

    /// Row by row: which region, and which line, nil for the row that stands for a conflict without text. Counted line by line.
    private func naiveRows(_ result: ResultText) -> [(region: Int?, line: Int?)] {
        var rows: [(region: Int?, line: Int?)] = []
        var line = 0
        var beginsLine = true
        for index in result.pieces.indices {
            if result.merge.regions[index].isConflict, result.bytes(of: index).isEmpty {
                rows.append((index, nil))
                continue
            }
            for byte in result.bytes(of: index) {
                if beginsLine {
                    rows.append((index, line))
                    line += 1
                }
                beginsLine = byte == 10
            }
        }
        if line < result.text.lineCount { rows.append((nil, line)) }
        return rows
    }

    @Test func resultRowsAgreeWithCounting() {
        for seed in repeated(400) {
            var random = SeededGenerator(seed: seed)
            let result = randomResult(&random)
            let rows = ResultRows(result)
            let naive = naiveRows(result)
            #expect(rows.count == naive.count, "seed \(seed)")
            for (row, expected) in naive.enumerated() {
                #expect(rows.region(at: row) == expected.region, "seed \(seed) row \(row)")
                let isOpen = expected.region.map { result.pieces[$0].state == .undecided } ?? false
                let standIn = isOpen ? ResultRows.Row.undecided : .nothing
                #expect(rows[row] == expected.line.map { .line($0) } ?? standIn, "seed \(seed) row \(row)")
                if let line = expected.line { #expect(rows.row(ofLine: line) == row, "seed \(seed) row \(row)") }
                let near = naive[row...].compactMap(\.line).first ?? result.text.lineCount - 1
                #expect(rows.line(nearRow: row) == near, "seed \(seed) row \(row)")
            }
            for region in result.pieces.indices {
                let own = naive.indices.filter { naive[$0].region == region }
                #expect(Array(rows.rows(of: region)) == own, "seed \(seed) region \(region)")
            }
        }
    }

    @Test func jointRowsAreAsHighAsTheHighestColumn() {
        for seed in repeated(300) {
            var random = SeededGenerator(seed: seed)
            let result = randomResult(&random)
            let alignment = Alignment(result.merge)
            let own = ResultRows(result)
            let joint = JointRows(alignment, own)
            var expected: [JointRows.Row] = []
            for region in result.pieces.indices {
                let sides = Array(alignment.rows(of: region))
                let mine = Array(own.rows(of: region))
                #expect(joint.rows(of: region).lowerBound == expected.count, "seed \(seed)")
                for offset in 0..<max(sides.count, mine.count) {
                    expected.append(
                        JointRows.Row(
                            region: region, sides: offset < sides.count ? sides[offset] : nil,
                            result: offset < mine.count ? mine[offset] : nil))
                }
            }
            for row in own.endOfRegions..<own.count {
                expected.append(JointRows.Row(region: nil, sides: nil, result: row))
            }
            #expect(joint.count == expected.count, "seed \(seed)")
            for (row, place) in expected.enumerated() {
                #expect(joint[row] == place, "seed \(seed) row \(row)")
                if let result = place.result, case .line(let line) = own[result] {
                    #expect(joint.row(ofLine: line) == row, "seed \(seed) row \(row)")
                }
            }
        }
    }

    /// Every line of every side stands in one row, in order; a line that a side kept stands beside the base's.
    @Test func alignmentCoversEveryLineOnce() {
        for seed in repeated(500) {
            var random = SeededGenerator(seed: seed)
            let merge = randomMerge(&random, lines: 14)
            let alignment = Alignment(merge)
            let rows = (0..<alignment.rowCount).map { alignment[$0] }
            #expect(rows.compactMap(\.base) == Array(0..<merge.base.lineCount), "seed \(seed)")
            #expect(rows.compactMap(\.mine) == Array(0..<merge.ours.lineCount), "seed \(seed)")
            #expect(rows.compactMap(\.theirs) == Array(0..<merge.theirs.lineCount), "seed \(seed)")
            for (index, row) in rows.enumerated() {
                let region = alignment.region(at: index)
                #expect(alignment.rows(of: region).contains(index), "seed \(seed)")
                for (pane, line, text) in [(Pane.mine, row.mine, merge.ours), (.theirs, row.theirs, merge.theirs)] {
                    guard let line else { continue }
                    if let hunk = alignment.hunk(of: pane, line: line, in: region) {
                        #expect(hunk.new.contains(line), "seed \(seed)")
                        if let base = row.base { #expect(hunk.old.contains(base), "seed \(seed)") }
                    } else if merge.hasBase {
                        let kept = row.base.map { merge.base.bytes(lines: $0..<$0 + 1) }
                        #expect(text.bytes(lines: line..<line + 1) == kept, "seed \(seed)")
                    }
                }
            }
        }
    }

    /// Drawn as `base|mine|theirs`, a row a line.
    @Test(arguments: [
        ("a b c", "a X c", "a Y c", "a|a|a b|X|Y c|c|c"),
        ("a b", "N a b", "A b", "|N| a|a|A b|b|b"),
        ("a b c", "a b", "a B c", "a|a|a b|b|B c||c"),
        ("a", "a x y", "a z", "a|a|a |x|z |y|"),
        ("a b c", "p q r s c", "a z c", "a|p|a b|q|z |r| |s| c|c|c"),
    ])
    func examples(base: String, mine: String, theirs: String, expected: String) {
        let merge = Merge(base: Snapshot(lines(base)), ours: Snapshot(lines(mine)), theirs: Snapshot(lines(theirs)))
        let alignment = Alignment(merge)
        func word(_ line: Int?, _ text: Snapshot) -> String {
            line.map { String(decoding: text.bytes(lines: $0..<$0 + 1).dropLast(), as: UTF8.self) } ?? ""
        }
        let drawn = (0..<alignment.rowCount).map { alignment[$0] }.map {
            "\(word($0.base, merge.base))|\(word($0.mine, merge.ours))|\(word($0.theirs, merge.theirs))"
        }
        #expect(drawn.joined(separator: " ") == expected)
    }
}
