import Testing
import TruceDiff
import TruceMerge
import TruceTestSupport

/// The same bytes and the same number of conflicts as `git merge-file` writes.
struct MarkerAgreementTests {
    /// Lines that git and truce may choose differently among equal ones make up to one case in fifty differ.
    @Test(arguments: MarkerOptions.Style.allCases)
    func seededTriplets(_ style: MarkerOptions.Style) throws {
        var different: [UInt64] = []
        let seeds: Range<UInt64> = 0..<100
        for seed in seeds {
            var random = SeededGenerator(seed: seed)
            let texts = Self.texts(&random)
            let labels = MarkerLabels(ours: "1", base: "0", theirs: "2")
            let rendering = Merge(base: texts[0], ours: texts[1], theirs: texts[2])
                .marked([:], MarkerOptions(style: style, labels: labels))
            let flags = style == .merge ? [] : ["--\(style.rawValue)"]
            let peer = try run("git", ["merge-file", "-p", "-q"] + flags + ["1", "0", "2"], on: texts.map(\.bytes))
            if peer.output != rendering.bytes || Int(peer.status) != rendering.conflicts { different.append(seed) }
        }
        #expect(different.count * 50 <= seeds.count, "seeds \(different)")
    }

    @Test(arguments: MarkerOptions.Favour.allCases)
    func seededTripletsInFavour(_ favour: MarkerOptions.Favour) throws {
        var different: [UInt64] = []
        let seeds: Range<UInt64> = 100..<150
        for seed in seeds {
            var random = SeededGenerator(seed: seed)
            let texts = Self.texts(&random)
            let rendering = Merge(base: texts[0], ours: texts[1], theirs: texts[2])
                .marked([:], MarkerOptions(favour: favour))
            let peer = try run(
                "git", ["merge-file", "-p", "-q", "--\(favour.rawValue)", "1", "0", "2"], on: texts.map(\.bytes))
            #expect(peer.status == 0 && rendering.conflicts == 0)
            if peer.output != rendering.bytes { different.append(seed) }
        }
        #expect(different.count * 50 <= seeds.count, "seeds \(different)")
    }

    /// Edited copies of a text, with all kinds of line ends.
    private static func texts(_ random: inout SeededGenerator) -> [Snapshot] {
        let newline = Bool.random(using: &random) ? "\n" : "\r\n"
        return seededTriplet(
            lines: Int.random(in: 0...40, using: &random), edits: Int.random(in: 1...9, using: &random), random: &random
        ).map { lines in
            let ownNewline = Int.random(in: 0..<8, using: &random) == 0 ? "\r\n" : newline
            let ending = Int.random(in: 0..<4, using: &random) == 0 || lines.isEmpty ? "" : newline
            return Snapshot(lines.joined(separator: ownNewline) + ending)
        }
    }
}
