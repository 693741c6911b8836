/// How often something happened in the last 65 minutes, in buckets of 15 seconds: a kilobyte, however often it was.
///
/// Times are cut to their bucket: "the last five minutes" are the bucket of the time asked about and the 19 before it.
public struct ConflictRate: Hashable, Sendable {
    private static let bucketMilliseconds: Int64 = 15_000
    private static let bucketsPerMinute = 4
    private static let recentBuckets = 5 * bucketsPerMinute
    private static let baselineBuckets = 60 * bucketsPerMinute

    /// A ring: the bucket of a time lies at its number modulo the count.
    private var buckets = [UInt32](repeating: 0, count: recentBuckets + baselineBuckets)
    /// The number of the newest bucket that was written.
    private var newest: Int64?

    public init() {}

    /// Counts one at `time`. A time before the newest one counts where it belongs, or nowhere if that is long ago.
    public mutating func note(at time: Timestamp) {
        let number = Self.number(of: time)
        advance(to: number)
        guard let newest, newest - number < buckets.count else { return }
        let index = index(of: number)
        buckets[index] = buckets[index] == .max ? .max : buckets[index] + 1
    }

    /// How many there were in the last five minutes.
    public func recent(at time: Timestamp) -> Int { sum(0..<Self.recentBuckets, before: time) }

    /// How many there were in the hour before the last five minutes.
    public func baseline(at time: Timestamp) -> Int {
        sum(Self.recentBuckets..<Self.recentBuckets + Self.baselineBuckets, before: time)
    }

    public func ratePerMinute(at time: Timestamp) -> Double { Double(recent(at: time)) / 5 }

    public func baselinePerMinute(at time: Timestamp) -> Double { Double(baseline(at: time)) / 60 }

    /// Whether the last five minutes saw at least max(10, 4 × the hour before them had in five minutes on average).
    public func isSpiking(at time: Timestamp) -> Bool {
        let recent = recent(at: time)
        // recent >= 4 * baseline / 12
        return recent >= 10 && 3 * recent >= baseline(at: time)
    }

    /// How many there were in each of the last `minutes` (at most 65) minutes, oldest first.
    public func perMinute(_ minutes: Int, at time: Timestamp) -> [Int] {
        (0..<min(max(minutes, 0), 65)).reversed().map { minute in
            let first = minute * Self.bucketsPerMinute
            return sum(first..<first + Self.bucketsPerMinute, before: time)
        }
    }

    private static func number(of time: Timestamp) -> Int64 {
        let (quotient, remainder) = time.milliseconds.quotientAndRemainder(dividingBy: bucketMilliseconds)
        return remainder < 0 ? quotient - 1 : quotient
    }

    private func index(of number: Int64) -> Int {
        let rest = Int(number % Int64(buckets.count))
        return rest < 0 ? rest + buckets.count : rest
    }

    /// Empties the buckets between the newest and `number`.
    private mutating func advance(to number: Int64) {
        guard let last = newest else {
            newest = number
            return
        }
        guard number > last else { return }
        let first = max(last + 1, number - Int64(buckets.count) + 1)
        for stale in first...number { buckets[index(of: stale)] = 0 }
        newest = number
    }

    /// The sum of the buckets with these ages, the one of `time` having age 0.
    private func sum(_ ages: Range<Int>, before time: Timestamp) -> Int {
        guard let newest else { return 0 }
        let now = Self.number(of: time)
        return ages.reduce(0) { sum, age in
            let number = now - Int64(age)
            let isKept = number <= newest && newest - number < buckets.count
            return isKept ? sum + Int(buckets[index(of: number)]) : sum
        }
    }
}
