/// The metrics that API.md names, as one value.
public struct StoreMetrics: Hashable, Sendable {
    public var requests = Counter(
        "truce_requests_total", help: "Requests answered.", labels: ["route", "method", "status"])
    public var requestSeconds = Histogram(
        "truce_request_seconds", help: "Time from the header of a request to its answer, ready to be sent.")
    public var mutations = Counter(
        "truce_mutations_total", help: "Requests that change something, by what became of them.",
        labels: ["route", "outcome"])
    public var conflicts = Counter(
        "truce_conflicts_total", help: "Requests refused for the state they met.", labels: ["reason"])
    public var resolutions = Counter(
        "truce_resolutions_total", help: "Conflicts that a later save closed, or nobody did.", labels: ["outcome"])
    public var eventSubscribers = Gauge("truce_event_subscribers", help: "Open event streams.")
    public var eventLagSeconds = Gauge(
        "truce_event_lag_seconds", help: "Time from the last commit until every stream had its event.")
    public var storeBytes = Gauge("truce_store_bytes", help: "Bytes of the store's files.")

    public init() {}

    /// What `GET /metrics` answers.
    public var text: [UInt8] {
        prometheusText([
            requests, requestSeconds, mutations, conflicts, resolutions, eventSubscribers, eventLagSeconds, storeBytes,
        ])
    }
}
