import Dispatch
import Foundation
import Glibc
import TruceServer

/// A socket and nothing more: what is sent is what the test wrote. It blocks, so it lives on threads of its own.
final class RawClient {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    struct Response {
        var status: Int
        /// By lower-case name.
        var headers: [String: String]
        var body: String
    }

    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var isAtEnd = false

    /// - Parameter window: About how many bytes the system holds for a client that does not read; nil for its own choice.
    init(_ address: BoundAddress, window: Int32? = nil) throws {
        switch address {
        case .unix(let path):
            descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            var name = sockaddr_un()
            name.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: path.utf8) }
            try withUnsafePointer(to: &name) { pointer in
                try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    try connect($0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
        case .tcp(_, let port):
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var found: UnsafeMutablePointer<addrinfo>?
            guard getaddrinfo("127.0.0.1", "\(port)", nil, &found) == 0, let found else {
                throw Failure(description: "127.0.0.1 is no address")
            }
            defer { freeaddrinfo(found) }
            // Before the connection, whose handshake says it.
            if var window {
                setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &window, socklen_t(MemoryLayout<Int32>.size))
            }
            try connect(found.pointee.ai_addr, found.pointee.ai_addrlen)
        }
        // A test that waits this long has failed.
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    private func connect(_ address: UnsafePointer<sockaddr>, _ length: socklen_t) throws {
        let result = Glibc.connect(descriptor, address, length)
        guard result == 0 else { throw Failure(description: "connect: \(String(cString: strerror(errno)))") }
    }

    deinit { close(descriptor) }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    /// Sends all bytes; throws if the other side does not take them.
    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(description: "send: \(String(cString: strerror(errno)))") }
            sent += count
        }
    }

    /// Says that nothing more will be sent.
    func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// The next answer. `hasBody` is false after a HEAD.
    func receive(hasBody: Bool = true) throws -> Response {
        var response = try receiveHead()
        if hasBody { response.body = try receive(bodyOf: response) }
        return response
    }

    /// The body of an answer whose header was received.
    func receive(bodyOf response: Response) throws -> String {
        let length = response.headers["content-length"].flatMap { Int($0) } ?? 0
        return String(decoding: try take(length), as: UTF8.self)
    }

    /// The next answer's status and header.
    func receiveHead() throws -> Response {
        var lines: [String] = []
        while let line = try receiveLine(), !line.isEmpty || lines.isEmpty { lines.append(line) }
        guard let first = lines.first else { throw Failure(description: "closed before an answer") }
        guard let status = first.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw Failure(description: "no status: \(first)")
        }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.components(separatedBy: ": ")
            headers[parts[0].lowercased()] = parts.dropFirst().joined(separator: ": ")
        }
        return Response(status: status, headers: headers, body: "")
    }

    /// The next chunk of a chunked body; nil at its end.
    func receiveChunk() throws -> [UInt8]? {
        guard let line = try receiveLine(), let size = Int(line, radix: 16) else {
            throw Failure(description: "closed within a body")
        }
        let bytes = try take(size)
        _ = try take(2)
        return size == 0 ? nil : bytes
    }

    /// The next line without its CRLF; nil at the end.
    private func receiveLine() throws -> String? {
        var searched = 0
        while true {
            if let end = buffer[searched...].firstIndex(of: 10) {
                let line = String(decoding: buffer[..<max(0, end - 1)], as: UTF8.self)
                buffer.removeFirst(end + 1)
                return line
            }
            searched = buffer.count
            guard try fill() else { return nil }
        }
    }

    private func take(_ count: Int) throws -> [UInt8] {
        while buffer.count < count {
            guard try fill() else { throw Failure(description: "closed within a body") }
        }
        defer { buffer.removeFirst(count) }
        return Array(buffer[..<count])
    }

    /// Ends the connection as a process that is killed: what was not read is lost, and the other side is told so.
    func abort() {
        var hard = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &hard, socklen_t(MemoryLayout<linger>.size))
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// Whether anything has come that was not received yet.
    var hasNews: Bool {
        var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return !buffer.isEmpty || poll(&poller, 1, 0) > 0
    }

    /// What comes until the other side closes.
    func receiveRest() throws -> String {
        while try fill() {}
        return rest
    }

    private var rest: String { String(decoding: buffer, as: UTF8.self) }

    private func fill() throws -> Bool {
        guard !isAtEnd else { return false }
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        if count < 0, errno != ECONNRESET { throw Failure(description: "recv: \(String(cString: strerror(errno)))") }
        if count < 0 { throw Failure(description: "reset") }
        isAtEnd = count == 0
        buffer += chunk[..<count]
        return count > 0
    }
}

/// Runs blocking work on a thread that no task needs.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result(catching: body)) }
    }
}
