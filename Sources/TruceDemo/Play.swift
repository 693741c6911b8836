public import TruceDocument
import TruceEditor
import TruceScreen

/// The demo's script, for playing unattended: what is said, what is pressed, what is waited for.
public struct Play: Sendable, Equatable {
    /// What is said at the moment.
    public private(set) var caption = "Opening…"
    /// How many captions have been said: a new one is a new screen worth printing.
    public private(set) var chapter = 0
    /// When the script goes on.
    public private(set) var wakeTime = Timestamp(milliseconds: 0)
    private var steps: ArraySlice<Step>
    private var deadline: Timestamp?
    private let speed: Double

    /// What the demo does next.
    enum Deed: Equatable {
        case nothing
        case switchTo(Int)
        case press(Key)
        case end(status: Int32)
    }

    enum Step: Sendable, Equatable {
        /// Say something and leave time to read it, in milliseconds.
        case say(String, Int64)
        case switchTo(Int)
        case press(Key)
        case await(Condition)
    }

    enum Condition: Sendable, Equatable {
        case bothOpen
        case saved(seat: Int, version: Int)
        case refused(seat: Int)
        case resolved
    }

    /// How long a condition may take before the script gives up.
    private static let patience: Int64 = 30_000
    /// How often a condition is looked at.
    private static let glance: Int64 = 20
    private static let keyPause: Int64 = 70

    /// - Parameter speed: 2 plays twice as fast.
    public init(speed: Double) {
        self.speed = speed
        steps = Self.script[...]
    }

    /// Takes the next step; the script goes on at ``wakeTime``.
    mutating func next(for demo: Demo, at now: Timestamp) -> Deed {
        guard now >= wakeTime else { return .nothing }
        guard let step = steps.first else { return .end(status: demo.isResolved ? 0 : 1) }
        if case .await(let condition) = step {
            guard !condition.holds(in: demo) else {
                deadline = nil
                steps.removeFirst()
                return .nothing
            }
            let deadline = deadline ?? Timestamp(milliseconds: now.milliseconds + Self.patience)
            self.deadline = deadline
            wakeTime = Timestamp(milliseconds: now.milliseconds + Self.glance)
            return now > deadline ? .end(status: 1) : .nothing
        }
        steps.removeFirst()
        switch step {
        case .say(let text, let pause):
            caption = text
            chapter += 1
            wait(pause, from: now)
            return .nothing
        case .switchTo(let seat):
            wait(Self.keyPause, from: now)
            return .switchTo(seat)
        case .press(let key):
            wait(Self.keyPause, from: now)
            return .press(key)
        case .await: return .nothing
        }
    }

    private mutating func wait(_ milliseconds: Int64, from now: Timestamp) {
        wakeTime = Timestamp(milliseconds: now.milliseconds + Int64(Double(milliseconds) / speed))
    }

    private static func typing(_ text: String) -> [Step] { text.unicodeScalars.map { .press(.character($0)) } }

    private static func times(_ count: Int, _ key: Key) -> [Step] { Array(repeating: .press(key), count: count) }

    static let script: [Step] =
        [
            .await(.bothOpen),
            .say("alice and bob have both opened v1 of \(DemoDocument.name)", 2_500),
            .say("alice changes what happens if nobody answers …", 1_000),
        ] + times(6, .down) + [.press(.end), .press(.backspace)] + typing(" one node at a time.") + [
            .say("… and saves: PUT with the If-Match of v1", 1_800),
            .press(.control("s")),
            .await(.saved(seat: 0, version: 2)),
            .say("200: v2 is alice's. bob still has v1 on his screen", 3_000),
            .switchTo(1),
            .say("bob changes the first line, where nobody else was …", 1_000),
        ] + times(4, .down) + [.press(.end), .press(.backspace)] + typing(", by phone.") + [
            .say("… and the same line as alice", 1_000)
        ] + times(2, .down) + [.press(.end), .press(.backspace)] + typing(", or fail over to site B.") + [
            .say("bob saves, with the If-Match of v1 too", 1_800),
            .press(.control("s")),
            .await(.refused(seat: 1)),
            .say(
                "409: nothing was overwritten. MINE, BASE and THEIRS side by side; RESULT is what will be sent", 5_000),
            .press(.character("t")),
            .say("t takes THEIRS …", 2_000),
            .press(.character("u")),
            .say("… u takes that back. e edits by hand, beginning with MINE", 2_000),
            .press(.character("e")),
            .press(.character("m")),
            .press(.end),
            .press(.backspace),
        ] + typing("; one node at a time.") + [
            .press(.escape),
            .say("Nothing is left: ^S resubmits, with the If-Match of v2", 3_000),
            .press(.control("s")),
            .await(.resolved),
            .say("200: v3 holds the words of both. Nobody overwrote anybody", 4_000),
        ]
}

extension Play.Condition {
    fileprivate func holds(in demo: Demo) -> Bool {
        switch self {
        case .bothOpen: demo.editors.allSatisfy { $0.phase == .ready }
        case .saved(let seat, let version):
            demo.editors[seat].base.version == version && !demo.editors[seat].isModified
        case .refused(let seat): demo.editors[seat].isResolving && !demo.editors[seat].awaitsPause
        case .resolved: demo.isResolved
        }
    }
}
