internal import NIOCore

/// One connection's place between requests and answers, and what must happen next: a value that a channel handler feeds
/// with events and whose actions it performs.
///
/// It covers what the HTTP framework leaves open: broken requests get an answer, slow ones an end, and a connection that
/// is to be closed is closed so that its last answer still arrives.
struct ConnectionState {
    /// A request that is answered here, since no route will ever see it.
    enum Refusal: Hashable, Sendable {
        case malformed(String)
        case headersTooLarge
        case timeout
        case tooManyConnections
    }

    enum Action: Hashable {
        /// Answer, then ``ConnectionState/refused(now:)``.
        case refuse(Refusal)
        /// Close the sending half and go on reading for a while, so that the client can read the last answer before the
        /// connection is reset.
        case linger
        case close
    }

    /// What is being read.
    private enum Reading: Hashable {
        case nothing
        case header(since: NIODeadline)
        /// `end` is when it is over if nothing more comes.
        case body(end: NIODeadline, received: Int, announced: Int?)
    }

    private enum Ending: Hashable {
        case open
        /// After the answers to the requests so far; what else arrives is dropped.
        case afterAnswer
        /// After the answers before it.
        case refusing(Refusal)
        /// The sending half is being closed; `since` is when it was.
        case lingering(since: NIODeadline?, received: Int)
        case closed
    }

    private let timeouts: ServerConfiguration.Timeouts
    private var reading = Reading.nothing
    private var ending = Ending.open
    /// Requests handed on whose answers are not complete.
    private var outstanding = 0
    private var answerHasBegun = false
    private var inputIsClosed = false
    private var quietSince: NIODeadline
    /// Since when the other side has not taken what waits for it; nil while little waits.
    private var blockedSince: NIODeadline?

    static let lingerTime = TimeAmount.seconds(2)
    static let lingerBytes = 4 << 20
    /// Rests of bodies up to this size are read to keep the connection; larger ones are cut off.
    static let smallRest = 256 << 10

    init(timeouts: ServerConfiguration.Timeouts, now: NIODeadline) {
        self.timeouts = timeouts
        quietSince = now
    }

    /// Whether answers from inside are still sent: not once the connection gave an answer of its own.
    var takesAnswers: Bool { !isEnding }
    /// Whether parts of the request being read are still handed on.
    var takesParts: Bool { (ending == .open || ending == .afterAnswer) && reading != .nothing }
    /// Whether the last answer is given and only its arrival is waited for.
    var isEnding: Bool {
        switch ending {
        case .open, .afterAnswer, .refusing: false
        case .lingering, .closed: true
        }
    }

    // MARK: Reading

    /// Bytes arrived, not yet decoded.
    mutating func received(_ count: Int, now: NIODeadline) -> Action? {
        if case .lingering(let since, let before) = ending {
            ending = .lingering(since: since, received: before + count)
            return before + count > Self.lingerBytes ? close() : nil
        }
        if reading == .nothing, ending == .open { reading = .header(since: now) }
        return nil
    }

    /// A whole header was decoded. Returns whether it is handed on: not after a request that was to be the last.
    mutating func receivedHead(announced: Int?, keepsAlive: Bool, now: NIODeadline) -> Bool {
        guard ending == .open else { return false }
        outstanding += 1
        reading = .body(end: now + TimeAmount(timeouts.body), received: 0, announced: announced)
        if !keepsAlive { ending = .afterAnswer }
        return true
    }

    mutating func receivedBody(_ count: Int, now: NIODeadline) {
        guard case .body(let end, let before, let announced) = reading else { return }
        // What comes earns time, but none to be saved up: much that came quickly pays for no hour of single bytes.
        let earned = TimeAmount.microseconds(Int64(count) * 1_000_000 / Int64(max(1, timeouts.bodyRate)))
        reading = .body(
            end: min(end + earned, now + TimeAmount(timeouts.body)), received: before + count, announced: announced)
    }

    mutating func receivedEnd(now: NIODeadline) {
        reading = .nothing
        quietSince = now
    }

    /// What was read is no request, or comes too slowly.
    mutating func fail(_ refusal: Refusal, now: NIODeadline) -> Action? {
        guard ending == .open || ending == .afterAnswer else { return nil }
        if case .body = reading {
            if outstanding == 0 { return linger(now: now) }  // Answered already; only the rest is broken.
            if outstanding == 1, answerHasBegun {
                ending = .afterAnswer
                return nil
            }
        } else if ending == .afterAnswer {
            return nil
        }
        ending = .refusing(refusal)
        return refuseIfDue()
    }

    /// A refusal waits for the answers to earlier requests, not for that to the request whose body is being read.
    private func refuseIfDue() -> Action? {
        guard case .refusing(let refusal) = ending else { return nil }
        let own = if case .body = reading { 1 } else { 0 }
        return outstanding == own ? .refuse(refusal) : nil
    }

    /// The other side will send nothing more.
    mutating func inputClosed() -> Action? {
        inputIsClosed = true
        guard case .lingering = ending else { return nil }
        return close()
    }

    // MARK: Answering

    /// Whether a `100 Continue` may be sent: the body is waited for, and nothing of it has come.
    var mayContinue: Bool {
        guard ending == .open || ending == .afterAnswer, outstanding == 1, !answerHasBegun else { return false }
        if case .body(_, 0, _) = reading { return true } else { return false }
    }

    /// An answer begins. Returns whether it must say that the connection closes after it.
    mutating func answerBegins(closes: Bool) -> Bool {
        answerHasBegun = true
        if ending == .open, closes || hasLargeRest { ending = .afterAnswer }
        return ending == .afterAnswer && outstanding == 1
    }

    /// Whether the request being answered has much more to send that nobody will read.
    private var hasLargeRest: Bool {
        guard outstanding == 1, case .body(_, let received, let announced) = reading else { return false }
        return announced.map { $0 - received > Self.smallRest } ?? true
    }

    mutating func answerEnds(now: NIODeadline) -> Action? {
        outstanding -= 1
        answerHasBegun = false
        quietSince = now
        beginWaiting(now: now)
        if ending == .afterAnswer, outstanding == 0 { return linger(now: now) }
        return refuseIfDue()
    }

    /// A request that was held up behind others has its time from now on.
    private mutating func beginWaiting(now: NIODeadline) {
        switch reading {
        case .header where outstanding == 0: reading = .header(since: now)
        case .body(_, let received, let announced) where outstanding == 1:
            reading = .body(end: now + TimeAmount(timeouts.body), received: received, announced: announced)
        case .nothing, .header, .body: break
        }
    }

    /// The connection's own answer was sent.
    mutating func refused(now: NIODeadline) -> Action { linger(now: now) }

    /// The server shuts down: what is in flight is the last.
    mutating func quiesce() {
        if ending == .open, outstanding > 0 { ending = .afterAnswer }
    }

    /// The sending half is closed: the client has the last answer, or the system has it for the client.
    mutating func outputClosed(now: NIODeadline) -> Action? {
        guard case .lingering(nil, let received) = ending else { return nil }
        ending = .lingering(since: now, received: received)
        return inputIsClosed ? close() : nil
    }

    /// Much waits to be sent, or little again.
    mutating func writabilityChanged(to isWritable: Bool, now: NIODeadline) { blockedSince = isWritable ? nil : now }

    private mutating func linger(now: NIODeadline) -> Action {
        quietSince = now
        ending = .lingering(since: nil, received: 0)
        return .linger
    }

    private mutating func close() -> Action {
        ending = .closed
        return .close
    }

    // MARK: Time

    /// When to ask ``timeout(now:)`` again; nil while only the server is slow.
    var deadline: NIODeadline? {
        guard ending != .closed else { return nil }
        guard let readerDeadline else { return requestDeadline }
        return requestDeadline.map { min($0, readerDeadline) } ?? readerDeadline
    }

    /// When the other side is taken to read no more.
    private var readerDeadline: NIODeadline? { blockedSince.map { $0 + TimeAmount(timeouts.reader) } }

    /// When the next request, or the rest of one, must have come.
    private var requestDeadline: NIODeadline? {
        switch (ending, reading) {
        case (.closed, _), (.refusing, _): return nil
        case (.lingering(let since, _), _):
            return since.map { $0 + Self.lingerTime } ?? quietSince + TimeAmount(timeouts.idle)
        case (_, .header(let since)): return outstanding == 0 ? since + TimeAmount(timeouts.header) : nil
        case (_, .body(let end, _, _)):
            // A request behind others is not read before they are answered, which is not its sender's fault.
            return outstanding <= 1 ? end : nil
        case (_, .nothing): return outstanding == 0 ? quietSince + TimeAmount(timeouts.idle) : nil
        }
    }

    /// The deadline may have passed.
    mutating func timeout(now: NIODeadline) -> Action? {
        guard let deadline, now >= deadline else { return nil }
        let isUnread = readerDeadline.map { now >= $0 } ?? false
        if isEnding || isUnread || reading == .nothing { return close() }
        return fail(.timeout, now: now)
    }
}
