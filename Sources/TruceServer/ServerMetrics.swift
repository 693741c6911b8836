internal import HTTPTypes
internal import Synchronization
internal import TruceDocument

/// What the server counts: once a request, under a lock that is held for about a microsecond.
final class ServerMetrics: Sendable {
    private let metrics = Mutex(StoreMetrics())

    /// Changes a metric.
    func update(_ change: (inout StoreMetrics) -> Void) { metrics.withLock { change(&$0) } }

    /// Counts an answered request. Of methods and paths that there are not nothing is told apart: anybody can make up more.
    func count(_ answer: Answer, to method: HTTPRequest.Method, route: Route?, after duration: Duration) {
        let template = route?.template ?? "none"
        let name = Self.methods.contains(method) ? method.rawValue : "other"
        let (seconds, attoseconds) = duration.components
        update { metrics in
            metrics.requests.add(1, template, name, String(answer.status))
            metrics.requestSeconds.observe(Double(seconds) + Double(attoseconds) * 1e-18)
            if let route, route.isMutation { metrics.mutations.add(1, template, answer.outcome) }
        }
    }

    /// What a scraper reads.
    func text(with figures: StoreFigures) -> [UInt8] {
        var now = metrics.withLock { $0 }
        now.resolutions.add(figures.resolved, "resolved")
        now.resolutions.add(figures.abandoned, "abandoned")
        now.storeBytes.set(Double(figures.bytes))
        return now.text
    }

    private static let methods: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .patch, .delete, .options]
}

extension Answer {
    /// What became of a mutation.
    fileprivate var outcome: String {
        switch status {
        case _ where headers[.idempotencyReplayed] != nil: "replayed"
        case ..<400: "done"
        case 409, 412: "conflict"
        case ..<500: "refused"
        default: "failed"
        }
    }
}

@Sendable func readMetrics(_ call: Call) async throws(Problem) -> Answer {
    Answer(status: 200, body: call.metrics.text(with: call.store.figures()), contentType: prometheusMediaType)
        .cached(false)
}
