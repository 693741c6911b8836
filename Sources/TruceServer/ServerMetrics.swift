internal import HTTPTypes
internal import Synchronization
internal import TruceDocument

/// What the server counts: once a request, under a lock that is held for a fraction of a microsecond.
final class ServerMetrics: Sendable {
    private struct State {
        /// Answers of one kind are counted together; a scraper gets them by their labels.
        var answers: [AnswerKind: Int] = [:]
        var metrics = StoreMetrics()
    }

    private let state = Mutex(State())

    /// Changes a metric that is not counted by ``count(_:to:route:after:)``.
    func update(_ change: (inout StoreMetrics) -> Void) { state.withLock { change(&$0.metrics) } }

    /// Counts an answered request; a method of nil and a route of nil stand for what could not be read.
    func count(_ answer: Answer, to method: HTTPRequest.Method?, route: Route?, after duration: Duration) {
        let kind = AnswerKind(
            route: route?.template ?? "none", method: method.flatMap { Self.methods.contains($0) ? $0.rawValue : nil },
            status: answer.status, outcome: route?.isMutation == true ? answer.outcome : nil)
        state.withLock { state in
            state.answers[kind, default: 0] += 1
            state.metrics.requestSeconds.observe(duration.seconds)
        }
    }

    /// What a scraper reads.
    func text(with figures: StoreFigures, of events: EventHub) -> [UInt8] {
        let (answers, metrics) = state.withLock { ($0.answers, $0.metrics) }
        var now = metrics
        for (kind, count) in answers {
            now.requests.add(count, kind.route, kind.method ?? "other", String(kind.status))
            if let outcome = kind.outcome { now.mutations.add(count, kind.route, outcome.rawValue) }
        }
        now.resolutions.add(figures.resolved, "resolved")
        now.resolutions.add(figures.abandoned, "abandoned")
        now.storeBytes.set(Double(figures.bytes))
        now.eventSubscribers.set(Double(events.subscriberCount))
        now.eventLagSeconds.set(events.lag.seconds)
        return now.text
    }

    /// Those that are told apart: anybody can make up more.
    private static let methods: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .patch, .delete, .options]
}

/// What requests are counted by; as many as there are routes, methods and statuses.
private struct AnswerKind: Hashable {
    let route: String
    let method: String?
    let status: Int
    /// nil for what changes nothing.
    let outcome: MutationOutcome?
}

/// What became of a mutation.
private enum MutationOutcome: String {
    case done, replayed, conflict, refused, failed
}

extension Answer {
    fileprivate var outcome: MutationOutcome {
        switch status {
        case _ where headers[.idempotencyReplayed] != nil: .replayed
        case ..<400: .done
        case 409, 412: .conflict
        case ..<500: .refused
        default: .failed
        }
    }
}

extension Duration {
    fileprivate var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

@Sendable func readMetrics(_ call: Call) async throws(Problem) -> Answer {
    let text = call.metrics.text(with: call.store.figures(), of: call.events)
    return Answer(status: 200, body: text, contentType: prometheusMediaType).uncached()
}
