internal import HTTPTypes
internal import TruceDiff
internal import TruceDocument

@Sendable func readContent(_ call: Call) async throws(Problem) -> Answer {
    let head = try await call.store.head(try call.name, as: call.caller)
    return Answer(status: 200, body: head.content, contentType: head.document.mediaType)
        .cached(false).tagged(head.document.contentETag, for: call.request, saysType: true)
}

@Sendable func saveContent(_ call: Call, _ precondition: Precondition) async throws(Problem) -> Answer {
    let save = SaveRequest(
        name: try call.name, content: try await call.readBody(), precondition: precondition,
        message: try call.request.decoded(.message) ?? "",
        mediaType: textMediaType(call.request.headers[.contentType]),
        resolves: try call.request.decoded(.resolves).map(conflictID))
    let wantsMinimal = call.preferences.wantsMinimal
    return try await call.mutate { (caller) throws(Problem) in
        try await call.store.save(save, as: caller)
    } answer: { saved in
        answer(to: saved, isMinimal: wantsMinimal)
    }
}

private func answer(to saved: Saved, isMinimal: Bool) -> Answer {
    var answer = Answer.changed(saved.document.encoded(), created: saved.created, isMinimal: isMinimal)
    answer.headers[.eTag] = saved.document.contentETag.header
    if saved.created { answer.headers[.location] = location(of: saved.document) }
    if saved.replayed { answer.headers[.idempotencyReplayed] = "true" }
    return answer
}

@Sendable func listVersions(_ call: Call) async throws(Problem) -> Answer {
    let page = try await call.store.versions(of: try call.name, page: try call.query.page(), as: call.caller)
    return Answer.json(page.encoded()).uncached().linked(next: page.next, of: call.request)
}

@Sendable func readVersion(_ call: Call) async throws(Problem) -> Answer {
    let id = try await call.documentID
    let version = try await call.store.version(try call.version, of: id, as: call.caller)
    return try call.unchanging(Answer.json(version.encoded()), of: id)
}

@Sendable func readVersionContent(_ call: Call) async throws(Problem) -> Answer {
    let (id, number) = (try await call.documentID, try call.version)
    let text = try await call.store.text(ofVersion: number, of: id, as: call.caller)
    let answer = Answer(status: 200, body: text.content, contentType: text.mediaType)
    return try call.unchanging(answer, of: id, tag: text.version.etag)
}

@Sendable func readDifference(_ call: Call) async throws(Problem) -> Answer {
    let (name, id) = (try call.name, try await call.documentID)
    let (from, to) = (try call.query.version("from"), try call.query.version("to"))
    return try await call.heavy { () async throws(Problem) in
        let old = try await call.store.content(ofVersion: from, of: id, as: call.caller)
        let new = try await call.store.content(ofVersion: to, of: id, as: call.caller)
        let difference = unifiedDiff(
            from: Snapshot(old), to: Snapshot(new), oldLabel: "\(name)\tversion \(from)",
            newLabel: "\(name)\tversion \(to)", isWanted: { !Task.isCancelled })
        return try call.unchanging(Answer(status: 200, body: difference, contentType: "text/x-diff"), of: id)
    }
}

@Sendable func readBlame(_ call: Call) async throws(Problem) -> Answer {
    let name = try call.name
    // What the client has already need not be found out again.
    let document = try await call.store.document(name, as: call.caller)
    let known = Answer(status: 200).cached(false).tagged(document.blameETag, for: call.request)
    if known.status == 304 { return known }
    return try await call.heavy { () async throws(Problem) in
        let blame = try await call.store.blame(name, as: call.caller)
        return Answer.json(Page(items: blame.value, next: nil).encoded()).cached(false).tagged(
            blame.etag, for: call.request)
    }
}

extension Call {
    /// The id of the document whose history the path names. All of an answer is read by it: a name may lead elsewhere the
    /// next moment.
    fileprivate var documentID: String {
        get async throws(Problem) { try await store.subject(named: name) }
    }

    /// An answer that never changes for the same document. It need not be asked for again where the path names that by its
    /// id, which never leads to another one; a name or an alias may.
    ///
    /// - Parameter tag: of a text; nil for what has none but its bytes.
    fileprivate func unchanging(_ answer: Answer, of id: String, tag: ETag? = nil) throws(Problem) -> Answer {
        let isText = tag != nil
        let tag = tag ?? ETag(String(Digest(of: answer.body.bytes ?? []).hex.prefix(16)))
        return answer.cached(try name.uppercased() == id).tagged(tag, for: request, saysType: isText)
    }
}

extension IncomingRequest {
    /// The value of a header that is percent-encoded UTF-8. Throws `malformed_request` if it is not.
    fileprivate func decoded(_ name: HTTPField.Name) throws(Problem) -> String? {
        guard let value = headers[name] else { return nil }
        guard let text = String(percentEncodedHeader: value) else {
            throw Problem(.malformedRequest, detail: "\(name.rawName) is not percent-encoded UTF-8.")
        }
        return text
    }
}

extension String {
    /// What a header that is percent-encoded UTF-8 says; nil for what is neither that nor UTF-8 as it stands, which has come
    /// here as a replacement character.
    init?(percentEncodedHeader value: String) {
        guard !value.unicodeScalars.contains("\u{FFFD}") else { return nil }
        self.init(percentEncoded: value)
    }
}

/// The id of a conflict that is named by its id or by its path, as a problem's `instance` gives it.
private func conflictID(_ text: String) -> String {
    text.split(separator: "/").last.map(String.init) ?? text
}

/// The media type of a text that is being created. curl says `application/x-www-form-urlencoded` of everything: that
/// counts as saying nothing.
private func textMediaType(_ header: String?) -> String? {
    header.flatMap { essence(ofMediaType: $0) == "application/x-www-form-urlencoded" ? nil : $0 }
}

/// `type/subtype` in lower case, without parameters.
func essence(ofMediaType header: String) -> String {
    header.prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
}
