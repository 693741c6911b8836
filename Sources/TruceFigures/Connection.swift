import Glibc

/// One kept HTTP connection to a server's socket, in as few lines as a measurement needs.
final class Connection {
    let descriptor: Int32

    /// Connects, and waits up to 10 s for the server to listen.
    init(socket path: String) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let deadline = now() + 10
        while true {
            let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            let connected = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
                }
            }
            if connected {
                self.descriptor = descriptor
                return
            }
            close(descriptor)
            guard now() < deadline else { fail("no server listens on \(path)") }
            poll(nil, 0, 10)
        }
    }

    deinit { close(descriptor) }

    /// Saves a text and returns its ETag; ends the program if the answer is no success.
    func put(_ text: [UInt8], header: String) -> String {
        sendPut(text, header: header)
        return receiveTag()
    }

    /// Sends a save, and does not wait for its answer.
    func sendPut(_ text: [UInt8], header: String) {
        let head =
            "PUT /v1/documents/figures/content HTTP/1.1\r\nHost: localhost\r\nPrefer: return=minimal\r\n\(header)\r\n"
            + "Content-Length: \(text.count)\r\n\r\n"
        send(Array(head.utf8) + text)
    }

    /// The ETag of a save's answer; ends the program if it is no success.
    func receiveTag() -> String {
        let lines = receive(until: "\r\n\r\n").split(separator: "\r\n")
        guard lines[0].hasPrefix("HTTP/1.1 20"), let etag = lines.first(where: { $0.lowercased().hasPrefix("etag: ") })
        else { fail("the server answered \(lines[0])") }
        return String(etag.dropFirst("etag: ".count))
    }

    func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { fail("the server hung up") }
            rest = rest.dropFirst(count)
        }
    }

    /// What comes until a text is among it.
    @discardableResult
    func receive(until end: String) -> String {
        var received = ""
        while !received.contains(end) { received += receive() }
        return received
    }

    /// What has come, or comes next.
    func receive() -> String {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = read(descriptor, &bytes, bytes.count)
        guard count > 0 else { fail("the server hung up") }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
