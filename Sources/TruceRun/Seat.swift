public import TruceDocument

/// What one editor in a terminal works with.
public struct Seat: Sendable {
    public var store: any DocumentStore
    /// Who is writing.
    public var actor: String
    /// Where drafts are journalled; nil keeps none.
    public var drafts: Drafts?
    /// Brings back a store that has gone away; returns what stands in the way. nil where nothing can be done.
    public var reconnect: (@Sendable () async -> Problem?)?
    /// Hands over the requests that the store sends.
    public var relay: ExchangeRelay?
    /// Where others at the same document are found; nil where nobody else is looked for.
    public var company: (any EventFeed & PresenceStore)?
    /// Where it is remembered how conflicts were resolved; nil where nothing is.
    public var resolutions: (any ResolutionStore)?

    public struct Drafts: Sendable {
        public var folder: String
        public var subject: Subject

        /// Whose texts they are.
        public enum Subject: Sendable {
            /// Documents of the store at this address.
            case store(String)
            /// Plain files.
            case files
            /// Merges of plain files.
            case merges
        }

        public init(folder: String, of subject: Subject) {
            self.folder = folder
            self.subject = subject
        }
    }

    public init(
        store: any DocumentStore, actor: String, drafts: Drafts? = nil,
        reconnect: (@Sendable () async -> Problem?)? = nil, relay: ExchangeRelay? = nil,
        company: (any EventFeed & PresenceStore)? = nil, resolutions: (any ResolutionStore)? = nil
    ) {
        self.store = store
        self.actor = actor
        self.drafts = drafts
        self.reconnect = reconnect
        self.relay = relay
        self.company = company
        self.resolutions = resolutions
    }
}
