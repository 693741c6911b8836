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

    /// Where what lies beyond the place comes from.
    private enum Source {
        /// It is in the log, up to here at least: all that is pushed meanwhile is too.
        case log(upTo: EventCursor)
        /// Every event is pushed.
        case pushed
    }

    private var frames: [ByteBuffer] = []
    /// Everything up to here is among `frames` or was sent.
    private(set) var place: EventCursor
    private var source: Source
    /// How many bookmarks came while something waited to be taken.
    private(set) var bookmarksUnread = 0

    init(after place: EventCursor) {
        self.place = place
        source = .log(upTo: place)
    }

    /// Whether there is something to do.
    var hasWork: Bool { !frames.isEmpty || mustRead }

    private var mustRead: Bool { if case .log(let end) = source { end > place } else { false } }

    /// Says that every event beyond `newest` is pushed; the first of them may have been already.
    mutating func begin(at newest: EventCursor) {
        note(newest)
        if !mustRead { source = .pushed }
    }

    /// The log goes at least so far.
    private mutating func note(_ cursor: EventCursor) {
        if case .log(let end) = source { source = .log(upTo: max(end, cursor)) } else { source = .log(upTo: cursor) }
    }

    mutating func push(_ frame: EventFrame) {
        if frame.kind == .bookmark, !frames.isEmpty { bookmarksUnread += 1 }
        guard frame.kind.isStored ? frame.cursor > place : frame.cursor >= place else { return }
        // What the log does not keep is for those who keep up.
        guard case .pushed = source, frames.count < Self.limit else {
            if frame.kind.isStored { note(frame.cursor) }
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
        if mustRead { return .read(after: place) }
        source = .pushed
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
