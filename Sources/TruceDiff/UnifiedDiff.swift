/// The difference of two texts in the unified format of `diff -u` (POSIX.1-2008, diff, "Diff -u Output Format").
///
/// A line without a newline is followed by `\ No newline at end of file`; all else is byte for byte. Labels are written
/// as they are, so they should hold no newline.
/// - Parameters:
///   - context: Unchanged lines shown around a change; changes with at most twice as many between share a hunk.
///   - isWanted: As for ``difference(from:to:algorithm:isWanted:)``; nothing is written once it says no.
/// - Returns: The text of the difference; nothing where the texts are equal.
public func unifiedDiff(
    from old: Snapshot, to new: Snapshot, oldLabel: String, newLabel: String, context: Int = 3,
    isWanted: () -> Bool = { true }
) -> [UInt8] {
    let hunks = difference(from: old, to: new, isWanted: isWanted)
    if hunks.isEmpty || !isWanted() { return [] }
    var output = Array("--- \(oldLabel)\n+++ \(newLabel)\n".utf8)
    var start = hunks.startIndex
    while start < hunks.endIndex {
        var end = start + 1
        while end < hunks.endIndex, hunks[end].old.lowerBound - hunks[end - 1].old.upperBound <= 2 * context {
            end += 1
        }
        appendGroup(hunks[start..<end], from: old, to: new, context: context, to: &output)
        start = end
    }
    return output
}

/// One `@@` section: changes that share their context. The slice is not empty.
private func appendGroup(
    _ hunks: ArraySlice<Hunk>, from old: Snapshot, to new: Snapshot, context: Int, to output: inout [UInt8]
) {
    guard let first = hunks.first, let last = hunks.last else { return }
    let before = min(context, first.old.lowerBound)
    let after = min(context, old.lineCount - last.old.upperBound)
    let oldLines = (first.old.lowerBound - before)..<(last.old.upperBound + after)
    let newLines = (first.new.lowerBound - before)..<(last.new.upperBound + after)
    output += "@@ -\(position(oldLines)) +\(position(newLines)) @@\n".utf8

    var line = oldLines.lowerBound
    for hunk in hunks {
        append(line..<hunk.old.lowerBound, of: old, mark: " ", to: &output)
        append(hunk.old, of: old, mark: "-", to: &output)
        append(hunk.new, of: new, mark: "+", to: &output)
        line = hunk.old.upperBound
    }
    append(line..<oldLines.upperBound, of: old, mark: " ", to: &output)
}

/// `first,count` with lines from 1; a count of 1 is left out, and an empty range names the line before it.
private func position(_ lines: Range<Int>) -> String {
    switch lines.count {
    case 0: "\(lines.lowerBound),0"
    case 1: "\(lines.lowerBound + 1)"
    default: "\(lines.lowerBound + 1),\(lines.count)"
    }
}

private func append(_ lines: Range<Int>, of text: Snapshot, mark: Unicode.Scalar, to output: inout [UInt8]) {
    for line in lines {
        output.append(UInt8(ascii: mark))
        output += text.bytes[text.byteRange(line: line)]
        if output.last != 0x0A { output += "\n\\ No newline at end of file\n".utf8 }
    }
}
