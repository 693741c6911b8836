import Glibc

/// What a command reads: standard input, or a test's bytes.
struct Input: Sendable {
    /// Whether a person is there to be asked.
    var isTerminal: Bool
    /// Reads to the end. Throws ``CommandFailure``.
    var readAll: @Sendable () throws -> [UInt8]
    /// Reads a line; nil at the end.
    var readLine: @Sendable () -> String?

    /// The process's own.
    static let process = Input(
        isTerminal: isatty(STDIN_FILENO) == 1,
        readAll: {
            switch readToEnd(of: STDIN_FILENO) {
            case .success(let bytes): return bytes
            case .failure(let failure):
                throw CommandFailure(.usage, "standard input cannot be read: \(failure.words)")
            }
        }, readLine: { Swift.readLine() })
}

/// Reads a file whole. Throws a usage failure that names it.
func readFile(_ path: String) throws(CommandFailure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw CommandFailure(.usage, "\(path) cannot be read: \(SystemFailure(errno).words)") }
    defer { close(descriptor) }
    switch readToEnd(of: descriptor) {
    case .success(let bytes): return bytes
    case .failure(let failure): throw CommandFailure(.usage, "\(path) cannot be read: \(failure.words)")
    }
}

/// Writes a file whole, over what was there. Throws a usage failure that names it.
func writeFile(_ bytes: [UInt8], to path: String) throws(CommandFailure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
        throw CommandFailure(writing: path, errno)
    }
    var code = writeAll(bytes, to: descriptor)
    // A disk that is full may say so only here.
    if close(descriptor) != 0, code == 0 { code = errno }
    guard code == 0 else { throw CommandFailure(writing: path, code) }
}

extension CommandFailure {
    /// A file that cannot be written, by the errno of what kept it from that.
    init(writing path: String, _ code: CInt) {
        let way = code == ENOENT ? ": its folder does not exist, make it first" : ": \(SystemFailure(code).words)"
        self.init(.usage, "\(path) cannot be written\(way)")
    }
}

/// An errno.
struct SystemFailure: Error {
    var code: CInt

    init(_ code: CInt) { self.code = code }

    var words: String { String(cString: strerror(code)) }
}

/// Reads to the end; a plain file is read in one piece.
func readToEnd(of descriptor: CInt) -> Result<[UInt8], SystemFailure> {
    var status = stat()
    let size = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
    var bytes: [UInt8] = []
    while true {
        // One byte more than is expected, so that the end is seen without another piece.
        let room = max(size + 1 - bytes.count, 1 << 16)
        switch readPiece(of: descriptor, atMost: room) {
        case .success(let piece):
            if bytes.isEmpty { bytes = piece } else { bytes += piece }
            if piece.count < room { return .success(bytes) }
        case .failure(let failure): return .failure(failure)
        }
    }
}

/// Reads so many bytes, or fewer where the end comes first.
private func readPiece(of descriptor: CInt, atMost room: Int) -> Result<[UInt8], SystemFailure> {
    var failure: SystemFailure?
    let bytes = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        if room >= largePageThreshold { adviseLargePages(UnsafeMutableRawBufferPointer(buffer)) }
        while count < room {
            let got = read(descriptor, buffer.baseAddress.map { $0 + count }, room - count)
            if got > 0 {
                count += got
            } else if got == 0 {
                return
            } else if errno == EAGAIN {
                var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                _ = poll(&ready, 1, -1)
            } else if errno != EINTR {
                failure = SystemFailure(errno)
                return
            }
        }
    }
    return failure.map(Result.failure) ?? .success(bytes)
}

private let largePageThreshold = 4 << 20

/// Asks for memory in large pages: filling it in small ones takes longer than reading the file.
private func adviseLargePages(_ buffer: UnsafeMutableRawBufferPointer) {
    let page = 4096
    guard let base = buffer.baseAddress?.alignedUp(toMultipleOf: page) else { return }
    _ = madvise(base, buffer.count - page, CInt(MADV_HUGEPAGE))
}
