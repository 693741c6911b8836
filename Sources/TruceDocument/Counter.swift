/// A number that only grows.
public struct Counter: Metric, Hashable {
    private var samples: MetricSamples<Int>

    public init(_ name: String, help: String, labels: [String] = []) {
        samples = MetricSamples(MetricDescription(name, help: help, labels: labels), initial: 0)
    }

    /// Adds to the sample with these values of the labels, in the order of their names.
    public mutating func add(_ amount: Int = 1, _ labels: String...) {
        precondition(amount >= 0, "a counter only grows")
        samples.update(labels) { $0 += amount }
    }

    public func value(_ labels: String...) -> Int { samples[labels] }

    public func write(to output: inout [UInt8]) {
        output.writeHead(samples.description, type: "counter")
        for (labels, value) in samples.sorted {
            output.writeSample(samples.description.name, samples.description.labels, labels, String(value))
        }
    }
}

/// A number that rises and falls.
public struct Gauge: Metric, Hashable {
    private var samples: MetricSamples<Double>

    public init(_ name: String, help: String, labels: [String] = []) {
        samples = MetricSamples(MetricDescription(name, help: help, labels: labels), initial: 0)
    }

    /// Sets the sample with these values of the labels.
    public mutating func set(_ value: Double, _ labels: String...) { samples.update(labels) { $0 = value } }

    /// Adds to the sample with these values of the labels; `amount` may be negative.
    public mutating func add(_ amount: Double, _ labels: String...) { samples.update(labels) { $0 += amount } }

    public func value(_ labels: String...) -> Double { samples[labels] }

    public func write(to output: inout [UInt8]) {
        output.writeHead(samples.description, type: "gauge")
        for (labels, value) in samples.sorted {
            output.writeSample(samples.description.name, samples.description.labels, labels, value.prometheus)
        }
    }
}
