/// Says what a command waits for, once that takes long enough to wonder.
struct WaitNotice: Sendable {
    /// How long a command is silent.
    private static let silence = Duration.seconds(2)

    /// Shows one line to a person; nil where nobody would read it.
    var say: (@Sendable (String) -> Void)?
    /// Waits; throws if it is cancelled.
    var pause: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

    /// Does `body`, and says once that `what` is waited for if it has not ended by then.
    func during<Value, Failure: Error>(
        _ what: String, _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        guard let say else { return try await body() }
        let notice = Task {
            try await pause(Self.silence)
            try Task.checkCancellation()
            say("Waiting for \(what) …")
        }
        defer { notice.cancel() }
        return try await body()
    }
}
