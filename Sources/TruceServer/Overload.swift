internal import Logging
internal import TruceDocument

/// What is refused for now because there is as much of it as the server takes at once.
extension Problem {
    static let tooManyBodies = Problem(
        .unavailable(retryAfter: 1), detail: "The server is receiving as much at once as it takes: send it again soon.")
    static let tooManyAnswers = Problem(
        .unavailable(retryAfter: 1), detail: "The server is sending as much at once as it takes: ask again soon.")
    static let tooMuchWork = Problem(
        .unavailable(retryAfter: 1), detail: "The server is comparing as much at once as it takes: ask again soon.")
    static let tooManyOpen = Problem(.unavailable(retryAfter: 30), detail: "Too many documents are open at once.")
    static let clientHasLeft = Problem(
        .unavailable(retryAfter: 1), detail: "The client has left: ask again, and keep the connection open both ways.")

    /// How it is logged: what the server refuses to protect itself is no fault of its own, and who has left is told nothing.
    var level: Logger.Level {
        if detail == Self.clientHasLeft.detail { return .debug }
        let refusals: [Problem] = [.tooManyBodies, .tooManyAnswers, .tooMuchWork, .tooManyOpen]
        return refusals.contains { $0.detail == detail } ? .warning : .error
    }
}
