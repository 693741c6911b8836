extension Problem {
    /// The problem as RFC 9457 has it, with every member that API.md names for its reason.
    public var json: JSON {
        var members: [JSON.Member] = [
            .init("type", .string(type)), .init("title", .string(title)), .init("status", .integer(status)),
            .init("reason", .string(reasonName)), .init("retry", .string(retry.rawValue)),
            .init("detail", .string(detail)),
        ]
        if let instance { members.append(.init("instance", .string(instance))) }
        if let requestID { members.append(.init("requestId", .string(requestID))) }
        if let resource { members.append(.init("resource", .string(resource))) }
        return .object(members + cause.members)
    }

    /// The problem as the body of an `application/problem+json` answer.
    public func encoded() -> [UInt8] { json.bytes }
}

extension Problem.Cause {
    fileprivate var members: [JSON.Member] {
        switch self {
        case .versionMismatch(let mismatch):
            return mismatch.attempted.members + mismatch.current.members + [
                .init("baseAgeSeconds", .optional(mismatch.baseAgeSeconds)),
                .init("repeated", .integer(mismatch.repeated)),
            ] + base(mismatch.base) + [mismatch.current.contentMember]
        case .stateMismatch(let mismatch): return mismatch.members
        case .documentDeleted(let deleted):
            return deleted.attempted.members + [
                .init("currentVersion", .null), .init("deletedBy", .string(deleted.deletedBy)),
                .init("deletedAt", .string(deleted.deletedAt.rfc3339)),
                .init("lastVersion", .integer(deleted.lastVersion)),
                .init("baseAgeSeconds", .optional(deleted.baseAgeSeconds)),
                .init("repeated", .integer(deleted.repeated)),
            ] + base(deleted.base)
        case .alreadyExists(let found):
            return [.init("name", .string(found.name)), .init("existing", found.existing.json)]
                + found.current.members + [found.current.contentMember]
        case .duplicateName(let name, let existing):
            return [.init("name", .string(name)), .init("existing", existing.json)]
        case .duplicateExternalID(let externalID, let existing, let key):
            return [
                .init("externalId", .string(externalID)), .init("existingResourceId", .string(existing.id)),
                .init("existing", existing.json),
            ] + (key.map { [.init("idempotencyKey", .string($0))] } ?? [])
        case .aliasConflict(let alias, let holder):
            return [.init("alias", .string(alias)), .init("heldBy", holder.json)]
        case .invalidTransition(let transition): return transition.members
        case .notEditable(let status, let allowed):
            return [.init("currentStatus", .string(status)), .init("allowedTransitions", .strings(allowed))]
        case .hasDependents(let dependents): return dependents.members
        case .idempotencyKeyInFlight(let inFlight): return inFlight.members
        case .idempotencyKeyReused(let key): return [.init("idempotencyKey", .string(key))]
        case .constraintViolation(let constraint, let errors):
            return [.init("constraint", .string(constraint)), .init("errors", .array(errors.map(\.json)))]
        case .invalidDocument(let faults): return [.init("errors", .array(faults.map(\.json)))]
        case .deleted(let deletion):
            return [
                .init("id", .string(deletion.id)), .init("deletedBy", .string(deletion.deletedBy)),
                .init("deletedAt", .string(deletion.deletedAt.rfc3339)),
                .init("lastVersion", .integer(deletion.lastVersion)),
            ]
        // Headers carry what belongs to these.
        case .methodNotAllowed, .unsupportedMediaType, .rateLimited, .unavailable: return []
        case .foreign, .plain: return []
        }
    }

    private func base(_ base: LinkedContent?) -> [JSON.Member] {
        base.map { [.init("base", $0.json(sayingBrief: false))] } ?? []
    }
}

extension Attempt {
    var members: [JSON.Member] {
        [.init("attemptedVersion", .optional(version)), .init("attemptedETag", .optional(etag?.header))]
    }
}

extension Current {
    fileprivate var members: [JSON.Member] {
        [
            .init("currentVersion", .integer(version)), .init("currentETag", .string(etag.header)),
            .init("changedBy", .string(changedBy)), .init("changedAt", .string(changedAt.rfc3339)),
        ]
    }

    fileprivate var contentMember: JSON.Member { .init("current", content.json(sayingBrief: true)) }
}

extension LinkedContent {
    /// A base is brief unless asked for in full, so that only a current text says that it was left out for brevity.
    fileprivate func json(sayingBrief: Bool) -> JSON {
        switch inline {
        case .content(let text): ["href": .string(href), "content": .string(text)]
        case .omitted(.brief) where !sayingBrief: ["href": .string(href)]
        case .omitted(let omission): ["href": .string(href), "contentOmitted": .string(omission.rawValue)]
        }
    }
}

extension Existing {
    fileprivate var json: JSON {
        [
            "id": .string(id), "href": .string(href), "etag": .string(etag.header),
            "contentETag": .string(contentETag.header),
        ]
    }
}

extension Fault {
    fileprivate var json: JSON { ["pointer": .string(pointer), "detail": .string(detail)] }
}
