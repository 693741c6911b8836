/// A part of a PEM file (RFC 7468): what stands between `-----BEGIN LABEL-----` and its end, with both.
struct PEMBlock: Hashable, Sendable {
    let label: String
    /// Of its first line, from 1.
    let line: Int
    let bytes: [UInt8]

    /// A block that begins and does not end.
    struct Unfinished: Error, Hashable, Sendable {
        let label: String
        let line: Int
    }

    /// Whether a passphrase is needed (RFC 5958, or the older form's header).
    var isEncrypted: Bool {
        label.hasPrefix("ENCRYPTED") || String(decoding: bytes, as: UTF8.self).contains("Proc-Type: 4,ENCRYPTED")
    }

    /// All blocks of a file; what stands between them is explanation.
    static func all(in text: [UInt8]) throws(Unfinished) -> [PEMBlock] {
        var blocks: [PEMBlock] = []
        var begun: (label: String, line: Int, lines: [String])?
        for (index, part) in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            var line = String(decoding: part, as: UTF8.self)
            while line.last?.isWhitespace == true { line.removeLast() }
            if let label = marked("BEGIN", line) {
                if let begun { throw Unfinished(label: begun.label, line: begun.line) }
                begun = (label, index + 1, [])
            }
            begun?.lines.append(line)
            if let open = begun, marked("END", line) == open.label {
                let whole = open.lines.joined(separator: "\n") + "\n"
                blocks.append(PEMBlock(label: open.label, line: open.line, bytes: Array(whole.utf8)))
                begun = nil
            }
        }
        if let begun { throw Unfinished(label: begun.label, line: begun.line) }
        return blocks
    }

    private static func marked(_ word: String, _ line: String) -> String? {
        let prefix = "-----\(word) "
        guard line.hasPrefix(prefix), line.hasSuffix("-----"), line.count > prefix.count + 5 else { return nil }
        return String(line.dropFirst(prefix.count).dropLast(5))
    }
}
