import NIOCore
import Testing
import TruceDocument
import TruceTestSupport

@testable import TruceServer

/// One subscriber's queue, against every order of pushing, reading on and taking.
@Suite struct EventQueueTests {
    private static func event(_ number: Int64) -> StoreEvent {
        StoreEvent(
            cursor: EventCursor(sequence: number), kind: .contentUpdated, document: "a",
            at: Timestamp(milliseconds: 0))
    }

    /// What stands behind `id: `, with which every frame begins.
    private static func ids(_ frames: [ByteBuffer]) -> [String] { frames.map { $0.getString(at: 4, length: 17) ?? "" } }

    /// A log that grows, a hub that is behind it, and a subscriber who is behind both: whatever happens when, each event
    /// after the subscriber's place comes once and in order, and what waits is bounded. The hub pushes from the moment at
    /// which it says how far it is, which the queue learns later.
    @Test(arguments: 0..<60 as Range<UInt64>)
    func everythingOnceAndInOrder(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var logged: Int64 = Int64.random(in: 0...20, using: &random)
        var delivered = Int64.random(in: 0...logged, using: &random)
        let start = Int64.random(in: 0...logged, using: &random)
        var queue = EventQueue(after: EventCursor(sequence: start))
        let newest = EventCursor(sequence: delivered)
        func push(atMost count: Int64) {
            for _ in 0..<min(count, logged - delivered) {
                delivered += 1
                queue.push(EventFrame(Self.event(delivered)))
            }
        }
        logged += Int64.random(in: 0...3, using: &random)
        push(atMost: Int64.random(in: 0...3, using: &random))
        queue.begin(at: newest)
        var page: EventPage?
        var taken: [String] = []
        func take() {
            switch queue.step() {
            case .send(let frames):
                #expect(frames.count <= 2 * EventQueue.limit)
                taken += Self.ids(frames)
            case .read(let place):
                let end = min(logged, place.sequence + Int64(EventQueue.limit))
                page = EventPage(
                    events: place.sequence < end ? (place.sequence + 1...end).map(Self.event) : [],
                    place: EventCursor(sequence: end), hasMore: end < logged)
            case .wait: break
            }
        }
        for _ in 0..<150 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<2: logged += Int64.random(in: 0...100, using: &random)
            case 2..<7: push(atMost: Int64.random(in: 0...60, using: &random))
            case 7..<8:
                if let read = page { queue.append(read) }
                page = nil
            default: if page == nil { take() }
            }
        }
        push(atMost: logged)
        if let page { queue.append(page) }
        page = nil
        while queue.hasWork {
            take()
            if let read = page { queue.append(read) }
            page = nil
        }
        let wanted = start < logged ? (start + 1...logged).map { EventCursor(sequence: $0).text } : []
        #expect(taken == wanted, "seed \(seed)")
    }

    @Test func presenceIsForThoseWhoKeepUp() {
        var queue = EventQueue(after: EventCursor(sequence: 5))
        func presence(_ number: Int64) -> EventFrame {
            var event = Self.event(number)
            event.kind = .presenceChanged
            return EventFrame(event)
        }
        queue.begin(at: EventCursor(sequence: 5))
        // What was published before the stream began is not its business.
        queue.push(presence(4))
        #expect(!queue.hasWork)
        queue.push(presence(5))
        queue.push(EventFrame(Self.event(6)))
        queue.push(presence(6))
        guard case .send(let frames) = queue.step() else {
            Issue.record("there is something to send")
            return
        }
        #expect(Self.ids(frames) == [5, 6, 6].map { EventCursor(sequence: $0).text })
        for number in 7...Int64(EventQueue.limit + 10) { queue.push(EventFrame(Self.event(number))) }
        queue.push(presence(Int64(EventQueue.limit + 10)))
        guard case .send(let many) = queue.step(), case .read = queue.step() else {
            Issue.record("what found no room is read from the log")
            return
        }
        #expect(many.count == EventQueue.limit)
    }

    @Test func countsBookmarksUnread() {
        var queue = EventQueue(after: .start)
        queue.begin(at: .start)
        let bookmark = EventFrame(.bookmark(.start, at: Timestamp(milliseconds: 0)))
        for unread in 0...5 {
            queue.push(bookmark)
            #expect(queue.bookmarksUnread == unread)
        }
        _ = queue.step()
        #expect(queue.bookmarksUnread == 0)
    }
}
