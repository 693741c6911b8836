import NIOCore
import Testing

@testable import TruceServer

/// The connection's state machine, event by event.
@Suite struct ConnectionStateTests {
    static let timeouts: ServerConfiguration.Timeouts = {
        var timeouts = ServerConfiguration.Timeouts()
        timeouts.idle = .seconds(60)
        timeouts.header = .seconds(10)
        timeouts.body = .seconds(20)
        timeouts.bodyRate = 1000
        timeouts.reader = .seconds(30)
        return timeouts
    }()

    static func at(_ seconds: Int64) -> NIODeadline { .uptimeNanoseconds(0) + .seconds(seconds) }

    var state = ConnectionState(timeouts: timeouts, now: at(0))

    /// A whole request without a body.
    @discardableResult
    mutating func request(_ now: Int64 = 0, keepsAlive: Bool = true) -> Bool {
        _ = state.received(100, now: Self.at(now))
        let isTaken = state.receivedHead(announced: 0, keepsAlive: keepsAlive, now: Self.at(now))
        if state.takesParts { state.receivedEnd(now: Self.at(now)) }
        return isTaken
    }

    mutating func answer(_ now: Int64 = 0) -> ConnectionState.Action? {
        _ = state.answerBegins(closes: false)
        return state.answerEnds(now: Self.at(now))
    }

    @Test mutating func deadlinesFollowThePhase() {
        #expect(state.deadline == Self.at(60))
        _ = state.received(3, now: Self.at(5))
        #expect(state.deadline == Self.at(15))
        _ = state.received(3, now: Self.at(14))
        #expect(state.deadline == Self.at(15), "a header earns no time by dripping")
        _ = state.receivedHead(announced: 2_000_000, keepsAlive: true, now: Self.at(14))
        #expect(state.deadline == Self.at(34))
        state.receivedBody(3000, now: Self.at(20))
        #expect(state.deadline == Self.at(37), "a body earns time by arriving")
        state.receivedBody(1_000_000, now: Self.at(21))
        #expect(state.deadline == Self.at(41), "but none in which nothing comes")
        state.receivedBody(1, now: Self.at(40))
        #expect(state.deadline == Self.at(41) + .milliseconds(1), "nor any for a byte at a time")
        state.receivedEnd(now: Self.at(41))
        #expect(state.deadline == nil, "only the server is slow")
        #expect(answer(50) == nil)
        #expect(state.deadline == Self.at(110))
    }

    @Test mutating func aReaderWhoTakesNothingIsDropped() {
        request()
        _ = state.answerBegins(closes: false)
        #expect(state.deadline == nil)
        state.writabilityChanged(to: false, now: Self.at(10))
        #expect(state.deadline == Self.at(40))
        #expect(state.timeout(now: Self.at(39)) == nil)
        #expect(state.timeout(now: Self.at(40)) == .close)
    }

    @Test mutating func aReaderWhoTakesLittleAtATimeIsNot() {
        request()
        _ = state.answerBegins(closes: false)
        for minute in 0..<100 {
            state.writabilityChanged(to: false, now: Self.at(Int64(minute) * 25))
            #expect(state.timeout(now: Self.at(Int64(minute) * 25 + 25)) == nil)
            state.writabilityChanged(to: true, now: Self.at(Int64(minute) * 25 + 25))
        }
        #expect(answer(2_500) == nil)
        #expect(state.deadline == Self.at(2_560))
    }

    /// It may be as slow with a request of its own meanwhile: what comes first counts.
    @Test mutating func theEarlierDeadlineCounts() {
        _ = state.received(100, now: Self.at(0))
        _ = state.receivedHead(announced: 5000, keepsAlive: true, now: Self.at(0))
        _ = state.answerBegins(closes: false)
        state.writabilityChanged(to: false, now: Self.at(1))
        #expect(state.deadline == Self.at(20))
        state.receivedEnd(now: Self.at(19))
        #expect(state.deadline == Self.at(31))
        _ = state.answerEnds(now: Self.at(20))
        #expect(state.deadline == Self.at(31), "before the idle time is over")
    }

    /// Nothing of it is read before the answers to those in front of it are taken.
    @Test mutating func aRequestBehindOthersHasItsTimeAfterThem() {
        request()
        _ = state.received(3, now: Self.at(0))
        #expect(answer(100) == nil)
        #expect(state.deadline == Self.at(110))
        _ = state.receivedHead(announced: 0, keepsAlive: true, now: Self.at(100))
        state.receivedEnd(now: Self.at(100))
        _ = state.received(100, now: Self.at(100))
        _ = state.receivedHead(announced: 5000, keepsAlive: true, now: Self.at(100))
        #expect(state.deadline == nil)
        #expect(answer(200) == nil)
        #expect(state.deadline == Self.at(220))
        #expect(state.timeout(now: Self.at(219)) == nil)
    }

    @Test mutating func anIdleConnectionIsClosedWithoutAWord() {
        #expect(state.timeout(now: Self.at(59)) == nil)
        #expect(state.timeout(now: Self.at(60)) == .close)
        #expect(state.isEnding)
    }

    @Test mutating func aSlowHeaderIsRefused() {
        _ = state.received(3, now: Self.at(0))
        #expect(state.timeout(now: Self.at(10)) == .refuse(.timeout))
        #expect(state.refused(now: Self.at(10)) == .linger)
        #expect(!state.takesAnswers)
    }

    @Test mutating func aRefusalWaitsForEarlierAnswers() {
        request()
        request()
        _ = state.received(7, now: Self.at(1))
        #expect(state.fail(.malformed("x"), now: Self.at(1)) == nil)
        #expect(!state.takesParts)
        #expect(answer(2) == nil)
        #expect(answer(3) == .refuse(.malformed("x")))
        #expect(state.fail(.malformed("again"), now: Self.at(3)) == nil)
    }

    @Test mutating func aBrokenBodyIsAnsweredAtOnce() {
        _ = state.received(100, now: Self.at(0))
        _ = state.receivedHead(announced: nil, keepsAlive: true, now: Self.at(0))
        #expect(state.fail(.malformed("x"), now: Self.at(1)) == .refuse(.malformed("x")))
    }

    @Test mutating func aBodyThatBreaksAfterItsAnswerEndsTheConnection() {
        _ = state.received(100, now: Self.at(0))
        _ = state.receivedHead(announced: 10, keepsAlive: true, now: Self.at(0))
        #expect(answer() == nil)
        #expect(state.fail(.malformed("x"), now: Self.at(1)) == .linger)
    }

    @Test mutating func aBodyThatBreaksDuringItsAnswerEndsTheConnectionAfterIt() {
        _ = state.received(100, now: Self.at(0))
        _ = state.receivedHead(announced: 10, keepsAlive: true, now: Self.at(0))
        _ = state.answerBegins(closes: false)
        #expect(state.fail(.malformed("x"), now: Self.at(1)) == nil)
        #expect(state.answerEnds(now: Self.at(1)) == .linger)
    }

    @Test mutating func nothingIsTakenAfterTheLastRequest() {
        request(keepsAlive: false)
        let isTaken = request()
        #expect(!isTaken)
        let closes = state.answerBegins(closes: false)
        #expect(closes)
        #expect(state.answerEnds(now: Self.at(1)) == .linger)
    }

    @Test(arguments: [
        (Int?.some(0), 0, false), (ConnectionState.smallRest, 0, false), (ConnectionState.smallRest + 1, 0, true),
        (ConnectionState.smallRest + 1, 1, false), (nil, 0, true),
    ])
    mutating func aLargeRestIsNotReadToKeepTheConnection(_ announced: Int?, _ received: Int, _ closes: Bool) {
        _ = state.received(100, now: Self.at(0))
        _ = state.receivedHead(announced: announced, keepsAlive: true, now: Self.at(0))
        state.receivedBody(received, now: Self.at(0))
        #expect((state.answerBegins(closes: false)) == closes)
        #expect(state.answerEnds(now: Self.at(0)) == (closes ? .linger : nil))
    }

    @Test mutating func lingersUntilTheClientHasReadItsAnswer() {
        request()
        _ = state.answerBegins(closes: true)
        #expect(state.answerEnds(now: Self.at(1)) == .linger)
        #expect(state.deadline == Self.at(61), "the answer is still on its way")
        #expect(state.outputClosed(now: Self.at(5)) == nil)
        #expect(state.received(1000, now: Self.at(6)) == nil)
        #expect(state.timeout(now: Self.at(6)) == nil)
        #expect(state.timeout(now: Self.at(7)) == .close)
    }

    @Test mutating func lingersNoLongerThanTheClient() {
        request()
        _ = state.answerBegins(closes: true)
        #expect(state.answerEnds(now: Self.at(1)) == .linger)
        #expect(state.inputClosed() == .close)
    }

    @Test mutating func lingersForALimitedNumberOfBytes() {
        request()
        _ = state.answerBegins(closes: true)
        _ = state.answerEnds(now: Self.at(1))
        #expect(state.received(ConnectionState.lingerBytes, now: Self.at(1)) == nil)
        #expect(state.received(1, now: Self.at(1)) == .close)
    }

    @Test mutating func continuesABodyThatHasNotCome() {
        #expect(!state.mayContinue)
        _ = state.received(100, now: Self.at(0))
        _ = state.receivedHead(announced: 10, keepsAlive: true, now: Self.at(0))
        #expect(state.mayContinue)
        state.receivedBody(1, now: Self.at(0))
        #expect(!state.mayContinue)
    }

    @Test mutating func aShutdownMakesTheAnswerInFlightTheLast() {
        request()
        state.quiesce()
        let closes = state.answerBegins(closes: false)
        #expect(closes)
        #expect(state.answerEnds(now: Self.at(1)) == .linger)
    }
}
