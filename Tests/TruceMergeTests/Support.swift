import TruceDiff
import TruceMerge
import TruceTestSupport

func text(_ bytes: some Sequence<UInt8>) -> String {
    String(decoding: Array(bytes), as: UTF8.self)
}

/// A merge of texts written as words: each word is a line.
func merge(_ base: String, _ ours: String, _ theirs: String) -> Merge {
    Merge(base: lines(base), ours: lines(ours), theirs: lines(theirs))
}

func lines(_ words: String) -> Snapshot {
    Snapshot(words.split(separator: " ").map { $0 + "\n" }.joined())
}

/// The regions as text, one a word: `=a` unchanged, `o:base>ours`, `t:base>theirs`, `+base>both`,
/// `!base>ours|theirs`; lines are joined by `,`.
func drawn(_ merge: Merge) -> String {
    merge.regions.map { region in
        func joined(_ text: Snapshot, _ lines: Range<Int>) -> String {
            TruceMergeTests.text(text.bytes(lines: lines)).split(separator: "\n").joined(separator: ",")
        }
        let base = joined(merge.base, region.base)
        let ours = joined(merge.ours, region.ours)
        let theirs = joined(merge.theirs, region.theirs)
        switch region.kind {
        case .unchanged: return "=\(ours)"
        case .ours: return "o:\(base)>\(ours)"
        case .theirs: return "t:\(base)>\(theirs)"
        case .both: return "+\(base)>\(ours)"
        case .merged(let proposal): return "~\(base)>\(text(proposal.bytes))"
        case .conflict: return "!\(base)>\(ours)|\(theirs)"
        }
    }.joined(separator: " ")
}

/// Every text of at most `longest` lines over an alphabet.
func allTexts(of alphabet: [String], longest: Int) -> [Snapshot] {
    var texts = [""]
    var last = [""]
    for _ in 0..<longest {
        last = last.flatMap { text in alphabet.map { text + $0 + "\n" } }
        texts += last
    }
    return texts.map { Snapshot($0) }
}

/// A seeded document and two edited copies of it: lines replaced, inserted, removed, moved, some blank ones among them.
func seededTriplet(lines count: Int, edits: Int, random: inout SeededGenerator) -> [[String]] {
    let base = (0..<count).map { $0 % 5 == 4 ? "" : "line \($0) of the document" }
    let sides = (0..<2).map { side in
        var lines = base
        for edit in 0..<edits where !lines.isEmpty {
            let place = Int.random(in: 0..<lines.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: lines.insert("", at: place)
            case 1: lines.insert("new \(Int.random(in: 0..<4, using: &random))", at: place)
            case 2: lines.remove(at: place)
            case 3: lines.insert(lines.remove(at: place), at: Int.random(in: 0...lines.count, using: &random))
            default: lines[place] += " edit \(side) \(edit)"
            }
        }
        return lines
    }
    return [base] + sides
}
