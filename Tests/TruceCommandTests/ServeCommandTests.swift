import ArgumentParser
import Foundation
import Testing
import TruceStorage

@testable import TruceCommand

/// Why a server cannot begin, as the one line that a person reads.
struct ServeCommandTests {
    /// Runs `truce serve` on a thread of its own, since it blocks.
    private func serve(_ arguments: String...) async -> (status: Int32, error: String) {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                let written = WrittenBytes()
                let output = Output(
                    isTerminal: false, hasColours: false, write: { _ in }, writeError: { written.addError($0) })
                var status: Int32 = 0
                do {
                    var command = try parse(["serve"] + arguments)
                    try command.run()
                } catch {
                    status = report(error, of: ["serve"] + arguments, to: output)
                }
                continuation.resume(returning: (status, String(decoding: written.error, as: UTF8.self)))
            }
        }
    }

    @Test func whatIsNoDatabase() async throws {
        try await TestStore.serving { store in
            let path = store.path("junk")
            try writeFile(Array(repeating: 0x78, count: 4096), to: path)
            let ran = await serve("--store", path, "--socket", store.path("s"))
            #expect(ran.status == 3)
            #expect(ran.error.hasPrefix("truce: \(path) is not a truce database"))
        }
    }

    @Test func aFolderThatCannotBeWritten() async throws {
        let ran = await serve("--store", "/proc/truce/store.sqlite", "--socket", "/tmp/truce-unused")
        #expect(ran.status == 3)
        #expect(ran.error.hasPrefix("truce: /proc/truce/store.sqlite cannot be written"))
    }

    @Test func whatIsServedAlready() async throws {
        try await TestStore.serving { store in
            let database = await serve("--store", store.path("store.sqlite"), "--socket", store.path("s"))
            #expect(database.status == 3)
            #expect(database.error.contains("is open in another truce server"))
            let socket = await serve("--store", store.path("other.sqlite"), "--socket", store.path("socket"))
            #expect(socket.status == 3)
            #expect(socket.error == "truce: Another truce server listens on \(store.path("socket")).\n")
        }
    }

    @Test func whatMayNotBeListenedOn() async throws {
        try await TestStore.serving { store in
            let ran = await serve("--store", store.path("other.sqlite"), "--no-auth", "--listen", "192.0.2.1:7311")
            #expect(ran.status == 2)
            #expect(ran.error.hasPrefix("truce: 192.0.2.1:7311 is not a loopback address"))
        }
    }

    @Test func nobodyThereForLongEnough() async throws {
        try await TestStore.serving { store in
            let ran = await serve(
                "--store", store.path("other.sqlite"), "--socket", store.path("s"), "--idle-exit", "0.01")
            #expect(ran.status == 0)
            #expect(ran.error.isEmpty)
        }
    }
}
