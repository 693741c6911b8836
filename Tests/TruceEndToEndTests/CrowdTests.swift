import Foundation
import Glibc
import Testing

extension EndToEnd {
    /// Thousands of connections that say nothing, in front of the real program.
    @Suite struct CrowdTests {
        /// At most so many bytes of the server's memory for each; a debug build takes about half of it.
        private static let mostBytesEach = 64 << 10

        @Test func idleConnectionsCostLittleAndHoldUpNobody() throws {
            let bench = try Workbench()
            #expect(try bench.run("put", "notes", "--create", input: Array("one".utf8)).status == 0)
            let server = try #require(bench.serverProcess)
            var limit = rlimit()
            getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            let before = limit
            limit.rlim_cur = limit.rlim_max
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            defer {
                var before = before
                setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &before)
            }
            // What is left of a system that lets a process have less is still a crowd.
            let count = min(5_000, Int(limit.rlim_cur) - 500)
            print("\(count) idle connections")
            let empty = try memory(of: server)
            var crowd: [Int32] = []
            defer { for descriptor in crowd { close(descriptor) } }
            for _ in 0..<count { crowd.append(try connect(to: bench.socket)) }
            // Whoever comes after them is served, so all of them were accepted before.
            #expect(try bench.curl("/v1/documents/notes/content") == "one")
            let full = try memory(of: server)
            print("\((full - empty) / count) bytes each")
            #expect(full - empty < count * Self.mostBytesEach)
            // Half a request each: still nobody is held up.
            for descriptor in crowd {
                let half = Array("GET /livez HT".utf8)
                #expect(send(descriptor, half, half.count, Int32(MSG_NOSIGNAL)) == half.count)
            }
            #expect(try bench.curl("/v1/documents/notes/content") == "one")
            #expect(try bench.run("get", "notes").text == "one")
            for descriptor in crowd { close(descriptor) }
            crowd = []
            #expect(try bench.curl("/v1/documents/notes/content") == "one")
        }

        /// Bytes in memory.
        private func memory(of process: pid_t) throws -> Int {
            let text = try String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8)
            let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
        }

        private func connect(to path: String) throws -> Int32 {
            let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            var name = sockaddr_un()
            name.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: path.utf8) }
            let result = withUnsafePointer(to: &name) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            guard result == 0 else { throw Pane.Failure(description: "connect: \(String(cString: strerror(errno)))") }
            return descriptor
        }
    }
}
