import TruceDocument

/// The exit statuses that scripts rely on.
enum ExitStatus: Int32, Hashable, Sendable {
    case done = 0
    /// A conflict, or an answer that is no: nothing of that name, two texts that differ.
    case negative = 1
    /// The command line cannot be understood, or names a file that cannot be used.
    case usage = 2
    /// There is no store, or it did not answer.
    case unreachable = 3
    /// The store answered and would not.
    case refused = 4
    /// `merge` alone: nothing could be merged. Smaller numbers are numbers of conflicts there, as with git.
    case noMerge = 255
}

/// Why a command ends without having done what it was asked.
struct CommandFailure: Error, Hashable, Sendable {
    var status: ExitStatus
    /// What happened and what to do, in one line; printed behind `truce: `.
    var message: String

    init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }

    /// What a problem of the store means for the command that met it.
    init(_ problem: Problem) {
        self.init(ExitStatus(problem.reason), problem.detail)
        switch problem.cause {
        case .deleted(let deletion): message += " See 'truce log \(deletion.id)'."
        case .plain(.notFound): message += " See 'truce ls'."
        case .plain(.unauthenticated): message += " Put yours into TRUCE_TOKEN; an admin makes one with 'truce user'."
        case .constraintViolation("tokens.secret", _): message += " 'truce user revoke' takes it back."
        case .plain(.internalError):
            if let requestID = problem.requestID { message += " The server's log tells more: requestId=\(requestID)" }
        default: break
        }
    }
}

extension ExitStatus {
    init(_ reason: Reason) {
        switch reason {
        case .versionMismatch, .documentDeleted, .alreadyExists, .duplicateName, .duplicateExternalID,
            .aliasConflict, .invalidTransition, .notEditable, .hasDependents, .idempotencyKeyInFlight,
            .constraintViolation, .notFound:
            self = .negative
        case .unavailable, .outcomeUnknown, .internalError, .requestTimeout:
            self = .unreachable
        case .malformedRequest, .unauthenticated, .forbidden, .methodNotAllowed, .notAcceptable, .cursorExpired,
            .lengthRequired, .tooLarge, .unsupportedMediaType, .unknownHost, .invalidDocument, .idempotencyKeyReused,
            .preconditionRequired, .rateLimited, .headersTooLarge, .storageFull:
            self = .refused
        }
    }
}
