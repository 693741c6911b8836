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
    // By the next request the name may lead to another document, whose events have no place among these.
    var request = call.request
    if let subject { request.target = request.target(setting: "document", to: subject) }
    var answer = Answer.json(Page(items: page.events, next: nil).encoded()).uncached()
        .linked(next: page.hasMore ? page.place.text : nil, of: request, parameter: "after").located(of: subject)
    // Who asks for a quiet document again and again moves on with the log, whose beginning is cut.
    answer.headers[.lastEventID] = page.place.text
    return answer
}

private func openStream(after place: EventCursor?, of subject: String?, _ call: Call) async throws(Problem) -> Answer {
    // What was cut is said while there is a status to say it with.
    if place != nil { _ = try await call.store.events(after: place, of: subject, limit: 1) }
    let stream = EventStream(
        after: place ?? call.events.newest, of: subject, for: call.tokenID, hub: call.events, log: call.store,
        at: call.presence.now())
    return Answer(status: 200, body: .stream(stream), contentType: "text/event-stream").uncached().located(of: subject)
}

extension Answer {
    /// Says where the document's events are for ever: its name may lead elsewhere by the next request.
    fileprivate func located(of subject: String?) -> Answer {
        var answer = self
        answer.headers[.contentLocation] = subject.map { "/v1/events?document=\($0)" }
        return answer
    }
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
    /// Whether `Accept` wants `text/event-stream` more than a page (RFC 9110, section 12.5.1). Where it wants both alike a
    /// page is the answer, unless the stream is named. Throws `not_acceptable` where neither is wanted.
    fileprivate func wantsEventStream() throws(Problem) -> Bool {
        guard let header = headers[.accept] else { return false }
        let ranges = header.split(separator: ",").map(MediaRange.init)
        let stream = ranges.weight(of: "text/event-stream")
        let page = ranges.weight(of: "application/json")
        guard max(stream.quality, page.quality) > 0 else {
            throw Problem(
                .notAcceptable, detail: "Events come as application/json, page by page, or as text/event-stream.")
        }
        return stream.quality == page.quality ? stream.isNamed : stream.quality > page.quality
    }
}

/// An element of `Accept`.
private struct MediaRange {
    /// `type/subtype`, `type/*` or `*/*`.
    let text: String
    let quality: Double

    init(_ element: Substring) {
        text = essence(ofMediaType: String(element))
        let weights = element.split(separator: ";").dropFirst().compactMap { parameter -> Double? in
            let words = parameter.filter { $0 != " " }.lowercased()
            return words.hasPrefix("q=") ? Double(words.dropFirst(2)) : nil
        }
        quality = weights.first ?? 1
    }
}

extension [MediaRange] {
    /// How much a media type is wanted: what the nearest of the ranges says that hold it; not at all where none does.
    fileprivate func weight(of type: String) -> (quality: Double, isNamed: Bool) {
        let family = type.prefix { $0 != "/" } + "/*"
        for (text, isNamed) in [(type, true), (String(family), false), ("*/*", false)] {
            if let range = first(where: { $0.text == text }) { return (range.quality, isNamed) }
        }
        return (0, false)
    }
}
