internal import Synchronization
internal import TruceDocument

/// Who has which document open: kept in memory, for as long as each of them says so, and every change told to those who
/// follow the document.
///
/// A document is known by its id, whatever it is called; one that is not there yet by its folded name, so that two people
/// who are about to create it see each other, and go on doing so once it is there. So do those who wait at a name that
/// becomes an alias; where a name leads elsewhere later, they stay with the document that they have come to.
final class PresenceBook: Sendable {
    /// Whom a presence is about.
    struct Place: Hashable, Sendable {
        let name: DocumentName
        /// The document's id; nil while there is none.
        let subject: String?
        /// The folded names and aliases of the document, as far as somebody may have waited for it there.
        var foldedNames: [String] = []

        fileprivate var key: Key { subject.map(Key.document) ?? .name(folded: name.folded) }
    }

    fileprivate enum Key: Hashable {
        case document(id: String)
        case name(folded: String)
    }

    fileprivate struct Room {
        var place: Place
        var sessions = PresenceSet()
    }

    private let hub: EventHub
    let now: @Sendable () -> Timestamp
    private let rooms = Mutex<[Key: Room]>([:])

    /// How many documents may be open at once.
    static let maximumRooms = 10_000

    init(hub: EventHub, now: @escaping @Sendable () -> Timestamp) {
        self.hub = hub
        self.now = now
    }

    /// Those who came first come first.
    func items(at place: Place) -> [Presence] {
        let time = now()
        let (items, isNews) = rooms.withLock { rooms in
            let isNews = rooms.moveIn(at: place)
            return (rooms[place.key]?.sessions.items(at: time) ?? [], isNews)
        }
        if isNews { announce(place, by: nil, at: time) }
        return items
    }

    /// Those who waited at a name are at the document that came to bear it, whatever becomes of the name then.
    func note(_ events: [LoggedEvent]) {
        for event in events where event.event.kind == .documentCreated || event.event.kind == .metadataUpdated {
            guard let id = event.subject, let text = event.event.document, let name = try? DocumentName(text) else {
                continue
            }
            let place = Place(name: name, subject: id, foldedNames: event.foldedNames)
            if rooms.withLock({ $0.moveIn(at: place) }) { announce(place, by: nil, at: now()) }
        }
    }

    /// Notes what a session says of itself. Throws `unavailable` where too many documents are open.
    func put(_ report: PresenceReport, at place: Place, as caller: Caller) throws(Problem) -> [Presence] {
        let time = now()
        let result: (items: [Presence], isNews: Bool)? = rooms.withLock { rooms in
            let haveCome = rooms.moveIn(at: place)
            guard rooms[place.key] != nil || rooms.count < Self.maximumRooms else { return nil }
            var room = rooms[place.key] ?? Room(place: place)
            room.place = place
            let isNews = room.sessions.put(report, of: caller.actor, at: time)
            rooms[place.key] = room
            return (room.sessions.items(at: time), isNews || haveCome)
        }
        guard let result else {
            throw Problem.tooManyOpen
        }
        if result.isNews { announce(place, by: caller, at: time) }
        return result.items
    }

    /// Takes a session away.
    func remove(session: String, at place: Place, as caller: Caller) {
        let time = now()
        let isNews = rooms.withLock { rooms in
            let haveCome = rooms.moveIn(at: place)
            guard var room = rooms[place.key] else { return false }
            let isNews = room.sessions.remove(actor: caller.actor, session: session, at: time)
            rooms[place.key] = room.sessions.isEmpty ? nil : room
            return isNews || haveCome
        }
        if isNews { announce(place, by: caller, at: time) }
    }

    /// Takes away what has lapsed, and says so.
    func expire() {
        let time = now()
        let changed = rooms.withLock { rooms in
            var changed: [Place] = []
            for (key, var room) in rooms where room.sessions.expire(at: time) {
                rooms[key] = room.sessions.isEmpty ? nil : room
                changed.append(room.place)
            }
            return changed
        }
        for place in changed { announce(place, by: nil, at: time) }
    }

    /// How long until the next session lapses; nil where nobody is.
    var untilNextExpiry: Duration? {
        let time = now()
        let next = rooms.withLock { $0.values.compactMap(\.sessions.nextExpiry).min() }
        return next.map { .milliseconds(max(0, $0.milliseconds - time.milliseconds)) }
    }

    private func announce(_ place: Place, by caller: Caller?, at time: Timestamp) {
        let event = StoreEvent(
            cursor: .start, kind: .presenceChanged, document: place.name.text, actor: caller?.actor, at: time,
            requestID: caller?.requestID)
        hub.publish([LoggedEvent(subject: place.subject, event: event)])
    }
}

extension [PresenceBook.Key: PresenceBook.Room] {
    /// Those who waited at names for their document are at the document, once it is there. Returns whether they have come
    /// to others, who do not know of them.
    fileprivate mutating func moveIn(at place: PresenceBook.Place) -> Bool {
        guard place.subject != nil else { return false }
        var haveMet = false
        for folded in place.foldedNames {
            guard var room = removeValue(forKey: .name(folded: folded)) else { continue }
            room.place = place
            if let others = self[place.key]?.sessions {
                room.sessions.merge(others)
                haveMet = true
            }
            self[place.key] = room
        }
        return haveMet
    }
}
