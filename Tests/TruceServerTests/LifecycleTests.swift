import Foundation
import ServiceLifecycle
import Testing
import TruceDocument
import TruceTestSupport

@testable import TruceServer

@Suite struct LifecycleTests {
    static let put =
        "PUT /v1/documents/a/content HTTP/1.1\r\nHost: x\r\nIf-None-Match: *\r\nContent-Length: 3\r\n\r\none"

    @Test func aShutdownFinishesWhatIsInFlight() async throws {
        let gate = Gate()
        let response = try await ServerFixture.run(gate: gate) { server in
            let response = Task {
                try await server.talk { client in
                    try client.send(Self.put)
                    return (try client.receive(), try client.receiveRest())
                }
            }
            // Somebody who only sits there holds nothing up.
            let idle = Task { try await server.talk { try $0.receiveRest() } }
            await gate.untilSomebodyWaits()
            await server.group.triggerGracefulShutdown()
            #expect(try await idle.value == "")
            gate.open()
            let (answer, rest) = try await response.value
            #expect(rest == "")
            try await server.running.value
            #expect(!FileManager.default.fileExists(atPath: server.folder("s")))
            return answer
        }
        #expect(response.status == 201)
        #expect(response.headers["connection"] == "close")
    }

    @Test func aShutdownWaitsOnlySoLong() async throws {
        try await ServerFixture.run({ $0.drain = .milliseconds(50) }) { server in
            let (sent, didSend) = AsyncStream.makeStream(of: Void.self)
            let half = Task {
                try await server.talk { client in
                    try client.send(String(Self.put.dropLast()))
                    didSend.yield()
                    return try client.receiveRest()
                }
            }
            _ = await sent.first { _ in true }
            // The half request has arrived once a later one is answered on another connection.
            _ = try await server.talk { client in
                try client.send("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
                return try client.receive()
            }
            await server.group.triggerGracefulShutdown()
            try await server.running.value
            _ = try? await half.value
        }
    }

    @Test func leavesWhenNobodyIsThere() async throws {
        try await ServerFixture.run({ $0.idleExit = .milliseconds(100) }) { server in
            try await server.running.value
            #expect(!FileManager.default.fileExists(atPath: server.folder("s")))
            #expect(server.log.all.contains { $0.contains("nobody is here") })
        }
    }

    @Test func theSocketIsPrivate() async throws {
        try await ServerFixture.run({ $0.listeners = [.unix(path: $0.listeners.first!.path + "/../new/s")] }) { _ in
        }
        try await ServerFixture.run { server in
            for name in ["s", "s.lock"] {
                let attributes = try FileManager.default.attributesOfItem(atPath: server.folder(name))
                #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
            }
        }
    }

    @Test func twoServersNeverShareASocket() async throws {
        try await ServerFixture.run { server in
            let path = server.folder("s")
            let error = await #expect(throws: ServerStartError.self) {
                _ = try await SocketClaim(path: path, wait: .milliseconds(20))
            }
            #expect(error == ServerStartError(.inUse, address: path))
            // The first one lives on.
            let response = try await server.talk { client in
                try client.send("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
                return try client.receive()
            }
            #expect(response.status == 200)
        }
    }

    @Test func aStaleSocketIsReplaced() async throws {
        let folder = TemporaryFolder()
        let path = folder("s")
        let dead = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(dead, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(bound == 0)
        close(dead)
        try await ServerFixture.run({ $0.listeners[0] = .unix(path: path) }) { server in
            let response = try await server.talk { client in
                try client.send("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
                return try client.receive()
            }
            #expect(response.status == 200)
        }
    }

    @Test func whatMayNotBeListenedOnIsSaid() async throws {
        let folder = TemporaryFolder()
        try FileManager.default.createDirectory(
            atPath: folder("open"), withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
        try Data().write(to: URL(fileURLWithPath: folder("file")))
        let long = folder(String(repeating: "x", count: 108))
        let cases: [(ServerConfiguration.Listener, Bool, ServerStartError.Kind)] = [
            (.unix(path: folder("open/s")), true, .folderNotPrivate),
            (.unix(path: folder("file/s")), true, .folderNotWritable), (.unix(path: long), true, .pathTooLong),
            (.tcp(host: "0.0.0.0", port: 0), true, .needsTokens), (.tcp(host: "::", port: 0), false, .needsTLS),
            (.tcp(host: "127.0.0.2", port: 0), false, .needsTLS),
        ]
        for (listener, noAuth, kind) in cases {
            let error = await #expect(throws: ServerStartError.self) {
                _ = try await Listening(ServerConfiguration(listeners: [listener], noAuth: noAuth))
            }
            #expect(error?.kind == kind)
        }
    }

    @Test func aTakenPortIsSaidAndTakesTheOtherListenersWithIt() async throws {
        let folder = TemporaryFolder()
        try await ServerFixture.run { server in
            guard case .tcp(let host, let port) = server.tcp else {
                Issue.record("the fixture listens on TCP")
                return
            }
            let taken = ServerConfiguration.Listener.tcp(host: host, port: port)
            for listeners in [[taken], [.unix(path: folder("run/s")), taken]] {
                let second = StoreServer(
                    store: server.store, configuration: .init(listeners: listeners, noAuth: true),
                    logger: server.log.logger(), now: { Timestamp(milliseconds: 0) })
                let error = await #expect(throws: ServerStartError.self) { try await second.run() }
                #expect(error?.kind == .portInUse)
            }
        }
    }
}

extension ServerConfiguration.Listener {
    var path: String {
        if case .unix(let path) = self { path } else { "" }
    }
}
