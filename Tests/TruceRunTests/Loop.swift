import TruceTerminal
import TruceTestSupport
import TruceText

/// Runs `body` as the terminal's thread does, on a thread of its own.
func onLoop<Success: Sendable>(
    _ body: @escaping @Sendable @TerminalActor () async throws -> Success
) async throws -> Success {
    try await onThreadInTurn {
        TerminalLoop.blockSignals()
        return try TerminalLoop.run(body)
    }
}

extension Rope {
    var string: String { String(decoding: allBytes, as: UTF8.self) }
}
