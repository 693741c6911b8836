/// Why a database could not be opened, in words that say what to do.
public struct StoreOpenError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Kind: Hashable, Sendable {
        /// The folder may not be written.
        case notWritable
        /// The file is there and may not be written.
        case fileNotWritable
        case isFolder
        /// The file is no SQLite database, or a damaged one.
        case notADatabase
        /// A SQLite database that another program made.
        case foreignDatabase
        /// A later truce wrote it.
        case newerSchema(found: Int, known: Int)
        /// Another truce server has it open: the one that is named, if it can be told.
        case inUse(by: DatabaseHolder?)
        case diskFull
        /// SQLite's own words.
        case other(String)
    }

    public let kind: Kind
    public let path: String

    /// Whether it can be opened when another server has left.
    public var isInUse: Bool {
        if case .inUse = kind { true } else { false }
    }

    init(_ kind: Kind, path: String) {
        self.kind = kind
        self.path = path
    }

    /// One or two sentences for people.
    public var description: String {
        switch kind {
        case .notWritable:
            "\(path) cannot be written: make its folder writable for you, or name another database."
        case .fileNotWritable:
            "\(path) may not be written by you: change its owner or mode (chmod u+w), or name another database."
        case .isFolder:
            "\(path) is a folder: name a file, in it or elsewhere."
        case .notADatabase:
            "\(path) is not a truce database, or it is damaged: move it away or restore a copy, or name another file."
        case .foreignDatabase:
            "\(path) is a database of another program: name another file."
        case .newerSchema(let found, let known):
            "\(path) was written by a newer truce (schema \(found), this one knows \(known)): update truce."
        case .inUse(by: nil):
            "\(path) is open in another truce server: stop that one, or name another database."
        case .inUse(by: let holder?):
            "\(path) is open in another truce server (process \(holder.process)\(holder.place)): "
                + "use that one, stop it with 'kill \(holder.process)', or name another database."
        case .diskFull:
            "The disk of \(path) is full: free some space and try again."
        case .other(let words):
            "\(path) cannot be opened: \(words)."
        }
    }
}

extension DatabaseHolder {
    fileprivate var place: String { servedAt.isEmpty ? "" : " at \(servedAt)" }
}
