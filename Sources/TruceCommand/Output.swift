import Glibc
import TruceDocument
import TruceScreen

/// Where a command writes: standard output and standard error, or a test's buffers.
struct Output: Sendable {
    /// Whether people read standard output: then it is laid out, and nothing in it can steer the terminal.
    var isTerminal: Bool
    /// Whether a person reads standard error while the command runs.
    var isErrorTerminal = false
    var hasColours: Bool
    /// The terminal's size at the moment; nil where standard output is none.
    var size: @Sendable () -> Size? = { nil }
    /// Writes all bytes to standard output.
    var write: @Sendable ([UInt8]) throws -> Void
    /// Writes pieces of a text to standard output, one after the other.
    var writePieces: @Sendable ([ArraySlice<UInt8>]) throws -> Void
    /// Writes all bytes to standard error as far as that goes.
    var writeError: @Sendable ([UInt8]) -> Void

    /// Writes text as it is, with a newline.
    func line(_ text: String) throws {
        try write(Array((text + "\n").utf8))
    }

    /// Writes bytes of a document: to a terminal with control characters made visible, elsewhere as they are.
    func text(_ bytes: [UInt8]) throws {
        try write(isTerminal ? Array(Visible.string(bytes.span).utf8) : bytes)
    }

    /// Writes each value as JSON on a line of its own.
    func jsonLines(_ values: [any JSONConvertible]) throws { try jsonLines(values.map(\.json)) }

    /// Writes each value on a line of its own.
    func jsonLines(_ values: [JSON]) throws {
        try text(values.flatMap { $0.bytes + [UInt8(ascii: "\n")] })
    }

    func jsonLine(_ json: JSON) throws { try text(json.bytes + [UInt8(ascii: "\n")]) }

    /// Writes one line to standard error, whatever newlines and control characters are in it.
    func errorLine(_ text: String) {
        prompt(text.split(whereSeparator: \.isNewline).joined(separator: " ") + "\n")
    }

    /// Writes to standard error without a newline of its own; a question.
    func prompt(_ text: String) {
        writeError(Array(Visible.string(text).utf8))
    }
}

/// Whoever read standard output has closed it: no more is wanted, and nothing is wrong.
struct OutputClosed: Error {}

extension Output {
    /// - Parameter write: Writes all bytes to standard output, pieces too.
    init(
        isTerminal: Bool, hasColours: Bool, write: @escaping @Sendable ([UInt8]) throws -> Void,
        writeError: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.init(
            isTerminal: isTerminal, hasColours: hasColours, write: write,
            writePieces: { try write(Array($0.joined())) }, writeError: writeError)
    }

    /// The process's own.
    static func process(environment: (String) -> String?) -> Output {
        let isTerminal = isatty(STDOUT_FILENO) == 1
        return Output(
            isTerminal: isTerminal, isErrorTerminal: isatty(STDERR_FILENO) == 1,
            hasColours: hasColours(isTerminal: isTerminal, environment), size: { terminalSize(STDOUT_FILENO) },
            write: { try check(writeAll($0, to: STDOUT_FILENO)) },
            writePieces: { try check(writeAll(pieces: $0, to: STDOUT_FILENO)) },
            writeError: { _ = writeAll($0, to: STDERR_FILENO) })
    }

    /// Throws where writing to standard output has ended in an errno.
    private static func check(_ code: CInt) throws {
        switch code {
        case 0: return
        case EPIPE: throw OutputClosed()
        default:
            throw CommandFailure(.negative, "standard output cannot be written: \(SystemFailure(code).words)")
        }
    }
}

extension Output {
    /// Whether colours are wanted: on a terminal that has them, unless `NO_COLOR` is set (no-color.org).
    static func hasColours(isTerminal: Bool, _ environment: (String) -> String?) -> Bool {
        isTerminal && environment("NO_COLOR")?.isEmpty ?? true && environment("TERM") != "dumb"
    }
}

/// Rows and columns of a terminal; nil for a descriptor that is none.
private func terminalSize(_ descriptor: CInt) -> Size? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0, size.ws_col > 0 else { return nil }
    return Size(rows: Int(size.ws_row), columns: Int(size.ws_col))
}

/// Writes all of `bytes`; returns 0 or the errno of what kept it from that.
func writeAll(_ bytes: [UInt8], to descriptor: CInt) -> CInt {
    bytes.withUnsafeBytes { buffer in
        var rest = buffer[...]
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                waitUntilWritable(descriptor)
            } else if errno != EINTR {
                return errno
            }
        }
        return 0
    }
}

/// Waits for a descriptor that somebody else made non-blocking.
func waitUntilWritable(_ descriptor: CInt) {
    var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    _ = poll(&ready, 1, -1)
}
