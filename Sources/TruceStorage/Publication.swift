internal import Synchronization

/// Keeps what is read from the database from running ahead of what is kept in memory.
///
/// A commit can be read from the database a moment before the cache of heads knows it. Whoever tells of what was read in
/// that moment would then be contradicted by the cache: a version that was just seen would not be there yet. So a read
/// waits for the commit that its own snapshot shows, which takes no longer than to change the cache; it never waits for
/// one that is still on its way to the disk. Every change of a head is an event, so that the place of the newest event
/// tells what a snapshot shows.
final class Publication: Sendable {
    fileprivate struct State {
        /// The newest event of the commit that is not yet known everywhere; nil while there is none.
        var underWay: Int64?
        /// Who has read that commit.
        var readers: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Carries out a commit, with what makes it known: one at a time.
    ///
    /// - Parameter newestEvent: of the transaction; nil where it changes nothing that is kept in memory.
    func perform(newestEvent: Int64?, _ commit: () throws -> Void) rethrows {
        state.withLock { $0.underWay = newestEvent }
        defer {
            let readers = state.withLock { state in
                defer { state = State() }
                return state.readers
            }
            for reader in readers { reader.resume() }
        }
        try commit()
    }

    /// Returns once all is known that a finished read has seen: at once, unless that is the commit under way.
    ///
    /// - Parameter newestEvent: in the read's own snapshot.
    func wait(for newestEvent: Int64) async {
        // Most reads show nothing new, and need no continuation.
        guard state.withLock({ $0.shows(newestEvent) }) else { return }
        await withCheckedContinuation { reader in
            let mustWait = state.withLock { state in
                guard state.shows(newestEvent) else { return false }
                state.readers.append(reader)
                return true
            }
            if !mustWait { reader.resume() }
        }
    }
}

extension Publication.State {
    /// Whether a snapshot with this newest event shows the commit under way. Numbers only grow, and there is one commit at a
    /// time.
    fileprivate func shows(_ newestEvent: Int64) -> Bool { underWay.map { newestEvent >= $0 } ?? false }
}
