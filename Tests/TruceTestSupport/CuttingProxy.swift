import Glibc
import Synchronization

/// A socket before a server's that carries everything both ways, but for its first answers: of those nothing arrives, and
/// the connection ends. The server has carried the request out by then.
public final class CuttingProxy: Sendable {
    public let path: String
    private let upstream: String
    private let listener: Int32
    private let left: Mutex<Int>
    private let onLoss: @Sendable () -> Void

    /// - Parameters:
    ///   - path: where it listens.
    ///   - upstream: the server's socket.
    ///   - losing: how many answers are lost.
    ///   - onLoss: called when the server has begun its answer, before the client learns that it will not come.
    public init(
        path: String, to upstream: String, losing: Int, onLoss: @escaping @Sendable () -> Void = {}
    ) throws {
        self.path = path
        self.upstream = upstream
        self.onLoss = onLoss
        left = Mutex(losing)
        listener = Self.makeSocket()
        let bound = Self.withAddress(path) { bind(listener, $0, $1) }
        guard bound == 0, listen(listener, 64) == 0 else { throw Failure(code: errno) }
        startThread { [listener] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { return }
                _ = fcntl(client, F_SETFD, FD_CLOEXEC)
                startThread { self.carry(client) }
            }
        }
    }

    public struct Failure: Error {
        public let code: Int32
    }

    /// Answers that are still to be lost.
    public var remaining: Int { left.withLock { $0 } }

    /// Loses so many answers from now on.
    public func lose(_ count: Int) { left.withLock { $0 = count } }

    public func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private func carry(_ client: Int32) {
        let server = Self.makeSocket()
        defer {
            close(client)
            close(server)
        }
        guard Self.withAddress(upstream, { connect(server, $0, $1) }) == 0 else { return }
        while true {
            var pollers = [client, server].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard poll(&pollers, 2, -1) > 0 else { return }
            if pollers[0].revents != 0, !move(from: client, to: server) { return }
            guard pollers[1].revents != 0 else { continue }
            let isLost = left.withLock { left in
                defer { left = max(0, left - 1) }
                return left > 0
            }
            if isLost {
                onLoss()
                return
            }
            guard move(from: server, to: client) else { return }
        }
    }

    private func move(from source: Int32, to target: Int32) -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = recv(source, &chunk, chunk.count, 0)
        guard count > 0 else { return false }
        var rest = chunk[..<count]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { send(target, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }

    /// No program that is started meanwhile has it: it would keep the connection open.
    private static func makeSocket() -> Int32 {
        socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    }

    private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
