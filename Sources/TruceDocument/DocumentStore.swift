/// Versioned documents with optimistic concurrency: what SQLite implements, what HTTP carries, what the editor uses.
///
/// Every call throws a ``Problem`` for what went wrong; a refusal for state in a mutation is no error but an
/// ``Outcome``. A success is answered only after the transaction that holds it is on disk.
public protocol DocumentStore: DocumentCatalog {
    /// A page of the documents that match, in the query's order.
    func list(_ query: DocumentQuery, as caller: Caller) async throws(Problem) -> Page<Document>

    /// Creates a document with its first version. `duplicate_name`, `alias_conflict` and `duplicate_external_id` are
    /// conflicts.
    func create(_ new: NewDocument, as caller: Caller) async throws(Problem) -> Outcome<Document>

    /// The document named `name` (a name, an alias or an id). Throws `not_found`.
    func document(_ name: String, as caller: Caller) async throws(Problem) -> Document

    /// The document and the text of its head version, read as one.
    func head(_ name: String, as caller: Caller) async throws(Problem) -> Head

    /// Compare and save, in one transaction. `not_editable` is a conflict, too.
    func save(_ request: SaveRequest, as caller: Caller) async throws(Problem) -> SaveOutcome

    /// Deletes the document if its document ETag satisfies the precondition; leaves a tombstone. `has_dependents` is a
    /// conflict where other documents refer to it, unless it is forced.
    func delete(
        _ name: String, if precondition: Precondition, force: Bool, as caller: Caller
    ) async throws(Problem) -> Outcome<Void>

    /// Versions, newest first. An id finds those of a deleted document too.
    func versions(of name: String, page: PageRequest, as caller: Caller) async throws(Problem) -> Page<Version>

    /// One version. Throws `not_found`.
    func version(_ number: Int, of name: String, as caller: Caller) async throws(Problem) -> Version

    /// The text of one version, byte for byte.
    func content(ofVersion number: Int, of name: String, as caller: Caller) async throws(Problem) -> [UInt8]
}
