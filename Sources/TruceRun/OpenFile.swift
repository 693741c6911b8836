import Glibc
import TruceDocument
import TruceText

/// An open file; closed with the value.
struct OpenFile: ~Copyable {
    let descriptor: Int32
    let status: stat

    /// nil where there is none.
    init?(_ path: String, _ flags: Int32, mode: mode_t = 0o666) throws(PlainFile.Failure) {
        // Nobody may be at the other end of a pipe: opening one must not wait.
        let descriptor = open(path, flags | O_CLOEXEC | O_NONBLOCK, mode)
        guard descriptor >= 0 else {
            if errno == ENOENT, flags & O_CREAT == 0 { return nil }
            throw PlainFile.Failure()
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let failure = PlainFile.Failure()
            close(descriptor)
            throw failure
        }
        self.descriptor = descriptor
        self.status = status
    }

    deinit { close(descriptor) }

    var isRegular: Bool { status.st_mode & S_IFMT == S_IFREG }

    /// When it was written last.
    var modified: Timestamp {
        Timestamp(milliseconds: Int64(status.st_mtim.tv_sec) * 1000 + Int64(status.st_mtim.tv_nsec) / 1_000_000)
    }

    /// The next bytes; fewer than asked for only at the end.
    borrowing func read(atMost size: Int) throws(PlainFile.Failure) -> [UInt8] {
        var failure: PlainFile.Failure?
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let got = Glibc.read(descriptor, buffer.baseAddress! + count, size - count)
                if got > 0 {
                    count += got
                } else if got == 0 {
                    break
                } else if errno != EINTR {
                    failure = PlainFile.Failure()
                    break
                }
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// All of it from where it was read to.
    borrowing func contents() throws(PlainFile.Failure) -> Rope {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(status.st_size))
        while true {
            let piece = try read(atMost: 1 << 20)
            if piece.isEmpty { return Rope(bytes) }
            bytes += piece
        }
    }

    /// Puts `text` in the place of all that the file holds. Where the disk has no room for it, nothing has changed.
    borrowing func overwrite(with text: Rope) throws(PlainFile.Failure) {
        if text.byteCount > Int(status.st_size) {
            let code = posix_fallocate(descriptor, 0, off_t(text.byteCount))
            if code != 0, code != EOPNOTSUPP {
                ftruncate(descriptor, status.st_size)
                throw PlainFile.Failure(code: code)
            }
        }
        var offset = 0
        while offset < text.byteCount {
            let piece = text.bytes(in: offset..<min(offset + (1 << 20), text.byteCount))
            try write(piece, at: offset)
            offset += piece.count
        }
        guard ftruncate(descriptor, off_t(text.byteCount)) == 0 else { throw PlainFile.Failure() }
        try sync()
    }

    private borrowing func write(_ bytes: [UInt8], at start: Int) throws(PlainFile.Failure) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress! + written, $0.count - written, off_t(start + written))
            }
            if count > 0 { written += count } else if errno != EINTR { throw PlainFile.Failure() }
        }
    }

    /// Returns once everything written is on disk.
    borrowing func sync() throws(PlainFile.Failure) {
        guard fsync(descriptor) == 0 else { throw PlainFile.Failure() }
    }
}
