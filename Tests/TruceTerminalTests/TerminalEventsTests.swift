import CNcurses
import Glibc
import Testing
import TruceScreen

@testable import TruceTerminal

extension TerminalTests {
    @Suite("delivers events") struct Events {
        /// Serves until as many events have come, and returns them.
        @TerminalActor
        private static func events(
            _ count: Int, from terminal: Terminal, meanwhile: () throws -> Void = {}
        ) async throws -> [TerminalEvent] {
            var events: [TerminalEvent] = []
            try meanwhile()
            await terminal.serve { event, _ in
                events.append(event)
                if events.count == count { terminal.stop() }
            }
            return events
        }

        @Test func keysMiceAndPastes() async throws {
            let tty = try TestTerminal()
            let events = try await onLoop {
                let terminal = try Terminal(tty.options())
                return try await Self.events(7, from: terminal) {
                    tty.type("é\u{13}\u{3}\r\u{1B}OA\u{1B}[<0;5;3M\u{1B}[200~a\rb\u{1B}[201~")
                }
            }
            let press = MouseEvent(.press(clicks: 1), button: .left, at: Position(row: 2, column: 4))
            #expect(
                events
                    == [
                        .key(.character("é")), .key(.control("s")), .key(.control("c")), .key(.enter), .key(.up),
                        .mouse(press),
                        .paste(Array("a\rb".utf8)),
                    ].map(TerminalEvent.input))
        }

        @Test func aLoneEscapeComesByItself() async throws {
            let tty = try TestTerminal()
            let events = try await onLoop {
                let terminal = try Terminal(tty.options())
                return try await Self.events(1, from: terminal) { tty.type("\u{1B}") }
            }
            #expect(events == [.input(.key(.escape))])
        }

        @Test func terminfosKeys() async throws {
            let tty = try TestTerminal()
            let events = try await onLoop {
                // This terminal sends for F1 what means nothing elsewhere.
                let terminal = try Terminal(tty.options(type: "sun"))
                return try await Self.events(1, from: terminal) { tty.type("\u{1B}[224z") }
            }
            #expect(events == [.input(.key(.function(1)))])
        }

        @Test func resizes() async throws {
            let tty = try TestTerminal(rows: 5, columns: 20)
            try await onLoop {
                let terminal = try Terminal(tty.options())
                terminal.show(frame(terminal.size, "before"))
                _ = try tty.written()
                let events = try await Self.events(1, from: terminal) {
                    tty.resize(rows: 9, columns: 31)
                    pthread_kill(pthread_self(), SIGWINCH)
                }
                #expect(events == [.resize(Size(rows: 9, columns: 31))])
                #expect(terminal.size == Size(rows: 9, columns: 31))
                var after = frame(terminal.size, "after")
                after.put("corner漢", at: Position(row: 8, column: 23))
                terminal.show(after)
                var screen = Emulator(rows: 9, columns: 31)
                screen.feed(try tty.written())
                #expect(screen.lines == after.lines)
            }
        }

        @Test(arguments: [SIGTERM, SIGHUP, SIGINT, SIGQUIT]) func requestsToEnd(signal: Int32) async throws {
            let tty = try TestTerminal()
            let events = try await onLoop {
                let terminal = try Terminal(tty.options())
                return try await Self.events(1, from: terminal) { pthread_kill(pthread_self(), signal) }
            }
            #expect(events == [.terminate(signal: signal)])
        }

        @Test func goingOnDrawsAnew() async throws {
            let tty = try TestTerminal(rows: 3, columns: 10)
            try await onLoop {
                let terminal = try Terminal(tty.options())
                let shown = frame(terminal.size, "text")
                terminal.show(shown)
                _ = try tty.written()
                let events = try await Self.events(1, from: terminal) { pthread_kill(pthread_self(), SIGCONT) }
                #expect(events == [.continued])
                var screen = Emulator(rows: 3, columns: 10)
                screen.feed(try tty.written())
                #expect(screen.lines == shown.lines)
                #expect(screen.modes.contains(2004))
            }
        }

        @Test func wakesOnce() async throws {
            let tty = try TestTerminal()
            try await onLoop {
                let terminal = try Terminal(tty.options())
                let start = TerminalLoop.now
                var times: [Int64] = []
                terminal.wake(at: start + 5)
                await terminal.serve { event, time in
                    guard event == .wake else { return }
                    times.append(time)
                    if times.count == 2 { terminal.stop() } else { terminal.wake(at: start + 20) }
                }
                #expect(times.count == 2 && times[0] >= start + 5 && times[1] >= start + 20)
            }
        }

        @Test func theEndOfTheLine() async throws {
            let tty = try TestTerminal()
            let events = try await onLoop {
                // A terminal of its own, whose master side can be closed.
                var (master, slave): (Int32, Int32) = (-1, -1)
                try #require(openpty(&master, &slave, nil, nil, nil) == 0)
                defer { close(slave) }
                var options = tty.options()
                (options.input, options.output) = (slave, slave)
                let terminal = try Terminal(options)
                let events = try await Self.events(1, from: terminal) { close(master) }
                terminal.show(frame(terminal.size, "nobody sees it"))
                return events
            }
            #expect(events == [.hangUp])
        }

        @Test func whatFollowsTheStopIsDropped() async throws {
            let tty = try TestTerminal()
            let events = try await onLoop {
                let terminal = try Terminal(tty.options())
                return try await Self.events(1, from: terminal) { tty.type("\u{11}yes") }
            }
            #expect(events == [.input(.key(.control("q")))])
        }

        @Test func whatWasTypedAheadOfAQuestionIsDropped() async throws {
            let tty = try TestTerminal()
            try await onLoop {
                let terminal = try Terminal(tty.options())
                var keys: [String] = []
                tty.type("qyes\u{1B}")
                await terminal.serve { event, _ in
                    guard case .input(.key(let key)) = event else { return }
                    keys.append(key.description)
                    if key == .character("q") {
                        terminal.dropTypedAhead()
                        tty.type("n")
                    } else {
                        terminal.stop()
                    }
                }
                #expect(keys == ["q", "n"])
            }
        }

        @Test func drawingOnceForManyKeys() async throws {
            let tty = try TestTerminal()
            try await onLoop {
                let terminal = try Terminal(tty.options())
                var log = ""
                tty.type("abc")
                await terminal.serve { event, _ in
                    if case .input(.key(let key)) = event, case .character(let scalar) = key.code {
                        log.unicodeScalars.append(scalar)
                    }
                } settled: {
                    log += "."
                    if log.contains("c") { terminal.stop() }
                }
                #expect(log.hasSuffix("abc."))
            }
        }

        @Test func resultsOfOtherThreadsArriveWhileTheLoopWaits() async throws {
            let tty = try TestTerminal()
            let sum = try await onLoop {
                let terminal = try Terminal(tty.options())
                let sum = Sum()
                Task.detached {
                    for number in 1...100 { await sum.add(number) }
                    await terminal.stop()
                }
                await terminal.serve { _, _ in }
                return sum.value
            }
            #expect(sum == 5050)
        }
    }
}

/// A number that lives on the loop's thread.
@TerminalActor
private final class Sum {
    private(set) var value = 0

    func add(_ number: Int) {
        TerminalActor.shared.assertIsolated()
        value += number
    }
}
