/// How often something may be done.
public struct RateLimit: Hashable, Sendable {
    /// How many at once.
    public let burst: Int
    /// How many in a minute, in the long run.
    public let perMinute: Int

    /// Both are from 1 to 1,000,000; what lies outside is taken to the nearest.
    public init(burst: Int, perMinute: Int) {
        self.burst = min(max(burst, 1), 1_000_000)
        self.perMinute = min(max(perMinute, 1), 1_000_000)
    }

    /// Microseconds from one to the next; rounded up, so that the limit holds.
    fileprivate var interval: Int64 { (60_000_000 + Int64(perMinute) - 1) / Int64(perMinute) }
}

/// A bucket of as many tokens as a limit allows at once, which fills again in time; full at first.
///
/// It is one number: the time at which the bucket will be full (the generic cell rate algorithm, ITU-T I.371).
public struct TokenBucket: Hashable, Sendable {
    public let limit: RateLimit
    /// In microseconds since the Unix epoch.
    private var fullAt = Int64.min

    /// Whether a token was there.
    public enum Answer: Hashable, Sendable {
        case allowed
        /// Seconds after which to ask again, at least 1.
        case refused(retryAfter: Int)
    }

    public init(_ limit: RateLimit) { self.limit = limit }

    /// Takes a token, if there is one. A clock that goes back refuses nobody longer than an empty bucket does.
    public mutating func take(at time: Timestamp) -> Answer {
        let now = time.microseconds
        let capacity = limit.interval * Int64(limit.burst)
        fullAt = min(fullAt, now + capacity)
        let full = max(fullAt, now) + limit.interval
        let missing = full - (now + capacity)
        guard missing <= 0 else { return .refused(retryAfter: Int((missing + 999_999) / 1_000_000)) }
        fullAt = full
        return .allowed
    }

    /// Whether the bucket is as good as new, so that it can be forgotten.
    public func isFull(at time: Timestamp) -> Bool { fullAt <= time.microseconds }

    /// Whether this bucket will be full sooner than another.
    fileprivate func isFull(before other: TokenBucket) -> Bool { fullAt < other.fullAt }
}

/// A bucket for each of many, bounded in number: for each token, or for each address that guesses tokens.
public struct RateLimiter<Key: Hashable & Sendable>: Sendable {
    public let limit: RateLimit
    private let maximumKeys: Int
    private var buckets: [Key: TokenBucket] = [:]

    /// - Parameter maximumKeys: at most so many buckets are kept; those nearest to full are forgotten first.
    public init(_ limit: RateLimit, maximumKeys: Int = 10_000) {
        self.limit = limit
        self.maximumKeys = max(maximumKeys, 1)
    }

    /// Takes a token from the bucket of `key`.
    public mutating func take(_ key: Key, at time: Timestamp) -> TokenBucket.Answer {
        if buckets[key] == nil, buckets.count >= maximumKeys { forget(at: time) }
        var bucket = buckets[key] ?? TokenBucket(limit)
        defer { buckets[key] = bucket }
        return bucket.take(at: time)
    }

    /// How many buckets are kept.
    public var count: Int { buckets.count }

    /// Forgets the full ones and, where they are few, the half that is nearest to full: seldom, so that it costs little.
    private mutating func forget(at time: Timestamp) {
        buckets = buckets.filter { !$0.value.isFull(at: time) }
        guard buckets.count > maximumKeys / 2 else { return }
        let sorted = buckets.sorted { $0.value.isFull(before: $1.value) }
        for entry in sorted.prefix(buckets.count - maximumKeys / 2) { buckets[entry.key] = nil }
    }
}

extension Timestamp {
    fileprivate var microseconds: Int64 { milliseconds * 1_000 }
}
