import Glibc
import Testing
import TruceDocument
import TruceTestSupport

@testable import TruceCommand

/// A connection that is cut after the server has done what it was asked: the command asks again, and it was done once.
struct LostAnswerTests {
    @Test(arguments: [1, 2, 3])
    func everyChangeIsMadeOnce(_ lost: Int) async throws {
        try await TestStore.serving { store in
            let socket = store.path("proxy")
            func truce(_ arguments: String..., input: String = "") async throws -> TestStore.Ran {
                let proxy = try CuttingProxy(path: socket, to: store.path("socket"), losing: lost)
                defer {
                    proxy.stop()
                    unlink(socket)
                }
                let ran = await run(
                    arguments, input: Array(input.utf8), environment: ["TRUCE_SERVER": "unix:\(socket)"])
                #expect(proxy.remaining == 0)
                return ran
            }
            #expect(try await truce("put", "a", "--create", input: "one").status == 0)
            // By force, and so that the text alone would not tell a repetition from a second save.
            for text in ["two", "one", "two"] {
                #expect(try await truce("put", "a", "--if-match", "*", input: text).status == 0)
            }
            #expect(await store.truce("log", "a").text.split(separator: "\n").count == 4)
            let stale = try await truce("put", "a", "--if-match", "1-000000000000", input: "three")
            #expect(stale.status == 1 && stale.error.contains("a changed"))
            #expect(try await truce("rm", "a", "--force").status == 0)
            #expect(await store.truce("get", "a").status == 1)
            // A token is shown once, and that was lost.
            #expect(await store.truce("user", "add", "ann", "--role", "reader").status == 0)
            let token = try await truce("user", "token", "ann")
            #expect(token.status == 1 && token.error.contains("'truce user revoke'"))
        }
    }

    /// The server has saved; then nobody is there who could say so.
    @Test func aServerThatGoesWithTheAnswerLeavesItOpen() async throws {
        try await TestStore.serving { store in
            #expect(await store.truce("put", "a", "--create", input: Array("one".utf8)).status == 0)
            let socket = store.path("proxy")
            let proxy = try CuttingProxy(path: socket, to: store.path("socket"), losing: 1) { unlink(socket) }
            defer { proxy.stop() }
            let ran = await run(
                ["put", "a", "--if-match", "*"], input: Array("two".utf8),
                environment: ["TRUCE_SERVER": "unix:\(socket)"])
            #expect(ran.status == 3)
            #expect(ran.error.contains("may have been carried out"))
            #expect(await store.truce("get", "a").text == "two")
        }
    }

    @Test func anAnswerThatNeverComesIsAnError() async throws {
        try await TestStore.serving { store in
            let proxy = try CuttingProxy(path: store.path("proxy"), to: store.path("socket"), losing: .max)
            defer { proxy.stop() }
            let ran = await run(
                ["put", "a", "--create"], environment: ["TRUCE_SERVER": "unix:\(store.path("proxy"))"])
            #expect(ran.status == 3)
            #expect(ran.error.contains("may have been carried out"))
        }
    }
}
