internal import HTTPTypes
internal import TruceDocument

@Sendable func createDocument(_ call: Call) async throws(Problem) -> Answer {
    let new = try NewDocument(decoding: try await call.readBody())
    return try await call.mutate { (caller) throws(Problem) in
        try await call.store.create(new, as: caller)
    } answer: { document in
        var answer = Answer.json(document.encoded(), status: 201)
        answer.headers[.location] = location(of: document)
        answer.headers[.eTag] = document.etag.header
        return answer
    }
}

@Sendable func listDocuments(_ call: Call) async throws(Problem) -> Answer {
    var query = DocumentQuery(
        text: call.query["q"], status: call.query["status"], tag: call.query["tag"],
        externalID: call.query["externalId"], page: try call.query.page())
    if let name = call.query["sort"] {
        guard let sort = DocumentQuery.Sort(rawValue: name) else {
            let known = DocumentQuery.Sort.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(.malformedRequest, detail: "sort is one of \(known).")
        }
        query.sort = sort
    }
    let fields = try call.query["fields"].map(wantedFields)
    let page = try await call.store.list(query, as: call.caller)
    return Answer.json(body(of: page, fields: fields)).uncached().linked(next: page.next, of: call.request)
}

/// The members that `fields` names. Throws `malformed_request` for none, and for what no document has.
private func wantedFields(_ text: String) throws(Problem) -> Set<String> {
    let wanted = Set(text.split(separator: ",").map(String.init))
    let unknown = wanted.subtracting(Document.memberNames)
    guard !wanted.isEmpty, unknown.isEmpty else {
        throw Problem(
            .malformedRequest,
            detail: wanted.isEmpty
                ? "fields names members of a document: fields=name,version."
                : "A document has no member \(unknown.sorted().joined(separator: ", ")).")
    }
    return wanted
}

/// The page with the named members of each document alone, so that a long list stays short.
private func body(of page: Page<Document>, fields: Set<String>?) -> [UInt8] {
    guard let fields else { return page.encoded() }
    let items = page.items.map { document in
        guard case .object(let members) = document.json else { return document.json }
        return JSON.object(members.filter { fields.contains($0.name) })
    }
    return JSON.object([JSON.Member("items", .array(items))]).bytes
}

@Sendable func readDocument(_ call: Call) async throws(Problem) -> Answer {
    let document = try await call.store.document(try call.name, as: call.caller)
    return Answer.json(document.encoded()).cached(false).tagged(document.etag, for: call.request)
}

@Sendable func deleteDocument(_ call: Call, _ precondition: Precondition) async throws(Problem) -> Answer {
    let force = try call.query.flag("force")
    let name = try call.name
    return try await call.mutate { (caller) throws(Problem) in
        try await call.store.delete(name, if: precondition, force: force, as: caller)
    } answer: {
        Answer(status: 204)
    }
}

@Sendable func listDependents(_ call: Call) async throws(Problem) -> Answer {
    let page = try await call.store.dependents(of: try call.name, page: try call.query.page(), as: call.caller)
    return Answer.json(page.encoded()).uncached().linked(next: page.next, of: call.request)
}

/// The path of a document that was made.
func location(of document: Document) -> String { "/v1/documents/\(document.name.percentEncoded)" }
