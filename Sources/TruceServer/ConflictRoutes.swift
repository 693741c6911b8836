internal import HTTPTypes
internal import TruceDocument

@Sendable func listConflicts(_ call: Call) async throws(Problem) -> Answer {
    var query = ConflictQuery(
        document: call.query["document"], after: call.query["after"], page: try call.query.page())
    if let name = call.query["reason"] {
        guard let reason = Reason(rawValue: name), ConflictRecord.isKept(reason) else {
            let known = Reason.allCases.filter(ConflictRecord.isKept).map(\.rawValue).joined(separator: ", ")
            throw Problem(.malformedRequest, detail: "reason is one of \(known).")
        }
        query.reason = reason
    }
    let page = try await call.store.conflicts(query, as: call.caller)
    return Answer.json(page.encoded()).uncached().linked(next: page.next, of: call.request)
}

@Sendable func readConflict(_ call: Call) async throws(Problem) -> Answer {
    Answer.json(try await call.store.conflict(call.parameters[0] ?? "", as: call.caller).encoded()).uncached()
}

@Sendable func listConflictGroups(_ call: Call) async throws(Problem) -> Answer {
    let groups = try await call.store.conflictGroups(as: call.caller)
    return Answer.json(Page(items: groups, next: nil).encoded()).uncached()
}
