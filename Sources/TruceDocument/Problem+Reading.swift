extension Problem {
    /// Reads an `application/problem+json` answer.
    ///
    /// - Parameters:
    ///   - bytes: the body.
    ///   - status: the status of the answer, which counts where the body has none.
    ///   - header: the value of an answer's header field, for the members that headers carry.
    /// - Returns: the problem; one whose reason or members are not known here keeps what it says of itself, for display.
    /// - Throws: what is no JSON object.
    public init(decoding bytes: [UInt8], status: Int, header: (String) -> String?) throws(JSON.Invalid) {
        let place = JSONPlace(try JSON(parsing: bytes))
        _ = try place.members()
        func text(_ name: String) -> String? {
            guard case .string(let text)? = place.value[name] else { return nil }
            return text
        }
        let stated: Int? = if case .integer(let stated)? = place.value["status"] { stated } else { nil }
        let status = stated ?? status
        let known: Cause?
        do throws(JSON.Invalid) {
            known = try text("reason").flatMap(Reason.init)?.cause(from: place, header: header)
        } catch {
            known = nil  // members of another version: what can be shown is shown
        }
        let foreign = Foreign(
            reason: text("reason") ?? "unknown", title: text("title") ?? "The request was refused",
            retry: text("retry").flatMap(Retry.init) ?? .never, status: status)
        self.init(
            known ?? .foreign(foreign), detail: text("detail") ?? "", status: status, instance: text("instance"),
            requestID: text("requestId"), resource: text("resource"))
    }
}

extension Reason {
    /// The cause with the members that stand at `place`; nil where this version has none for the reason.
    fileprivate func cause(
        from place: JSONPlace, header: (String) -> String?
    ) throws(JSON.Invalid) -> Problem.Cause? {
        func list(_ name: String) -> [String] {
            (header(name) ?? "").split(separator: ",").map { String($0.drop { $0 == " " }) }
        }
        let retryAfter = header("Retry-After").flatMap { Int(positive: $0) } ?? 1
        switch self {
        case .versionMismatch:
            if let mismatch = try StateMismatch(at: place) { return .stateMismatch(mismatch) }
            return .versionMismatch(
                VersionMismatch(
                    attempted: try Attempt(at: place), current: try Current(at: place),
                    baseAgeSeconds: try place.optionalMember("baseAgeSeconds")?.integer(),
                    repeated: try place.optionalMember("repeated")?.integer() ?? 0,
                    base: try place.optionalMember("base").map(LinkedContent.init)))
        case .documentDeleted:
            return .documentDeleted(
                DocumentDeleted(
                    attempted: try Attempt(at: place), deletedBy: try place.member("deletedBy").string(),
                    deletedAt: try place.member("deletedAt").timestamp(),
                    lastVersion: try place.member("lastVersion").integer(),
                    baseAgeSeconds: try place.optionalMember("baseAgeSeconds")?.integer(),
                    repeated: try place.optionalMember("repeated")?.integer() ?? 0,
                    base: try place.optionalMember("base").map(LinkedContent.init)))
        case .alreadyExists:
            return .alreadyExists(
                AlreadyExists(
                    name: try place.member("name").string(), existing: try Existing(at: place.member("existing")),
                    current: try Current(at: place)))
        case .duplicateName:
            return .duplicateName(
                name: try place.member("name").string(), existing: try Existing(at: place.member("existing")))
        case .duplicateExternalID:
            return .duplicateExternalID(
                externalID: try place.member("externalId").string(),
                existing: try Existing(at: place.member("existing")),
                idempotencyKey: try place.optionalMember("idempotencyKey")?.string())
        case .aliasConflict:
            return .aliasConflict(
                alias: try place.member("alias").string(), heldBy: try Holder(at: place.member("heldBy")))
        case .invalidTransition: return .invalidTransition(try InvalidTransition(at: place))
        case .notEditable:
            return .notEditable(
                currentStatus: try place.member("currentStatus").string(),
                allowedTransitions: try place.member("allowedTransitions").strings())
        case .hasDependents: return .hasDependents(try Dependents(at: place))
        case .idempotencyKeyInFlight:
            return .idempotencyKeyInFlight(try InFlight(at: place, retryAfter: retryAfter))
        case .idempotencyKeyReused:
            return .idempotencyKeyReused(idempotencyKey: try place.member("idempotencyKey").string())
        case .constraintViolation:
            return .constraintViolation(
                constraint: try place.member("constraint").string(), errors: try faults(at: place.member("errors")))
        case .invalidDocument: return .invalidDocument(try faults(at: place.member("errors")))
        case .methodNotAllowed: return .methodNotAllowed(allow: list("Allow"))
        case .unsupportedMediaType: return .unsupportedMediaType(accept: list("Accept-Patch") + list("Accept"))
        case .rateLimited: return .rateLimited(retryAfter: retryAfter)
        case .unavailable: return .unavailable(retryAfter: retryAfter)
        case .notFound where place.optionalMember("lastVersion") != nil:
            return .deleted(
                Deletion(
                    id: try place.member("id").string(), deletedBy: try place.member("deletedBy").string(),
                    deletedAt: try place.member("deletedAt").timestamp(),
                    lastVersion: try place.member("lastVersion").integer()))
        default: return Problem.PlainReason.allCases.first { $0.reason == self }.map(Problem.Cause.plain)
        }
    }

    private func faults(at place: JSONPlace) throws(JSON.Invalid) -> [Fault] {
        var faults: [Fault] = []
        for item in try place.items() {
            let pointer = try item.member("pointer").string()
            faults.append(Fault(pointer: pointer, detail: try item.member("detail").string()))
        }
        return faults
    }
}

extension Attempt {
    init(at place: JSONPlace) throws(JSON.Invalid) {
        self.init(
            version: try place.optionalMember("attemptedVersion")?.integer(),
            etag: try place.optionalMember("attemptedETag")?.etag())
    }
}

extension Current {
    fileprivate init(at place: JSONPlace) throws(JSON.Invalid) {
        self.init(
            version: try place.member("currentVersion").integer(), etag: try place.member("currentETag").etag(),
            changedBy: try place.member("changedBy").string(),
            changedAt: try place.member("changedAt").timestamp(),
            content: try LinkedContent(at: place.member("current")))
    }
}

extension LinkedContent {
    fileprivate init(at place: JSONPlace) throws(JSON.Invalid) {
        let href = try place.member("href").string()
        if let content = place.optionalMember("content") {
            self.init(href: href, inline: .content(try content.string()))
        } else {
            let omission = try place.optionalMember("contentOmitted")?.string()
            self.init(href: href, inline: .omitted(omission.flatMap(Omission.init) ?? .brief))
        }
    }
}

extension Existing {
    fileprivate init(at place: JSONPlace) throws(JSON.Invalid) {
        self.init(
            id: try place.member("id").string(), href: try place.member("href").string(),
            etag: try place.member("etag").etag(), contentETag: try place.member("contentETag").etag())
    }
}
