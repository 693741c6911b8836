import TruceDiff

/// Every text of at most `longest` lines over an alphabet; the last line also without its newline.
func allTexts(of alphabet: [String], longest: Int, withoutNewline: Bool = false) -> [String] {
    var texts = [""]
    var last = [""]
    for _ in 0..<longest {
        last = last.flatMap { text in alphabet.map { text + $0 + "\n" } }
        texts += last
    }
    return withoutNewline ? texts + texts.dropFirst().map { String($0.dropLast()) } : texts
}

/// Puts the new lines of every hunk in the place of its old lines.
func apply(_ hunks: [Hunk], to old: Snapshot, from new: Snapshot) -> [UInt8] {
    var bytes: [UInt8] = []
    var done = 0
    for hunk in hunks {
        bytes += old.bytes(lines: done..<hunk.old.lowerBound)
        bytes += new.bytes(lines: hunk.new)
        done = hunk.old.upperBound
    }
    return bytes + old.bytes(lines: done..<old.lineCount)
}

/// Whether hunks rise, are not empty, keep as many lines between on both sides, and never touch.
func isWellFormed(_ hunks: [Hunk]) -> Bool {
    var (oldEnd, newEnd) = (-1, -1)
    var isFirst = true
    for hunk in hunks {
        if hunk.old.isEmpty && hunk.new.isEmpty { return false }
        let gap = hunk.old.lowerBound - max(oldEnd, 0)
        if gap != hunk.new.lowerBound - max(newEnd, 0) || gap < (isFirst ? 0 : 1) { return false }
        (oldEnd, newEnd, isFirst) = (hunk.old.upperBound, hunk.new.upperBound, false)
    }
    return true
}

func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self)
}
