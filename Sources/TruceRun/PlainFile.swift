import Glibc
import TruceEditor

/// Plain files: read piece by piece, found by their real paths.
enum PlainFile {
    /// The first piece is small, so that the first screen does not wait for the rest.
    private static let firstPiece = 64 << 10
    private static let furtherPieces = 1 << 20

    /// What came of reading a file.
    enum Reading: Equatable {
        case whole
        case missing
        /// A sentence for people.
        case failed(String)
    }

    /// What the system said to a call that failed.
    struct Failure: Error {
        var code: Int32 = errno

        var reason: String { String(cString: strerror(code)) }
    }

    /// Reads the file and hands over its pieces in order; blocks meanwhile.
    static func read(_ path: String, _ deliver: ([UInt8]) -> Void) -> Reading {
        do throws(Failure) {
            guard let file = try OpenFile(path, O_RDONLY) else { return .missing }
            guard file.isRegular else { return .failed("\(path) is not a file that can be edited.") }
            var size = firstPiece
            while true {
                let bytes = try file.read(atMost: size)
                if !bytes.isEmpty { deliver(bytes) }
                guard bytes.count == size else { return .whole }
                size = furtherPieces
            }
        } catch {
            return .failed("\(path) cannot be read: \(error.reason).")
        }
    }

    /// The path without links, by which a file is known however it was reached. For a file that is not there yet it is its
    /// folder's; a link that leads nowhere is followed, for the file is made where it points to.
    static func realPath(_ path: String) -> String { realPath(path, links: 0) }

    private static func realPath(_ path: String, links: Int) -> String {
        if let real = existing(path) { return real }
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { String(path[...$0]) } ?? "./"
        if links < mostLinks, let target = destination(ofLink: path) {
            return realPath(target.hasPrefix("/") ? target : folder + target, links: links + 1)
        }
        guard let real = existing(folder) else { return path }
        let name = slash.map { path[path.index(after: $0)...] } ?? path[...]
        return real.hasSuffix("/") ? real + name : real + "/" + name
    }

    /// As many links as Linux follows one after the other.
    private static let mostLinks = 40

    private static func existing(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    private static func destination(ofLink path: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = buffer.withUnsafeMutableBytes { readlink(path, $0.baseAddress!, $0.count) }
        return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
    }
}
