public import TruceDocument
public import TruceEditor
public import TruceScreen

/// What runs in a terminal: one editor, or several that share it.
///
/// Each editor has a seat, counted from 0, so that the answer to an effect finds the editor that asked.
public protocol Program: Sendable {
    /// What to do first.
    var start: [SeatEffect] { get }
    /// Takes what happens to the terminal: input, another size, a tick, the end.
    mutating func handle(_ event: Event, at now: Timestamp) -> [SeatEffect]
    /// Takes the answer to an effect of one seat.
    mutating func handle(_ event: Event, atSeat seat: Int, at now: Timestamp) -> [SeatEffect]
    /// The screen.
    var frame: Frame { get }
}

/// An effect, and the editor that wants it.
public struct SeatEffect: Sendable, Equatable {
    public var seat: Int
    public var effect: Effect

    public init(seat: Int, effect: Effect) {
        self.seat = seat
        self.effect = effect
    }
}

/// One editor alone in its terminal.
public struct SoloProgram: Program {
    public private(set) var editor: Editor

    public init(_ editor: Editor) {
        self.editor = editor
    }

    public var start: [SeatEffect] { seated(editor.start) }

    public mutating func handle(_ event: Event, at now: Timestamp) -> [SeatEffect] {
        seated(editor.handle(event, at: now))
    }

    public mutating func handle(_ event: Event, atSeat seat: Int, at now: Timestamp) -> [SeatEffect] {
        handle(event, at: now)
    }

    public var frame: Frame { render(editor) }

    private func seated(_ effects: [Effect]) -> [SeatEffect] { effects.map { SeatEffect(seat: 0, effect: $0) } }
}
