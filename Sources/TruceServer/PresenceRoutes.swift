internal import HTTPTypes
internal import TruceDocument

@Sendable func readPresence(_ call: Call) async throws(Problem) -> Answer {
    answer(call.presence.items(at: try await call.presencePlace))
}

@Sendable func putPresence(_ call: Call) async throws(Problem) -> Answer {
    let report = try PresenceReport(decoding: try await call.readBody())
    return answer(try call.presence.put(report, at: try await call.presencePlace, as: call.caller))
}

@Sendable func deletePresence(_ call: Call) async throws(Problem) -> Answer {
    guard let session = call.query["session"] else {
        throw Problem(.malformedRequest, detail: "The query needs session=<the session that ends>.")
    }
    call.presence.remove(session: session, at: try await call.presencePlace, as: call.caller)
    return Answer(status: 204)
}

private func answer(_ items: [Presence]) -> Answer {
    Answer.json(Page(items: items, next: nil).encoded()).uncached()
}

extension Call {
    /// What the path names: a document by its name, alias or id, or a name that has no document yet.
    fileprivate var presencePlace: PresenceBook.Place {
        get async throws(Problem) {
            let asked = try DocumentName(checking: try name)
            do {
                let document = try await store.document(asked.text, as: caller)
                let name = try DocumentName(checking: document.name)
                return PresenceBook.Place(
                    name: name, subject: document.id, foldedNames: [name.folded, asked.folded])
            } catch  where error.reason == .notFound {
                return PresenceBook.Place(name: asked, subject: nil)
            }
        }
    }
}
