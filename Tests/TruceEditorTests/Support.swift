import Glibc
import TruceDiff
import TruceDocument
import TruceMerge
import TruceScreen
import TruceTestSupport
import TruceText

@testable import TruceEditor

/// How often a random test is repeated: the number, or that times `TRUCE_TEST_EFFORT`.
func repeated(_ count: Int) -> Range<UInt64> {
    let effort = getenv("TRUCE_TEST_EFFORT").flatMap { Int(String(cString: $0)) } ?? 1
    return 0..<UInt64(count * max(1, effort))
}

/// How many runs of so many random keys a test makes: as many as come to `TRUCE_TEST_KEYS` keys in all, if that is more.
func runs(_ count: Int, ofKeys keys: Int) -> Range<UInt64> {
    let wanted = getenv("TRUCE_TEST_KEYS").flatMap { Int(String(cString: $0)) } ?? 0
    return 0..<max(repeated(count).upperBound, UInt64((wanted + keys - 1) / keys))
}

extension String {
    init(_ rope: Rope) { self.init(decoding: rope.allBytes, as: UTF8.self) }
}

extension Rope {
    init(_ text: String) { self.init(Array(text.utf8)) }
}

let noon = Timestamp(rfc3339: "2026-04-21T12:08:11Z")!

extension Timestamp {
    /// So many milliseconds later.
    static func + (time: Timestamp, milliseconds: Int64) -> Timestamp {
        Timestamp(milliseconds: time.milliseconds + milliseconds)
    }
}

func etag(_ version: Int) -> ETag { ETag("\(version)-\(version)23456789abc") }

func theirs(_ text: String, version: Int = 2, actor: String = "bob") -> Theirs {
    let version = Theirs.Version(number: version, etag: etag(version), actor: actor, conflict: "c\(version)")
    return Theirs(version: version, at: noon, text: Rope(text))
}

func base(_ text: String, version: Int = 1) -> Base {
    .version(BaseVersion(number: version, etag: etag(version), text: Rope(text)))
}

/// Texts of lines written as words.
func lines(_ words: String) -> String { words.split(separator: " ").map { $0 + "\n" }.joined() }

/// All texts of at most `longest` lines over an alphabet, each with and without a final newline.
func allTexts(of alphabet: [String], longest: Int, lineEnd: String = "\n") -> [String] {
    var texts = [""]
    var last = [""]
    for _ in 0..<longest {
        texts += last.flatMap { text in alphabet.map { text + $0 } }
        last = last.flatMap { text in alphabet.map { text + $0 + lineEnd } }
        texts += last
    }
    return texts
}

/// Random text of short lines, some CRLF, some not UTF-8, some without an end.
func randomText(_ random: inout SeededGenerator, lines: Int) -> [UInt8] {
    let words: [[UInt8]] = [[97], [98], [99], [], [0xFF], [0xC3, 0xA9], [13], [0x65, 0xCC, 0x81], [9, 120]]
    var text: [UInt8] = []
    for _ in 0..<Int.random(in: 0...lines, using: &random) {
        text += words.randomElement(using: &random) ?? []
        text += [[10], [10], [10], [13, 10]].randomElement(using: &random) ?? [10]
    }
    if Int.random(in: 0..<3, using: &random) == 0 { text += [122] }
    return text
}

/// A text with some of its lines replaced, taken away, or added to.
func changed(_ text: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
    var lines = text.split(separator: 10, omittingEmptySubsequences: false).map { Array($0) }
    for _ in 0..<Int.random(in: 0...4, using: &random) {
        let index = Int.random(in: 0..<lines.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: lines[index] = [UInt8.random(in: 97...104, using: &random)]
        case 1: lines.insert([UInt8.random(in: 97...104, using: &random)], at: index)
        case 2: if lines.count > 1 { lines.remove(at: index) }
        default: lines[index] += [13]
        }
    }
    return Array(lines.joined(separator: [10]))
}

/// Random lines of ten words each, between empty lines.
func randomProse(_ random: inout SeededGenerator, lines: Int) -> [UInt8] {
    let words = ["alpha", "beta", "gamma", "delta", "one", "two", "three", "red", "green", "blue"]
    var text = ""
    for _ in 0..<Int.random(in: 1...lines, using: &random) {
        text += words.shuffled(using: &random).joined(separator: " ") + "\n\n"
    }
    return Array(text.utf8)
}

/// A text with some of its words replaced, taken away, or added to.
func changedWords(_ text: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
    var words = text.split(separator: 32, omittingEmptySubsequences: false).map { Array($0) }
    for _ in 0..<Int.random(in: 1...4, using: &random) {
        let index = Int.random(in: 0..<words.count, using: &random)
        if words[index].contains(10) { continue }
        let new = [[UInt8.random(in: 65...90, using: &random)], [], words[index] + [32, 120]]
        words[index] = new.randomElement(using: &random) ?? []
    }
    return Array(words.joined(separator: [32]))
}

/// A random merge by words, of lines that were changed by words and some of them by lines.
func randomWordMerge(_ random: inout SeededGenerator, lines: Int) -> Merge {
    let base = randomProse(&random, lines: lines)
    var sides = [changedWords(base, &random), changedWords(base, &random)]
    for side in 0..<2 where Int.random(in: 0..<4, using: &random) == 0 { sides[side] = changed(sides[side], &random) }
    return Merge(
        base: Snapshot(base), ours: Snapshot(sides[0]), theirs: Snapshot(sides[1]),
        options: MergeOptions(kind: .markdown))
}

/// A random merge: of changes of one text, or of two texts without a base.
func randomMerge(_ random: inout SeededGenerator, lines: Int) -> Merge {
    let base = randomText(&random, lines: lines)
    let ours = Snapshot(changed(base, &random))
    let theirs = Snapshot(changed(base, &random))
    if Int.random(in: 0..<4, using: &random) == 0 { return Merge(ours: ours, theirs: theirs) }
    return Merge(base: Snapshot(base), ours: ours, theirs: theirs)
}
