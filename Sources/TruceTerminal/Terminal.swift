import CNcurses
import Glibc
public import TruceScreen

/// The terminal: frames out, events in. Lives on ``TerminalActor``; one at a time in a process.
///
/// ```swift
/// try TerminalLoop.run {
///     let terminal = try Terminal()
///     terminal.show(frame)
///     await terminal.serve { event, time in … terminal.stop() … }
/// }
/// ```
///
/// While it is open the terminal is in raw mode on its alternate screen, with bracketed paste, mouse and focus reports. It is
/// given back by ``close()``, and also on `exit` and on a fatal signal.
@TerminalActor
public final class Terminal {
    public struct Options: Sendable {
        /// Descriptors of the tty.
        public var input: Int32 = STDIN_FILENO
        public var output: Int32 = STDOUT_FILENO
        /// The terminal's type; nil for what `TERM` says.
        public var type: String?
        /// Whether colours are used where the terminal has them. False from the start if `NO_COLOR` is set and not empty.
        public var usesColor: Bool
        /// Times and limits of input. What terminfo knows about keys comes on top. From the start an Esc waits 300 ms over
        /// ssh, whose packets come apart, unless tmux sits at this end and has put them together.
        public var keys = KeyDecoder.Settings()

        /// Takes the environment into account.
        public init() {
            usesColor = getenv("NO_COLOR").map { $0.pointee == 0 } ?? true
            if getenv("SSH_CONNECTION") != nil, getenv("TMUX") == nil { keys.escapeDelay = 300 }
        }
    }

    /// The open terminal.
    static var current: Terminal?

    /// The longest text in bytes that ``setClipboard(_:)`` sends: terminals drop what is longer than 100,000 in Base64.
    public static nonisolated let clipboardLimit = 74_994

    /// The size in cells.
    public private(set) var size: Size

    private let device: Device
    private let canvas: Canvas
    private let signals: Int32
    private let type: String
    private var decoder: KeyDecoder
    private var isOpen = true
    private var isHungUp = false

    private var handler: Handler?
    private var settled: (@TerminalActor () -> Void)?
    private var continuation: CheckedContinuation<Void, Never>?
    private var wakeTime: Int64?
    /// Whether what was read together with the present input is dropped.
    private var dropsRest = false

    /// Takes an event and its time in milliseconds (``TerminalLoop/now``).
    public typealias Handler = @TerminalActor (_ event: TerminalEvent, _ time: Int64) -> Void

    /// Takes the terminal over.
    public init(_ options: Options = Options()) throws(TerminalError) {
        guard Terminal.current == nil else { throw .alreadyOpen }
        guard isatty(options.input) == 1 else { throw .inputIsNoTerminal }
        guard isatty(options.output) == 1 else { throw .outputIsNoTerminal }
        guard let type = options.type ?? getenv("TERM").map({ String(cString: $0) }), !type.isEmpty else {
            throw .typeMissing
        }
        guard truce_use_utf8() else { throw .noUTF8 }
        let signals = truce_signal_descriptor()
        guard signals >= 0 else { throw .system(call: "signalfd", code: errno) }
        do throws(TerminalError) {
            device = try Device(type: type, input: options.input, output: options.output)
        } catch {
            Glibc.close(signals)
            throw error
        }
        self.signals = signals
        self.type = type
        size = device.size
        canvas = Canvas(device.screen, usesColor: options.usesColor)
        var keys = options.keys
        keys.extraKeys.merge(TerminalKeys.sequences) { given, _ in given }
        decoder = KeyDecoder(keys)
        canvas.resize(to: size)
        device.enter()
        Terminal.current = self
    }

    // MARK: Out

    /// Shows a frame. Costs what differs from the frame before. A frame of another size than the terminal's is cut off or
    /// filled up.
    public func show(_ frame: Frame) {
        guard isOpen, !isHungUp else { return }
        canvas.show(frame, size: size)
    }

    /// Puts text on the system's clipboard (OSC 52), as far as the terminal allows it. False, and nothing is sent, for more
    /// than ``clipboardLimit`` bytes and for terminals that would print it.
    @discardableResult
    public func setClipboard(_ bytes: [UInt8]) -> Bool {
        let isOld = ["linux", "vt", "dumb", "ansi", "cons"].contains { type.hasPrefix($0) }
        guard isOpen, !isHungUp, !isOld, bytes.count <= Terminal.clipboardLimit else { return false }
        device.write(Array("\u{1B}]52;c;".utf8) + base64(bytes) + [0x07])
        return true
    }

    /// Rings, or flashes.
    public func beep() {
        guard isOpen, !isHungUp else { return }
        _ = CNcurses.beep()
    }

    // MARK: In

    /// Hands events to `handler`, in order and on this thread, until ``stop()``.
    ///
    /// - Parameters:
    ///   - handler: called for each event without a hop.
    ///   - settled: called when everything that was there is dealt with, events and jobs of ``TerminalActor`` alike, before
    ///     the thread waits: the place to draw in, once for many keys.
    public func serve(_ handler: @escaping Handler, settled: @escaping @TerminalActor () -> Void = {}) async {
        precondition(self.handler == nil, "A terminal serves one handler at a time")
        guard isOpen else { return }
        self.handler = handler
        self.settled = settled
        await withCheckedContinuation { continuation = $0 }
    }

    /// Ends ``serve(_:settled:)``. Events that have been read already are dropped.
    public func stop() {
        handler = nil
        settled = nil
        continuation?.resume()
        continuation = nil
    }

    /// Asks for the event ``TerminalEvent/wake`` at a time (``TerminalLoop/now``), instead of the time asked for before; nil
    /// asks for none.
    public func wake(at milliseconds: Int64?) {
        wakeTime = milliseconds
    }

    /// Throws away what was typed and is not delivered yet: what came ahead of a question must not answer it.
    ///
    /// It is read and decoded all the same, so that a sequence or a paste of which one half has come stays whole.
    public func dropTypedAhead() {
        dropsRest = true
        guard isOpen, !isHungUp else { return }
        while device.hasInput, let bytes = device.read(), !bytes.isEmpty {
            _ = decoder.feed(bytes, at: TerminalLoop.now)
        }
        decoder.dropPending()
    }

    // MARK: Coming and going

    /// Gives the terminal back, for good. Ends ``serve(_:settled:)``. Closing again does nothing.
    public func close() {
        guard isOpen else { return }
        isOpen = false
        stop()
        device.close()
        Glibc.close(signals)
        Terminal.current = nil
    }

    /// Gives the terminal back, stops the process group as the suspend key does elsewhere, and takes the terminal again when
    /// a shell lets it go on. Where no shell could, nothing stops. ``TerminalEvent/continued`` follows.
    public func suspend() {
        guard isOpen, !isHungUp else { return }
        device.leave()
        truce_stop_process_group()
        takeAgain()
    }

    private func takeAgain() {
        device.enter()
        if device.size != size { resize() } else { canvas.redraw(size: size) }
    }

    private func resize() {
        size = device.size
        canvas.resize(to: size)
        deliver(.resize(size), at: TerminalLoop.now)
    }

    // MARK: The loop's side

    var pollDescriptors: [pollfd] {
        guard handler != nil else { return [] }
        let tty = isHungUp ? -1 : device.input
        return [tty, signals].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    }

    /// How long the loop may wait, in milliseconds; -1 for ever.
    func pollTimeout(at now: Int64) -> Int32 {
        guard handler != nil, let time = [decoder.deadline, wakeTime].compactMap({ $0 }).min() else { return -1 }
        return Int32(clamping: max(0, time - now))
    }

    func settle() {
        settled?()
    }

    /// Deals with what the loop found on ``pollDescriptors``.
    func serve(_ descriptors: [pollfd], at now: Int64) {
        guard descriptors.count == 2 else { return }
        let (tty, signal) = (descriptors[0].revents, descriptors[1].revents)
        if signal != 0 { takeSignals(at: now) }
        if tty != 0 {
            takeInput(at: now)
        } else {
            for input in decoder.expire(at: now) { deliver(.input(input), at: now) }
        }
        if let time = wakeTime, time <= now {
            wakeTime = nil
            deliver(.wake, at: now)
        }
    }

    private func deliver(_ event: TerminalEvent, at time: Int64) {
        handler?(event, time)
    }

    private func takeInput(at now: Int64) {
        guard let bytes = device.read() else {
            isHungUp = true
            deliver(.hangUp, at: now)
            return
        }
        dropsRest = false
        for input in decoder.feed(bytes, at: now) where !dropsRest { deliver(.input(input), at: now) }
    }

    private func takeSignals(at now: Int64) {
        while isOpen {
            switch truce_next_signal(signals) {
            case 0: return
            case SIGWINCH: resize()
            case SIGTSTP: suspend()
            case SIGCONT:
                if !isHungUp { takeAgain() }
                deliver(.continued, at: now)
            case let signal: deliver(.terminate(signal: signal), at: now)
            }
        }
    }
}
