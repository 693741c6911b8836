/// Turns the bytes a terminal sends into inputs. A state machine that reads no clock: times come in as milliseconds from
/// any fixed point and never go back.
///
/// How the bytes are cut into reads makes no difference. Escape sequences of xterm and its descendants, rxvt, the Linux
/// console and VT220 are known, with modifiers; `modifyOtherKeys` and CSI u too; what terminfo says comes in as
/// ``Settings/extraKeys``. Sources: ECMA-48 (form of the sequences), xterm's ctlseqs.
///
/// A lone Esc counts once ``Settings/escapeDelay`` has passed without another byte. If the rest of a known sequence arrives
/// after that (a slow line), within ``Settings/tailWindow`` of the Esc, it is dropped; other sequences that nobody knows are
/// dropped whole. Bytes that are not UTF-8 are dropped.
public struct KeyDecoder: Sendable {
    public struct Settings: Sendable {
        /// Milliseconds after which an Esc that nothing follows is the key Esc.
        public var escapeDelay: Int64 = 50
        /// Milliseconds from its Esc within which a sequence must be complete.
        public var tailWindow: Int64 = 1000
        /// Milliseconds without a byte after which a paste whose end was lost ends.
        public var pasteSilence: Int64 = 5000
        /// The longest paste that is delivered, in bytes. Of a longer one nothing is kept but its length.
        public var pasteLimit = 16 << 20
        /// Milliseconds within which a second press on a cell is a double click.
        public var clickInterval: Int64 = 400
        /// Further sequences, each with its Esc, and their keys: what terminfo says. They go before the built-in ones.
        public var extraKeys: [[UInt8]: Key] = [:]

        public init() {}
    }

    private let settings: Settings
    /// The extra sequences without their Esc, and everything that one of them begins with.
    private let extraKeys: [[UInt8]: Key]
    private let extraPrefixes: Set<[UInt8]>

    private var state = State.ground
    /// When the Esc came that was delivered as the last input.
    private var escapeTime: Int64?
    private var clicks = ClickCounter()

    private enum State {
        case ground
        case scalar(PartialScalar)
        case sequence(PartialSequence)
        /// An operating system command or device control string, which is dropped up to its end. `escaped` after an Esc.
        case string(since: Int64, escaped: Bool)
        case paste(PartialPaste)
    }

    private struct PartialScalar {
        var bytes: [UInt8]
        let modifiers: Key.Modifiers
        let since: Int64
    }

    private struct PartialSequence {
        /// What followed the Esc.
        var bytes: [UInt8] = []
        /// Whether two Esc came, as rxvt sends for Alt.
        var isDoubled = false
        /// Whether its Esc was delivered as a key already.
        var isTail = false
        let since: Int64
    }

    public init(_ settings: Settings = Settings()) {
        self.settings = settings
        var keys: [[UInt8]: Key] = [:]
        var prefixes: Set<[UInt8]> = []
        for (sequence, key) in settings.extraKeys where sequence.count > 1 && sequence[0] == Byte.escape {
            let tail = Array(sequence.dropFirst())
            keys[tail] = key
            for count in 1..<tail.count { prefixes.insert(Array(tail.prefix(count))) }
        }
        extraKeys = keys.filter { !prefixes.contains($0.key) }
        extraPrefixes = prefixes
    }

    // MARK: Time

    /// When ``expire(at:)`` must be called if nothing arrives before; nil if nothing is pending.
    public var deadline: Int64? {
        switch state {
        case .ground: nil
        case .scalar(let partial): partial.since + settings.tailWindow
        case .string(let since, _): since + settings.tailWindow
        case .paste(let paste): paste.lastTime + settings.pasteSilence
        case .sequence(let sequence): sequence.since + patience(for: sequence)
        }
    }

    private func patience(for sequence: PartialSequence) -> Int64 {
        switch sequence.bytes {
        case [], [UInt8(ascii: "]")], [UInt8(ascii: "P")]: settings.escapeDelay
        default: settings.tailWindow
        }
    }

    /// Ends what has waited too long at this time, and returns what it turned out to be.
    ///
    /// Whoever reads the terminal feeds what can be read first, so that being busy does not tear sequences apart.
    public mutating func expire(at milliseconds: Int64) -> [Input] {
        guard let deadline, milliseconds >= deadline else { return [] }
        var inputs: [Input] = []
        let ended = state
        state = .ground
        switch ended {
        case .ground, .scalar, .string: break
        case .paste(let paste): inputs.append(paste.input(limit: settings.pasteLimit))
        case .sequence(let sequence): giveUp(sequence, at: milliseconds, into: &inputs)
        }
        return inputs
    }

    /// Forgets the beginning of a key that has not come to its end: neither it nor its tail is delivered. A paste goes on.
    public mutating func dropPending() {
        switch state {
        case .ground, .string, .paste: break
        case .scalar: state = .ground
        case .sequence(let sequence) where sequence.bytes.isEmpty:
            state = .ground
            escapeTime = sequence.since
        case .sequence(var sequence):
            sequence.isTail = true
            state = .sequence(sequence)
        }
    }

    // MARK: Bytes

    /// Takes bytes that arrived at this time and returns the inputs that they complete.
    public mutating func feed(_ bytes: [UInt8], at milliseconds: Int64) -> [Input] {
        var inputs: [Input] = []
        var rest = bytes[...]
        while let byte = rest.first {
            if case .paste(var paste) = state {
                state = .ground
                rest = paste.take(rest, at: milliseconds, limit: settings.pasteLimit)
                if paste.isComplete {
                    inputs.append(paste.input(limit: settings.pasteLimit))
                } else {
                    state = .paste(paste)
                }
            } else {
                rest.removeFirst()
                take(byte, at: milliseconds, into: &inputs)
            }
        }
        return inputs
    }

    private mutating func take(_ byte: UInt8, at time: Int64, into inputs: inout [Input]) {
        let before = state
        state = .ground
        switch before {
        case .ground: takeInGround(byte, at: time, into: &inputs)
        case .scalar(let partial): take(byte, in: partial, at: time, into: &inputs)
        case .sequence(let sequence): take(byte, in: sequence, at: time, into: &inputs)
        case .string(let since, let escaped): takeInString(byte, since: since, escaped, at: time, into: &inputs)
        // Not reached: `feed` hands a paste its bytes in one piece. A paste goes on.
        case .paste(let paste): state = .paste(paste)
        }
    }

    private mutating func takeInGround(_ byte: UInt8, at time: Int64, into inputs: inout [Input]) {
        let escapeTime = self.escapeTime
        self.escapeTime = nil
        if byte == Byte.escape {
            state = .sequence(PartialSequence(since: time))
        } else if let escapeTime, time - escapeTime < settings.tailWindow, ControlSequence.isIntroducer(byte) {
            state = .sequence(PartialSequence(bytes: [byte], isTail: true, since: escapeTime))
        } else {
            takePlain(byte, [], at: time, into: &inputs)
        }
    }

    /// A byte that belongs to no sequence, typed with these modifiers.
    private mutating func takePlain(
        _ byte: UInt8, _ modifiers: Key.Modifiers, at time: Int64, into inputs: inout [Input]
    ) {
        if byte < 0x80 {
            inputs.append(.key(Key(ascii: byte).with(modifiers)))
        } else if UTF8Lead.length(byte) != nil {
            state = .scalar(PartialScalar(bytes: [byte], modifiers: modifiers, since: time))
        }
    }

    private mutating func take(
        _ byte: UInt8, in partial: PartialScalar, at time: Int64, into inputs: inout [Input]
    ) {
        var partial = partial
        let first = partial.bytes[0]
        let fits = partial.bytes.count == 1 ? UTF8Lead.accepts(second: byte, after: first) : byte & 0xC0 == 0x80
        guard fits else {
            take(byte, at: time, into: &inputs)
            return
        }
        partial.bytes.append(byte)
        if partial.bytes.count < UTF8Lead.length(first) ?? 0 {
            state = .scalar(partial)
        } else if let (scalar, _) = partial.bytes.span.scalar(at: 0), scalar.value > 0x9F {
            inputs.append(.key(Key(.character(scalar), partial.modifiers)))
        }
    }

    private mutating func takeInString(
        _ byte: UInt8, since: Int64, _ escaped: Bool, at time: Int64, into inputs: inout [Input]
    ) {
        switch (byte, escaped) {
        case (Byte.bell, _), (UInt8(ascii: "\\"), true): break
        case (Byte.escape, false): state = .string(since: since, escaped: true)
        case (_, true):
            // It was not the end of the string but the beginning of something else.
            state = .sequence(PartialSequence(since: time))
            take(byte, at: time, into: &inputs)
        case (0x20..., false): state = .string(since: since, escaped: false)
        default: take(byte, at: time, into: &inputs)
        }
    }

    // MARK: Sequences

    private mutating func take(
        _ byte: UInt8, in sequence: PartialSequence, at time: Int64, into inputs: inout [Input]
    ) {
        var sequence = sequence
        if sequence.bytes.isEmpty, byte == Byte.escape {
            if sequence.isDoubled { inputs.append(.key(.escape)) }
            state = .sequence(PartialSequence(isDoubled: true, since: time))
            return
        }
        let before = sequence
        sequence.bytes.append(byte)
        if let key = extraKeys[sequence.bytes] {
            deliver(.key(key), of: sequence, at: time, into: &inputs)
            return
        }
        let reading = ControlSequence(sequence.bytes)
        if case .known(let meaning) = reading {
            deliver(meaning, of: sequence, at: time, into: &inputs)
            return
        }
        if extraPrefixes.contains(sequence.bytes) {
            state = .sequence(sequence)
            return
        }
        switch reading {
        case .incomplete:
            if sequence.bytes.count > ControlSequence.lengthLimit { sequence.bytes.removeLast() }
            state = .sequence(sequence)
        case .unknown:
            if sequence.isTail { replay(sequence, at: time, into: &inputs) }
        case .broken:
            giveUp(before, at: time, into: &inputs)
            take(byte, at: time, into: &inputs)
        case .none, .known:
            if sequence.isDoubled { inputs.append(.key(.escape)) }
            takePlain(byte, .alt, at: time, into: &inputs)
        }
    }

    private mutating func deliver(
        _ meaning: ControlSequence.Meaning, of sequence: PartialSequence, at time: Int64, into inputs: inout [Input]
    ) {
        switch meaning {
        case .pasteStart: state = .paste(PartialPaste(at: time))
        case .string: state = .string(since: time, escaped: false)
        case _ where sequence.isTail, .nothing: break
        case .key(let key): inputs.append(.key(sequence.isDoubled ? key.with(.alt) : key))
        case .mouse(let event): inputs.append(.mouse(clicks.count(event, at: time, within: settings.clickInterval)))
        case .focus(let isFocused): inputs.append(.focus(isFocused))
        }
    }

    /// What the beginning of a sequence means that will not be completed.
    private mutating func giveUp(_ sequence: PartialSequence, at time: Int64, into inputs: inout [Input]) {
        if sequence.isTail {
            replay(sequence, at: time, into: &inputs)
        } else if sequence.bytes.count == 1 {
            if sequence.isDoubled { inputs.append(.key(.escape)) }
            takePlain(sequence.bytes[0], .alt, at: time, into: &inputs)
        } else if sequence.bytes.isEmpty {
            inputs.append(.key(.escape))
            if sequence.isDoubled { inputs.append(.key(.escape)) }
            escapeTime = sequence.since
        }
    }

    /// Delivers bytes that looked like the tail of a sequence as the keys that they are.
    private mutating func replay(_ sequence: PartialSequence, at time: Int64, into inputs: inout [Input]) {
        for byte in sequence.bytes { takePlain(byte, [], at: time, into: &inputs) }
    }
}

enum Byte {
    static let bell: UInt8 = 0x07
    static let escape: UInt8 = 0x1B
}
