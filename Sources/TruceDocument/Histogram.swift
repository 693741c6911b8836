/// How values are spread: for each upper bound how many lay at or below it, and their sum.
public struct Histogram: Metric, Hashable {
    /// Rising, finite; the bucket for all values is not among them.
    public let bounds: [Double]
    private var samples: MetricSamples<Spread>

    private struct Spread: Hashable, Sendable {
        /// For each bound how many lay at or below it and above the one before; then how many lay above all.
        var counts: [Int]
        var sum = 0.0
    }

    /// Bounds for seconds: from half a millisecond to ten seconds.
    public static let seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    public init(_ name: String, help: String, labels: [String] = [], bounds: [Double] = Histogram.seconds) {
        precondition(
            bounds.allSatisfy(\.isFinite) && zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }, "rising bounds")
        precondition(!labels.contains("le"), "the label of the bounds")
        self.bounds = bounds
        samples = MetricSamples(
            MetricDescription(name, help: help, labels: labels),
            initial: Spread(counts: [Int](repeating: 0, count: bounds.count + 1)))
    }

    /// Counts a value for the sample with these values of the labels. What is no number does not count.
    public mutating func observe(_ value: Double, _ labels: String...) {
        guard !value.isNaN else { return }
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        samples.update(labels) { spread in
            spread.counts[bucket] += 1
            spread.sum += value
        }
    }

    /// How many values there were for these values of the labels.
    public func count(_ labels: String...) -> Int { samples[labels].counts.reduce(0, +) }

    public func write(to output: inout [UInt8]) {
        let description = samples.description
        output.writeHead(description, type: "histogram")
        let names = description.labels + ["le"]
        for (labels, spread) in samples.sorted {
            var total = 0
            for (bound, count) in zip(bounds + [.infinity], spread.counts) {
                total += count
                output.writeSample(description.name + "_bucket", names, labels + [bound.prometheus], String(total))
            }
            output.writeSample(description.name + "_sum", description.labels, labels, spread.sum.prometheus)
            output.writeSample(description.name + "_count", description.labels, labels, String(total))
        }
    }
}
