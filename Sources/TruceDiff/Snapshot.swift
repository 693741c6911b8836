import Glibc

/// An immutable text: its bytes and where its lines start.
///
/// A line includes its terminator, the byte `\n`; a text without a final newline has a last line without one; the empty
/// text has no line. Nothing is decoded: CRLF, NUL and invalid UTF-8 are bytes like any other.
///
/// Making one costs a pass over the bytes (`memchr`); copying one costs nothing. Traps above 4 GiB.
public struct Snapshot: Sendable, Equatable {
    /// The whole text.
    public let bytes: [UInt8]

    /// The offset of the first byte of every line, then the end of the text: `lineCount + 1` offsets.
    package let starts: [UInt32]

    /// Finds the lines of a text.
    public init(_ bytes: [UInt8]) {
        precondition(bytes.count < Int(UInt32.max), "a snapshot holds less than 4 GiB")
        self.bytes = bytes
        starts = Self.lineStarts(of: bytes)
    }

    /// The UTF-8 of a string, for tests and small texts.
    public init(_ text: String) {
        self.init(Array(text.utf8))
    }

    /// The number of lines; a last line without a newline counts.
    public var lineCount: Int { starts.count - 1 }

    /// The bytes of a line (from 0) with its terminator, as offsets into `bytes`.
    public func byteRange(line: Int) -> Range<Int> {
        Int(starts[line])..<Int(starts[line + 1])
    }

    /// The bytes of some lines (from 0) with their terminators, as offsets into `bytes`.
    public func byteRange(lines: Range<Int>) -> Range<Int> {
        Int(starts[lines.lowerBound])..<Int(starts[lines.upperBound])
    }

    /// The bytes of some lines; the slice's indices are offsets into `bytes`.
    public func bytes(lines: Range<Int>) -> ArraySlice<UInt8> {
        bytes[byteRange(lines: lines)]
    }

    public static func == (left: Snapshot, right: Snapshot) -> Bool {
        left.bytes == right.bytes
    }

    private static func lineStarts(of bytes: [UInt8]) -> [UInt32] {
        var starts: [UInt32] = [0]
        starts.reserveCapacity(bytes.count / 32 + 2)
        bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return }
            var offset = 0
            while offset < buffer.count, let newline = memchr(base + offset, 0x0A, buffer.count - offset) {
                offset = UnsafeRawPointer(newline) - base + 1
                starts.append(UInt32(offset))
            }
            if offset < buffer.count { starts.append(UInt32(buffer.count)) }
        }
        return starts
    }
}
