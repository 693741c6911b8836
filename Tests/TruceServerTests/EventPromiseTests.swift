import Testing
import TruceDocument

@testable import TruceServer

/// The six promises of `/v1/events`, each over real sockets: ordered, unique, reliable, atomic, resumable, bookmarked.
@Suite(.timeLimit(.minutes(5))) struct EventPromiseTests {
    static let writers = 6
    static let versions = 40

    /// Lets several clients save at once, each a document of its own.
    private static func burst(_ server: ServerFixture) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<writers {
                group.addTask { try await server.talk { try $0.save("doc-\(writer)", versions: versions) } }
            }
            try await group.waitForAll()
        }
    }

    /// What the burst makes: every version of every document once.
    private static let all = Set((0..<writers).flatMap { writer in (1...versions).map { "doc-\(writer) \($0)" } })

    private static func labels(_ events: [StoreEvent]) -> [String] {
        events.map { "\($0.document ?? "") \($0.version ?? 0)" }
    }

    @Test func orderedUniqueAndReliable() async throws {
        try await ServerFixture.run { server in
            let (isListening, listens) = AsyncStream.makeStream(of: Void.self)
            async let seen = onThread {
                let stream = try EventClient(server.tcp).begun()
                listens.finish()
                return try stream.news(Self.all.count)
            }
            for await _ in isListening {}
            try await Self.burst(server)
            let events = try await seen
            // Ordered: places only grow, and each document's versions come as they were made.
            #expect(zip(events, events.dropFirst()).allSatisfy { $0.cursor < $1.cursor })
            for writer in 0..<Self.writers {
                #expect(events.filter { $0.document == "doc-\(writer)" }.map(\.version) == Array(1...Self.versions))
            }
            // Unique and reliable: each once, none left out.
            #expect(events.count == Self.all.count)
            #expect(Set(Self.labels(events)) == Self.all)
        }
    }

    /// An event is there exactly if its change is: nobody hears of what cannot be read, and a refusal is told of as that.
    @Test func atomic() async throws {
        try await ServerFixture.run { server in
            try await onThread {
                let stream = try EventClient(server.unix).begun()
                let (writer, reader) = (try RawClient(server.unix), try RawClient(server.unix))
                var etag: String?
                for number in 1...50 {
                    let saved = try writer.save("a", "version \(number)", after: etag)
                    #expect(try writer.save("a", "late", after: etag).status == 409)
                    etag = saved.headers["etag"]
                    let event = try stream.change()
                    #expect(event.version == number)
                    #expect(event.kind == (number == 1 ? .documentCreated : .contentUpdated))
                    let content = try reader.get("/v1/documents/a/versions/\(number)/content")
                    #expect(content.body == "version \(number)")
                }
                let page = try Page<StoreEvent>(
                    decoding: Array(try reader.get("/v1/events?limit=1000").body.utf8), next: nil)
                #expect(page.items.filter(\.isChange).map(\.version) == Array(1...50))
            }
        }
    }

    /// Who breaks off in the middle of a burst, again and again, gets the rest and nothing twice.
    @Test(arguments: ["Last-Event-ID", "after"])
    func resumable(by means: String) async throws {
        try await ServerFixture.run { server in
            let start = try await onThread { try EventClient(server.unix).next()?.cursor }
            let reading = Task {
                try await onThread {
                    var events: [StoreEvent] = []
                    var place = start
                    while events.count < Self.all.count {
                        let id = place?.text ?? ""
                        let stream =
                            means == "after"
                            ? try EventClient(server.unix, "?after=\(id)")
                            : try EventClient(server.unix, "?after=e0000000000000000", lastEventID: id)
                        #expect(try stream.next()?.cursor == place)
                        events += try stream.news(min(17, Self.all.count - events.count))
                        place = events.last?.cursor
                    }
                    return events
                }
            }
            try await Self.burst(server)
            let events = try await reading.value
            #expect(zip(events, events.dropFirst()).allSatisfy { $0.cursor < $1.cursor })
            #expect(Set(Self.labels(events)) == Self.all)
        }
    }

    /// A quiet stream says where the log is, though what happened is no business of its.
    @Test func bookmarked() async throws {
        #expect(ServerConfiguration(listeners: []).bookmarkInterval == .seconds(15))
        try await ServerFixture.run({
            $0.bookmarkInterval = .milliseconds(20)
            $0.streamPatience = .max
        }) { server in
            try await onThread {
                let writer = try RawClient(server.unix)
                try writer.save("mine", versions: 1)
                let stream = try EventClient(server.unix, "?document=mine")
                let first = try #require(try stream.next())
                try writer.save("others", versions: 3)
                var last = first
                while last.cursor.sequence < first.cursor.sequence + 3 {
                    last = try #require(try stream.next())
                    #expect(last.kind == .bookmark)
                }
                // The place is as good as an event's to go on from.
                try writer.save("mine", "two", after: writer.get("/v1/documents/mine/content").headers["etag"])
                let resumed = try EventClient(server.unix, "?document=mine", lastEventID: last.cursor.text).begun()
                #expect(try resumed.news(1).map(\.version) == [2])
            }
        }
    }
}
