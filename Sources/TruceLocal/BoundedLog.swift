import Glibc
import Synchronization

/// Writes lines to standard error and, where that is a file to which is appended, keeps the file bounded: beyond the limit
/// the older three quarters go. What else appends to the same file is kept and counted too. Any other file belongs to
/// whoever redirected to it, and may have writers that would leave a hole in it.
public final class BoundedLog: Sendable {
    private let descriptor: CInt
    private let limit: Int
    private let lock = Mutex(())

    /// - Parameter limit: bytes of the largest file.
    public convenience init(limit: Int = 4 << 20) {
        self.init(descriptor: STDERR_FILENO, limit: limit)
    }

    /// - Parameter descriptor: opened to append, and to read as well.
    init(descriptor: CInt, limit: Int) {
        self.descriptor = descriptor
        self.limit = limit
    }

    /// Writes `line` and a newline, from any thread.
    public func write(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        lock.withLock { _ in
            if let size = fileSize, size + bytes.count > limit { cut(size) }
            append(bytes[...])
        }
    }

    /// nil where there is no file to bound: a terminal, a pipe, a file that is not appended to.
    private var fileSize: Int? {
        guard fcntl(descriptor, F_GETFL) & O_APPEND != 0 else { return nil }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size)
    }

    /// Keeps the last quarter, from a line's beginning.
    private func cut(_ size: Int) {
        var tail = [UInt8](repeating: 0, count: limit / 4)
        let count = pread(descriptor, &tail, tail.count, off_t(max(0, size - tail.count)))
        guard ftruncate(descriptor, 0) == 0, count > 0 else { return }
        append(tail.prefix(count).drop { $0 != UInt8(ascii: "\n") }.dropFirst())
    }

    private func append(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }  // a log that cannot be written has nowhere to say so
            rest = rest.dropFirst(count)
        }
    }
}
