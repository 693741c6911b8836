import CNcurses
import Glibc
import Testing
import TruceScreen

@testable import TruceTerminal

/// ncurses, the loop and signals are global to a process: one test at a time.
@Suite("Terminal", .serialized) struct TerminalTests {}

/// A frame with these rows.
func frame(_ size: Size, _ lines: String...) -> Frame {
    var frame = Frame(size: size)
    for (row, line) in lines.enumerated() { frame.put(line, at: Position(row: row, column: 0)) }
    return frame
}

extension TerminalTests {
    @Suite("shows frames") struct Frames {
        @Test func textWidthsAndCursor() async throws {
            let tty = try TestTerminal(rows: 5, columns: 20)
            try await onLoop {
                let terminal = try Terminal(tty.options())
                #expect(terminal.size == Size(rows: 5, columns: 20))
                var frame = frame(terminal.size, "plain é ─│» x", "漢字 e\u{301} 한", "\u{1B}[2J \u{202E} 👨\u{200D}👩")
                frame.put("right edge", at: Position(row: 4, column: 10))
                frame.cursor = Position(row: 1, column: 4)
                terminal.show(frame)
                var screen = Emulator(rows: 5, columns: 20)
                screen.feed(try tty.written())
                #expect(screen.lines == frame.lines)
                #expect((screen.row, screen.column) == (1, 4))
                #expect(screen.isCursorVisible)
                #expect(screen.isAlternate)
                #expect(screen.modes == [1000, 1002, 1004, 1006, 2004])
                #expect(screen.unknown == [])
                frame.cursor = nil
                terminal.show(frame)
                screen.feed(try tty.written())
                #expect(!screen.isCursorVisible)
                #expect(screen.lines == frame.lines)
            }
        }

        @Test func onlyWhatDiffersIsSent() async throws {
            let tty = try TestTerminal(rows: 20, columns: 60)
            try await onLoop {
                let terminal = try Terminal(tty.options())
                var frame = Frame(size: terminal.size)
                for row in 0..<20 {
                    frame.put(
                        String(repeating: "word \(row) ", count: 9), at: Position(row: row, column: 0),
                        style: Style(.panel))
                }
                terminal.show(frame)
                #expect(try tty.written().count > 1000)
                terminal.show(frame)
                #expect(try tty.written() == [])
                frame.put("W", at: Position(row: 7, column: 7), style: Style(.panel))
                terminal.show(frame)
                let change = try tty.written()
                #expect((1..<60).contains(change.count))
            }
        }

        @Test(arguments: 1...6 as ClosedRange<UInt64>) func anySeriesOfFrames(seed: UInt64) async throws {
            let tty = try TestTerminal(rows: 6, columns: 24)
            try await onLoop {
                var random = Numbers(seed: seed)
                let terminal = try Terminal(tty.options())
                var screen = Emulator(rows: 6, columns: 24)
                var frame = Frame(size: terminal.size)
                let pieces = ["漢字", "abc", "e\u{301}", " ", "    ", "한글x", "\u{7}", "──", "zzzzzzzz", "क्षि"]
                let roles = Style.Role.allCases
                for step in 0..<60 {
                    if random.next() % 9 == 0 { frame = Frame(size: terminal.size) }
                    for _ in 0..<random.next() % 8 {
                        let text = pieces[Int(random.next() % UInt64(pieces.count))]
                        let style = Style(roles[Int(random.next() % UInt64(roles.count))])
                        let position = Position(row: Int(random.next() % 6), column: Int(random.next() % 24))
                        frame.put(text, at: position, style: random.next() % 2 == 0 ? .text : style)
                    }
                    terminal.show(frame)
                    screen.feed(try tty.written())
                    #expect(screen.lines == frame.lines, "seed \(seed), step \(step)")
                    if screen.lines != frame.lines { return }
                }
                #expect(screen.unknown == [])
            }
        }

        @Test func stylesBecomeColoursAndAttributes() async throws {
            let tty = try TestTerminal(rows: 2, columns: 10)
            try await onLoop {
                let terminal = try Terminal(tty.options())
                var frame = Frame(size: terminal.size)
                frame.put("a", at: Position(row: 0, column: 0), style: Style(.error))
                frame.put("b", at: Position(row: 0, column: 1), style: Style(.mineChange, .underline))
                frame.put("\u{1}", at: Position(row: 0, column: 2))
                frame.put("\u{1}", at: Position(row: 0, column: 4), style: Style(.replacement, .reverse))
                terminal.show(frame)
                var screen = Emulator(rows: 2, columns: 10)
                screen.feed(try tty.written())
                let looks = screen.cells[0].map(\.attributes)
                #expect(looks[0] == Emulator.Attributes(bold: true, foreground: 255, background: 124))
                #expect(looks[1] == Emulator.Attributes(underline: true, foreground: 32))
                #expect(looks[2] == Emulator.Attributes(reverse: true, foreground: 133))
                #expect(!looks[4].reverse || looks[4].foreground == 133)
                #expect(looks[8] == Emulator.Attributes())
            }
        }

        @Test(arguments: ["xterm-256color", "vt100", "xterm-mono"]) func withoutColours(type: String) async throws {
            let tty = try TestTerminal(rows: 3, columns: 30)
            try await onLoop {
                var options = tty.options(type: type)
                options.usesColor = type != "xterm-256color"
                let terminal = try Terminal(options)
                var frame = Frame(size: terminal.size)
                frame.put("title", at: Position(row: 0, column: 0), style: Style(.title))
                frame.put("conflict", at: Position(row: 1, column: 0), style: Style(.conflict))
                terminal.show(frame)
                var screen = Emulator(rows: 3, columns: 30)
                screen.feed(try tty.written())
                #expect(screen.lines == frame.lines)
                #expect(screen.cells[0][0].attributes == Emulator.Attributes(reverse: true))
                #expect(screen.cells[1][0].attributes == Emulator.Attributes(bold: true))
            }
        }

        @Test func eightColours() async throws {
            let tty = try TestTerminal(rows: 2, columns: 10)
            try await onLoop {
                let terminal = try Terminal(tty.options(type: "xterm"))
                var frame = Frame(size: terminal.size)
                frame.put("a", at: Position(row: 0, column: 0), style: Style(.removed))
                terminal.show(frame)
                var screen = Emulator(rows: 2, columns: 10)
                screen.feed(try tty.written())
                #expect(screen.cells[0][0].attributes == Emulator.Attributes(foreground: 1))
            }
        }

        /// Unicode 17 has it as wide; whether the C library knows it depends on its age.
        @Test func widthsThatTheLibraryDoesNotShareAreReplaced() async throws {
            let tty = try TestTerminal(rows: 1, columns: 8)
            try await onLoop {
                let terminal = try Terminal(tty.options())
                terminal.show(frame(terminal.size, "a\u{1FAEA}b"))
                var screen = Emulator(rows: 1, columns: 8)
                screen.feed(try tty.written())
                let isKnown = truce_scalar_width(0x1FAEA) == 2
                #expect(screen.lines == [isKnown ? "a\u{1FAEA}b    " : "a? b    "])
            }
        }

        @Test func framesOfAnotherSizeAreCutOrFilled() async throws {
            let tty = try TestTerminal(rows: 3, columns: 8)
            try await onLoop {
                let terminal = try Terminal(tty.options())
                var screen = Emulator(rows: 3, columns: 8)
                terminal.show(frame(Size(rows: 9, columns: 20), "0123456漢", "b", "c", "d"))
                screen.feed(try tty.written())
                #expect(screen.lines == ["0123456 ", "b       ", "c       "])
                terminal.show(frame(Size(rows: 1, columns: 3), "xyz"))
                screen.feed(try tty.written())
                #expect(screen.lines == ["xyz     ", "        ", "        "])
            }
        }
    }
}

/// SplitMix64.
private struct Numbers {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
