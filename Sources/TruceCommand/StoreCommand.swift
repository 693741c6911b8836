import ArgumentParser
import TruceClient
import TruceDocument

/// A command that asks a store, writes what it answers, and is done.
protocol StoreCommand: ParsableCommand, Sendable {
    var store: StoreOptions { get }

    /// Does it. Throws ``CommandFailure``, a ``Problem``, an exit code, or ``OutputClosed``.
    func run(with connection: StoreConnection, in surroundings: Surroundings) async throws
}

extension StoreCommand {
    func run() throws {
        try waitFor { try await run(in: .process) }
    }

    /// Connects, does it, and lets go of the server.
    func run(in surroundings: Surroundings) async throws {
        let connection = try await store.connect(in: surroundings)
        do {
            try await run(with: connection, in: surroundings)
        } catch {
            await connection.store.close()
            throw error
        }
        await connection.store.close()
    }
}
