internal import TruceDocument

/// Which document a feed asks for: by its name at first, by its id once that is known, so that no rename leads it astray;
/// and once it is deleted, whatever comes to bear the name. A value.
struct FeedAim {
    private enum Stage: Hashable {
        case all
        case named
        case known(id: String)
        /// It was deleted: everything is listened to, until something bears the name again.
        case awaited
        /// Something may have got the name as an alias, which its event does not say: it is asked for.
        case tried
    }

    /// What becomes of a piece of news.
    struct Decision: Hashable {
        /// Whether the follower is told.
        var isTold = true
        /// Whether the feed has to be asked for anew, at its place.
        var isTurn = false
    }

    private let name: String
    private let folded: String?
    private var stage: Stage

    /// - Parameter document: its name, alias or id; nil for all documents.
    init(_ document: String?) {
        name = document ?? ""
        folded = document.flatMap { try? DocumentName($0).folded }
        stage = document == nil ? .all : .named
    }

    /// What to ask the server for; nil for all.
    var document: String? {
        switch stage {
        case .all, .awaited: nil
        case .named, .tried: name
        case .known(let id): id
        }
    }

    /// The server says which document the name leads to. Returns whether that is news.
    @discardableResult
    mutating func learn(id: String) -> Bool {
        guard stage == .named || stage == .tried else { return false }
        stage = .known(id: id)
        return true
    }

    /// The server says that nothing is there. Returns whether that is waited for.
    mutating func isNotThere() -> Bool {
        guard stage == .tried else { return false }
        stage = .awaited
        return true
    }

    mutating func take(_ news: FeedNews) -> Decision {
        switch (stage, news) {
        case (.known(let id), .event(let event)) where event.kind == .documentDeleted && id != name.uppercased():
            stage = .awaited
            return Decision(isTurn: true)
        case (.awaited, .event(let event)):
            guard event.document.flatMap({ try? DocumentName($0).folded }) == folded else {
                guard event.kind == .metadataUpdated else { return Decision(isTold: false) }
                stage = .tried
                return Decision(isTold: false, isTurn: true)
            }
            guard event.kind == .documentCreated || event.kind == .metadataUpdated else { return Decision() }
            stage = .named
            return Decision(isTurn: true)
        // Nothing is followed there: who waits is told when there is something again.
        case (.awaited, .connected): return Decision(isTold: false)
        default: return Decision()
        }
    }
}
