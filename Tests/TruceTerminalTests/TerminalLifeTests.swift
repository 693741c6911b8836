import CNcurses
import Glibc
import Testing
import TruceScreen

@testable import TruceTerminal

extension TerminalTests {
    @Suite("comes and goes") struct Life {
        @Test func closingGivesTheTerminalBack() async throws {
            let tty = try TestTerminal()
            let before = tty.modes
            try await onLoop {
                let terminal = try Terminal(tty.options())
                #expect(tty.modes != before)
                terminal.show(frame(terminal.size, "text"))
                var screen = Emulator(rows: 10, columns: 40)
                screen.feed(try tty.written())
                #expect(screen.isAlternate)
                terminal.close()
                terminal.close()
                terminal.show(frame(terminal.size, "too late"))
                let bytes = try tty.written()
                screen.feed(bytes)
                #expect(!screen.isAlternate)
                #expect(screen.isCursorVisible)
                #expect(screen.modes == [])
                #expect(!String(decoding: bytes, as: UTF8.self).contains("too late"))
            }
            #expect(tty.modes == before)
        }

        @Test func theLoopClosesWhatWasLeftOpen() async throws {
            let tty = try TestTerminal()
            let before = tty.modes
            await #expect(throws: TestFailure.self) {
                try await onLoop {
                    _ = try Terminal(tty.options())
                    throw TestFailure("on purpose")
                }
            }
            #expect(tty.modes == before)
            // And another one can be opened.
            try await onLoop { try Terminal(tty.options()).close() }
        }

        @Test func reasonsNotToOpen() async throws {
            let tty = try TestTerminal()
            let file = open("/dev/null", O_RDWR)
            defer { close(file) }
            try await onLoop {
                var options = tty.options()
                options.input = file
                #expect(throws: TerminalError.inputIsNoTerminal) { try Terminal(options) }
                options = tty.options()
                options.output = file
                #expect(throws: TerminalError.outputIsNoTerminal) { try Terminal(options) }
                options = tty.options(type: "no\u{1B}such")
                #expect(throws: TerminalError.typeUnknown("no\u{1B}such")) { try Terminal(options) }
                options = tty.options(type: "dumb")
                #expect(throws: TerminalError.typeUnknown("dumb")) { try Terminal(options) }
                options = tty.options(type: "")
                #expect(throws: TerminalError.typeMissing) { try Terminal(options) }
                let terminal = try Terminal(tty.options())
                #expect(throws: TerminalError.alreadyOpen) { try Terminal(tty.options()) }
                terminal.close()
            }
            #expect(TerminalError.typeUnknown("no\u{1B}such").description.contains("'no^[such'"))
        }

        @Test(arguments: ["xterm-nobody-knows", "screen.nobody-knows", "alacritty-nobody-knows"])
        func unknownTypesAreTakenForTheirRelatives(type: String) async throws {
            let tty = try TestTerminal(rows: 2, columns: 20)
            try await onLoop {
                let terminal = try Terminal(tty.options(type: type))
                terminal.show(frame(terminal.size, "relative"))
                var screen = Emulator(rows: 2, columns: 20)
                screen.feed(try tty.written())
                #expect(screen.lines[0].hasPrefix("relative "))
            }
        }

        /// Where there is no other screen to go back to, the shell goes on below the last frame.
        @Test(arguments: [("vt100", true), ("linux", true), ("xterm-256color", false)])
        func theLastFrameIsLeftBehind(type: String, isLeft: Bool) async throws {
            let tty = try TestTerminal(rows: 2, columns: 20)
            try await onLoop {
                let terminal = try Terminal(tty.options(type: type))
                terminal.show(frame(terminal.size, "shown"))
                _ = try tty.written()
                terminal.close()
                let farewell = String(decoding: try tty.written(), as: UTF8.self)
                #expect(farewell.hasSuffix("\r\n") == isLeft, "\(farewell.debugDescription)")
            }
        }

        @Test func theClipboard() async throws {
            let tty = try TestTerminal()
            try await onLoop {
                let terminal = try Terminal(tty.options())
                _ = try tty.written()
                #expect(terminal.setClipboard(Array("héllo".utf8)))
                #expect(try tty.written() == Array("\u{1B}]52;c;aMOpbGxv\u{7}".utf8))
                #expect(!terminal.setClipboard([UInt8](repeating: 0x61, count: Terminal.clipboardLimit + 1)))
                terminal.beep()
                #expect(try tty.written() == [0x07])
                terminal.close()
                let console = try Terminal(tty.options(type: "linux"))
                _ = try tty.written()
                #expect(!console.setClipboard([0x61]))
                #expect(try tty.written() == [])
            }
        }

        @Test func valuesAndErrorsOfTheBodyComeBack() async throws {
            #expect(try await onLoop { 7 } == 7)
            await #expect(throws: TestFailure.self) { try await onLoop { throw TestFailure("on purpose") } }
        }

        // MARK: Without a farewell

        /// What another process, which opens this terminal, writes until it has given it back.
        private func backAgain(_ tty: TestTerminal, _ before: TestTerminal.Modes) throws {
            var screen = Emulator(rows: 10, columns: 40)
            screen.feed(Array(try tty.written(through: "\u{1B}[?1049l").utf8))
            #expect(screen.lines[0].hasPrefix("shown"))
            #expect(!screen.isAlternate)
            #expect(screen.isCursorVisible)
            #expect(screen.modes == [])
            #expect(tty.modes == before)
        }

        @Test func aTrapGivesTheTerminalBack() async throws {
            let tty = try TestTerminal()
            let before = tty.modes
            await #expect(processExitsWith: .failure) { [path = tty.path as String] in
                try await onLoop {
                    try OtherProcess.open(path)
                    // The crash is what the test is about.
                    fatalError("on purpose")
                }
            }
            try backAgain(tty, before)
        }

        @Test(arguments: [SIGSEGV, SIGABRT, SIGBUS]) func aFatalSignalGivesTheTerminalBack(signal: Int32) async throws {
            let tty = try TestTerminal()
            let before = tty.modes
            await #expect(processExitsWith: .failure) { [path = tty.path as String, signal = signal as Int32] in
                try await onLoop {
                    try OtherProcess.open(path)
                    // `abort` insists where the testing library would have caught the signal.
                    if signal == SIGABRT { abort() }
                    pthread_kill(pthread_self(), signal)
                }
            }
            try backAgain(tty, before)
        }

        @Test func exitGivesTheTerminalBack() async throws {
            let tty = try TestTerminal()
            let before = tty.modes
            await #expect(processExitsWith: .exitCode(3)) { [path = tty.path as String] in
                try await onLoop {
                    try OtherProcess.open(path)
                    exit(3)
                }
            }
            try backAgain(tty, before)
        }

        /// In a session of its own no shell could wake the process, so it must not stop.
        @Test func suspendingWhereNobodyCouldWakeItGoesOn() async throws {
            let tty = try TestTerminal()
            await #expect(processExitsWith: .exitCode(5)) { [path = tty.path as String] in
                guard setsid() >= 0 || getpgrp() == getsid(0) else { exit(1) }
                try await onLoop {
                    let terminal = try OtherProcess.open(path)
                    terminal.suspend()
                    exit(5)
                }
            }
            let text = try tty.written(through: "\u{1B}[?1049l")
            #expect(text.contains("shown"))
            var screen = Emulator(rows: 10, columns: 40)
            screen.feed(Array((text + (try tty.written(through: "\u{1B}[?1049l"))).utf8))
            #expect(screen.lines[0].hasPrefix("shown"))
            #expect(screen.unknown == [])
        }
    }
}

/// What runs in another process.
private enum OtherProcess {
    @TerminalActor
    @discardableResult
    static func open(_ path: String) throws -> Terminal {
        let descriptor = Glibc.open(path, O_RDWR | O_NOCTTY)
        var options = Terminal.Options()
        (options.input, options.output, options.type) = (descriptor, descriptor, "xterm-256color")
        let terminal = try Terminal(options)
        terminal.show(frame(terminal.size, "shown"))
        return terminal
    }
}
