import CTruceSystem
import Glibc
import TruceMerge

/// Reads a file that is to be merged. Throws a failure that names it, in git's words where it is binary, or has 1 GiB and
/// more.
func readMergeable(_ path: String) throws(CommandFailure) -> [UInt8] {
    let bytes = try readFile(path)
    if bytes.count > 1023 << 20 || bytes.isBinary {
        throw CommandFailure(.usage, "Cannot merge binary files: \(path)")
    }
    return bytes
}

/// Makes room for merging files that are large, before they are read: the texts and what is known of them take about
/// twice their bytes, and to fetch that in small pages takes a fifth of the time.
func reserveMemory(toMerge paths: [String]) {
    let size = paths.reduce(0) { size, path in
        var status = stat()
        return stat(path, &status) == 0 ? size + Int(status.st_size) : size
    }
    if size >= 4 << 20 { truce_reserve_heap(2 * size) }
}

/// Replaces a file's text in one step: a file beside it is written, brought to the disk and renamed. Whoever reads the
/// file meanwhile, or after a crash, finds the old text or the new one.
///
/// A symbolic link stays, and so do the permissions; what is no plain file is written as it is.
func replaceFile(_ path: String, with pieces: [ArraySlice<UInt8>]) throws(CommandFailure) {
    func failure(_ code: CInt) -> CommandFailure {
        CommandFailure(.usage, "\(path) cannot be written: \(SystemFailure(code).words)")
    }
    guard let real = realpath(path, nil) else { throw failure(errno) }
    defer { free(real) }
    var status = stat()
    guard stat(real, &status) == 0 else { throw failure(errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { return try writeFile(pieces.flatMap(\.self), to: path) }
    // A folder's permissions allow to replace files that may not be written; those who took them away meant it.
    guard access(real, W_OK) == 0 else { throw failure(errno) }
    var temporary = Array((String(cString: real) + ".truce-XXXXXX").utf8CString)
    let descriptor = mkstemp(&temporary)
    guard descriptor >= 0 else { throw failure(errno) }
    var code = writeAll(pieces: pieces, to: descriptor)
    if code == 0 {
        // Only root can give a file away; for others it is their own in nearly all cases.
        _ = fchown(descriptor, status.st_uid, status.st_gid)
        if fchmod(descriptor, status.st_mode & 0o7777) != 0 || fsync(descriptor) != 0 { code = errno }
    }
    if close(descriptor) != 0, code == 0 { code = errno }
    if code == 0, rename(temporary, real) != 0 { code = errno }
    if code != 0 {
        unlink(temporary)
        throw failure(code)
    }
}

/// Writes pieces one after the other without putting them together; returns 0 or the errno of what kept it from that.
func writeAll(pieces: [ArraySlice<UInt8>], to descriptor: CInt) -> CInt {
    // The pieces stay where they are for as long as the array of them does.
    withExtendedLifetime(pieces) {
        var vectors = pieces.map { piece in
            piece.withUnsafeBytes {
                iovec(iov_base: UnsafeMutableRawPointer(mutating: $0.baseAddress), iov_len: $0.count)
            }
        }
        return vectors.withUnsafeMutableBufferPointer { writeAll($0, to: descriptor) }
    }
}

private func writeAll(_ vectors: UnsafeMutableBufferPointer<iovec>, to descriptor: CInt) -> CInt {
    let most = 1024
    var next = 0
    while next < vectors.count {
        let some = UnsafeMutableBufferPointer(rebasing: vectors[next..<min(next + most, vectors.count)])
        var written = writev(descriptor, some.baseAddress, CInt(some.count))
        if written < 0 {
            if errno == EINTR { continue }
            guard errno == EAGAIN else { return errno }
            waitUntilWritable(descriptor)
            continue
        }
        while next < vectors.count, written >= vectors[next].iov_len {
            written -= vectors[next].iov_len
            next += 1
        }
        if written > 0 {
            vectors[next].iov_base += written
            vectors[next].iov_len -= written
        }
    }
    return 0
}
