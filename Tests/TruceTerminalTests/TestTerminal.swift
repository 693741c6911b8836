import CNcurses
import Glibc
import Synchronization
import TruceTestSupport

@testable import TruceTerminal

/// A pseudo terminal of a test: what the program writes to its slave side is read on a thread and kept.
final class TestTerminal: Sendable {
    let master: Int32
    let slave: Int32
    /// The name of the slave side, for other processes.
    let path: String
    private let output = Output()

    init(rows: Int = 10, columns: Int = 40) throws {
        var (master, slave): (Int32, Int32) = (-1, -1)
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        guard openpty(&master, &slave, nil, nil, &size) == 0 else { throw TestFailure("openpty: \(errno)") }
        self.master = master
        self.slave = slave
        path = String(cString: ttyname(slave))
        // The thread has a descriptor of its own, so that no number is used for two things.
        let source = dup(master)
        startThread { [output] in
            var buffer = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = read(source, &buffer, buffer.count)
                if count > 0 { output.append(buffer[..<count]) } else if count == 0 || errno != EINTR { break }
            }
            close(source)
        }
    }

    deinit {
        close(slave)
        close(master)
    }

    /// Options for a ``Terminal`` on it.
    func options(type: String = "xterm-256color") -> Terminal.Options {
        var options = Terminal.Options()
        options.input = slave
        options.output = slave
        options.type = type
        options.usesColor = true
        return options
    }

    /// Types on it.
    func type(_ text: String) {
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
    }

    func resize(rows: Int, columns: Int) {
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    }

    /// Everything that was written since the last call, up to now.
    func written() throws -> [UInt8] {
        let marker = Array("\u{1B}]9;so far\u{7}".utf8)
        _ = marker.withUnsafeBytes { write(slave, $0.baseAddress, $0.count) }
        return try output.take(through: marker)
    }

    /// What another process has written, up to and with this text.
    func written(through text: String) throws -> String {
        String(decoding: try output.take(through: Array(text.utf8)), as: UTF8.self) + text
    }

    var modes: Modes {
        var modes = termios()
        tcgetattr(slave, &modes)
        return Modes(input: modes.c_iflag, output: modes.c_oflag, local: modes.c_lflag)
    }

    struct Modes: Equatable {
        let input, output, local: tcflag_t
    }
}

/// Bytes that one thread appends and another one waits for.
private final class Output: Sendable {
    private let bytes = Mutex<[UInt8]>([])
    private let descriptor = truce_event_descriptor()

    deinit {
        close(descriptor)
    }

    func append(_ more: ArraySlice<UInt8>) {
        bytes.withLock { $0 += more }
        var one: UInt64 = 1
        _ = write(descriptor, &one, 8)
    }

    func take(through marker: [UInt8]) throws -> [UInt8] {
        while true {
            let found: [UInt8]? = bytes.withLock { bytes in
                guard let range = bytes.firstRange(of: marker) else { return nil }
                defer { bytes.removeSubrange(..<range.upperBound) }
                return Array(bytes[..<range.lowerBound])
            }
            if let found { return found }
            var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&ready, 1, 60_000) > 0 else {
                throw TestFailure(
                    "not written: \(marker); but \(bytes.withLock { String(decoding: $0, as: UTF8.self) })")
            }
            var count: UInt64 = 0
            _ = read(descriptor, &count, 8)
        }
    }
}

struct TestFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Runs a loop on a thread of its own, with the loop's signals blocked there.
func onLoop<Success: Sendable>(
    _ body: @escaping @Sendable @TerminalActor () async throws -> Success
) async throws -> Success {
    try await onThreadInTurn {
        TerminalLoop.blockSignals()
        return try TerminalLoop.run(body)
    }
}
