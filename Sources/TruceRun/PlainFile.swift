import Glibc
import TruceEditor
import TruceText

/// Plain files: read piece by piece, written in one step.
enum PlainFile {
    /// The first piece is small, so that the first screen does not wait for the rest.
    private static let firstPiece = 64 << 10
    private static let furtherPieces = 1 << 20

    /// Reads the file and hands over its pieces in order; blocks meanwhile.
    static func read(_ path: String, _ deliver: (FilePiece) -> Void) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            deliver(errno == ENOENT ? .missing : .failed("\(path) cannot be opened: \(reason(errno))."))
            return
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            deliver(.failed("\(path) is not a file that can be edited."))
            return
        }
        var size = firstPiece
        while true {
            var failure: Int32?
            let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
                while count < size {
                    let got = Glibc.read(descriptor, buffer.baseAddress! + count, size - count)
                    if got > 0 {
                        count += got
                    } else if got == 0 {
                        break
                    } else if errno != EINTR {
                        failure = errno; break
                    }
                }
            }
            if let failure {
                deliver(.failed("\(path) cannot be read: \(reason(failure))."))
                return
            }
            if !bytes.isEmpty { deliver(.bytes(bytes)) }
            guard bytes.count == size else { break }
            size = furtherPieces
        }
        deliver(.end)
    }

    /// Writes a temporary file beside the file, syncs it and renames it over; follows a link, keeps the mode. Returns nil, or
    /// a sentence for people.
    static func write(_ text: Rope, to path: String) -> String? {
        let target = resolved(path)
        var status = stat()
        let mode = stat(target, &status) == 0 ? status.st_mode & 0o7777 : 0o666
        let temporary = target + ".truce-\(getpid())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { return "\(path) cannot be written: \(reason(errno))." }
        var failure: Int32 = 0
        if status.st_mode != 0 { _ = fchmod(descriptor, mode) }
        var offset = 0
        while offset < text.byteCount, failure == 0 {
            let piece = text.bytes(in: offset..<min(offset + (1 << 20), text.byteCount))
            failure = write(piece, to: descriptor)
            offset += piece.count
        }
        if failure == 0, fsync(descriptor) != 0 { failure = errno }
        if close(descriptor) != 0, failure == 0 { failure = errno }
        if failure == 0, rename(temporary, target) != 0 { failure = errno }
        if failure != 0 {
            unlink(temporary)
            return "\(path) cannot be written: \(reason(failure))."
        }
        return nil
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { return errno }
        }
        return 0
    }

    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
