internal import GRDB
internal import TruceDocument

extension Problem {
    /// What a failure of the database means to a caller. A rule of the schema that a write broke is a 409, never a bare
    /// 500. The checks before it, in the same transaction, give the rules that people meet reasons of their own, so this
    /// is for those that nobody thought of and for triggers that somebody added to the database.
    ///
    /// - Parameter path: the database's file, which whoever mends it has to find.
    init(database error: any Error, at path: String) {
        switch error {
        case let problem as Problem:
            self = problem
        case let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT:
            let rule = BrokenRule(error.message ?? "constraint")
            self.init(
                .constraintViolation(
                    constraint: rule.constraint, errors: [Fault(pointer: rule.pointer, detail: rule.detail)]),
                detail: "The store refused the change: \(rule.detail)")
        case let error as DatabaseError where error.resultCode == .SQLITE_FULL:
            self.init(.storageFull, detail: "The disk of the store is full: nothing was changed. Free some space.")
        case let error as DatabaseError where [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode):
            self.init(
                .internalError,
                detail: "The store's database \(path) is damaged (\(error.message ?? "unreadable")). "
                    + "Stop its server and put a copy in its place; 'sqlite3 \(path) .recover' prints what can still be read."
            )
        case let error as DatabaseError:
            self.init(
                .unavailable(retryAfter: 1),
                detail: "The store's database \(path) failed: \(error.message ?? error.resultCode.description).")
        case is CancellationError: self = .nobodyWaits
        case let damage as Damage:
            self.init(.internalError, detail: "The store's database \(path) is damaged: \(damage.what).")
        default:
            self.init(.internalError, detail: "The store failed: \(error).")
        }
    }

    /// A failure of the commit itself: the disk may hold the change or not.
    init(commit error: any Error, at path: String) {
        if let error = error as? DatabaseError, error.resultCode == .SQLITE_FULL {
            self.init(database: error, at: path)
        } else {
            self.init(
                .outcomeUnknown,
                detail: "The store failed while it wrote: read the document again to see whether the change was made.")
        }
    }

    /// What was begun for somebody who does not want it any more.
    static let nobodyWaits = Problem(.unavailable(retryAfter: 1), detail: "Nobody waits for it any more.")

    static func notFound(_ name: String) -> Problem {
        Problem(.notFound, detail: "There is no document named \(name).")
    }
}

/// A rule of the schema that a write broke, as SQLite names it.
private struct BrokenRule {
    /// The columns or the condition; for a trigger what it says.
    let constraint: String
    /// The member of the request that it is about.
    let pointer: String
    let detail: String

    /// - Parameter message: As in `UNIQUE constraint failed: names.folded`.
    init(_ message: String) {
        let parts = message.split(separator: ": ", maxSplits: 1)
        constraint = parts.count == 2 && parts[0].hasSuffix("failed") ? String(parts[1]) : message
        switch constraint {
        case "names.folded", "names.document_id": (pointer, detail) = ("/name", "The name or alias is taken.")
        case "documents.external_id":
            (pointer, detail) = ("/externalId", "Another document has this external id.")
        case "versions.document_id, versions.number": (pointer, detail) = ("", "There is such a version already.")
        default: (pointer, detail) = ("", "\(message).")
        }
    }
}
