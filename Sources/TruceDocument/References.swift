/// The documents that a text refers to as `[[name]]` or `[[name|what is shown]]`, in the order of their first mention,
/// each once (names are the same as ``DocumentName/folded`` says).
///
/// A reference stands on one line; spaces around the name do not count; the name is brought into normalization form C,
/// and what no document can be called is no reference. The kind of the text does not matter: a reference inside a code
/// block is one, too. Of a text with more than ``maximumReferences`` different ones the first count. Linear in the bytes.
public func references(in text: [UInt8]) -> [DocumentName] {
    var scanner = ReferenceScanner()
    text.withUnsafeBufferPointer { scanner.scan($0) }
    return scanner.names
}

/// At most this many different references of one text are found.
public let maximumReferences = 10_000

private struct ReferenceScanner {
    private(set) var names: [DocumentName] = []
    private var seen: Set<String> = []

    /// A name of 200 bytes in form C can be longer in another form; what is longer than this is no name in any.
    private static let longest = 1_000

    mutating func scan(_ text: UnsafeBufferPointer<UInt8>) {
        let (open, close, newline) = (UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "\n"))
        /// Where the name begins, behind the last `[[` of the line.
        var start: Int?
        var index = 0
        while index + 1 < text.count, names.count < maximumReferences {
            let byte = text[index]
            if byte == open, text[index + 1] == open {
                start = index + 2
            } else if byte == newline {
                start = nil
            } else if byte == close, text[index + 1] == close, let begin = start {
                // In `[[[` the last two open: then `begin` may lie behind this place.
                if begin <= index { add(text[begin..<index]) }
                start = nil
            }
            index += 1
        }
    }

    private mutating func add(_ inside: Slice<UnsafeBufferPointer<UInt8>>) {
        let part = inside.prefix { $0 != UInt8(ascii: "|") }
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        let trimmed = part.drop(while: isSpace)
        let end = trimmed.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? trimmed.startIndex
        let bytes = trimmed[trimmed.startIndex..<end]
        guard bytes.count <= Self.longest, let text = String(validating: bytes, as: UTF8.self),
            let name = try? DocumentName(typed: text), seen.insert(name.folded).inserted
        else { return }
        names.append(name)
    }
}
