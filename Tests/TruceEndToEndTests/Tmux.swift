import Foundation
import Glibc

/// A terminal of its own under tmux, in which a program runs; followed through tmux's control mode, so that a wait ends the
/// moment the screen changes and not by a clock.
final class Pane {
    let session: String
    private let server: String
    private let statusFile: String
    private let watcher: Child
    private var buffer: [UInt8] = []
    private var hasChanged = true
    private var hasExited = false

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Starts `command` (a line for the shell) in a terminal of this size.
    init(_ command: String, rows: Int = 24, columns: Int = 80, in folder: Folder) throws {
        session = "t\(UInt32.random(in: 1 ... .max))"
        // A server of its own: one that several have in common ends with its last session, just when the next begins.
        server = "\(folder.path)/\(session)"
        _ = try shell(
            "tmux", "-f", "/dev/null", "-S", server, "new-session", "-d", "-s", session, "-x", "\(columns)", "-y",
            "\(rows)", "-e", "LANG=C.UTF-8", "-e", "LC_ALL=C.UTF-8", "exec sh")
        _ = try shell("tmux", "-S", server, "set-option", "-g", "remain-on-exit", "on")
        _ = try shell("tmux", "-S", server, "set-option", "-w", "-t", session, "window-size", "manual")
        _ = try shell("tmux", "-S", server, "set-option", "-s", "escape-time", "0")
        watcher = try Child(["tmux", "-S", server, "-C", "attach", "-t", session])
        // The program starts once the watcher is there, so that nothing it draws is missed. Its exit status goes to a
        // file, for tmux sometimes never learns how a program ended; cat keeps the terminal to be looked at.
        statusFile = "\(folder.path)/status-\(session)"
        let script = "\(folder.path)/run-\(session)"
        // Commands that come before the attachment is complete are sometimes never answered.
        while let line = try readLine(within: 30), !line.hasPrefix("%session-changed") {}
        try "\(command)\necho $? > \(statusFile).new\nmv \(statusFile).new \(statusFile)\nexec cat\n".write(
            toFile: script, atomically: false, encoding: .utf8)
        _ = try tell("respawn-pane -k -t \(session) \"exec sh \(script)\"")
    }

    deinit {
        watcher.closeInput()
        _ = try? shell("tmux", "-S", server, "kill-session", "-t", session)
        kill(watcher.id, SIGTERM)
        watcher.wait()
    }

    /// Presses keys as tmux names them: `C-s`, `Escape`, `Enter`, `F6`.
    func press(_ keys: String...) throws {
        for key in keys { _ = try tell("send-keys -t \(session) \(key)") }
    }

    /// Types text as it is.
    func type(_ text: String) throws {
        _ = try tell("send-keys -t \(session) -l -- '\(text.replacingOccurrences(of: "'", with: "'\\''"))'")
    }

    /// Pastes text as a terminal does, between the marks of a bracketed paste.
    func paste(_ text: String) throws {
        let name = "b\(UInt32.random(in: 1 ... .max))"
        let child = try Child(["tmux", "-S", server, "load-buffer", "-b", name, "-"])
        child.write(Array(text.utf8))
        child.closeInput()
        _ = child.finish()
        _ = try tell("paste-buffer -p -d -b \(name) -t \(session)")
    }

    func resize(rows: Int, columns: Int) throws {
        _ = try tell("resize-window -t \(session) -x \(columns) -y \(rows)")
    }

    /// The screen as lines of text, without the blanks at their ends.
    func screen() throws -> Screen {
        hasChanged = false
        return Screen(lines: try tell("capture-pane -p -t \(session)"))
    }

    /// The screen with colours and attributes as escape sequences.
    func styledScreen() throws -> String {
        try tell("capture-pane -p -e -t \(session)").joined(separator: "\n")
    }

    /// A format of tmux for the pane: `#{pane_dead}`, `#{alternate_on}`.
    func ask(_ format: String) throws -> String {
        try tell("display-message -p -t \(session) '\(format)'").joined(separator: "\n")
    }

    /// The program that runs in the terminal.
    var process: pid_t {
        get throws {
            let shell = try ask("#{pane_pid}")
            let children = try String(contentsOfFile: "/proc/\(shell)/task/\(shell)/children", encoding: .utf8)
            guard let id = children.split(separator: " ").first.flatMap({ pid_t($0) }) else {
                throw Failure(description: "No program runs in the terminal.")
            }
            return id
        }
    }

    /// Waits until the screen is as wanted; fails with the screen that is there instead.
    @discardableResult
    func wait(for what: String, seconds: Double = 30, until isThere: (Screen) -> Bool) throws -> Screen {
        let deadline = Date().addingTimeInterval(seconds)
        while true {
            let screen = try screen()
            if isThere(screen) { return screen }
            while !hasChanged {
                let left = deadline.timeIntervalSinceNow
                guard left > 0 else {
                    throw Failure(description: "After \(seconds) s there is no \(what) on the screen:\n\(screen.text)")
                }
                try readNotification(within: min(left, 1))
                if hasExited { throw Failure(description: "The terminal is gone while waiting for \(what).") }
            }
        }
    }

    @discardableResult
    func wait(for text: String, seconds: Double = 30) throws -> Screen {
        try wait(for: "'\(text)'", seconds: seconds) { $0.text.contains(text) }
    }

    /// Waits until the program has ended; returns its exit status.
    func waitForExit(seconds: Double = 30) throws -> Int {
        let deadline = Date().addingTimeInterval(seconds)
        while Date() < deadline {
            if let text = try? String(contentsOfFile: statusFile, encoding: .utf8),
                let status = Int(text.trimmingCharacters(in: .whitespacesAndNewlines))
            {
                return status
            }
            try readNotification(within: 0.02)
        }
        throw Failure(description: "After \(seconds) s the program still runs:\n\(try screen().text)")
    }

    // MARK: Control mode

    private func tell(_ command: String) throws -> [String] {
        watcher.write(Array((command + "\n").utf8))
        let deadline = Date().addingTimeInterval(30)
        var lines: [String]?
        while deadline.timeIntervalSinceNow > 0, !hasExited {
            guard let line = try readLine(within: deadline.timeIntervalSinceNow) else { break }
            if line.hasPrefix("%begin ") {
                // Blocks that end in flag 0 belong to the attaching itself, not to a command of ours.
                lines = line.hasSuffix(" 1") ? [] : nil
            } else if line.hasPrefix("%end "), let lines {
                return lines
            } else if line.hasPrefix("%error "), let lines {
                throw Failure(description: "tmux refused '\(command)': \(lines.joined(separator: " "))")
            } else if lines != nil {
                lines?.append(line)
            } else {
                take(line)
            }
        }
        throw Failure(description: "tmux did not answer '\(command)'")
    }

    private func readNotification(within seconds: Double) throws {
        if let line = try readLine(within: seconds) { take(line) } else { hasChanged = true }
    }

    private func take(_ line: String) {
        if line.hasPrefix("%output") || line.hasPrefix("%layout-change") || line.hasPrefix("%window") {
            hasChanged = true
        }
        if line.hasPrefix("%exit") { hasExited = true }
    }

    private func readLine(within seconds: Double) throws -> String? {
        let descriptor = watcher.output
        let deadline = Date().addingTimeInterval(seconds)
        while true {
            if let end = buffer.firstIndex(of: 10) {
                let line = String(decoding: buffer[..<end], as: UTF8.self)
                buffer.removeSubrange(...end)
                return line
            }
            var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let left = max(0, deadline.timeIntervalSinceNow)
            guard poll(&poller, 1, Int32(left * 1000)) > 0 else { return nil }
            var chunk = [UInt8](repeating: 0, count: 65_536)
            let count = read(descriptor, &chunk, chunk.count)
            guard count > 0 else {
                hasExited = true
                return nil
            }
            buffer += chunk[..<count]
        }
    }
}

/// What a terminal shows.
struct Screen {
    var lines: [String]

    var text: String { lines.joined(separator: "\n") }
    /// The row at `index`, from 0; negative counts from the bottom.
    subscript(index: Int) -> String {
        let index = index < 0 ? lines.count + index : index
        return lines.indices.contains(index) ? lines[index] : ""
    }
}
