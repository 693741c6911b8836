import Testing
import TruceDiff
import TruceMerge
import TruceTestSupport
import TruceText

@testable import TruceEditor

@Suite struct ResultTextTests {
    /// What does not hold of a RESULT, of all that must hold however it came about.
    private func faults(_ result: ResultText) -> [String] {
        let merge = result.merge
        var faults: [String] = []
        func require(_ holds: Bool, _ what: String) { if !holds { faults.append(what) } }
        require(result.pieces.count == merge.regions.count, "a piece a region")
        var start = 0
        for (index, piece) in result.pieces.enumerated() {
            let range = start..<start + piece.length
            let bytes = result.text.bytes(in: range)
            require(result.range(of: index) == range, "range of \(index)")
            require(piece.newlines == bytes.count { $0 == 10 }, "newlines of \(index)")
            require(piece.endsWithNewline == (bytes.last == 10), "end of \(index)")
            if piece.state == .undecided { require(bytes.isEmpty, "no text of undecided \(index)") }
            for byte in range { require(result.region(at: byte) == index, "region at \(byte)") }
            start = range.upperBound
        }
        require(start == result.text.byteCount, "pieces make up the text")

        let overrides = result.overrides
        let again = ResultText(merge: merge, overrides: overrides)
        for (index, piece) in result.pieces.enumerated() {
            let (own, other) = (result.bytes(of: index), again.bytes(of: index))
            guard piece.state == .proposed else {
                require(own == other, "overrides make the same text of \(index)")
                continue
            }
            // Typing around it may have left its line end as no rendering would.
            require(again.pieces[index].state == .proposed, "what nobody accepted stays so: \(index)")
            require(own.withoutLineEnd == other.withoutLineEnd, "the text of what nobody accepted: \(index)")
        }
        require(again.overrides == overrides, "and are the same then")
        let isTyped = result.pieces.contains { $0.state == .edited || $0.state == .byHand }
        if !isTyped {
            var decisions: [Int: Decision] = [:]
            for (index, piece) in result.pieces.enumerated() {
                if case .decided(let choice) = piece.state { decisions[index] = choice.decision }
                if piece.state == .accepted { decisions[index] = merge.regions[index].found.map { .text($0.bytes) } }
            }
            require(overrides == decisions, "overrides are the decisions")
            require(result.text.allBytes == merge.render(decisions).bytes, "the text is the engine's rendering")
        }
        return faults
    }

    private func check(_ result: ResultText, _ comment: Comment) { #expect(faults(result) == [], comment) }

    /// Decides, opens, types and takes back at random; checks every step.
    private func wander(_ merge: Merge, steps: Int, _ random: inout SeededGenerator, _ comment: Comment) {
        var result = ResultText(merge: merge)
        check(result, comment)
        var history: [(before: ResultText, change: ResultText.Change)] = []
        for _ in 0..<steps {
            let before = result
            var change: ResultText.Change?
            switch Int.random(in: 0..<5, using: &random) {
            case 0, 1:
                guard let region = merge.contested.randomElement(using: &random) else { continue }
                let isAccepted = Int.random(in: 0..<3, using: &random) == 0
                change =
                    (isAccepted ? result.accepting(region) : nil)
                    ?? result.deciding(region, ([nil] + Choice.allCases).randomElement(using: &random) ?? nil)
            case 2, 3:
                change = randomTyping(in: result, &random, comment)
            default:
                guard let last = history.popLast() else { continue }
                result.apply(last.change.inverted)
                #expect(result == last.before, comment)
                continue
            }
            guard let change else { continue }
            result.apply(change)
            check(result, comment)
            var back = result
            back.apply(change.inverted)
            #expect(back == before && change.inverted.inverted == change, comment)
            history.append((before, change))
        }
    }

    /// Types or deletes somewhere; what is typed is what stands there then, and no undecided conflict is gone.
    private func randomTyping(
        in result: ResultText, _ random: inout SeededGenerator, _ comment: Comment
    ) -> ResultText.Change? {
        let bounds = [0, 0].map { _ in Int.random(in: 0...result.text.byteCount, using: &random) }.sorted()
        let range = bounds[0]..<bounds[Int.random(in: 0...1, using: &random)]
        let texts: [[UInt8]] = [[], [120], [120, 10], [13, 10], [10]]
        let bytes = texts.randomElement(using: &random) ?? []
        let owner = ([nil] + result.merge.contested).randomElement(using: &random) ?? nil
        guard let change = result.typing(range, bytes, owner: owner) else {
            #expect(result.text.isEmpty, comment)
            return nil
        }
        var after = result
        after.apply(change)
        var expected = result.text
        expected.replace(range, with: bytes)
        let undecided = result.pieces.indices.filter { result.pieces[$0].state == .undecided && $0 != owner }
        #expect(
            after.text == expected && undecided.allSatisfy { after.pieces[$0].state == .undecided }, comment)
        return change
    }

    @Test(arguments: ["\n", "\r\n"]) func lawsOverSmallMerges(lineEnd: String) {
        let texts = allTexts(of: ["a", "b"], longest: 2, lineEnd: lineEnd).map { Snapshot($0) }
        var random = SeededGenerator(seed: 1)
        for base in texts {
            for ours in texts {
                for theirs in texts {
                    let merge = Merge(base: base, ours: ours, theirs: theirs)
                    // A part of them at each effort.
                    if Int.random(in: 0..<(merge.conflicts.isEmpty ? 16 : 3), using: &random) > 0 { continue }
                    let comment = Comment(rawValue: "\(base.bytes) \(ours.bytes) \(theirs.bytes)")
                    wander(merge, steps: 4, &random, comment)
                }
            }
            for theirs in texts {
                wander(Merge(ours: base, theirs: theirs), steps: 6, &random, "\(base.bytes) \(theirs.bytes)")
            }
        }
    }

    @Test func lawsOverRandomMerges() {
        for seed in repeated(250) {
            var random = SeededGenerator(seed: seed)
            wander(randomMerge(&random, lines: 12), steps: 25, &random, "seed \(seed)")
        }
    }

    @Test func lawsOverMergesByWords() {
        var proposals = 0
        for seed in repeated(120) {
            var random = SeededGenerator(seed: seed)
            let merge = randomWordMerge(&random, lines: 4)
            proposals += merge.proposals.count
            wander(merge, steps: 25, &random, "seed \(seed)")
        }
        #expect(proposals > 40)
    }

    /// BASE lacks a final newline; both sides end alike behind the conflict. Taking BASE needs a line end, as that of the text.
    @Test(arguments: [
        ("a", "x\r\nq", "y\r\nq", "a\nq", "x\r\nq"), ("a", "x\r\nq\r\n", "y\r\nq\r\n", "a\r\nq\r\n", "x\r\nq\r\n"),
        ("a\r", "x\r\nq\r\n", "y\r\nq\r\n", "a\r\nq\r\n", "x\r\nq\r\n"), ("a", "x\nq\n", "y\nq\n", "a\nq\n", "x\nq\n"),
    ])
    func addedLineEndsComeAndGo(base: String, ours: String, theirs: String, decided: String, mine: String) {
        let merge = Merge(base: Snapshot(base), ours: Snapshot(ours), theirs: Snapshot(theirs))
        var result = ResultText(merge: merge)
        let open = result
        result.apply(result.deciding(0, .base))
        #expect(result.text == Rope(decided) && result.text.allBytes == merge.render([0: .base]).bytes)
        result.apply(result.deciding(0, .mine))
        #expect(result.text == Rope(mine))
        result.apply(result.deciding(0, nil))
        #expect(result == open)
    }

    /// A decision is about its own region, typing about all whose text it changes: not about conflicts between them.
    @Test func changesKnowWhatTheyAreAbout() throws {
        for seed in repeated(100) {
            var random = SeededGenerator(seed: seed)
            var result = ResultText(merge: randomMerge(&random, lines: 12))
            for region in result.merge.contested.shuffled(using: &random) {
                let change = result.deciding(region, Choice.allCases.randomElement(using: &random))
                #expect(change.regions == [region] && change.inverted.regions == [region], "seed \(seed)")
                result.apply(change)
            }
        }
        let texts = ["a b c d e f g", "a M c N e O g", "a T c U e V g"].map { Snapshot(Array(lines($0).utf8)) }
        var result = ResultText(merge: Merge(base: texts[0], ours: texts[1], theirs: texts[2]))
        for region in [1, 5] { result.apply(result.deciding(region, .mine)) }
        let across = result.range(of: 1).lowerBound..<result.range(of: 5).upperBound
        let change = try #require(result.typing(across, [], owner: 5))
        #expect(change.before.count == 5 && change.regions == [1, 2, 4, 5])
    }

    @Test func undecidedConflictsCannotBeTypedOver() throws {
        let merge = Merge(
            base: Snapshot(lines("a b c d e")), ours: Snapshot(lines("a B c D e")),
            theirs: Snapshot(lines("a X c Y e")))
        var result = ResultText(merge: merge)
        let change = try #require(result.typing(0..<result.text.byteCount, Array("new\n".utf8), owner: nil))
        result.apply(change)
        #expect(String(result.text) == "new\n")
        #expect(result.pieces.count { $0.state == .undecided } == 2)
        result.apply(result.deciding(1, .theirs))
        result.apply(result.deciding(3, .mine))
        #expect(String(result.text) == "new\nX\nD\n")
        #expect(ResultText(merge: merge).typing(0..<0, [97], owner: nil) != nil)
        let all = ResultText(merge: Merge(ours: Snapshot("a\n"), theirs: Snapshot("b\n")))
        #expect(all.typing(0..<0, [97], owner: nil) == nil)
    }
}

extension [UInt8] {
    fileprivate var withoutLineEnd: ArraySlice<UInt8> {
        var end = endIndex
        while end > startIndex, self[end - 1] == 13 || self[end - 1] == 10 { end -= 1 }
        return self[..<end]
    }
}
