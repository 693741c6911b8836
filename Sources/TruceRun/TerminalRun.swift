import TruceDocument
import TruceEditor
public import TruceScreen
public import TruceTerminal
public import TruceView

/// Runs a program in a terminal until it quits; returns its exit status, and the program as it was then.
///
/// A key's path (key, handle, render, refresh) stays on the terminal's thread; a burst of keys is drawn once.
@TerminalActor
public func run<Running: Program>(
    in terminal: Terminal, seats: [Seat], makeID: @escaping @Sendable () -> String,
    _ makeProgram: (Size) -> Running
) async -> (status: Int32, program: Running) {
    var status: Int32 = 0
    let output = Runner<Running>.Output(
        copy: { terminal.setClipboard($0) }, dropTypedAhead: { terminal.dropTypedAhead() },
        wake: { time in
            let delay = max(0, time.milliseconds - Timestamp.now.milliseconds)
            // Both clocks are cut to milliseconds: one more, so that it is never before the time.
            terminal.wake(at: TerminalLoop.now + delay + 1)
        }, suspend: { terminal.suspend() },
        quit: {
            status = $0
            terminal.stop()
        })
    let runner = Runner(makeProgram(terminal.size), seats: seats, output: output, makeID: makeID)
    runner.begin()
    await terminal.serve { event, _ in
        switch event {
        case .input(let input): runner.handle(.input(input))
        case .resize(let size): runner.handle(.resize(size))
        case .wake: runner.handle(.tick)
        case .terminate, .hangUp: runner.handle(.terminate)
        case .continued: break
        }
    } settled: {
        if runner.takeChange() { terminal.show(runner.program.frame) }
    }
    return (status, runner.program)
}
