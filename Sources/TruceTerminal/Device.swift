import CNcurses
import Glibc
import TruceScreen

/// A tty under ncurses: its modes, its alternate screen, its bytes.
@TerminalActor
final class Device {
    let screen: OpaquePointer
    let input: Int32
    private let output: Int32
    private let inputFile: UnsafeMutablePointer<FILE>
    private let outputFile: UnsafeMutablePointer<FILE>

    /// Bracketed paste; presses, drags and the wheel, reported in SGR's form; focus.
    private static let modesOn = "\u{1B}[?2004h\u{1B}[?1000h\u{1B}[?1002h\u{1B}[?1006h\u{1B}[?1004h"
    private static let modesOff = "\u{1B}[?1004l\u{1B}[?1006l\u{1B}[?1002l\u{1B}[?1000l\u{1B}[?2004l"

    /// Opens the terminal in ncurses, in raw mode.
    init(type: String, input: Int32, output: Int32) throws(TerminalError) {
        guard let inputFile = Device.file(input, "r") else { throw .system(call: "fdopen", code: errno) }
        guard let outputFile = Device.file(output, "w") else {
            let code = errno
            fclose(inputFile)
            throw .system(call: "fdopen", code: code)
        }
        guard let screen = Device.newScreen(type, outputFile, inputFile) else {
            fclose(inputFile)
            fclose(outputFile)
            throw .typeUnknown(type)
        }
        self.screen = screen
        self.input = input
        self.output = output
        self.inputFile = inputFile
        self.outputFile = outputFile
        // Back to the modes that newterm found, for these are to be remembered.
        reset_shell_mode()
        truce_arm_restore(output, Device.resetString)
        raw()
        noecho()
        nonl()
        // Output never waits for input, and input is read past ncurses.
        typeahead(-1)
    }

    /// The screen of a terminal of this type or, if terminfo does not know it, of the relative that it descends from; nil if
    /// there is neither, or the cursor cannot be placed. It becomes ncurses' current one.
    private static func newScreen(
        _ type: String, _ output: UnsafeMutablePointer<FILE>, _ input: UnsafeMutablePointer<FILE>
    ) -> OpaquePointer? {
        let relative = relatives.first { type.hasPrefix($0.prefix) }?.type
        guard let screen = newterm(type, output, input) ?? relative.flatMap({ newterm($0, output, input) }) else {
            return nil
        }
        set_term(screen)
        guard truce_capability("cup") != nil else {
            endwin()
            delscreen(screen)
            return nil
        }
        return screen
    }

    /// Systems with few terminfo entries do not know the terminals of today, which all know what these do.
    private static let relatives: [(prefix: String, type: String)] = [
        ("screen", "screen"), ("tmux", "screen"), ("rxvt", "rxvt"), ("xterm", "xterm-256color"),
        ("alacritty", "xterm-256color"), ("contour", "xterm-256color"), ("foot", "xterm-256color"),
        ("ghostty", "xterm-256color"), ("iterm", "xterm-256color"), ("kitty", "xterm-256color"),
        ("konsole", "xterm-256color"), ("mintty", "xterm-256color"), ("rio", "xterm-256color"),
        ("st", "xterm-256color"),
        ("vte", "xterm-256color"), ("wezterm", "xterm-256color"),
    ]

    private static func file(_ descriptor: Int32, _ mode: String) -> UnsafeMutablePointer<FILE>? {
        let copy = truce_copy_descriptor(descriptor)
        guard copy >= 0 else { return nil }
        guard let file = fdopen(copy, mode) else {
            Glibc.close(copy)
            return nil
        }
        return file
    }

    /// Without another screen to go back to, the last frame stays: a shell goes on below it.
    private static var farewell: String { truce_capability("rmcup") == nil ? "\r\n" : "" }

    /// What gives the terminal back when there is no time for ncurses.
    private static var resetString: String {
        ["sgr0", "cnorm", "rmcup"].reduce(into: modesOff) { text, name in
            guard let value = truce_capability(name) else { return }
            text += String(cString: value).withoutPadding
        } + farewell
    }

    var size: Size {
        var (rows, columns): (Int32, Int32) = (0, 0)
        if truce_terminal_size(output, &rows, &columns) { return Size(rows: Int(rows), columns: Int(columns)) }
        let screen = truce_standard_screen()
        return Size(rows: Int(getmaxy(screen)), columns: Int(getmaxx(screen)))
    }

    /// Takes the terminal, at first and after ``leave()``.
    func enter() {
        reset_prog_mode()
        wrefresh(truce_standard_screen())
        write(Array(Device.modesOn.utf8))
    }

    /// Gives the terminal back for a while.
    func leave() {
        write(Array(Device.modesOff.utf8))
        endwin()
        write(Array(Device.farewell.utf8))
    }

    func close() {
        leave()
        delscreen(screen)
        fclose(inputFile)
        fclose(outputFile)
        truce_disarm_restore()
    }

    // MARK: Bytes

    /// What can be read, at most 64 KB; nil if the terminal is gone. Call it when there is something to read.
    func read() -> [UInt8]? {
        var length = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
            length = Glibc.read(input, buffer.baseAddress, buffer.count)
            count = max(0, length)
        }
        if length > 0 { return bytes }
        return length < 0 && (errno == EINTR || errno == EAGAIN) ? [] : nil
    }

    /// Whether something can be read now.
    var hasInput: Bool {
        var descriptor = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, 0) > 0
    }

    /// Sends bytes past ncurses, whose own output has all been sent by then. What the terminal does not take is lost.
    func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                return
            }
        }
    }
}

extension String {
    /// A terminfo string without its delays (`$<5/>`).
    fileprivate var withoutPadding: String {
        var result = ""
        var rest = self[...]
        while let start = rest.firstRange(of: "$<"), let end = rest[start.upperBound...].firstIndex(of: ">") {
            result += rest[..<start.lowerBound]
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }
}
