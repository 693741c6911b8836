import ArgumentParser
import Glibc
import Logging
import ServiceLifecycle
import TruceClient
import TruceDemo
import TruceDocument
import TruceEditor
import TruceRun
import TruceScreen
import TruceServer
import TruceStorage
import TruceTerminal
import TruceView

/// `truce demo`: two editors in one terminal on a throw-away store, with real HTTP between.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "See a conflict and its resolution: two editors in one terminal.",
        discussion: """
            alice and bob edit one document of a throw-away store; the requests and answers are shown beside them. The \
            first row says what to press; F6, ^T or a click goes to the other editor; ^Q ends.

            Examples:
              truce demo                    play it yourself
              truce demo --play             watch it play itself
              truce demo --play --speed 3   three times as fast
              truce demo --play | less      its screens as text

            Exit status 0 with --play means: the save was answered 409 and the conflict was resolved.
            """)

    @Flag(help: "Play the script unattended; any key halts it.")
    var play = false

    @Option(help: "How fast --play goes: 1 is slow enough to follow. In a pipe the default is 10.")
    var speed: Double?

    func validate() throws {
        if let speed, !(speed > 0 && speed <= 1000) {
            throw ValidationError("--speed takes a number above 0, up to 1000.")
        }
        if speed != nil, !play { throw ValidationError("--speed goes with --play.") }
    }

    func run() throws {
        let isTerminal = isatty(STDOUT_FILENO) == 1
        // Without a terminal nobody reads signals: ^C is to end the script.
        if isTerminal { TerminalLoop.blockSignals() }
        guard isTerminal || play else {
            throw CommandFailure(
                .usage, "standard output is not a terminal: use 'truce demo --play' to print the demo's screens as text"
            )
        }
        let script = play ? Play(speed: speed ?? (isTerminal ? 1 : 10)) : nil
        let status = try TerminalLoop.run { try await Self.run(script, inTerminal: isTerminal) }
        if status != 0 { throw ExitCode(status) }
    }

    /// Serves a throw-away store as long as the demo runs.
    @TerminalActor
    private static func run(_ script: Play?, inTerminal: Bool) async throws -> Int32 {
        let folder = try ThrowAwayFolder()
        defer { folder.remove() }
        let store: SQLiteStore
        do {
            store = try SQLiteStore(
                path: folder.path + "/demo.sqlite", now: { .now }, random: { .random(in: .min ... .max) })
        } catch {
            throw CommandFailure(.unreachable, "\(error)")
        }
        let socket = folder.path + "/socket"
        let (ready, isReady) = AsyncStream<Void>.makeStream()
        let logger = Logger(label: "truce.demo") { _ in SwiftLogNoOpLogHandler() }
        let server = StoreServer(
            store: store, configuration: ServerConfiguration(listeners: [.unix(path: socket)]), logger: logger,
            now: { .now }
        ) { _ in isReady.finish() }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [.init(service: server)], logger: logger))
        let serving = Task {
            defer { isReady.finish() }
            try await group.run()
        }
        for await _ in ready {}
        let status: Int32
        do {
            status = try await play(script, .unixSocket(path: socket), inTerminal: inTerminal)
        } catch {
            await group.triggerGracefulShutdown()
            try? await serving.value
            throw error
        }
        await group.triggerGracefulShutdown()
        try await serving.value
        try store.close()
        return status
    }

    @TerminalActor
    private static func play(_ script: Play?, _ address: ServerAddress, inTerminal: Bool) async throws -> Int32 {
        let setUp = HTTPStore(address, namesActor: true)
        do throws(Problem) {
            let new = NewDocument(
                name: DemoDocument.name, title: "Runbook: payment gateway", content: Array(DemoDocument.text.utf8))
            _ = try await setUp.create(new, as: Caller(actor: "carol", requestID: makeID()))
        } catch {
            throw CommandFailure(.unreachable, error.detail)
        }
        await setUp.close()
        let stores = ["alice", "bob"].map { name in
            let relay = ExchangeRelay()
            let store = HTTPStore(address, namesActor: true) { relay.send($0) }
            return (store: store, seat: Seat(store: store, actor: name, relay: relay))
        }
        let seats = stores.map(\.seat)
        let makeDemo = { (size: Size) in
            Demo(size: size, endpoint: Endpoint(address), utcOffset: systemUTCOffset, play: script)
        }
        let status: Int32
        if inTerminal {
            let terminal = try Terminal()
            status = await TruceRun.run(in: terminal, seats: seats, makeID: makeID, makeDemo).status
            terminal.close()
        } else {
            status = await ScreenPrinter().run(makeDemo(Size(rows: 24, columns: 80)), seats: seats)
        }
        for store in stores { await store.store.close() }
        return status
    }
}

/// Plays the demo without a terminal: prints a screen whenever the script says something new.
@TerminalActor
private final class ScreenPrinter {
    private var chapter = 0
    private var status: Int32?
    private var wakeTime: Timestamp?

    func run(_ demo: Demo, seats: [Seat]) async -> Int32 {
        let output = Runner<Demo>.Output(
            copy: { _ in }, dropTypedAhead: {}, wake: { self.wakeTime = $0 }, suspend: {}, quit: { self.status = $0 })
        let runner = Runner(demo, seats: seats, output: output, makeID: makeID)
        runner.begin()
        while status == nil {
            let delay = (wakeTime ?? .now).milliseconds - Timestamp.now.milliseconds
            // Even without a delay the answers of the server need their turn.
            try? await Task.sleep(for: .milliseconds(max(1, delay)))
            runner.handle(.tick)
            if let play = runner.program.play, play.chapter > chapter {
                chapter = play.chapter
                write("== \(chapter). \(play.caption)\n\n\(runner.program.frame.text)\n")
            }
        }
        let status = status ?? 1
        write(
            status == 0
                ? "== The conflict was answered 409, and it was resolved.\n"
                : "== The script did not come to its end: the conflict was not resolved.\n")
        return status
    }

    private func write(_ text: String) {
        // Where nobody reads any more the script need not go on, and what it would have shown was not seen.
        if writeAll(Array(text.utf8), to: STDOUT_FILENO) != 0 { status = 1 }
    }
}

/// A folder of one's own under the system's folder for temporary files.
private struct ThrowAwayFolder {
    let path: String

    init() throws {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array((parent + "/truce-demo-XXXXXX").utf8CString)
        guard let made = mkdtemp(&template) else {
            throw CommandFailure(
                .unreachable,
                "no folder can be made in \(parent) (\(String(cString: strerror(errno)))): set TMPDIR to another")
        }
        path = String(cString: made)
    }

    /// Removes the folder and the files in it; the demo makes no folders there.
    func remove() {
        guard let directory = opendir(path) else { return }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { unlink(path + "/" + name) }
        }
        closedir(directory)
        rmdir(path)
    }
}
