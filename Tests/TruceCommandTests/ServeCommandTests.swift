import ArgumentParser
import Foundation
import Testing
import TruceStorage

@testable import TruceCommand

/// Why a server cannot begin, as the one line that a person reads.
struct ServeCommandTests {
    /// Runs `truce serve` on a thread of its own, since it blocks.
    private func serve(_ arguments: String...) async -> (status: Int32, error: String) { await serve(arguments) }

    private func serve(_ arguments: [String]) async -> (status: Int32, error: String) {
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

    @Test func aWebhookNeedsASecretAndAURL() async throws {
        let store = "/nonexistent/store.sqlite"
        let keyless = await serve("--store", store, "--socket", "/tmp/none/s", "--webhook", "http://127.0.0.1:9/")
        #expect(keyless.status == 2 && keyless.error.contains("--webhook needs a secret"), "\(keyless.error)")
        let nowhere = await serve("--store", store, "--webhook", "ftp://a/")
        #expect(nowhere.status == 2 && nowhere.error.contains("is no URL for a webhook"))
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
        try await TestStore.serving { store in
            let ran = await serve("--store", "/proc/truce/store.sqlite", "--socket", store.path("s"))
            #expect(ran.status == 3)
            #expect(ran.error.hasPrefix("truce: /proc/truce/store.sqlite cannot be written"))
        }
    }

    @Test func whatIsServedAlready() async throws {
        try await TestStore.serving { store in
            let database = await serve("--store", store.path("store.sqlite"), "--socket", store.path("s"))
            #expect(database.status == 3)
            // The server of these tests is this process.
            #expect(
                database.error == "truce: \(store.path("store.sqlite")) is open in another truce server (process "
                    + "\(getpid()) at unix:\(store.path("socket"))): use that one, stop it with 'kill \(getpid())', "
                    + "or name another database.\n")
            let socket = await serve("--store", store.path("other.sqlite"), "--socket", store.path("socket"))
            #expect(socket.status == 3)
            #expect(
                socket.error == "truce: Another truce server listens on \(store.path("socket")): use it with "
                    + "--server unix:\(store.path("socket")), or name another socket.\n")
        }
    }

    /// It is refused before a database or a folder is made.
    @Test(arguments: [
        (["--no-auth", "--listen", "192.0.2.1:7311"], 2, "192.0.2.1:7311 is not a loopback address, and beyond"),
        (
            ["--listen", "0.0.0.0:0", "--socket", "F/s"], 2,
            "0.0.0.0:0 is not a loopback address, and beyond this machine t"
        ),
        (["--no-auth", "--listen", "0.0.0.0:0", "--socket", "F/s"], 2, "0.0.0.0:0 is not a loopback address"),
        (["--no-auth", "--socket", "F/s"], 2, "--no-auth is about --listen: name an address."),
        (["--no-auth", "--listen", "[::]:0"], 2, "[::]:0 is not a loopback address"),
        (["--socket", "F/" + String(repeating: "s", count: 100)], 2, "F/sss"),
        (["--socket", "/tmp/truce-open"], 3, "The folder of /tmp/truce-open is open to others"),
        (["--socket", "/dev/null/socket"], 3, "The folder of /dev/null/socket cannot be made"),
    ])
    func whatMayNotBeListenedOn(_ arguments: [String], _ status: Int32, _ error: String) async throws {
        try await TestStore.serving { store in
            let arguments = arguments.map { $0.replacing("F/", with: store.folder + "/new/") }
            let database = store.path("other.sqlite")
            let ran = await serve(["--store", database] + arguments)
            #expect(ran.status == status)
            #expect(ran.error.hasPrefix("truce: " + error.replacing("F/", with: store.folder + "/new/")))
            for path in [database, database + "-lock", store.path("new")] {
                #expect(access(path, F_OK) != 0, "\(path)")
            }
        }
    }

    @Test(arguments: [
        ("{", "is no workflow: "), (#"{"start":"a"}"#, "/statuses: This member is missing."),
        (#"{"start":"a","statuses":[{"name":"a","transitions":["b"]}]}"#, "There is no status 'b'."),
        ("", "cannot be read: No such file"),
    ])
    func whatIsNoWorkflow(_ text: String, _ words: String) async throws {
        try await TestStore.serving { store in
            let path = store.path("steps.json")
            if !text.isEmpty { try writeFile(Array(text.utf8), to: path) }
            let database = store.path("other.sqlite")
            let ran = await serve("--store", database, "--socket", store.path("s"), "--workflow", path)
            #expect(ran.status == 2)
            #expect(ran.error.hasPrefix("truce: \(path) ") && ran.error.contains(words), "\(ran.error)")
            #expect(access(database, F_OK) != 0)
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
