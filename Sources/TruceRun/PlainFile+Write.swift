import CTruceSystem
import Glibc
import TruceEditor
import TruceText

extension PlainFile {
    /// Writes `text` into the file if that still holds `expected`, or, for nil, if there is still none.
    ///
    /// A new file beside it, synced, takes its place in one step, with its owner, group, mode, access list and other
    /// attributes; links are followed. Where such a file cannot be made, or the file has several names (hard links), it is
    /// written in place. What it holds is compared right before either, by its bytes; a program that writes within the
    /// microseconds after that is not seen.
    ///
    /// - Parameter mayWriteInPlace: whether `text` is on disk somewhere else, for a crash tears a file that is written in
    ///   place.
    static func write(
        _ text: Rope, to path: String, replacing expected: Rope?, mayWriteInPlace: Bool
    ) -> WriteOutcome {
        let target = realPath(path)
        do throws(Failure) {
            guard let file = try OpenFile(target, O_RDWR) else {
                guard expected == nil else { return .vanished }
                return try StagedFile(for: target, mode: 0o666).replace(target, expected, with: text)
            }
            guard file.isRegular else { return .failed("\(path) is not a file that can be written.") }
            if file.status.st_nlink == 1, let staged = StagedFile(for: target, like: file) {
                return try staged.replace(target, expected, with: text)
            }
            guard mayWriteInPlace else {
                return .failed("\(path) can only be written in place, and the draft is not on disk to protect it.")
            }
            if let change = try file.change(since: expected, unlessTo: text) { return change }
            try file.overwrite(with: text)
            return .written
        } catch {
            let way = error.code == ENOENT ? "Make its folder, then ^S again" : error.reason
            return .failed("\(path) cannot be written: \(way). Your text is still here.")
        }
    }
}

extension OpenFile {
    /// What somebody else did to the file since it held `expected`; nil for nothing, or what writing `text` would do.
    fileprivate borrowing func change(
        since expected: Rope?, unlessTo text: Rope
    ) throws(PlainFile.Failure) -> WriteOutcome? {
        let present = try contents()
        if present == expected || present == text { return nil }
        return .changed(Theirs(version: nil, at: modified, text: present))
    }
}

/// A file beside another whose place it is to take; removed with the value if it has not.
private struct StagedFile: ~Copyable {
    private let folder: String
    private let path: String
    private let file: OpenFile

    init(for target: String, mode: mode_t) throws(PlainFile.Failure) {
        folder = target.lastIndex(of: "/").map { String(target[...$0]) } ?? "./"
        path = "\(folder).truce-\(UInt64.random(in: 0 ... .max))"
        guard let file = try OpenFile(path, O_RDWR | O_CREAT | O_EXCL, mode: mode) else { throw PlainFile.Failure() }
        self.file = file
    }

    /// With the attributes of the file whose place it is to take; nil where it cannot be made, or not with them.
    init?(for target: String, like original: borrowing OpenFile) {
        // Closed to others until it has the mode that it is to have.
        guard let staged = try? StagedFile(for: target, mode: 0o600),
            truce_copy_attributes(original.descriptor, staged.file.descriptor) == 0
        else { return nil }
        self = staged
    }

    // After a rename nothing is there.
    deinit { unlink(path) }

    borrowing func replace(
        _ target: String, _ expected: Rope?, with text: Rope
    ) throws(PlainFile.Failure) -> WriteOutcome {
        try file.overwrite(with: text)
        if let present = try OpenFile(target, O_RDONLY) {
            if let change = try present.change(since: expected, unlessTo: text) { return change }
        } else if expected != nil {
            return .vanished
        }
        guard rename(path, target) == 0 else { throw PlainFile.Failure() }
        try syncFolder()
        return .written
    }

    /// Makes the new name durable. A folder that may be written but not read cannot be synced by name.
    private borrowing func syncFolder() throws(PlainFile.Failure) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw PlainFile.Failure() }
    }
}
