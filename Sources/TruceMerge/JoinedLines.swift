import TruceDiff

/// Texts one after the other. One that lacks a final newline gets one where another text follows it, so that no two
/// lines run together: `\r\n` where the text that follows, or the one before, uses it; where neither tells, where the
/// whole text that they are parts of begins with such a line.
func joinLines(_ texts: [ArraySlice<UInt8>], in whole: Snapshot? = nil) -> [UInt8] {
    var joined: [UInt8] = []
    joined.reserveCapacity(texts.reduce(0) { $0 + $1.count + 2 })
    for text in texts where !text.isEmpty {
        joined += missingLineEnd(of: joined[...], before: text, in: whole?.bytes[...])
        joined += text
    }
    return joined
}

/// Gives a text that is neither empty nor ends in a newline one before `following` is appended.
func endLine(of text: inout [UInt8], before following: ArraySlice<UInt8>) {
    let missing = missingLineEnd(of: text[...], before: following)
    text += missing
}

/// What a text needs before `following` is appended: nothing, a newline, or `\r\n`, the last also where only the `whole`
/// that both are parts of tells.
func missingLineEnd(
    of text: ArraySlice<UInt8>, before following: ArraySlice<UInt8>, in whole: ArraySlice<UInt8>? = nil
) -> [UInt8] {
    guard let last = text.last, last != 0x0A else { return [] }
    // A line ending only in `\r` lacks no more than the second half of its terminator.
    if last == 0x0D { return [0x0A] }
    let usesCRLF =
        endsFirstLineWithCRLF(following) ?? endsFirstLineWithCRLF(text) ?? whole.flatMap(endsFirstLineWithCRLF) ?? false
    return usesCRLF ? [0x0D, 0x0A] : [0x0A]
}

/// Whether the first line ends in `\r\n`; nil where no line ends.
private func endsFirstLineWithCRLF(_ text: ArraySlice<UInt8>) -> Bool? {
    guard let newline = text.firstIndex(of: 0x0A) else { return nil }
    return newline > text.startIndex && text[newline - 1] == 0x0D
}
