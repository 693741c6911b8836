internal import GRDB
internal import TruceDocument

extension Problem {
    /// What a failure of the database means to a caller. A rule of the schema that a write broke is a 409, never a bare
    /// 500: the checks before it should have found it, so its name helps whoever reports it.
    init(database error: any Error) {
        switch error {
        case let problem as Problem:
            self = problem
        case let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT:
            let constraint = error.message ?? "constraint"
            self.init(
                .constraintViolation(constraint: constraint, errors: [Fault(pointer: "", detail: constraint)]),
                detail: "The store refused the change: \(constraint).")
        case let error as DatabaseError where error.resultCode == .SQLITE_FULL:
            self.init(.storageFull, detail: "The disk of the store is full: nothing was changed. Free some space.")
        case let error as DatabaseError:
            self.init(
                .unavailable(retryAfter: 1),
                detail: "The store's database failed: \(error.message ?? error.resultCode.description).")
        case let damage as Damage:
            self.init(.internalError, detail: "The store's database is damaged: \(damage.what).")
        default:
            self.init(.internalError, detail: "The store failed: \(error).")
        }
    }

    /// A failure of the commit itself: the disk may hold the change or not.
    init(commit error: any Error) {
        if let error = error as? DatabaseError, error.resultCode == .SQLITE_FULL {
            self.init(database: error)
        } else {
            self.init(
                .outcomeUnknown,
                detail: "The store failed while it wrote: read the document again to see whether the change was made.")
        }
    }

    static func notFound(_ name: String) -> Problem {
        Problem(.notFound, detail: "There is no document named \(name).")
    }
}
