import Testing
import TruceTestSupport

@testable import TruceDocument

@Suite("Metrics")
struct MetricTests {
    private static func text(_ metrics: any Metric...) -> String {
        String(decoding: prometheusText(metrics), as: UTF8.self)
    }

    @Test("Counters and gauges, to the letter")
    func letter() {
        var counter = Counter("c_total", help: "Things \\ counted\n\"here\".", labels: ["route", "status"])
        counter.add(2, "/v1/b", "200")
        counter.add(1, "/v1/a", "409")
        counter.add(1, "/v1/a", "200")
        counter.add(1, "a\"b\\c\nd,é}", "200")
        var gauge = Gauge("g", help: "")
        gauge.set(1.5)
        gauge.add(-2)
        #expect(
            Self.text(
                counter, gauge, Counter("empty_total", help: "e", labels: ["x"]), Counter("zero_total", help: "z"))
                    == #"""
                    # HELP c_total Things \\ counted\n"here".
                    # TYPE c_total counter
                    c_total{route="/v1/a",status="200"} 1
                    c_total{route="/v1/a",status="409"} 1
                    c_total{route="/v1/b",status="200"} 2
                    c_total{route="a\"b\\c\nd,é}",status="200"} 1
                    # HELP g \#("")
                    # TYPE g gauge
                    g -0.5
                    # HELP empty_total e
                    # TYPE empty_total counter
                    # HELP zero_total z
                    # TYPE zero_total counter
                    zero_total 0

                    """#)
        #expect(counter.value("/v1/b", "200") == 2 && counter.value("/v1/b", "500") == 0 && gauge.value() == -0.5)
    }

    @Test("A histogram, to the letter")
    func histogram() {
        var histogram = Histogram("h_seconds", help: "h", labels: ["route"], bounds: [0.005, 1, 2.5])
        for value in [0, 0.005, 0.006, 1, 1.5, 99, .infinity, .nan] { histogram.observe(value, "a") }
        #expect(
            Self.text(histogram) == """
                # HELP h_seconds h
                # TYPE h_seconds histogram
                h_seconds_bucket{route="a",le="0.005"} 2
                h_seconds_bucket{route="a",le="1"} 4
                h_seconds_bucket{route="a",le="2.5"} 5
                h_seconds_bucket{route="a",le="+Inf"} 7
                h_seconds_sum{route="a"} +Inf
                h_seconds_count{route="a"} 7

                """)
        #expect(histogram.count("a") == 7 && histogram.count("b") == 0)
    }

    /// Buckets never fall, the last one is the count.
    @Test("Buckets add up", arguments: 0..<10)
    func buckets(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var histogram = Histogram("h", help: "")
        let values = (0..<500).map { _ in Double(random.next() % 100_000) / 5_000 }
        for value in values { histogram.observe(value) }
        let counts = Self.text(histogram).split(separator: "\n").filter { $0.hasPrefix("h_bucket") }
            .compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
        let expected = (Histogram.seconds + [.infinity]).map { bound in values.count { $0 <= bound } }
        #expect(counts == expected, "seed \(seed)")
    }

    @Test(
        "Numbers",
        arguments: [
            (0, "0"), (-0.0, "0"), (1, "1"), (-3, "-3"), (0.1, "0.1"), (1e-7, "1e-07"), (1e300, "1e+300"),
            (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"),
        ] as [(Double, String)])
    func numbers(number: Double, text: String) {
        #expect(number.prometheus == text)
    }

    @Test("Samples are bounded; what is too much counts together")
    func bounded() {
        var counter = Counter("c", help: "", labels: ["x"])
        for index in 0..<MetricDescription.maximumSamples + 500 { counter.add(1, "\(index)") }
        #expect(counter.value("0") == 1 && counter.value("other") == 500)
        counter.add(1, "0")
        #expect(counter.value("0") == 2)
    }

    @Test("The store's metrics are those of the contract, each with help and type")
    func store() {
        var metrics = StoreMetrics()
        metrics.requests.add(1, "/v1/documents/{name}", "GET", "200")
        metrics.requestSeconds.observe(0.002)
        metrics.mutations.add(1, "/v1/documents/{name}/content", "conflict")
        metrics.conflicts.add(1, Reason.versionMismatch.rawValue)
        metrics.resolutions.add(1, "resolved")
        let text = String(decoding: metrics.text, as: UTF8.self)
        for name in [
            "truce_requests_total", "truce_request_seconds", "truce_mutations_total", "truce_conflicts_total",
            "truce_resolutions_total", "truce_event_subscribers", "truce_event_lag_seconds", "truce_store_bytes",
        ] {
            #expect(text.contains("# HELP \(name) ") && text.contains("# TYPE \(name) "))
        }
        #expect(text.contains(#"truce_requests_total{route="/v1/documents/{name}",method="GET",status="200"} 1"#))
    }
}
