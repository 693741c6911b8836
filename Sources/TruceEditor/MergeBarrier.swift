import TruceText

/// Where in the undo history a merge became the text: the next ^Z takes back what somebody else wrote, so the first one
/// only says so.
struct MergeBarrier: Sendable, Equatable {
    let state: History.State
    private var hasStopped = false

    init(_ state: History.State) { self.state = state }

    /// Whether a command is not run for now; any other command in between arms it again.
    mutating func stops(_ command: EditCommand, at state: History.State) -> Bool {
        hasStopped = command == .undo && state == self.state && !hasStopped
        return hasStopped
    }
}
