import Glibc

/// Seconds that `body` takes.
func measured(_ body: () -> Void) -> Double {
    let start = now()
    body()
    return now() - start
}

/// Seconds of a clock that does not run backwards.
func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// `1.234 ms`.
func milliseconds(_ seconds: Double) -> String {
    let microseconds = Int((seconds * 1e6).rounded())
    let rest = String(abs(microseconds) % 1000)
    return "\(microseconds / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest) ms"
}

/// Some runs of one thing, in seconds.
struct Figure {
    var name: String
    var times: [Double]

    init(_ name: String, _ times: [Double]) {
        self.name = name
        self.times = times.sorted()
    }

    func print() {
        let median = milliseconds(times[times.count / 2])
        guard times.count > 1 else {
            Swift.print("\(name): \(median)")
            return
        }
        let high = milliseconds(times[times.count * 95 / 100])
        Swift.print("\(name): median \(median), 95 % below \(high), n=\(times.count)")
    }
}
