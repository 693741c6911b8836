internal import NIOCore
internal import TruceDocument

/// One subscriber's place in the log and what waits to be sent to them: a value that is told what happens.
///
/// The wait is bounded. What finds no room is not lost: the place is kept, and the subscriber reads on from the log until
/// the log has nothing that was not seen. Nothing is sent twice and nothing out of order, since only what lies beyond the
/// place is taken, from wherever it comes.
struct EventQueue {
    /// What is to be done for the subscriber next.
    enum Step {
        case send([ByteBuffer])
        /// Read on from the log, and tell ``append(_:)`` of it.
        case read(after: EventCursor)
        case wait
    }

    /// How many events may wait.
    static let limit = 256

    private var frames: [ByteBuffer] = []
    /// Everything up to here is among `frames` or was sent.
    private(set) var place: EventCursor
    /// How far the log may go beyond the place; nil where every event comes in here.
    private var missed: EventCursor?
    /// How many bookmarks came while something waited to be taken.
    private(set) var bookmarksUnread = 0

    init(after place: EventCursor) {
        self.place = place
        missed = place
    }

    /// Whether there is something to do.
    var hasWork: Bool { !frames.isEmpty || missed.map { $0 > place } ?? false }

    /// From now on every event beyond `newest` is pushed.
    mutating func begin(at newest: EventCursor) { missed = newest > place ? newest : nil }

    mutating func push(_ frame: EventFrame) {
        if frame.kind == .bookmark, !frames.isEmpty { bookmarksUnread += 1 }
        guard frame.kind.isStored ? frame.cursor > place : frame.cursor >= place else { return }
        // What the log does not keep is for those who keep up.
        guard missed == nil, frames.count < Self.limit else {
            if frame.kind.isStored { missed = max(missed ?? place, frame.cursor) }
            return
        }
        frames.append(frame.bytes)
        place = max(place, frame.cursor)
    }

    /// What the log has after the place.
    mutating func append(_ page: EventPage) {
        for event in page.events where event.cursor > place { frames.append(EventFrame(event).bytes) }
        place = max(place, page.place)
    }

    mutating func step() -> Step {
        if !frames.isEmpty {
            defer { frames = [] }
            bookmarksUnread = 0
            return .send(frames)
        }
        if hasWork { return .read(after: place) }
        missed = nil
        return .wait
    }
}

/// An event as every subscriber gets it: encoded once, its bytes shared by all of them.
struct EventFrame: Sendable {
    let kind: StoreEvent.Kind
    let cursor: EventCursor
    let bytes: ByteBuffer

    init(_ event: StoreEvent) {
        kind = event.kind
        cursor = event.cursor
        bytes = ByteBuffer(bytes: event.frame.bytes)
    }
}
