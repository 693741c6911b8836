internal import GRDB
public import TruceDocument

extension SQLiteStore {
    public func create(_ new: NewDocument, as caller: Caller) async throws(Problem) -> Outcome<Document> {
        let name = try check(new)
        let digest = Digest(of: new.content)
        return try await mutate(cost: new.content.count, as: caller) { [now, random] database, effects in
            var numbers = (version: 1, metadataRevision: 1)
            switch try database.state(of: name) {
            case .living(let head):
                return .conflict(
                    Problem(
                        .duplicateName(name: name.text, existing: Existing(head.document)),
                        detail: "\(head.document.name) exists already: use it, or choose another name."))
            case .free(let tombstone): numbers = (tombstone.lastVersion + 1, tombstone.metadataRevision + 1)
            case .gone, .neverUsed: break
            }
            if let externalID = new.externalID, let head = try database.head(externalID: externalID) {
                return .conflict(
                    Problem(
                        .duplicateExternalID(
                            externalID: externalID, existing: Existing(head.document),
                            idempotencyKey: caller.claim?.owner.key.text),
                        detail: "\(head.document.name) has the external id \(externalID): use that document."))
            }
            let at = now()
            let birth = Birth(
                new: new, name: name, version: numbers.version, metadataRevision: numbers.metadataRevision,
                digest: digest, message: "", actor: caller.actor, at: at)
            let head = try birth.insert(id: ULID(at: at, random: random).text, on: database)
            try effects.note(
                .saved(head, content: new.content), .documentCreated, etag: head.document.etag, by: caller, at: at,
                on: database)
            return .done(head.document)
        }
    }
}

extension Existing {
    init(_ document: Document) {
        self.init(
            id: document.id, href: Href.document(document.name), etag: document.etag, contentETag: document.contentETag)
    }
}
