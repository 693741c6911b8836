import Testing
import TruceTestSupport

@testable import TruceDocument

@Suite("Rates of conflicts")
struct ConflictRateTests {
    /// The start of a bucket.
    static let start = Timestamp(milliseconds: 1_776_773_280_000)

    static func after(_ seconds: Int) -> Timestamp {
        Timestamp(milliseconds: start.milliseconds + Int64(seconds) * 1_000)
    }

    /// Ten at once in an hour with so many before: the threshold is max(10, 4 × the mean of five minutes).
    @Test(
        "Where a spike begins",
        arguments: [
            (0, 9, false), (0, 10, true), (30, 10, true), (30, 9, false), (31, 10, false), (31, 11, true),
            (60, 19, false), (60, 20, true), (1_200, 399, false), (1_200, 400, true),
        ])
    func thresholds(before: Int, recent: Int, isSpiking: Bool) {
        var rate = ConflictRate()
        for index in 0..<before { rate.note(at: Self.after(index * 3_000 / max(before, 1))) }
        for _ in 0..<recent { rate.note(at: Self.after(3_600)) }
        let now = Self.after(3_600)
        #expect(rate.recent(at: now) == recent && rate.baseline(at: now) == before)
        #expect(rate.isSpiking(at: now) == isSpiking)
        #expect(rate.ratePerMinute(at: now) == Double(recent) / 5)
        #expect(rate.baselinePerMinute(at: now) == Double(before) / 60)
    }

    /// Against lists of times, over seeded ones that also go backwards and leave gaps.
    @Test("Windows count what lies in them", arguments: 0..<20)
    func windows(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var rate = ConflictRate()
        var times: [Int] = []
        var now = -20_000
        for _ in 0..<300 {
            now += Int(random.next() % 8) * (random.next() % 50 == 0 ? 1_000 : 10) - 20
            rate.note(at: Self.after(now))
            times.append(now)
        }
        let newest = times.max() ?? 0
        // What is older than 65 minutes at the time it is noted is forgotten, so look only at what never was.
        for ask in [newest, newest + 14, newest + 15, newest + 299, newest + 1_000, newest + 3_800, newest + 5_000] {
            func bucket(_ time: Int) -> Int { Int((Double(time) / 15).rounded(.down)) }
            let ages = times.map { bucket(ask) - bucket($0) }
            #expect(rate.recent(at: Self.after(ask)) == ages.count { (0..<20).contains($0) }, "seed \(seed)")
            #expect(rate.baseline(at: Self.after(ask)) == ages.count { (20..<260).contains($0) }, "seed \(seed)")
            let minutes = (0..<65).reversed().map { minute in ages.count { $0 / 4 == minute && $0 >= 0 } }
            #expect(rate.perMinute(65, at: Self.after(ask)) == minutes, "seed \(seed)")
            #expect(rate.perMinute(3, at: Self.after(ask)) == Array(minutes.suffix(3)))
        }
    }

    @Test("A spike is told of once, and again after it was over")
    func announcements() {
        var monitor = ConflictMonitor()
        func note(_ seconds: Int) -> ConflictGroup? {
            monitor.note(ConflictRecordTests.record(at: Self.after(seconds)))
        }
        let first = (0..<30).map { note($0) }
        #expect(first.firstIndex { $0 != nil } == 9 && first.count { $0 != nil } == 1)
        #expect(first[9]?.spiking == true && first[9]?.count == 10 && first[9]?.ratePerMinute == 2)
        // Two hours later the same again.
        let again = (0..<30).map { note(7_200 + $0) }
        #expect(again.firstIndex { $0 != nil } == 9 && again.count { $0 != nil } == 1)
        #expect(monitor.groups(at: Self.after(7_230)).map(\.spiking) == [true])
        #expect(monitor.groups(at: Self.after(7_600)).map(\.spiking) == [false])
        #expect(monitor.groups(at: Self.after(7_600)).map(\.count) == [60])
    }

    @Test("Groups have their actors, times and counts; those seen last come first")
    func groups() {
        var monitor = ConflictMonitor()
        for index in 0..<30 {
            _ = monitor.note(ConflictRecordTests.record(actor: "a\(index / 2)", at: Self.after(index)))
        }
        _ = monitor.note(ConflictRecordTests.record(.hasDependents, at: Self.after(100)))
        let groups = monitor.groups(at: Self.after(100))
        #expect(groups.map(\.reason) == [.hasDependents, .versionMismatch])
        #expect(groups[1].count == 30 && groups[1].actors == (0..<15).map { "a\($0)" })
        #expect(groups[1].firstSeen == Self.start && groups[1].lastSeen == Self.after(29))
        #expect(monitor.perMinute(2, of: groups[1].fingerprint, at: Self.after(100)) == [30, 0])
        #expect(monitor.perMinute(1, of: groups[1].fingerprint, at: Self.after(100)) == [0])
    }

    @Test("Groups and actors are bounded; what was seen last stays")
    func bounds() {
        var monitor = ConflictMonitor()
        for index in 0..<1_200 {
            _ = monitor.note(ConflictRecordTests.record(document: "d\(index)", at: Self.after(index)))
        }
        let groups = monitor.groups(at: Self.after(1_500))
        #expect(groups.map(\.document) == (200..<1_200).reversed().map { "d\($0)" })
        for index in 0..<100 {
            _ = monitor.note(ConflictRecordTests.record(document: "d1199", actor: "a\(index)", at: Self.after(1_600)))
        }
        #expect(monitor.groups(at: Self.after(1_600)).first?.actors.count == ConflictGroup.maximumActors)
    }
}
