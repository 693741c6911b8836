import Testing
import TruceDocument
import TruceTestSupport

@testable import TruceStorage

@Suite struct ULIDTests {
    @Test func knownValues() {
        // The time part of the specification's example.
        let time = Timestamp(milliseconds: 1_469_918_176_385)
        #expect(ULID(at: time, random: { 0 }).text == "01ARYZ6S410000000000000000")
        #expect(ULID(at: time, random: { .max }).text == "01ARYZ6S41ZZZZZZZZZZZZZZZZ")
    }

    @Test func readsItsTimeBack() {
        for milliseconds: Int64 in [0, 1, 1_469_918_176_385, 281_474_976_710_655] {
            let time = Timestamp(milliseconds: milliseconds)
            let id = ULID(at: time, random: { .random(in: .min ... .max) })
            #expect(ULID(id.text)?.time == time && ULID(id.text.lowercased())?.text == id.text)
        }
        let digits = "01ARYZ6S410000000000000000"
        for text in ["", "zz", "8" + digits.dropFirst(), digits.dropLast() + "U", digits + "0"] {
            #expect(ULID(text) == nil, "\(text)")
        }
    }

    @Test func sortsByTime() {
        let times = [0, 1, 31, 32, 1_776_000_000_000, 1_776_000_000_001, 281_474_976_710_655].map(Int64.init)
        let ids = times.map { ULID(at: Timestamp(milliseconds: $0), random: { .random(in: .min ... .max) }).text }
        #expect(ids == ids.sorted())
        #expect(ids.allSatisfy { $0.utf8.count == 26 })
    }
}

@Suite struct LeastRecentlyUsedTests {
    /// The obvious implementation, to compare with.
    struct Model {
        var entries: [(key: Int, value: Int, cost: Int)] = []
        let limit: Int

        mutating func value(_ key: Int) -> Int? {
            guard let index = entries.firstIndex(where: { $0.key == key }) else { return nil }
            entries.append(entries.remove(at: index))
            return entries.last?.value
        }

        mutating func set(_ key: Int, _ value: Int, _ cost: Int) {
            entries.removeAll { $0.key == key }
            guard cost <= limit / 4 else { return }
            entries.append((key, value, cost))
            while entries.reduce(0, { $0 + $1.cost }) > limit { entries.removeFirst() }
        }

        mutating func remove(_ key: Int) { entries.removeAll { $0.key == key } }
    }

    @Test(arguments: 1...20)
    func behavesLikeTheModel(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var cache = LeastRecentlyUsed<Int, Int>(limit: 40)
        var model = Model(limit: 40)
        for step in 0..<2_000 {
            let key = Int.random(in: 0..<20, using: &generator)
            switch Int.random(in: 0..<6, using: &generator) {
            case 0...2: #expect(cache.value(key) == model.value(key), "seed \(seed), step \(step)")
            case 3, 4:
                let cost = Int.random(in: 0...12, using: &generator)
                cache.set(key, to: step, cost: cost)
                model.set(key, step, cost)
            default:
                cache.remove(key)
                model.remove(key)
            }
            #expect(cache.count == model.entries.count, "seed \(seed), step \(step)")
            #expect(cache.cost == model.entries.reduce(0) { $0 + $1.cost }, "seed \(seed), step \(step)")
        }
    }
}

@Suite struct CursorTests {
    @Test(arguments: ["", "a", "é", "ops/runbook", "漢字"])
    func roundTrip(_ text: String) {
        #expect(Cursor.decode(Cursor.encode(text)) == text)
    }

    @Test(arguments: ["0", "zz", "6e6", "ff", "é"])
    func malformed(_ text: String) {
        #expect(Cursor.decode(text) == nil)
    }

    @Test func cursorsOfOtherListsAreRefused() {
        #expect(throws: Problem.self) { try VersionCursor(DocumentCursor.name(folded: "a").text) }
        #expect(throws: Problem.self) { try DocumentCursor(DocumentCursor.name(folded: "a").text, sort: .updated) }
        #expect(throws: Problem.self) { try DocumentCursor(VersionCursor(before: 3).text, sort: .name) }
    }
}

@Suite struct RefusalLogTests {
    let attempted = RefusalLog.Attempted(
        actor: "alice", resource: "/v1/documents/a", precondition: .ifNoneExists, digest: nil)

    func time(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: seconds * 1000) }

    @Test func countsTheSameSaveOfTheLastTenMinutes() {
        var log = RefusalLog()
        #expect(log.note(attempted.identity, at: time(0)) == 0)
        #expect(log.note(attempted.identity, at: time(300)) == 1)
        var other = attempted
        other.actor = "bob"
        #expect(log.note(other.identity, at: time(301)) == 0)
        #expect(log.note(attempted.identity, at: time(600)) == 2)
        #expect(log.note(attempted.identity, at: time(601)) == 2)
    }

    static let alike: [(String, RefusalLog.Attempted)] = {
        let save = RefusalLog.Attempted(
            actor: "a", resource: "/v1/documents/b", precondition: .ifMatch(.tags([ETag("1"), ETag("2")])),
            digest: Digest(of: [1]))
        func changed(_ change: (inout RefusalLog.Attempted) -> Void) -> RefusalLog.Attempted {
            var other = save
            change(&other)
            return other
        }
        return [
            ("a save", save), ("actor", changed { $0.actor = "b" }), ("resource", changed { $0.resource += "c" }),
            ("no text", changed { $0.digest = nil }), ("text", changed { $0.digest = Digest(of: [2]) }),
            ("order", changed { $0.precondition = .ifMatch(.tags([ETag("2"), ETag("1")])) }),
            ("one tag", changed { $0.precondition = .ifMatch(.tags([ETag("1")])) }),
            ("weak", changed { $0.precondition = .ifMatch(.tags([ETag("1", isWeak: true), ETag("2")])) }),
            ("any", changed { $0.precondition = .ifMatch(.any) }),
            ("none", changed { $0.precondition = .ifNoneExists }),
            (
                "long",
                changed { $0.precondition = .ifMatch(.tags((0..<9_000).map { ETag("\($0)") })) }
            ),
        ]
    }()

    /// What is kept of a save is a digest: as long for a header of 64 KiB as for one tag, and different for each member.
    @Test func whatIsKeptOfASaveTellsItFromOthers() {
        for (index, one) in Self.alike.enumerated() {
            for (other, two) in Self.alike.enumerated() {
                #expect((one.1.identity == two.1.identity) == (index == other), "\(one.0), \(two.0)")
            }
        }
    }

    @Test func isBounded() {
        var log = RefusalLog()
        for number in 0..<(RefusalLog.limit + 500) {
            _ = log.note(Digest(of: Array("\(number)".utf8)), at: time(0))
        }
        #expect(log.note(Digest(of: Array("501".utf8)), at: time(0)) == 1)
        #expect(log.note(Digest(of: Array("499".utf8)), at: time(0)) == 0)
    }
}
