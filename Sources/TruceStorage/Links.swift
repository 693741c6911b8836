internal import GRDB
internal import TruceDocument

extension Database {
    /// Notes what the head text of a document refers to, in place of what it referred to before.
    func link(documentID: String, to text: [UInt8]) throws {
        try unlink(documentID: documentID)
        let insert = try cachedStatement(sql: "INSERT INTO links (document_id, folded) VALUES (?, ?)")
        for name in references(in: text) { try insert.execute(arguments: [documentID, name.folded]) }
    }

    /// Forgets what a document refers to: a deleted one holds nothing back.
    func unlink(documentID: String) throws {
        try cachedStatement(sql: "DELETE FROM links WHERE document_id = ?").execute(arguments: [documentID])
    }

    /// Links every living document, one text in memory at a time.
    func linkEveryHead() throws {
        let heads = try String.fetchAll(self, sql: "SELECT id FROM documents WHERE deleted_at IS NULL")
        for id in heads {
            let number = try Int.fetchOne(self, sql: "SELECT head FROM documents WHERE id = ?", arguments: [id])
            guard let stored = try number.flatMap({ try text(documentID: id, number: $0) }) else { continue }
            try link(documentID: id, to: stored.content)
        }
    }
}
