internal import GRDB
public import TruceDocument

extension SQLiteStore {
    public func create(_ new: NewDocument, as caller: Caller) async throws(Problem) -> Outcome<Document> {
        let name = try check(new)
        let digest = Digest(of: new.content)
        return try await mutate(cost: new.content.count, of: name, as: caller) {
            [now, random, workflow] database, effects in
            if let problem = try database.obstacle(to: name, for: nil) { return .conflict(problem) }
            if let externalID = new.externalID, let head = try database.head(externalID: externalID) {
                return .conflict(.duplicateExternalID(externalID, head, key: caller.claim?.owner.key))
            }
            let reached = try database.numbering(folded: name.folded)
            let at = now()
            let birth = Birth(
                new: new, name: name, version: reached.version + 1, metadataRevision: reached.metadataRevision + 1,
                digest: digest, message: "", actor: caller.actor, at: at, status: workflow.start)
            let head = try birth.insert(id: ULID(at: at, random: random).text, on: database)
            try effects.note(
                .saved(head, content: new.content), .documentCreated, etag: head.document.etag, by: caller, at: at,
                on: database)
            return .done(head.document)
        }
    }
}
