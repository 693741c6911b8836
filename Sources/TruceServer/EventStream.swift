internal import NIOCore
internal import Synchronization
internal import TruceDocument

/// The body of `text/event-stream`: what happens after a place in the log, for as long as the client is there.
///
/// It begins with a bookmark, which says where it begins.
final class EventStream: StreamedBody {
    fileprivate struct State {
        var queue: EventQueue
        var hasBegun = false
        var isEnded = false
        /// The task that waits for something to send.
        var waiter: CheckedContinuation<Void, Never>?
    }

    /// The id of the only document that the stream tells of; nil for all.
    let subject: String?
    let tokenID: String?
    private let hub: EventHub
    private let log: any EventLog
    private let preamble: ByteBuffer
    private let state: Mutex<State>

    /// How long a client is to wait before it connects again, in milliseconds.
    private static let retry = 1_000

    init(
        after place: EventCursor, of subject: String?, for tokenID: String?, hub: EventHub, log: any EventLog,
        at now: Timestamp
    ) {
        self.subject = subject
        self.tokenID = tokenID
        self.hub = hub
        self.log = log
        preamble = ByteBuffer(
            bytes: ServerSentEvent.retry(milliseconds: Self.retry) + StoreEvent.bookmark(place, at: now).frame.bytes)
        state = Mutex(State(queue: EventQueue(after: place)))
    }

    func next() async -> [ByteBuffer]? {
        if subscribe() { return [preamble] }
        while let step = nextStep() {
            switch step {
            case .send(let frames): return frames
            case .read(let place):
                do throws(Problem) {
                    let page = try await log.events(after: place, of: subject, limit: EventQueue.limit)
                    state.withLock { $0.queue.append(page) }
                } catch {
                    // The client asks again from its place, and is told what is wrong as an answer.
                    end()
                }
            case .wait: await arrival()
            }
        }
        return nil
    }

    func end() {
        let waiter = state.withLock { state in
            state.isEnded = true
            return state.takeWaiter()
        }
        waiter?.resume()
        hub.remove(self)
    }

    var bookmarksUnread: Int { state.withLock { $0.queue.bookmarksUnread } }

    /// Takes what the hub has for this stream.
    func push(_ frame: EventFrame) {
        let waiter = state.withLock { state in
            state.queue.push(frame)
            return state.takeWaiter()
        }
        waiter?.resume()
    }

    /// Subscribes at the first call. Returns whether it was that.
    private func subscribe() -> Bool {
        let isFirst = state.withLock { state in
            defer { state.hasBegun = true }
            return !state.hasBegun
        }
        guard isFirst else { return false }
        // From here on nothing is missed: what came before is in the log, what comes later is pushed.
        let newest = hub.add(self)
        state.withLock { $0.queue.begin(at: newest) }
        return true
    }

    private func nextStep() -> EventQueue.Step? { state.withLock { $0.isEnded ? nil : $0.queue.step() } }

    /// Returns at the next push, or at the end.
    private func arrival() async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.isEnded || state.queue.hasWork { return true }
                state.waiter = continuation
                return false
            }
            if isThere { continuation.resume() }
        }
    }
}

extension EventStream.State {
    fileprivate mutating func takeWaiter() -> CheckedContinuation<Void, Never>? {
        defer { waiter = nil }
        return waiter
    }
}
