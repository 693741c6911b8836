import NIOHTTP1
import Synchronization
public import TruceDocument

/// Tells a URL of something by POST: JSON, signed with HMAC-SHA-256.
///
/// Whoever tells it something never waits: messages queue, at most ``limit``, and the oldest is dropped for a new one. One
/// that is not taken (no answer, 408, 429, 5xx) is sent again with growing pauses; redirects are not followed.
public final class Webhook: Sendable {
    /// Where a webhook listens: `http://HOST[:PORT]/PATH` or `https://HOST[:PORT]/PATH`.
    public struct Target: Hashable, Sendable {
        let address: ServerAddress
        let path: String

        /// Throws `malformed_request` with a sentence for people.
        public init(_ text: String) throws(Problem) {
            guard let scheme = ["http://", "https://"].first(where: text.hasPrefix) else {
                throw Problem(
                    .malformedRequest,
                    detail: "'\(text)' is no URL for a webhook: write http://HOST[:PORT]/PATH, or the same with https."
                )
            }
            let authority = text.dropFirst(scheme.count).prefix { $0 != "/" }
            address = try ServerAddress(scheme + authority)
            let rest = text.dropFirst(scheme.count + authority.count)
            guard rest.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), !rest.contains("#") else {
                throw Problem(
                    .malformedRequest, detail: "'\(text)' is no URL for a webhook: its path holds what must be encoded."
                )
            }
            path = rest.isEmpty ? "/" : String(rest)
        }
    }

    /// How long it waits and how often it tries.
    public struct Schedule: Hashable, Sendable {
        /// Before the second attempt; each further pause is twice as long.
        public var pause = Duration.seconds(1)
        public var attempts = 8
        public var timeouts = Timeouts(connect: .seconds(5), request: .seconds(10))

        public init() {}
    }

    /// Messages that wait.
    public static let limit = 64

    private let queue: AsyncStream<[UInt8]>.Continuation
    private let delivering: Task<Void, Never>

    /// - Parameters:
    ///   - secret: the key of the signature, which is `Truce-Signature: sha256=<hexadecimal digits>` of the body.
    ///   - onFailure: told in one sentence of a message that was given up.
    public init(
        _ target: Target, secret: [UInt8], schedule: Schedule = Schedule(),
        onFailure: @escaping @Sendable (String) -> Void
    ) {
        let (messages, queue) = AsyncStream.makeStream(of: [UInt8].self, bufferingPolicy: .bufferingNewest(Self.limit))
        self.queue = queue
        delivering = Task {
            for await body in messages {
                let delivery = Delivery(target: target, secret: secret, body: body, schedule: schedule)
                // Whoever stops it knows.
                guard let failure = await delivery.run(), !Task.isCancelled else { continue }
                onFailure("The webhook was not told: \(failure)")
            }
        }
    }

    /// Takes a message; returns at once.
    public func send(_ json: JSON) { queue.yield(json.bytes) }

    /// Gives up what is not delivered yet, and says nothing more.
    public func stop() {
        queue.finish()
        delivering.cancel()
    }
}

/// Trusts whom the system trusts.
private let systemTLS = ClientTLS(authorities: nil)

/// One message on its way.
private struct Delivery {
    let target: Webhook.Target
    let secret: [UInt8]
    let body: [UInt8]
    let schedule: Webhook.Schedule

    /// Tries until it is taken; why it was given up, if it was.
    func run() async -> String? {
        var pause = schedule.pause
        var failure = ""
        for attempt in 1...schedule.attempts {
            do throws(ExchangeFailure) {
                let status = try await post()
                if (200...299).contains(status) { return nil }
                failure = "it answered \(status)"
                guard [408, 429].contains(status) || status >= 500 else { return failure }
            } catch {
                failure = error.problem(after: request, to: target.address).detail
            }
            guard attempt < schedule.attempts, (try? await Task.sleep(for: pause)) != nil else { break }
            pause *= 2
        }
        return failure
    }

    private func post() async throws(ExchangeFailure) -> Int {
        let connection = try await Connection.open(
            target.address, tls: systemTLS, timeout: schedule.timeouts.connecting, answerLimit: 64 << 10)
        let answer: Answer
        do throws(ExchangeFailure) {
            answer = try await connection.send(request, timeout: schedule.timeouts.exchange)
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
        return answer.status
    }

    private var request: Request {
        let headers: HTTPHeaders = [
            "Content-Type": "application/json", "User-Agent": "truce",
            "Truce-Signature": "sha256=\(Digest(hmacOf: body, key: secret).hex)", "Connection": "close",
        ]
        return Request(method: .POST, target: target.path, headers: headers, body: body)
    }
}

extension ConflictGroup {
    /// What a webhook is told of a spike: never text.
    public var spikeMessage: JSON {
        ["type": .string(StoreEvent.Kind.conflictSpike.rawValue), "at": .string(lastSeen.rfc3339), "group": json]
    }
}
