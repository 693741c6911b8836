/// The end of one line.
public enum LineTerminator: Sendable, Equatable {
    case lf, crlf

    public var bytes: [UInt8] {
        switch self {
        case .lf: [Byte.newline]
        case .crlf: [Byte.carriageReturn, Byte.newline]
        }
    }

    /// The bytes with every LF, CRLF and lone CR replaced by this terminator: for pasted text, whose line ends are the
    /// terminal's, not the document's. Linear.
    public func normalizing(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var previous: UInt8 = 0
        for byte in bytes {
            switch byte {
            case Byte.newline where previous == Byte.carriageReturn: break
            case Byte.newline, Byte.carriageReturn: result += self.bytes
            default: result.append(byte)
            }
            previous = byte
        }
        return result
    }
}

/// The line ends of a whole text.
public enum LineEnding: Sendable, Equatable {
    /// No line is terminated.
    case none
    case lf, crlf
    /// Some lines end with LF and some with CRLF.
    case mixed
}
