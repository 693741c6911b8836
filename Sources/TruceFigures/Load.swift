import Glibc

/// What is asked of a store again and again.
enum Question: String, CaseIterable {
    case get = "GET"
    case notModified = "304"
    case put = "PUT"
    case conflict = "409"
}

/// A closed loop: some connections, each with one request in flight and documents of its own.
final class Load {
    private let peer: Peer
    private let question: Question
    private var connections: [LoadConnection] = []
    private var texts = 0

    /// Connects, and makes the documents, which each round has its own of.
    init(_ peer: Peer, _ question: Question, connections count: Int, round: Int) {
        self.peer = peer
        self.question = question
        for index in 0..<count {
            let document = "load-\(getpid())-\(question.rawValue)-\(count)-\(round)-\(index)"
            let connection = LoadConnection(port: peer.port, document: document)
            let made = connection.exchange(peer.put(document, text: nextText(), header: "If-None-Match: *\r\n"))
            guard made.status == 201 || made.status == 200 else { fail("\(peer.name) answered \(made.status)") }
            connection.etag = made.etag
            if question == .conflict {
                // The tag that is kept is stale from here on.
                _ = connection.exchange(peer.put(document, text: nextText(), header: "If-Match: \(made.etag)\r\n"))
            }
            connections.append(connection)
        }
    }

    /// How many answers come in a second, asked for `seconds` long.
    func rate(seconds: Double) -> Double {
        for connection in connections { connection.send(request(connection)) }
        var polls = connections.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        var answers = 0
        let start = now()
        while now() - start < seconds {
            guard poll(&polls, nfds_t(polls.count), 1_000) > 0 else { fail("\(peer.name) answers no more") }
            for index in polls.indices where polls[index].revents != 0 {
                let connection = connections[index]
                guard let answer = connection.receive() else { continue }
                if question != .put || answer.status != peer.collision {
                    check(answer)
                    if question == .put { connection.etag = answer.etag }
                    answers += 1
                }
                connection.send(request(connection))
            }
        }
        let rate = Double(answers) / (now() - start)
        for connection in connections {
            while connection.receive(blocking: true) == nil {}
        }
        return rate
    }

    private func request(_ connection: LoadConnection) -> [UInt8] {
        switch question {
        case .get: peer.get(connection.document)
        case .notModified: peer.get(connection.document, header: "If-None-Match: \(connection.etag)\r\n")
        case .put, .conflict:
            peer.put(connection.document, text: nextText(), header: "If-Match: \(connection.etag)\r\n")
        }
    }

    private func check(_ answer: LoadConnection.Answer) {
        let isRight =
            switch question {
            case .get: answer.status == 200
            case .notModified: answer.status == 304
            case .put: answer.status == 200
            case .conflict: answer.status == peer.stale
            }
        guard isRight else { fail("\(peer.name) answered \(answer.status) to a \(question.rawValue)") }
    }

    /// 2 KB, no two alike.
    private func nextText() -> String {
        texts += 1
        let number = String(texts)
        return String(repeating: "0", count: 12 - number.utf8.count) + number + Self.sentences
    }

    private static let sentences = String(
        repeating: "A sentence of a runbook that several people edit, and its next one. ", count: 30)
}

/// A connection with one request in flight.
final class LoadConnection {
    struct Answer {
        var status: Int
        /// With its quotation marks; empty where none was given.
        var etag: String
    }

    let descriptor: Int32
    let document: String
    var etag = ""
    private var received: [UInt8] = []
    private var buffer = [UInt8](repeating: 0, count: 65_536)

    init(port: UInt16, document: String) {
        self.document = document
        descriptor = connectToLoopback(port: port)
    }

    deinit { close(descriptor) }

    func exchange(_ request: [UInt8]) -> Answer {
        send(request)
        while true { if let answer = receive(blocking: true) { return answer } }
    }

    func send(_ request: [UInt8]) {
        var rest = request[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { fail("the server hung up") }
            rest = rest.dropFirst(count)
        }
    }

    /// Takes what has arrived; nil while the answer is not whole.
    func receive(blocking: Bool = false) -> Answer? {
        let count = recv(descriptor, &buffer, buffer.count, blocking ? 0 : Int32(MSG_DONTWAIT))
        if count < 0, errno == EAGAIN { return nil }
        guard count > 0 else { fail("the server hung up") }
        received += buffer[..<count]
        guard let head = headEnd() else { return nil }
        let answer = Head(received[..<head])
        let end = head + 4 + (answer.status == 304 ? 0 : answer.length)
        guard received.count >= end else { return nil }
        received.removeFirst(end)
        return Answer(status: answer.status, etag: answer.etag)
    }

    /// Where the empty line after the header begins.
    private func headEnd() -> Int? {
        received.withUnsafeBytes { bytes in
            let newline = UInt8(ascii: "\n")
            var index = 3
            while index < bytes.count {
                if bytes[index] == newline, bytes[index - 2] == newline { return index - 3 }
                index += 1
            }
            return nil
        }
    }
}

/// What a measurement must know of an answer's header.
private struct Head {
    var status = 0
    var length = 0
    var etag = ""

    init(_ bytes: ArraySlice<UInt8>) {
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            // Header names come in any case; of the others the first letters tell enough.
            switch line.first.map({ $0 | 0x20 }) {
            case UInt8(ascii: "h"): status = Int(String(decoding: line.dropFirst(9).prefix(3), as: UTF8.self)) ?? 0
            case UInt8(ascii: "c"): length = Self.value("content-length", of: line).flatMap { Int($0) } ?? length
            case UInt8(ascii: "e"): etag = Self.value("etag", of: line) ?? etag
            default: break
            }
        }
    }

    private static func value(_ name: StaticString, of line: ArraySlice<UInt8>) -> String? {
        let count = name.utf8CodeUnitCount
        guard line.count > count + 2, line[line.startIndex + count] == UInt8(ascii: ":"),
            strncasecmp(String(decoding: line.prefix(count), as: UTF8.self), "\(name)", count) == 0
        else { return nil }
        let value = line.dropFirst(count + 1).filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") }
        return String(decoding: value, as: UTF8.self)
    }
}

/// Connects to 127.0.0.1, and waits up to 30 s for somebody to listen.
private func connectToLoopback(port: UInt16) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
    let deadline = now() + 30
    while true {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        if connected {
            var one: Int32 = 1
            setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
            return descriptor
        }
        close(descriptor)
        guard now() < deadline else { fail("no server listens on port \(port)") }
        poll(nil, 0, 10)
    }
}
