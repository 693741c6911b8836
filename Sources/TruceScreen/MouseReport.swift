/// What a terminal says about the mouse: xterm's code of button, motion and modifiers, and a cell counted from 1.
struct MouseReport {
    let code: Int
    let column: Int
    let row: Int
    let isRelease: Bool

    init(code: Int, column: Int, row: Int, isRelease: Bool) {
        self.code = code
        self.column = column
        self.row = row
        self.isRelease = isRelease
    }

    /// Reads the parameters of an SGR report (`code;column;row`, final `M` or `m`).
    init?(sgr bytes: ArraySlice<UInt8>, _ final: UInt8) {
        guard final == UInt8(ascii: "M") || final == UInt8(ascii: "m") else { return nil }
        let fields = bytes.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        let numbers = fields.compactMap { MouseReport.number($0) }
        guard fields.count == 3, numbers.count == 3 else { return nil }
        self.init(code: numbers[0], column: numbers[1], row: numbers[2], isRelease: final == UInt8(ascii: "m"))
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard (1...5).contains(digits.count) else { return nil }
        return digits.reduce(Optional(0)) { number, byte in
            (0x30...0x39).contains(byte) ? number.map { $0 * 10 + Int(byte - 0x30) } : nil
        }
    }

    var meaning: ControlSequence.Meaning {
        guard code >= 0, code < 128, column > 0, row > 0, let kind else { return .nothing }
        var modifiers: Key.Modifiers = []
        if code & 4 != 0 { modifiers.insert(.shift) }
        if code & 8 != 0 { modifiers.insert(.alt) }
        if code & 16 != 0 { modifiers.insert(.control) }
        let position = Position(row: row - 1, column: column - 1)
        return .mouse(MouseEvent(kind, button: isWheel ? .none : button, at: position, modifiers: modifiers))
    }

    private var isWheel: Bool { code & 64 != 0 }

    private var button: MouseEvent.Button {
        switch code & 3 {
        case 0: .left
        case 1: .middle
        case 2: .right
        default: .none
        }
    }

    /// Nil for what nobody needs: moves without a button, wheels that turn sideways.
    private var kind: MouseEvent.Kind? {
        if isWheel {
            guard !isRelease else { return nil }
            switch code & 3 {
            case 0: return .wheelUp
            case 1: return .wheelDown
            default: return nil
            }
        }
        if code & 32 != 0 { return button == .none ? nil : .drag }
        return isRelease || button == .none ? .release : .press(clicks: 1)
    }
}

/// Counts presses of one button on one cell that follow each other quickly.
struct ClickCounter: Sendable {
    private var last: (button: MouseEvent.Button, position: Position, time: Int64, clicks: Int)?

    /// The event with the number of its click.
    mutating func count(_ event: MouseEvent, at time: Int64, within interval: Int64) -> MouseEvent {
        guard case .press = event.kind else { return event }
        var clicks = 1
        if let last, last.button == event.button, last.position == event.position, time - last.time <= interval {
            clicks = last.clicks + 1
        }
        last = (event.button, event.position, time, clicks)
        var counted = event
        counted.kind = .press(clicks: clicks)
        return counted
    }
}
