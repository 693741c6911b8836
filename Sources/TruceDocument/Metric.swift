/// Numbers that a scraper asks for, in Prometheus' text format, version 0.0.4.
public protocol Metric: Sendable {
    /// Appends its `HELP`, `TYPE` and samples; the order of samples is that of their labels.
    func write(to output: inout [UInt8])
}

/// The text that `GET /metrics` answers.
public func prometheusText(_ metrics: [any Metric]) -> [UInt8] {
    var output: [UInt8] = []
    for metric in metrics { metric.write(to: &output) }
    return output
}

/// The media type of ``prometheusText(_:)``.
public let prometheusMediaType = "text/plain; version=0.0.4; charset=utf-8"

/// What a metric is called and how its samples are told apart.
public struct MetricDescription: Hashable, Sendable {
    public let name: String
    public let help: String
    /// The names of the labels; a sample gives their values in this order.
    public let labels: [String]

    /// Names are letters, digits and `_`, and do not begin with a digit: they are written in the program, so anything
    /// else is a programmer's fault.
    public init(_ name: String, help: String, labels: [String] = []) {
        precondition(([name] + labels).allSatisfy(Self.isName), "the name of a metric or label")
        self.name = name
        self.help = help
        self.labels = labels
    }

    private static func isName(_ text: String) -> Bool {
        let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        return !text.isEmpty && !isDigit(text.utf8.first ?? 0)
            && text.utf8.allSatisfy {
                isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) || $0 == UInt8(ascii: "_")
            }
    }

    /// A metric keeps at most this many samples; what comes then counts for one whose labels all say `other`.
    public static let maximumSamples = 2_000
}

/// The samples of a metric by the values of their labels, bounded in number.
struct MetricSamples<Value: Hashable & Sendable>: Hashable, Sendable {
    let description: MetricDescription
    private let initial: Value
    private var values: [[String]: Value] = [:]

    /// A metric without labels has its one sample from the start.
    init(_ description: MetricDescription, initial: Value) {
        self.description = description
        self.initial = initial
        if description.labels.isEmpty { values[[]] = initial }
    }

    subscript(_ labels: [String]) -> Value { values[labels] ?? initial }

    mutating func update(_ labels: [String], _ change: (inout Value) -> Void) {
        precondition(labels.count == description.labels.count, "a value for each label")
        let isKept = values[labels] != nil || values.count < MetricDescription.maximumSamples
        let (key, initial) = (isKept ? labels : labels.map { _ in "other" }, initial)
        // In place: a copy of a histogram's counts would cost more than all the rest.
        change(&values[key, default: initial])
    }

    var sorted: [(labels: [String], value: Value)] {
        values.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { ($0.key, $0.value) }
    }
}
