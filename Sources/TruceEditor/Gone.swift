import TruceDocument

/// What is known of a document that was edited and is no longer in the store.
public struct Gone: Sendable, Equatable {
    /// nil where the store knows of no deletion: it has never had the document, or was put in another's place.
    public var deletedBy: String?
    public var lastVersion: Int?

    init(deletedBy: String? = nil, lastVersion: Int? = nil) {
        self.deletedBy = deletedBy
        self.lastVersion = lastVersion
    }

    init(_ deletion: DocumentDeleted) {
        self.init(deletedBy: deletion.deletedBy, lastVersion: deletion.lastVersion)
    }

    /// nil for a problem that says nothing of the kind.
    init?(_ problem: Problem) {
        guard problem.reason == .notFound else { return nil }
        guard case .deleted(let deletion) = problem.cause else {
            self.init()
            return
        }
        self.init(deletedBy: deletion.deletedBy, lastVersion: deletion.lastVersion)
    }

    /// What happened, without a full stop: `bob deleted the document after v2`.
    public var sentence: String {
        guard let deletedBy else { return "The store does not have this document any more" }
        return "\(deletedBy) deleted the document" + (lastVersion.map { " after v\($0)" } ?? "")
    }

    /// The message of the version that brings the document back.
    var recreation: String { "recreated" + (lastVersion.map { " after v\($0)" } ?? "") }
}
