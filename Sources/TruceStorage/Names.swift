internal import GRDB
internal import TruceDocument

/// An entry of the one namespace of names and aliases.
struct NameEntry: Hashable, Sendable {
    var text: String
    var kind: Holder.Kind
    var documentID: String
    /// The document's metadata revision that gave an alias its present form.
    var revision: Int

    /// The tag of an alias: it changes when the alias leads elsewhere and when its document is renamed.
    var etag: ETag { ETag("\(documentID).m\(revision)") }

    var holder: Holder {
        Holder(kind: kind, href: kind == .name ? Href.document(text) : Href.alias(text))
    }
}

extension Database {
    /// Who has the name or alias `folded`.
    func entry(folded: String) throws -> NameEntry? {
        let sql = "SELECT text, kind, document_id, revision FROM names WHERE folded = ?"
        return try Row.fetchOne(cachedStatement(sql: sql), arguments: [folded]).map { row in
            NameEntry(
                text: row["text"], kind: Holder.Kind(rawValue: row["kind"]) ?? .name, documentID: row["document_id"],
                revision: row["revision"])
        }
    }

    /// Why `name` cannot become the name of a document; nil where it can. What the document itself has, it may take.
    ///
    /// - Parameter documentID: the document; nil for one that is to begin.
    func obstacle(to name: DocumentName, for documentID: String?) throws -> Problem? {
        if let problem = try idConflict(name) { return problem }
        if let entry = try entry(folded: name.folded) {
            guard entry.documentID != documentID else { return nil }
            guard entry.kind == .name, let head = try head(id: entry.documentID) else {
                return .aliasConflict(name, heldBy: entry)
            }
            return .duplicateName(name, head)
        }
        return nil
    }

    /// Why `name` can be neither name nor alias, if it is a document's id, its own or that of a deleted one: what is asked
    /// for by its id must never become another document.
    func idConflict(_ name: DocumentName) throws -> Problem? {
        try documentID(name).map { .idConflict(name, id: $0) }
    }

    /// Adds an entry to the namespace.
    func insert(_ name: DocumentName, _ kind: Holder.Kind, documentID: String, revision: Int) throws {
        try cachedStatement(
            sql: "INSERT INTO names (folded, text, kind, document_id, revision) VALUES (?, ?, ?, ?, ?)"
        ).execute(arguments: [name.folded, name.text, kind.rawValue, documentID, revision])
    }

    /// Takes entries of a document out of the namespace and leaves the numbers behind that they have come to: those of
    /// the document, if no earlier one had higher ones.
    ///
    /// - Parameter folded: the entry; nil for all of the document.
    func free(folded: String? = nil, documentID: String) throws {
        try cachedStatement(
            sql: """
                INSERT INTO tombstones (folded_name, document_id, last_version, metadata_revision)
                SELECT n.folded, d.id, max(d.head, d.numbered_to), d.metadata_revision
                FROM names n JOIN documents d ON d.id = n.document_id
                WHERE d.id = ?1 AND (?2 IS NULL OR n.folded = ?2)
                ON CONFLICT (folded_name) DO UPDATE SET document_id = excluded.document_id,
                    last_version = max(last_version, excluded.last_version),
                    metadata_revision = max(metadata_revision, excluded.metadata_revision)
                """
        ).execute(arguments: [documentID, folded])
        try cachedStatement(sql: "DELETE FROM names WHERE document_id = ?1 AND (?2 IS NULL OR folded = ?2)")
            .execute(arguments: [documentID, folded])
    }

    /// How far the numbers of a name have come that no document has as its name.
    func numbering(folded: String) throws -> Numbering {
        let sql = "SELECT last_version, metadata_revision FROM tombstones WHERE folded_name = ?"
        return try Row.fetchOne(cachedStatement(sql: sql), arguments: [folded]).map(Numbering.init) ?? Numbering()
    }

    /// Lets a document, which gets the name or alias, go on behind the numbers that the name has come to: no version that
    /// it gets from now on has a tag that was read there before. Gives those numbers.
    ///
    /// Its present version keeps its tag, since a change of names makes nobody's text stale. That is a tag of an earlier
    /// document only where number and text are the same: whoever had read it there may save over this one, and replaces
    /// the very text that they have read.
    func takeOverNumbering(folded: String, for documentID: String) throws -> Numbering {
        let reached = try numbering(folded: folded)
        try cachedStatement(sql: "UPDATE documents SET numbered_to = max(numbered_to, ?) WHERE id = ?")
            .execute(arguments: [reached.version, documentID])
        try forgetNumbering(folded: folded)
        return reached
    }

    /// Forgets how far the numbers of a name had come, for a document that goes on behind them now has it.
    func forgetNumbering(folded: String) throws {
        try cachedStatement(sql: "DELETE FROM tombstones WHERE folded_name = ?").execute(arguments: [folded])
    }
}

extension Problem {
    static func idConflict(_ name: DocumentName, id: String) -> Problem {
        Problem(
            .aliasConflict(alias: name.text, heldBy: Holder(kind: .name, href: Href.document(id))),
            detail: "\(name.text) is a document's id: choose another name.")
    }

    static func duplicateName(_ name: DocumentName, _ head: HeadRecord) -> Problem {
        Problem(
            .duplicateName(name: name.text, existing: Existing(head.document)),
            detail: "\(head.document.name) exists already: use it, or choose another name.")
    }

    static func aliasConflict(_ name: DocumentName, heldBy entry: NameEntry) -> Problem {
        let what = entry.kind == .name ? "a document's name" : "an alias"
        return Problem(
            .aliasConflict(alias: name.text, heldBy: entry.holder),
            detail: "\(entry.text) is \(what) already: choose another name.")
    }

    static func duplicateExternalID(
        _ externalID: String, _ head: HeadRecord, key: IdempotencyKey?
    ) -> Problem {
        Problem(
            .duplicateExternalID(
                externalID: externalID, existing: Existing(head.document), idempotencyKey: key?.text),
            detail: "\(head.document.name) has the external id \(externalID): use that document.")
    }
}

extension Existing {
    init(_ document: Document) {
        self.init(
            id: document.id, href: Href.document(document.name), etag: document.etag, contentETag: document.contentETag)
    }
}
