/// What a store knows of documents beside their texts: metadata, status, aliases, references, and who wrote which line.
///
/// Problems and outcomes are those of a ``DocumentStore``. Every precondition is an `If-Match` unless a call says
/// otherwise, and is tested before what the change asks for.
public protocol DocumentCatalog: Sendable {
    /// Changes metadata; the precondition is about the metadata's tag. A new name leaves the old one behind as an alias.
    /// `version_mismatch`, `document_deleted`, `duplicate_name`, `alias_conflict` and `duplicate_external_id` are
    /// conflicts. What changes nothing gives the same tag again. Throws `invalid_document` for what no document can have: a
    /// name too that would leave one alias too many behind.
    func changeMetadata(
        of name: String, by patch: MetadataPatch, if precondition: Precondition, as caller: Caller
    ) async throws(Problem) -> Outcome<Tagged<Metadata>>

    /// Takes a step of the workflow; the precondition is about the metadata's tag. `version_mismatch`,
    /// `document_deleted` and `invalid_transition` are conflicts.
    func changeStatus(
        of name: String, to status: String, if precondition: Precondition, as caller: Caller
    ) async throws(Problem) -> Outcome<Tagged<Metadata>>

    /// The statuses and the transitions between them.
    func workflow(as caller: Caller) async throws(Problem) -> Workflow

    /// Where an alias leads. Throws `not_found`, for a document's name too.
    func alias(_ alias: String, as caller: Caller) async throws(Problem) -> Tagged<AliasTarget>

    /// Makes an alias lead to the document called `document` (a name, an alias or an id): a new one under
    /// ``Precondition/ifNoneExists``, else one that is there. `version_mismatch` and `alias_conflict` are conflicts.
    /// Throws `invalid_document` where that document has as many aliases as one can have.
    func setAlias(
        _ alias: String, to document: String, if precondition: Precondition, as caller: Caller
    ) async throws(Problem) -> Outcome<SavedAlias>

    /// Takes an alias away. `version_mismatch` is a conflict.
    func removeAlias(
        _ alias: String, if precondition: Precondition, as caller: Caller
    ) async throws(Problem) -> Outcome<Void>

    /// The documents whose text refers to this one by its name or an alias, by name; not itself.
    func dependents(of name: String, page: PageRequest, as caller: Caller) async throws(Problem) -> Page<Dependent>

    /// Which version brought each line of the head, with the tag that ``Document/blameETag`` is of the document at the
    /// version whose lines are counted.
    func blame(_ name: String, as caller: Caller) async throws(Problem) -> Tagged<[BlameItem]>
}

/// What setting an alias gave.
public struct SavedAlias: Hashable, Sendable {
    public var target: AliasTarget
    public var etag: ETag
    /// Whether the alias is new.
    public var created: Bool

    public init(target: AliasTarget, etag: ETag, created: Bool) {
        self.target = target
        self.etag = etag
        self.created = created
    }
}
