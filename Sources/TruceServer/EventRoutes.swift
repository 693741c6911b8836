internal import HTTPTypes
internal import TruceDocument

/// A page of the log, or the stream of what happens, as `Accept` says.
@Sendable func readEvents(_ call: Call) async throws(Problem) -> Answer {
    var subject: String?
    if let name = call.query["document"] { subject = try await call.store.subject(named: name) }
    let place = try call.place
    // A stream has no end that a HEAD could tell of.
    if try call.request.wantsEventStream(), call.request.method != .head {
        return try await openStream(after: place, of: subject, call)
    }
    let page = try await call.store.events(after: place, of: subject, limit: try call.query.page().limit)
    return Answer.json(Page(items: page.events, next: nil).encoded()).uncached()
        .linked(next: page.hasMore ? page.place.text : nil, of: call.request, parameter: "after")
}

private func openStream(after place: EventCursor?, of subject: String?, _ call: Call) async throws(Problem) -> Answer {
    // What was cut is said while there is a status to say it with.
    if place != nil { _ = try await call.store.events(after: place, of: subject, limit: 1) }
    let stream = EventStream(
        after: place ?? call.events.newest, of: subject, for: call.tokenID, hub: call.events, log: call.store,
        at: call.presence.now())
    var answer = Answer(status: 200, body: .stream(stream), contentType: "text/event-stream")
    answer.headers[.cacheControl] = "no-store"
    return answer
}

extension Call {
    /// Where the request wants the log read from: `Last-Event-ID` before `after`; nil where it says neither.
    fileprivate var place: EventCursor? {
        get throws(Problem) {
            let header = request.headers[.lastEventID].flatMap { $0.isEmpty ? nil : $0 }
            guard let text = header ?? query["after"] else { return nil }
            guard let cursor = EventCursor(text) else {
                throw Problem(
                    .malformedRequest, detail: "'\(text)' is no event's cursor: take it from an event's id.")
            }
            return cursor
        }
    }
}

extension IncomingRequest {
    /// Whether `Accept` names `text/event-stream`; a wildcard is content with a page. Throws `not_acceptable` where neither
    /// is wanted.
    fileprivate func wantsEventStream() throws(Problem) -> Bool {
        guard let header = headers[.accept] else { return false }
        let wanted = header.split(separator: ",").filter { !isRefused($0) }.map { essence(ofMediaType: String($0)) }
        if wanted.contains("text/event-stream") { return true }
        guard wanted.contains(where: ["application/json", "application/*", "text/*", "*/*"].contains) else {
            throw Problem(
                .notAcceptable, detail: "Events come as application/json, page by page, or as text/event-stream.")
        }
        return false
    }

    private func isRefused(_ range: Substring) -> Bool {
        range.split(separator: ";").dropFirst().contains {
            ["q=0", "q=0.0", "q=0.00", "q=0.000"].contains($0.filter { $0 != " " }.lowercased())
        }
    }
}
