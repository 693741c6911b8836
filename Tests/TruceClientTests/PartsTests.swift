import NIOHTTP1
import Testing

@testable import TruceClient

@Suite("Link")
struct PartsTests {
    @Test(
        "The next page's cursor",
        arguments: [
            (nil, nil), ("", nil), ("</v1/documents?cursor=abc&limit=2>; rel=\"next\"", "abc"),
            ("</v1/documents?limit=2&cursor=a%2Fb>; rel=\"next\"", "a/b"),
            ("</a?cursor=1>; rel=\"prev\", </a?cursor=2>; rel=\"next\"", "2"), ("</a?cursor=1>; rel=\"prev\"", nil),
            ("</a>; rel=\"next\"", nil), ("/a?cursor=1; rel=next", nil), ("</a?cursor=1", nil),
        ])
    func link(header: String?, cursor: String?) {
        #expect(nextCursor(link: header) == cursor)
    }
}

@Suite("AnswerCollector")
struct AnswerCollectorTests {
    private let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: ["ETag": "\"a\""])

    @Test("An answer in parts")
    func parts() {
        var collector = AnswerCollector(limit: 10)
        collector.begin(holdsBody: false)
        #expect(collector.receive(head) == .nothing)
        #expect(collector.receive(body: Array("ab".utf8)) == .nothing)
        #expect(collector.receive(body: Array("cd".utf8)) == .nothing)
        let whole = Answer(status: 200, headers: ["ETag": "\"a\""], body: Array("abcd".utf8), keepsAlive: true)
        #expect(collector.receiveEnd() == .complete(whole))
        #expect(collector.isIdle)
    }

    @Test("A body that is held back goes out when the server asks, or says nothing")
    func heldBody() {
        var collector = AnswerCollector(limit: 10)
        collector.begin(holdsBody: true)
        #expect(collector.receive(HTTPResponseHead(version: .http1_1, status: .processing)) == .nothing)
        #expect(collector.receive(HTTPResponseHead(version: .http1_1, status: .continue)) == .sendBody)
        #expect(collector.receive(HTTPResponseHead(version: .http1_1, status: .continue)) == .nothing)
        #expect(collector.waitedForContinue() == .nothing)
        #expect(collector.receive(head) == .nothing)
        let whole = Answer(status: 200, headers: ["ETag": "\"a\""], body: [], keepsAlive: true)
        #expect(collector.receiveEnd() == .complete(whole))
        collector.begin(holdsBody: true)
        #expect(collector.waitedForContinue() == .sendBody)
        #expect(collector.waitedForContinue() == .nothing)
    }

    @Test("A connection on which a promised body never went out carries nothing further")
    func refusedBody() {
        var collector = AnswerCollector(limit: 10)
        collector.begin(holdsBody: true)
        #expect(collector.receive(head) == .nothing)
        #expect(collector.waitedForContinue() == .nothing)
        let whole = Answer(status: 200, headers: ["ETag": "\"a\""], body: [], keepsAlive: false)
        #expect(collector.receiveEnd() == .complete(whole))
    }

    @Test("What ends an exchange without an answer")
    func failures() {
        var collector = AnswerCollector(limit: 3)
        #expect(collector.close(nil) == .nothing)
        collector.begin(holdsBody: false)
        #expect(collector.close(nil) == .fail(.closedBeforeAnswer))
        collector.begin(holdsBody: false)
        _ = collector.receive(head)
        #expect(collector.receive(body: Array("abcd".utf8)) == .fail(.tooLarge))
        collector.begin(holdsBody: false)
        _ = collector.receive(head)
        #expect(collector.close("reset") == .fail(.broken("reset")))
        #expect(collector.receive(head) == .fail(.broken("an answer came that nobody asked for")))
        #expect(collector.isIdle)
    }
}
