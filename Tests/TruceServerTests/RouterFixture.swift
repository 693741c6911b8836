import Foundation
import HTTPTypes
import Logging
import Synchronization
import TruceDocument
import TruceStorage
import TruceTestSupport

@testable import TruceServer

/// Collects log lines.
final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func logger(level: Logger.Level = .info) -> Logger {
        Logger(label: "test") { _ in
            LogfmtHandler(level: level, now: { "T" }, sink: { line in self.lines.withLock { $0.append(line) } })
        }
    }
}

func openStore(_ folder: TemporaryFolder) throws -> SQLiteStore {
    let now: @Sendable () -> Timestamp = { Timestamp(milliseconds: 1_776_000_000_000) }
    return try SQLiteStore(path: folder("truce.db"), now: now, random: { UInt64.random(in: .min ... .max) })
}

/// The routes over a real store, without a network.
struct RouterFixture {
    let folder: TemporaryFolder
    let store: SQLiteStore
    let log = LogLines()
    let events = EventHub()
    let responder: Responder
    static let ownUser: UInt32 = 4_000_000_001

    init(
        noAuth: Bool = false, bodyLimit: Int = 16 << 20, answersLimit: Int = 256 << 20,
        rates: ServerConfiguration.Rates = .init(),
        now: @escaping @Sendable () -> Timestamp = { Timestamp(milliseconds: 0) }
    ) throws {
        folder = TemporaryFolder()
        store = try openStore(folder)
        let events = events
        store.observe { events.publish($0) }
        let presence = PresenceBook(hub: events, now: { Timestamp(milliseconds: 1_776_000_000_000) })
        responder = Responder(
            store: store, events: events, presence: presence,
            identification: Identification(
                noAuth: noAuth, ownUser: Self.ownUser, tokens: store, limits: rates, now: now), bodyLimit: bodyLimit,
            answers: AnswerBudget(limit: answersLimit),
            logger: log.logger(level: .debug), makeRequestID: { "req_made" })
    }

    /// Sends a request as `curl` would; headers are `Name: value`.
    func send(
        _ method: String, _ target: String, _ headers: [String] = [], body: String? = nil,
        peer: Peer = .user(ownUser), from sender: String = "192.0.2.1", host: String? = "localhost"
    ) async throws -> Answer {
        var fields = HTTPFields()
        for header in headers {
            let parts = header.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let name = HTTPField.Name(String(parts[0]))!
            fields.append(HTTPField(name: name, value: parts[1].trimmingCharacters(in: .whitespaces)))
        }
        if let body, fields[.contentLength] == nil, fields[.transferEncoding] == nil {
            fields[.contentLength] = "\(body.utf8.count)"
        }
        let request = IncomingRequest(
            method: HTTPRequest.Method(method)!, target: target, authority: host, headers: fields, peer: peer,
            sender: sender,
            readBody: { (limit: Int, _: String) async throws(Problem) -> [UInt8] in
                let bytes = Array((body ?? "").utf8)
                guard bytes.count <= limit else { throw .tooLarge(limit: limit) }
                return bytes
            })
        return await responder.answer(to: request)
    }

    /// Adds a user and gives a token of theirs.
    func token(_ role: Role, of name: String? = nil) async throws -> IssuedToken {
        let name = name ?? "the-\(role.rawValue)"
        _ = try await store.add(NewUser(name: name, role: role), as: .test)
        guard case .done(let issued) = try await store.issueToken(to: name, as: .test) else {
            throw RawClient.Failure(description: "no token for \(name)")
        }
        return issued
    }

    /// Creates a document; gives its content tag.
    @discardableResult
    func create(_ name: String = "notes", _ text: String = "one", as actor: String = "alice") async throws -> String {
        let answer = try await send(
            "PUT", "/v1/documents/\(name.percentEncoded)/content",
            ["If-None-Match: *", "Truce-Actor: \(actor)"],
            body: text)
        return answer.headers[.eTag] ?? ""
    }
}

extension Answer {
    var text: String { String(decoding: body.bytes ?? [], as: UTF8.self) }

    /// The body as JSON.
    var json: JSON { (try? JSON(parsing: body.bytes ?? [])) ?? .null }

    var reason: String? { json["reason"]?.text }
}

extension JSON {
    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    var integer: Int? {
        if case .integer(let number) = self { Int(number) } else { nil }
    }

    /// The value at a path of member names.
    func at(_ path: String) -> JSON? {
        path.split(separator: ".").reduce(self) { $0?[String($1)] }
    }

    var names: [String] {
        if case .object(let members) = self { members.map(\.name) } else { [] }
    }
}
