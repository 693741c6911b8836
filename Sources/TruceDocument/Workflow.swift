/// The statuses that a document can have, and the transitions between them.
///
/// Statuses have different names, transitions lead to statuses of the workflow, and every status can be reached from the
/// start: a workflow that breaks this cannot be made.
public struct Workflow: Hashable, Sendable {
    /// The status of a new document.
    public let start: String
    /// At least one, in the order in which people read them.
    public let statuses: [Status]

    private let indices: [String: Int]

    public struct Status: Hashable, Sendable {
        /// 1 to 50 bytes: small letters, digits, `_` and `-`.
        public var name: String
        /// Whether the text of a document with this status may be changed; `not_editable` otherwise.
        public var isEditable: Bool
        /// The statuses that may follow, in the order in which people are offered them.
        public var transitions: [String]

        public init(_ name: String, isEditable: Bool = true, transitions: [String]) {
            self.name = name
            self.isEditable = isEditable
            self.transitions = transitions
        }
    }

    /// At most this many statuses.
    public static let maximumStatuses = 100

    /// Draft → review → approved → published → archived, each with the step back; an archived document takes no text.
    public static let standard = Workflow(
        checked: [
            Status("draft", transitions: ["review"]),
            Status("review", transitions: ["approved", "draft"]),
            Status("approved", transitions: ["published", "review"]),
            Status("published", transitions: ["archived", "approved"]),
            Status("archived", isEditable: false, transitions: ["published"]),
        ], start: "draft")

    /// Throws every fault with its place in the workflow's JSON.
    public init(start: String, statuses: [Status]) throws(Invalid) {
        let faults = Self.faults(start: start, statuses: statuses)
        guard faults.isEmpty else { throw Invalid(faults: faults) }
        self.init(checked: statuses, start: start)
    }

    private init(checked statuses: [Status], start: String) {
        self.start = start
        self.statuses = statuses
        indices = Dictionary(statuses.enumerated().map { ($1.name, $0) }) { first, _ in first }
    }

    /// What is wrong with a workflow: at least one fault.
    public struct Invalid: Error, Hashable, Sendable {
        public let faults: [Fault]
        init(faults: [Fault]) { self.faults = faults }

        /// All faults with their places, for people.
        public var sentence: String {
            faults.map { $0.pointer.isEmpty ? $0.detail : "\($0.pointer): \($0.detail)" }.joined(separator: " ")
        }
    }

    /// The status called `name`; nil where the workflow has none.
    public func status(_ name: String) -> Status? { indices[name].map { statuses[$0] } }

    /// The statuses that may follow `status`. A status that the workflow does not know, of a document from before the
    /// workflow was replaced, leads to the start only.
    public func allowedTransitions(from status: String) -> [String] { self.status(status)?.transitions ?? [start] }

    /// Whether the text of a document with this status may be changed; not where the workflow does not know the status.
    public func isEditable(_ status: String) -> Bool { self.status(status)?.isEditable ?? false }

    /// The shortest way from one status to another: the statuses to go through, `to` last; of equally short ways the one
    /// that comes first in the order of transitions. Empty where both are the same; nil where no way leads there.
    public func path(from: String, to: String) -> [String]? {
        guard from != to else { return [] }
        var previous: [String: String] = [:]
        var open = [from]
        while !open.isEmpty {
            var next: [String] = []
            for status in open {
                for reached in allowedTransitions(from: status) where reached != from && previous[reached] == nil {
                    previous[reached] = status
                    next.append(reached)
                }
            }
            if previous[to] != nil { return way(to: to, by: previous) }
            open = next
        }
        return nil
    }

    private func way(to last: String, by previous: [String: String]) -> [String] {
        var way = [last]
        while let status = way.last.flatMap({ previous[$0] }) { way.append(status) }
        return way.dropLast().reversed()
    }

    /// How a document gets from one status to another: nothing where the transition is allowed, else what
    /// `invalid_transition` carries. A transition to the present status is none.
    public func refusal(from: String, to: String) -> InvalidTransition? {
        let allowed = allowedTransitions(from: from)
        guard !allowed.contains(to) else { return nil }
        let path = path(from: from, to: to)
        return InvalidTransition(
            currentStatus: from, requestedStatus: to, allowedTransitions: allowed, path: path == [] ? nil : path)
    }
}
