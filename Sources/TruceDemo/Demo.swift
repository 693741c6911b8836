public import TruceDocument
public import TruceEditor
public import TruceScreen
public import TruceView

/// Two editors in one terminal, on one document of a throw-away store, with the HTTP traffic beside them.
///
/// Pure like the editors in it: the requests are real, but somebody else sends them. A person plays it, or it plays itself
/// (``Play``).
public struct Demo: Program {
    /// alice in seat 0, bob in seat 1.
    public private(set) var editors: [Editor]
    /// The seat that has the keys.
    public private(set) var active = 0
    /// All requests and answers, oldest first, with the seat that sent them.
    public private(set) var traffic: [Traffic] = []
    /// The script, while it plays itself.
    public private(set) var play: Play?
    private var size: Size
    /// Whether the demo began with a script: then its end is judged, whoever went on with it.
    private let isJudged: Bool

    /// One request of one editor.
    public struct Traffic: Sendable, Equatable {
        public var seat: Int
        public var exchange: Exchange
    }

    /// - Parameters:
    ///   - play: the script to play unattended; nil lets a person play.
    ///   - endpoint: where the store listens, for the curl commands of the HTTP panel.
    public init(size: Size, endpoint: Endpoint, utcOffset: Int, play: Play?) {
        self.size = size
        self.play = play
        isJudged = play != nil
        let target = Editor.Target.document(DemoDocument.name)
        editors = ["alice", "bob"].map {
            Editor(
                target: target, actor: $0, endpoint: endpoint, utcOffset: utcOffset, namesMine: true,
                size: DemoLayout(size, isResolving: false).editors[0].size)
        }
        _ = arrange(at: Timestamp(milliseconds: 0))
    }

    public var start: [SeatEffect] {
        let opening = editors.indices.flatMap { seat in editors[seat].start.map { SeatEffect(seat: seat, effect: $0) } }
        return opening + (play == nil ? [] : [SeatEffect(seat: 0, effect: .wake(at: Timestamp(milliseconds: 0)))])
    }

    public mutating func handle(_ event: Event, at now: Timestamp) -> [SeatEffect] {
        var effects: [SeatEffect]
        switch event {
        case .input(let input): effects = take(input, at: now)
        case .resize(let size):
            self.size = size
            effects = []
        case .tick: effects = editors.indices.flatMap { pass(.tick, to: $0, at: now) } + goOn(at: now)
        case .terminate: return [SeatEffect(seat: 0, effect: .quit(status))]
        default: effects = []
        }
        effects += arrange(at: now)
        return effects
    }

    public mutating func handle(_ event: Event, atSeat seat: Int, at now: Timestamp) -> [SeatEffect] {
        if case .exchanged(let exchange) = event { traffic.append(Traffic(seat: seat, exchange: exchange)) }
        return pass(event, to: seat, at: now) + arrange(at: now)
    }

    // MARK: Input

    private mutating func take(_ input: Input, at now: Timestamp) -> [SeatEffect] {
        switch input {
        case .key(.control("q")): return [SeatEffect(seat: 0, effect: .quit(status))]
        case .key, .paste:
            // Any key halts the script; the person goes on from here.
            if play != nil {
                play = nil
                return []
            }
            if input == .key(.function(6)) || input == .key(.control("t")) || input == .key(.alt("6")) {
                active = 1 - active
                return []
            }
            return pass(.input(input), to: active, at: now)
        case .mouse(let event): return take(event, at: now)
        case .pasteTooLong, .focus: return pass(.input(input), to: active, at: now)
        }
    }

    private mutating func take(_ event: MouseEvent, at now: Timestamp) -> [SeatEffect] {
        guard play == nil else { return [] }
        var event = event
        let layout = layout
        if layout.isWhole {
            event.position.row = layout.row(event.position.row)
            return pass(.input(.mouse(event)), to: active, at: now)
        }
        if event.position.row == size.rows - 1 {
            event.position.row = editors[active].size.rows - 1
            return pass(.input(.mouse(event)), to: active, at: now)
        }
        guard let seat = layout.editors.firstIndex(where: { $0.contains(event.position) }) else { return [] }
        let origin = layout.editors[seat].origin
        if case .press = event.kind, seat != active {
            // The click that changes who has the keys does nothing else.
            active = seat
            return []
        }
        guard seat == active else { return [] }
        event.position = Position(row: event.position.row - origin.row, column: event.position.column - origin.column)
        return pass(.input(.mouse(event)), to: seat, at: now)
    }

    private mutating func pass(_ event: Event, to seat: Int, at now: Timestamp) -> [SeatEffect] {
        editors[seat].handle(event, at: now).compactMap { effect in
            switch effect {
            // The store, and with it every draft, is thrown away.
            case .journal: nil
            // A script's clock ticks often enough.
            case .wake: play == nil ? SeatEffect(seat: seat, effect: effect) : nil
            // One editor's end is the end of the demo.
            case .quit: SeatEffect(seat: 0, effect: .quit(status))
            default: SeatEffect(seat: seat, effect: effect)
            }
        }
    }

    // MARK: Sizes

    var layout: DemoLayout { DemoLayout(size, isResolving: editors[active].isResolving) }

    /// Tells every editor the size that it has now.
    private mutating func arrange(at now: Timestamp) -> [SeatEffect] {
        var effects: [SeatEffect] = []
        for seat in editors.indices {
            let wanted = layout.size(of: seat)
            if editors[seat].size != wanted { effects += pass(.resize(wanted), to: seat, at: now) }
        }
        return effects
    }

    // MARK: The script

    private mutating func goOn(at now: Timestamp) -> [SeatEffect] {
        guard var play else { return [] }
        var effects: [SeatEffect] = []
        switch play.next(for: self, at: now) {
        case .nothing: break
        case .switchTo(let seat): active = seat
        case .press(let key): effects = pass(.input(.key(key)), to: active, at: now)
        case .end(let status): return [SeatEffect(seat: 0, effect: .quit(status))]
        }
        self.play = play
        return effects + [SeatEffect(seat: 0, effect: .wake(at: play.wakeTime))]
    }

    /// The exit status of an end in the middle.
    private var status: Int32 { isJudged && !isResolved ? 1 : 0 }

    /// Whether bob's save was answered 409, and his resubmission with the ETag of alice's version made the next one.
    public var isResolved: Bool {
        guard
            let refusal = traffic.firstIndex(where: {
                $0.seat == 1 && $0.exchange.method == "PUT" && $0.exchange.status == 409
            }),
            let accepted = traffic[refusal...].first(where: {
                $0.seat == 1 && $0.exchange.method == "PUT" && $0.exchange.status == 200
            })
        else { return false }
        let alices = traffic[..<refusal].last { $0.seat == 0 && $0.exchange.method == "PUT" }
        let isSeen = accepted.exchange.requestHeader("If-Match") == alices?.exchange.responseHeader("ETag")
        return isSeen && editors[1].resolver == nil && editors[1].base.version == 3
    }

    // MARK: The screen

    public var frame: Frame { DemoView(demo: self, size: size).frame }

    /// What to press next, or what the script says.
    public var hint: String {
        if let play { return play.caption }
        let me = editors[active]
        let other = editors[1 - active]
        guard me.phase == .ready, other.phase == .ready else { return "Opening…" }
        let mine = me.base.version ?? 0
        let others = other.base.version ?? 0
        if me.isResolving {
            return "409: letters decide (m t b), e edits, ^S resubmits with the new If-Match"
        }
        if me.resolver != nil { return "The conflict is pending: ^S shows it again" }
        if me.isModified, mine < others {
            return "^S saves \(me.actor)'s text with the If-Match of v\(mine), but v\(others) is there: watch the 409"
        }
        if me.isModified { return "^S saves \(me.actor)'s text: PUT with the If-Match of v\(mine)" }
        if mine < others { return "\(me.actor) still has v\(mine): change the same line here, then press ^S" }
        if mine > others {
            if other.resolver != nil { return "F6 goes to \(other.actor), whose 409 is still to be resolved (^Q ends)" }
            let start = isResolved ? "Resolved: v\(mine) is what \(me.actor) decided. " : ""
            return start + "F6 goes to \(other.actor), who still has v\(others) (^Q ends)"
        }
        return "You are \(me.actor). Change a line and press ^S; F6 goes to \(other.actor)"
    }
}
