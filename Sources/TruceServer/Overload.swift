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

    /// Whether the server refused to protect itself: no fault of its own.
    var isOverload: Bool {
        let kinds: [Problem] = [.tooManyBodies, .tooManyAnswers, .tooMuchWork, .tooManyOpen, .clientHasLeft]
        return kinds.contains { $0.detail == detail }
    }
}
