import Glibc
import Synchronization
import Testing
import TruceTestSupport

extension EndToEnd {
    /// The server dies between its commit and its answer.
    @Suite struct LostAnswerTests {
        @Test func whatWasCommittedIsAnsweredByTheNextServer() throws {
            let bench = try Workbench()
            let (path, upstream) = (bench.folder.path, bench.folder.path + "/up")
            let serve = [bench.program, "serve", "--store", path + "/store.sqlite", "--socket", upstream]
            let server = Mutex(try Served(serve))
            defer { server.withLock { $0.stop() } }
            let proxy = try CuttingProxy(path: path + "/proxy", to: upstream, losing: 1) {
                // What the proxy has seen the first byte of was committed before.
                server.withLock { server in
                    server.stop()
                    if let next = try? Served(serve) { server = next }
                }
            }
            defer { proxy.stop() }
            let through = ["TRUCE_SERVER": "unix:\(path)/proxy"]
            let saved = try run(
                [bench.program, "put", "a", "--create"], input: Array("one".utf8), environment: through)
            #expect(saved.status == 0 && saved.text.hasPrefix("a@1 "), "\(saved.errors)")
            #expect(proxy.remaining == 0)
            let log = try run([bench.program, "log", "a"], environment: through)
            #expect(log.text.split(separator: "\n").count == 1)
        }

        /// A server that has said where it listens.
        private final class Served: Sendable {
            private let id: pid_t
            private let child: Mutex<Child>

            init(_ words: [String]) throws {
                let child = try Child(words)
                id = child.id
                var line: [UInt8] = []
                var byte: UInt8 = 0
                while read(child.output, &byte, 1) == 1, byte != UInt8(ascii: "\n") { line.append(byte) }
                guard !line.isEmpty else { throw Pane.Failure(description: "the server does not start") }
                self.child = Mutex(child)
            }

            func stop() {
                kill(id, SIGKILL)
                _ = child.withLock { $0.wait() }
            }
        }
    }
}
