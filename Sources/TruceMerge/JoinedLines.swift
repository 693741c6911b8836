/// Texts one after the other. One that lacks a final newline gets one where another text follows it, so that no two
/// lines run together: `\r\n` where the text that follows, or the one before, uses it.
func joinLines(_ texts: [ArraySlice<UInt8>]) -> [UInt8] {
    var joined: [UInt8] = []
    joined.reserveCapacity(texts.reduce(0) { $0 + $1.count + 2 })
    for text in texts where !text.isEmpty {
        endLine(of: &joined, before: text)
        joined += text
    }
    return joined
}

/// Gives a text that is neither empty nor ends in a newline one before `following` is appended.
func endLine(of text: inout [UInt8], before following: ArraySlice<UInt8>) {
    let missing = missingLineEnd(of: text[...], before: following)
    text += missing
}

/// What a text needs before `following` is appended: nothing, a newline, or `\r\n`.
func missingLineEnd(of text: ArraySlice<UInt8>, before following: ArraySlice<UInt8>) -> [UInt8] {
    guard let last = text.last, last != 0x0A else { return [] }
    // A line ending only in `\r` lacks no more than the second half of its terminator.
    if last == 0x0D { return [0x0A] }
    return endsFirstLineWithCRLF(following) ?? endsFirstLineWithCRLF(text) ?? false ? [0x0D, 0x0A] : [0x0A]
}

/// Whether the first line ends in `\r\n`; nil where no line ends.
private func endsFirstLineWithCRLF(_ text: ArraySlice<UInt8>) -> Bool? {
    guard let newline = text.firstIndex(of: 0x0A) else { return nil }
    return newline > text.startIndex && text[newline - 1] == 0x0D
}
