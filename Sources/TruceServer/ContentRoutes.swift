internal import HTTPTypes
internal import TruceDiff
internal import TruceDocument

@Sendable func readContent(_ call: Call) async throws(Problem) -> Answer {
    let head = try await call.store.head(call.name, as: call.caller)
    return Answer(status: 200, body: head.content, contentType: head.document.mediaType)
        .cached(false).tagged(head.document.contentETag, for: call.request)
}

@Sendable func saveContent(_ call: Call, _ precondition: Precondition) async throws(Problem) -> Answer {
    let headers = call.request.headers
    var save = SaveRequest(
        name: call.name, content: try await call.readBody(), precondition: precondition,
        mediaType: textMediaType(headers[.contentType]), resolves: headers[.resolves])
    if let message = headers[.message] {
        guard let text = PercentCoding.decode(Substring(message)) else {
            throw Problem(.malformedRequest, detail: "Truce-Message is not percent-encoded UTF-8.")
        }
        save.message = text
    }
    switch try await call.store.save(save, as: call.caller) {
    case .conflict(let problem): throw problem
    case .done(let saved): return answer(to: saved, call)
    }
}

private func answer(to saved: Saved, _ call: Call) -> Answer {
    var answer = Answer.json(saved.document.encoded(), status: saved.created ? 201 : 200)
    if call.preferences.wantsMinimal {
        answer = Answer(status: saved.created ? 201 : 204, body: saved.created ? [] : nil)
        answer.headers[.preferenceApplied] = "return=minimal"
    }
    answer.headers[.eTag] = saved.document.contentETag.header
    if saved.created { answer.headers[.location] = location(of: saved.document) }
    if saved.replayed { answer.headers[.idempotencyReplayed] = "true" }
    return answer
}

@Sendable func listVersions(_ call: Call) async throws(Problem) -> Answer {
    let page = try await call.store.versions(of: call.name, page: try call.query.page(), as: call.caller)
    var answer = Answer.json(page.encoded()).cached(false)
    if let cursor = page.next { answer.headers[.link] = call.request.link(next: cursor) }
    return answer
}

@Sendable func readVersion(_ call: Call) async throws(Problem) -> Answer {
    let version = try await call.store.version(try call.version(), of: call.name, as: call.caller)
    return Answer.json(version.encoded()).cached(true)
}

@Sendable func readVersionContent(_ call: Call) async throws(Problem) -> Answer {
    let number = try call.version()
    let version = try await call.store.version(number, of: call.name, as: call.caller)
    let content = try await call.store.content(ofVersion: number, of: call.name, as: call.caller)
    // A deleted document has no media type any more.
    let mediaType = (try? await call.store.document(call.name, as: call.caller))?.mediaType
    return Answer(status: 200, body: content, contentType: mediaType ?? MediaType.plainText.rawValue)
        .cached(true).tagged(version.etag, for: call.request)
}

@Sendable func readDifference(_ call: Call) async throws(Problem) -> Answer {
    let (from, to) = (try call.query.version("from"), try call.query.version("to"))
    let old = try await call.store.content(ofVersion: from, of: call.name, as: call.caller)
    let new = try await call.store.content(ofVersion: to, of: call.name, as: call.caller)
    let difference = unifiedDiff(
        from: Snapshot(old), to: Snapshot(new), oldLabel: "\(call.name)\tversion \(from)",
        newLabel: "\(call.name)\tversion \(to)")
    return Answer(status: 200, body: difference, contentType: "text/x-diff").cached(true)
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
