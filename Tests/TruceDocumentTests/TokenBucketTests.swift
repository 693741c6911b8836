import Testing
import TruceDocument
import TruceTestSupport

@Suite("Rate limits")
struct TokenBucketTests {
    static func time(_ milliseconds: Int64) -> Timestamp {
        Timestamp(milliseconds: 1_776_773_291_000 + milliseconds)
    }

    @Test("A full bucket gives as many as the burst, then one an interval")
    func burst() {
        var bucket = TokenBucket(RateLimit(burst: 3, perMinute: 30))
        let answers = [0, 0, 0, 0, 1_999, 2_000, 2_000, 60_000, 60_000, 60_000, 60_000].map {
            bucket.take(at: Self.time($0))
        }
        #expect(
            answers == [
                .allowed, .allowed, .allowed, .refused(retryAfter: 2), .refused(retryAfter: 1), .allowed,
                .refused(retryAfter: 2), .allowed, .allowed, .allowed, .refused(retryAfter: 2),
            ])
        #expect(!bucket.isFull(at: Self.time(65_999)) && bucket.isFull(at: Self.time(66_000)))
    }

    /// In no stretch of time are more let through than the burst and what comes in meanwhile, and who waits as long as
    /// was asked is let through.
    @Test("The limit holds", arguments: 0..<20)
    func limitHolds(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let limit = RateLimit(burst: Int(random.next() % 10) + 1, perMinute: Int(random.next() % 2_000) + 1)
        var bucket = TokenBucket(limit)
        var now: Int64 = 0
        var allowed: [Int64] = []
        for _ in 0..<200 {
            now += Int64(random.next() % 5 == 0 ? random.next() % 20_000 : random.next() % 50)
            switch bucket.take(at: Self.time(now)) {
            case .allowed: allowed.append(now)
            case .refused(let seconds):
                var patient = bucket
                #expect(seconds >= 1)
                #expect(patient.take(at: Self.time(now + Int64(seconds) * 1_000)) == .allowed, "seed \(seed)")
                var hasty = bucket
                if seconds > 1 {
                    #expect(hasty.take(at: Self.time(now + Int64(seconds - 1) * 1_000)) != .allowed, "seed \(seed)")
                }
            }
        }
        for (first, start) in allowed.enumerated() {
            for last in first..<allowed.count {
                let most = Double(limit.burst) + Double(allowed[last] - start) * Double(limit.perMinute) / 60_000
                #expect(Double(last - first + 1) <= most + 0.001, "seed \(seed)")
            }
        }
    }

    @Test("A clock that goes back keeps nobody out for long")
    func backwards() {
        var bucket = TokenBucket(RateLimit(burst: 2, perMinute: 60))
        #expect(bucket.take(at: Self.time(86_400_000)) == .allowed)
        #expect(bucket.take(at: Self.time(0)) == .refused(retryAfter: 1))
        #expect(bucket.take(at: Self.time(1_000)) == .allowed)
    }

    @Test("Limits are at least one and at most a million", arguments: [(0, 1), (-5, 1), (7, 7), (Int.max, 1_000_000)])
    func clamped(given: Int, taken: Int) {
        let limit = RateLimit(burst: given, perMinute: given)
        #expect(limit.burst == taken && limit.perMinute == taken)
        var bucket = TokenBucket(limit)
        #expect(bucket.take(at: Timestamp(milliseconds: 0)) == .allowed)
    }

    @Test("Each key has a bucket of its own, and there are not more than allowed")
    func keys() {
        var limiter = RateLimiter<Int>(RateLimit(burst: 1, perMinute: 1), maximumKeys: 10)
        for key in [1, 2] { #expect(limiter.take(key, at: Self.time(0)) == .allowed) }
        #expect(limiter.take(1, at: Self.time(0)) == .refused(retryAfter: 60))
        for key in 3..<1_000 {
            #expect(limiter.take(key, at: Self.time(Int64(key))) == .allowed)
            #expect(limiter.count <= 10)
            // The newest, who is furthest from a full bucket, is never forgotten.
            #expect(limiter.take(key, at: Self.time(Int64(key))) != .allowed)
        }
        #expect(limiter.take(1, at: Self.time(61_000)) == .allowed)
    }
}
