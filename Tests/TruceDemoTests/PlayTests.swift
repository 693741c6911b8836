import Testing
import TruceDocument
import TruceEditor
import TruceScreen
import TruceView

@testable import TruceDemo

@Suite struct PlayTests {
    @Test(arguments: [(24, 80), (50, 200), (30, 100), (14, 50)]) func playsToTheEnd(rows: Int, columns: Int) {
        var test = DemoUnderTest(Size(rows: rows, columns: columns), speed: 1)
        test.start()
        test.play()
        #expect(test.status == 0)
        #expect(test.versions.count == 3)
        let text = String(decoding: test.versions.last ?? [], as: UTF8.self)
        #expect(text.contains("Call the on-call engineer first, by phone."))
        #expect(text.contains("If nobody answers, restart the gateway, or fail over to site B; one node at a time."))
        #expect(test.demo.traffic.map(\.exchange.status) == [200, 409, 200])
        #expect(test.demo.isResolved)
    }

    @Test func theScreensOfThePlay() throws {
        var test = DemoUnderTest(Size(rows: 24, columns: 80), speed: 1)
        test.start()
        test.play()
        let captions = test.screens.map(\.caption)
        #expect(captions.first == "alice and bob have both opened v1 of runbook.md")
        #expect(captions.last == "200: v3 holds the words of both. Nobody overwrote anybody")
        for (caption, frame) in test.screens {
            #expect(frame.text.contains(caption.prefix(60)), "what is said is on the screen: \(caption)")
        }
        let refused = try #require(test.screens.first { $0.caption.hasPrefix("409") })
        #expect(refused.frame.text.contains("MINE bob") && refused.frame.text.contains("THEIRS v2 alice"))
        #expect(refused.frame.text.contains("→ 409"))
    }

    @Test func isSlowEnoughToFollowAndObeysSpeed() {
        func duration(_ speed: Double) -> Int64 {
            var test = DemoUnderTest(Size(rows: 24, columns: 80), speed: speed)
            let start = test.now
            test.start()
            test.play()
            return test.now.milliseconds - start.milliseconds
        }
        let normal = duration(1)
        #expect((20_000...90_000).contains(normal))
        #expect((normal * 9 / 20...normal * 11 / 20).contains(duration(2)))
    }

    /// A store that does not compare lets bob overwrite alice: that is no success.
    @Test func aStoreThatComparesNothingFails() {
        var test = DemoUnderTest(Size(rows: 24, columns: 80), speed: 10)
        test.compares = false
        test.start()
        test.play()
        #expect(test.status == 1)
    }

    @Test func aStoreThatNeverAnswersFails() {
        var test = DemoUnderTest(Size(rows: 24, columns: 80), speed: 10)
        _ = test.demo.start
        test.wakeTime = test.now
        test.play()
        #expect(test.status == 1)
    }

    @Test func anyKeyHaltsIt() {
        var test = DemoUnderTest(Size(rows: 24, columns: 80), speed: 1)
        test.start()
        test.play(ticks: 30)
        let text = test.demo.editors.map(\.area.rope)
        test.press(.character("x"))
        #expect(test.demo.play == nil && test.demo.editors.map(\.area.rope) == text, "the key does nothing else")
        test.play()
        #expect(test.status == nil && test.demo.editors.map(\.area.rope) == text)
        test.type("x")
        #expect(test.demo.editors.map(\.area.rope) != text)
        test.press(.control("q"))
        #expect(test.status == 1, "what began as a play is judged, whoever went on with it")
    }

    @Test func endingItEarlyIsNoSuccess() {
        var test = DemoUnderTest(Size(rows: 24, columns: 80), speed: 1)
        test.start()
        test.play(ticks: 10)
        test.press(.control("q"))
        #expect(test.status == 1)
        test = DemoUnderTest(Size(rows: 24, columns: 80), speed: 1)
        test.start()
        test.handle(.terminate)
        #expect(test.status == 1)
    }
}
