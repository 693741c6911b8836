import NIOHTTP1
import TruceDocument

extension Exchange {
    /// An exchange as it is shown: with a name in the token's place.
    init(_ request: Request, _ result: Result<Answer, ExchangeFailure>, at: Timestamp, duration: Duration) {
        let answer = try? result.get()
        let (seconds, attoseconds) = duration.components
        self.init(
            method: request.method.rawValue, path: request.target, requestHeaders: Self.shown(request.headers),
            requestBody: Body(request.body ?? []), status: answer?.status,
            responseHeaders: answer.map { Self.shown($0.headers) } ?? [], responseBody: Body(answer?.body ?? []),
            at: at, microseconds: Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000))
    }

    private static func shown(_ headers: HTTPHeaders) -> [Header] {
        headers.map { Header($0.name, $0.name.lowercased() == "authorization" ? "Bearer $TRUCE_TOKEN" : $0.value) }
    }
}
