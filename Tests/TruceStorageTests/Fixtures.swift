import Foundation
import Synchronization
import TruceDocument
import TruceTestSupport

@testable import TruceStorage

/// A clock that tests set.
final class TestClock: Sendable {
    private let time: Mutex<Int64>

    init(_ milliseconds: Int64 = 1_776_000_000_000) { time = Mutex(milliseconds) }

    var now: Timestamp { Timestamp(milliseconds: time.withLock { $0 }) }

    func advance(seconds: Int64) { time.withLock { $0 += seconds * 1000 } }
}

/// A store in a folder of its own.
struct Fixture {
    let folder: TemporaryFolder
    let clock = TestClock()
    let store: SQLiteStore

    init(
        cacheBytes: Int = 1 << 20, maximumPages: Int? = nil,
        onSpike: @escaping @Sendable (ConflictGroup) -> Void = { _ in }
    ) throws {
        folder = TemporaryFolder()
        store = try Self.open(
            folder("truce.db"), clock, cacheBytes: cacheBytes, maximumPages: maximumPages, onSpike: onSpike)
    }

    static func open(
        _ path: String, _ clock: TestClock, cacheBytes: Int = 1 << 20, maximumPages: Int? = nil,
        onSpike: @escaping @Sendable (ConflictGroup) -> Void = { _ in }
    ) throws -> SQLiteStore {
        try SQLiteStore(
            path: path, now: { clock.now }, random: { UInt64.random(in: .min ... .max) }, cacheBytes: cacheBytes,
            tuning: DatabaseTuning(maximumPages: maximumPages), onSpike: onSpike)
    }

    @discardableResult
    func put(
        _ name: String, _ text: String, if precondition: Precondition = .ifNoneExists, as actor: String = "alice",
        resolves: String? = nil
    ) async throws -> SaveOutcome {
        try await store.save(
            SaveRequest(name: name, content: Array(text.utf8), precondition: precondition, resolves: resolves),
            as: Caller(actor: actor, requestID: "test"))
    }

    /// Keeps a refusal as the server does.
    @discardableResult
    func keep(
        _ problem: Problem, _ document: String?, method: String = "PUT", as actor: String = "alice"
    ) async -> String {
        await store.keep(
            RefusedRequest(
                problem: problem, method: method, resource: "/v1/documents/\(document ?? "")/content",
                document: document, actor: actor, requestID: "r"))
    }

    func text(_ name: String) async throws -> String {
        String(decoding: try await store.head(name, as: .test).content, as: UTF8.self)
    }
}

extension Caller {
    static let test = Caller(actor: "alice", requestID: "test")
}

extension Outcome {
    var problem: Problem? {
        if case .conflict(let problem) = self { problem } else { nil }
    }
}

extension Precondition {
    /// `If-Match` with these tags, as they stand between the quotation marks.
    static func tags(_ tags: ETag...) -> Precondition { .ifMatch(.tags(tags)) }
}

extension LinkedContent {
    var text: String? {
        if case .content(let text) = inline { text } else { nil }
    }
}
