import Testing

@testable import TruceDocument

@Suite("Presence")
struct PresenceTests {
    static func time(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds) }

    static func report(
        _ session: String = "s", _ state: Presence.State = .editing, _ version: Int? = 17
    ) -> PresenceReport {
        PresenceReport(session: session, baseVersion: version, state: state)
    }

    @Test("Who says so is there for 30 seconds")
    func lapses() {
        var set = PresenceSet()
        #expect(set.put(Self.report(), of: "bob", at: Self.time(0)) == true)
        let bob = Presence(actor: "bob", session: "s", baseVersion: 17, state: .editing, since: Self.time(0))
        #expect(set.items(at: Self.time(29_999)) == [bob] && set.nextExpiry == Self.time(30_000))
        #expect(set.items(at: Self.time(30_000)).isEmpty && !set.isEmpty)
        #expect(set.expire(at: Self.time(29_999)) == false)
        #expect(set.expire(at: Self.time(30_000)) == true)
        #expect(set.isEmpty && set.nextExpiry == nil)
    }

    @Test("A sign of life that says nothing new is no news; since stays")
    func refreshed() {
        var set = PresenceSet()
        #expect(set.put(Self.report(), of: "bob", at: Self.time(0)) == true)
        #expect(set.put(Self.report(), of: "bob", at: Self.time(20_000)) == false)
        #expect(set.put(Self.report("s", .resolving), of: "bob", at: Self.time(25_000)) == true)
        #expect(set.put(Self.report("s", .resolving, 18), of: "bob", at: Self.time(30_000)) == true)
        #expect(set.items(at: Self.time(59_999)).map(\.since) == [Self.time(0)])
        // After it lapsed it is new.
        #expect(set.put(Self.report("s", .resolving, 18), of: "bob", at: Self.time(60_000)) == true)
        #expect(set.items(at: Self.time(60_000)).map(\.since) == [Self.time(60_000)])
    }

    @Test("Actor and session together are the key; those who came first come first")
    func keys() {
        var set = PresenceSet()
        for (index, (actor, session)) in [("bob", "s"), ("ann", "s"), ("bob", "t")].enumerated() {
            #expect(set.put(Self.report(session), of: actor, at: Self.time(Int64(index))) == true)
        }
        let items = set.items(at: Self.time(2))
        #expect(items.map { $0.actor + $0.session } == ["bobs", "anns", "bobt"])
        #expect(set.remove(actor: "ann", session: "t", at: Self.time(3)) == false)
        #expect(set.remove(actor: "bob", session: "s", at: Self.time(3)) == true)
        #expect(set.items(at: Self.time(3)).map(\.actor) == ["ann", "bob"])
    }

    @Test("A change tells of those who lapsed before it")
    func lapsedWithAChange() {
        var set = PresenceSet()
        _ = set.put(Self.report(), of: "ann", at: Self.time(0))
        _ = set.put(Self.report(), of: "bob", at: Self.time(20_000))
        #expect(set.put(Self.report(), of: "bob", at: Self.time(40_000)) == true)
        _ = set.put(Self.report(), of: "ann", at: Self.time(50_000))
        #expect(set.remove(actor: "nobody", session: "s", at: Self.time(75_000)) == true)
        #expect(set.items(at: Self.time(75_000)).map(\.actor) == ["ann"])
    }

    @Test("Sessions are bounded: who would lapse next makes room")
    func bounded() {
        var set = PresenceSet()
        for index in 0..<PresenceSet.maximumSessions + 50 {
            _ = set.put(Self.report("s\(index)"), of: "bob", at: Self.time(Int64(index)))
        }
        let sessions = set.items(at: Self.time(300)).map(\.session)
        #expect(sessions == (50..<PresenceSet.maximumSessions + 50).map { "s\($0)" })
    }

    @Test("Two sets become one: of a session in both the newer word counts", arguments: [true, false])
    func merged(isOlderFirst: Bool) {
        var (older, newer) = (PresenceSet(), PresenceSet())
        for (session, time) in [("lapsed", 0), ("both", 10_000), ("old", 15_000)] {
            _ = older.put(Self.report(session, .viewing), of: "bob", at: Self.time(Int64(time)))
        }
        for (session, time) in [("both", 20_000), ("new", 25_000), ("lapsed", 30_000)] {
            _ = newer.put(Self.report(session), of: "bob", at: Self.time(Int64(time)))
        }
        var set = isOlderFirst ? older : newer
        set.merge(isOlderFirst ? newer : older)
        let items = set.items(at: Self.time(30_000))
        #expect(items.map(\.session) == ["both", "old", "new", "lapsed"])
        #expect(items.map(\.since.milliseconds) == [10_000, 15_000, 25_000, 30_000])
        #expect(items.map(\.state) == [.editing, .viewing, .editing, .editing])
        #expect(set.nextExpiry == Self.time(45_000))
    }

    @Test("Two sets become one that is as small as any")
    func mergedWithinBounds() {
        var sets = [PresenceSet(), PresenceSet()]
        for number in 0..<PresenceSet.maximumSessions * 2 {
            _ = sets[number % 2].put(Self.report("s\(number)"), of: "bob", at: Self.time(Int64(number)))
        }
        sets[0].merge(sets[1])
        let sessions = sets[0].items(at: Self.time(500)).map(\.session)
        #expect(sessions == (PresenceSet.maximumSessions..<PresenceSet.maximumSessions * 2).map { "s\($0)" })
    }

    @Test("Presence and reports come back from JSON", arguments: Presence.State.allCases)
    func roundTrip(state: Presence.State) throws {
        for version in [nil, 3] {
            let presence = Presence(actor: "é", session: "s", baseVersion: version, state: state, since: Self.time(5))
            #expect(try Presence(decoding: presence.encoded()) == presence)
            let report = Self.report("s", state, version)
            #expect(try PresenceReport(decoding: report.encoded()) == report)
        }
    }

    @Test(
        "Faults of a report",
        arguments: [
            ("{}", ["/session", "/state"]), (#"{"session":"","state":"editing"}"#, ["/session"]),
            (#"{"session":"a b","state":"sleeping"}"#, ["/session", "/state"]),
            (#"{"session":"a","state":"editing","actor":"ann"}"#, ["/actor"]),
            (#"{"session":"a","state":"editing","baseVersion":"1","mood":1}"#, ["/baseVersion", "/mood"]),
            (#"{"session":"a","state":"editing","baseVersion":-1}"#, ["/baseVersion"]),
            (#"{"session":"a","state":"editing","baseVersion":0}"#, ["/baseVersion"]),
        ])
    func faults(text: String, pointers: [String]) {
        let error = #expect(throws: Problem.self) { try PresenceReport(decoding: Array(text.utf8)) }
        guard case .invalidDocument(let faults)? = error?.cause else { return #expect(Bool(false)) }
        #expect(faults.map(\.pointer) == pointers)
    }
}
