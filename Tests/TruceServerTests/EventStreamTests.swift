import NIOCore
import ServiceLifecycle
import Testing
import TruceDocument
import TruceStorage
import TruceTestSupport

@testable import TruceServer

/// Event streams and clients that misbehave; nobody waits for anybody else.
@Suite(.timeLimit(.minutes(5))) struct EventStreamTests {
    @Test func beginsNowUnlessItIsToldOtherwise() async throws {
        try await ServerFixture.run { server in
            try await onThread {
                let writer = try RawClient(server.unix)
                try writer.save("a", versions: 3)
                let now = try EventClient(server.unix).begun()
                let early = try EventClient(server.unix, "?after=e0000000000000001").begun()
                #expect(try early.news(2).map(\.version) == [2, 3])
                // An empty id, as a client has it before its first event, counts as none.
                let empty = try EventClient(server.unix, "?after=e0000000000000002", lastEventID: "").begun()
                #expect(try empty.news(1).map(\.version) == [3])
                try writer.save("b", versions: 1)
                let event = try now.news(1)[0]
                #expect(event.document == "b")
                #expect(event.actor == "alice")
                #expect(now.head.headers["content-type"] == "text/event-stream")
                #expect(now.head.headers["cache-control"] == "no-store")
                #expect(now.head.headers["x-request-id"] != nil)
            }
        }
    }

    /// Nothing falls between the log and the hub, however often somebody comes back while others save.
    @Test func whoComesBackMissesNothing() async throws {
        let folder = TemporaryFolder()
        let store = try openStore(folder)
        let hub = EventHub()
        store.observe { hub.publish($0) }
        let saves = 300
        async let saved: Void = {
            for number in 0..<saves {
                let precondition = number == 0 ? Precondition.ifNoneExists : .ifMatch(.any)
                let save = SaveRequest(name: "a", content: Array("\(number)".utf8), precondition: precondition)
                _ = try await store.save(save, as: Caller(actor: "alice", requestID: "r"))
            }
        }()
        var seen: [String] = []
        while seen.count < saves {
            let place = seen.last.flatMap(EventCursor.init) ?? .start
            let stream = EventStream(
                after: place, of: nil, for: nil, hub: hub, log: store, at: Timestamp(milliseconds: 0))
            #expect(await stream.next()?.count == 1, "the bookmark with which it begins")
            var parser = ServerSentEventParser()
            for frame in await stream.next() ?? [] {
                seen += try parser.take(Array(frame.readableBytesView)).map(\.id)
            }
            stream.end()
        }
        try await saved
        #expect(seen == (1...Int64(saves)).map { EventCursor(sequence: $0).text })
    }

    /// A document is followed by its id: what another of the same name does later is not its.
    @Test func oneDocumentAlone() async throws {
        try await ServerFixture.run { server in
            try await onThread {
                let writer = try RawClient(server.unix)
                try writer.save("a", versions: 1)
                let stream = try EventClient(server.unix, "?document=A").begun()
                try writer.save("b", versions: 2)
                let etag = try writer.get("/v1/documents/a").headers["etag"] ?? ""
                try writer.send("DELETE /v1/documents/a HTTP/1.1\r\nHost: localhost\r\nIf-Match: \(etag)\r\n\r\n")
                #expect(try writer.receive().status == 204)
                try writer.save("a", "again")
                let deleted = try stream.news(1)[0]
                #expect(deleted.kind == .documentDeleted)
                #expect(deleted.version == nil)
                #expect(try RawClient(server.unix).get("/v1/events?document=nobody").status == 404)
            }
        }
    }

    /// A subscriber that reads nothing for a while costs nobody anything and finds everything later.
    @Test func whoDoesNotReadHasItsPlaceKept() async throws {
        try await ServerFixture.run { server in
            let (writers, versions) = (8, 80)
            let (slow, quick) = (EventClientBox(), EventClientBox())
            try await onThread {
                slow.client = try EventClient(server.unix).begun()
                quick.client = try EventClient(server.unix).begun()
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<writers {
                    group.addTask { try await server.talk { try $0.save("doc-\(writer)", versions: versions) } }
                }
                try await group.waitForAll()
            }
            try await onThread {
                for box in [quick, slow] {
                    let events = try box.client?.news(writers * versions) ?? []
                    #expect(zip(events, events.dropFirst()).allSatisfy { $0.cursor < $1.cursor })
                    #expect(events.count == writers * versions)
                }
            }
        }
    }

    /// A subscriber that never reads is dropped after some bookmarks, and goes on from its place.
    @Test func whoNeverReadsIsDropped() async throws {
        try await ServerFixture.run({ $0.bookmarkInterval = .milliseconds(5) }) { server in
            try await onThread {
                let start = EventCursor.start.text
                let slow = try EventClient(server.unix, "?after=\(start)").begun()
                let writer = try RawClient(server.unix)
                try writer.save("a", versions: 3)
                while !server.log.all.contains(where: { $0.contains("closed streams that nobody reads") }) {
                    try writer.stir("a")
                }
                try writer.save("b", versions: 1)
                var seen: [StoreEvent] = []
                while let event = try? slow.next() { seen.append(event) }
                // On a slow machine who reads is dropped too, and goes on likewise.
                while seen.last?.document != "b" {
                    let rest = try EventClient(server.unix, "?after=\(seen.last?.cursor.text ?? start)")
                    while seen.last?.document != "b", let event = try? rest.next() { seen.append(event) }
                }
                let stored = seen.filter { $0.kind.isStored }
                #expect(stored.map(\.document) == ["a", "a", "a", "b"])
                #expect(stored.map(\.cursor.sequence) == [1, 2, 3, 4])
            }
        }
    }

    /// The server leaves when nobody is there, so nothing is left of those that were killed, though nothing was written to
    /// them since.
    @Test func whoIsKilledLeavesNothing() async throws {
        try await ServerFixture.run({
            $0.idleExit = .seconds(5)
            $0.bookmarkInterval = .seconds(3_600)
        }) { server in
            try await onThread {
                var streams: [EventClient] = []
                for index in 0..<200 {
                    streams.append(try EventClient(index % 2 == 0 ? server.unix : server.tcp).begun())
                }
                // As long as one is there, the server is.
                for stream in streams.dropLast() { stream.client.abort() }
                try RawClient(server.unix).save("a", versions: 3)
                #expect(try streams[199].news(3).count == 3)
                streams[199].client.abort()
            }
            try await server.running.value
            #expect(server.log.all.contains { $0.contains("nobody is here") })
        }
    }

    /// Whoever closes their half has gone: the stream ends at once, and cleanly.
    @Test func whoFinishesIsAnsweredToTheEnd() async throws {
        try await ServerFixture.run { server in
            try await onThread {
                let stream = try EventClient(server.unix).begun()
                stream.client.finish()
                #expect(try stream.next() == nil)
                #expect(try stream.client.receiveRest() == "")
            }
        }
    }

    /// A shutdown ends all streams at once, those that nobody reads too, however long it may wait for the rest.
    @Test func aShutdownEndsStreams() async throws {
        try await ServerFixture.run({ $0.drain = .seconds(600) }) { server in
            let (isListening, listens) = AsyncStream.makeStream(of: Void.self)
            async let ends: Void = onThread {
                let writer = try RawClient(server.unix)
                try writer.save("a", versions: 1)
                try writer.save("b", versions: 1)
                let stuck = try EventClient(server.unix, "?document=a").begun()
                // More than a socket and the queue behind it hold.
                for _ in 0..<800 { try writer.stir("a") }
                let streams = try (0..<20).map { index in
                    try EventClient(index % 2 == 0 ? server.unix : server.tcp, "?document=b").begun()
                }
                listens.finish()
                for stream in streams {
                    // On a slow machine there may be bookmarks.
                    while let event = try stream.next() { #expect(event.kind == .bookmark) }
                    #expect(try stream.client.receiveRest() == "")
                }
                withExtendedLifetime(stuck) {}
            }
            for await _ in isListening {}
            await server.group.triggerGracefulShutdown()
            try await server.running.value
            try await ends
        }
    }

    /// What follows a stream on its connection waits for its end, and others do not wait at all.
    @Test func pipeliningBesideAStream() async throws {
        try await ServerFixture.run { server in
            try await onThread {
                let client = try RawClient(server.unix)
                func get(_ target: String) -> String {
                    "GET \(target) HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
                }
                let many = String(repeating: get("/livez"), count: 500)
                try client.send(get("/livez") + get("/v1/events") + many)
                #expect(try client.receive().body == "ok\n")
                #expect(try client.receiveHead().headers["transfer-encoding"] == "chunked")
                let other = try RawClient(server.unix)
                try other.save("a", versions: 1)
                var parser = ServerSentEventParser()
                var events: [ServerSentEvent] = []
                while events.last?.type != "document.created" {
                    events += try parser.take(try #require(try client.receiveChunk()))
                }
                #expect(events.map(\.type) == ["bookmark", "document.created"])
                client.finish()
                #expect(try client.receiveChunk() == nil)
                for _ in 0..<500 { #expect(try client.receive().body == "ok\n") }
            }
        }
    }

    @Test func aHeadIsNoStream() async throws {
        try await ServerFixture.run { server in
            try await onThread {
                let client = try RawClient(server.unix)
                try client.send("HEAD /v1/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n")
                #expect(try client.receive(hasBody: false).headers["content-type"] == "application/json")
                #expect(try client.get("/livez").body == "ok\n")
            }
        }
    }
}

/// Carries a client from one thread's work to the next one's.
private final class EventClientBox: @unchecked Sendable {
    // Used by one thread at a time, as the test awaits each.
    var client: EventClient?
}
