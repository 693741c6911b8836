/// What the bytes after an Esc are, so far.
enum ControlSequence: Equatable {
    /// Begins a sequence whose end is not there yet.
    case incomplete
    case known(Meaning)
    /// A whole sequence that means nothing here.
    case unknown
    /// The last byte cannot belong to the sequence that the others began.
    case broken
    /// No sequence: a key typed with Alt.
    case none

    enum Meaning: Equatable {
        case key(Key)
        /// A press counts as the first click.
        case mouse(MouseEvent)
        case pasteStart
        case focus(Bool)
        /// An operating system command or device control string begins.
        case string
        /// Known, and of no consequence: a mouse moved without a button, the end of a paste that had ended before.
        case nothing
    }

    /// Longer sequences are unknown; this much of them is kept.
    static let lengthLimit = 64

    /// Whether a byte after an Esc begins a sequence that can be told from a key typed with Alt only by what follows.
    static func isIntroducer(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "[") || byte == UInt8(ascii: "O")
    }

    /// Reads what followed an Esc: at least one byte, and all of them but the last one already read as incomplete.
    init(_ bytes: [UInt8]) {
        let last = bytes[bytes.count - 1]
        switch (bytes[0], bytes.count) {
        case (UInt8(ascii: "["), 1), (UInt8(ascii: "O"), 1), (UInt8(ascii: "]"), 1), (UInt8(ascii: "P"), 1):
            self = .incomplete
        case (UInt8(ascii: "["), _): self = ControlSequence.readControl(bytes[1...], last)
        case (UInt8(ascii: "O"), _): self = ControlSequence.readShift(bytes[1...], last)
        // Strings are answers to questions that nobody here asks, but a program that ran before may have. What a person
        // types after Alt-] or Alt-P looks different.
        case (UInt8(ascii: "]"), _): self = (0x30...0x39).contains(last) ? .known(.string) : .broken
        case (UInt8(ascii: "P"), _):
            self = "0123456789>!$+=".utf8.contains(last) ? .known(.string) : .broken
        default: self = .none
        }
    }

    // MARK: ESC [

    private static func readControl(_ bytes: ArraySlice<UInt8>, _ last: UInt8) -> ControlSequence {
        guard let first = bytes.first else { return .incomplete }
        // The Linux console's F1 to F5: one letter after a second bracket.
        if first == UInt8(ascii: "[") {
            guard bytes.count > 1 else { return .incomplete }
            guard last >= 0x20, last < 0x7F else { return .broken }
            guard (0x41...0x45).contains(last) else { return .unknown }
            return .known(.key(.function(Int(last) - 0x40)))
        }
        // The mouse of terminals that have no SGR reports: three bytes, each 32 more than it means.
        if first == UInt8(ascii: "M") {
            guard bytes.count > 1 else { return .incomplete }
            guard last >= 0x20 else { return .broken }
            guard bytes.count == 4 else { return .incomplete }
            let values = bytes.dropFirst().map { Int($0) - 32 }
            return .known(MouseReport(code: values[0], column: values[1], row: values[2], isRelease: false).meaning)
        }
        switch last {
        // rxvt ends keys typed with Shift with a dollar sign.
        case UInt8(ascii: "$") where bytes.count > 1 && bytes.dropLast().allSatisfy { (0x30...0x39).contains($0) }:
            break
        case 0x20...0x3F: return .incomplete
        case 0x40...0x7E: break
        default: return .broken
        }
        return meaning(of: bytes.dropLast(), last).map(ControlSequence.known) ?? .unknown
    }

    private static func meaning(of parameterBytes: ArraySlice<UInt8>, _ final: UInt8) -> Meaning? {
        if parameterBytes.first == UInt8(ascii: "<") {
            guard let report = MouseReport(sgr: parameterBytes.dropFirst(), final) else { return nil }
            return report.meaning
        }
        guard let parameters = numbers(parameterBytes) else { return nil }
        let first = parameters.first ?? 0
        switch (final, parameters.count) {
        case (UInt8(ascii: "~"), 3) where first == 27:
            return Key(scalarNumber: parameters[2], modifiers(parameters[1])).map(Meaning.key)
        case (UInt8(ascii: "u"), 1...3):
            return Key(scalarNumber: first, modifiers(parameters.count > 1 ? parameters[1] : 1)).map(Meaning.key)
        case (UInt8(ascii: "~"), 1) where first == 200: return .pasteStart
        case (UInt8(ascii: "~"), 1) where first == 201: return .nothing
        case (UInt8(ascii: "~"), 1...2):
            guard let code = numberedKey(first) else { return nil }
            return modifiers(parameters.count > 1 ? parameters[1] : 1).map { .key(Key(code, $0)) }
        case (UInt8(ascii: "^"), 1): return numberedKey(first).map { .key(Key($0, .control)) }
        case (UInt8(ascii: "$"), 1): return numberedKey(first).map { .key(Key($0, .shift)) }
        case (UInt8(ascii: "@"), 1): return numberedKey(first).map { .key(Key($0, [.shift, .control])) }
        case (UInt8(ascii: "I"), 0): return .focus(true)
        case (UInt8(ascii: "O"), 0): return .focus(false)
        case (UInt8(ascii: "Z"), 0...2): return .key(.backTab)
        case (0x61...0x64, 0): return letteredKey(final - 0x20).map { .key(Key($0, .shift)) }
        case (_, 0): return letteredKey(final).map { .key(Key($0)) }
        // Some terminals leave out the first number.
        case (_, 1): return letteredKey(final).flatMap { code in modifiers(first).map { .key(Key(code, $0)) } }
        case (_, 2) where first <= 1:
            return letteredKey(final).flatMap { code in modifiers(parameters[1]).map { .key(Key(code, $0)) } }
        default: return nil
        }
    }

    /// Numbers between semicolons; of numbers between colons the first counts. Nil for anything else.
    private static func numbers(_ bytes: ArraySlice<UInt8>) -> [Int]? {
        guard !bytes.isEmpty else { return [] }
        var numbers = [0]
        var isSubparameter = false
        for byte in bytes {
            switch byte {
            case 0x30...0x39:
                guard !isSubparameter else { continue }
                let number = numbers[numbers.count - 1] * 10 + Int(byte - 0x30)
                guard number <= 0x10FFFF else { return nil }
                numbers[numbers.count - 1] = number
            case UInt8(ascii: ";"):
                numbers.append(0)
                isSubparameter = false
            case UInt8(ascii: ":"): isSubparameter = true
            default: return nil
            }
        }
        return numbers
    }

    /// xterm's number for the modifiers held: one more than the sum of Shift 1, Alt 2, Control 4, Meta 8. Locks (64, 128)
    /// do not count.
    private static func modifiers(_ number: Int) -> Key.Modifiers? {
        guard number <= 256 else { return nil }
        let bits = UInt8(max(0, number - 1))
        // Super and Hyper belong to the window manager.
        guard bits & 0b0011_0000 == 0 else { return nil }
        var modifiers = Key.Modifiers(rawValue: bits & 7)
        if bits & 8 != 0 { modifiers.insert(.alt) }
        return modifiers
    }

    private static func numberedKey(_ number: Int) -> Key.Code? {
        switch number {
        case 1, 7: .home
        case 2: .insert
        case 3: .delete
        case 4, 8: .end
        case 5: .pageUp
        case 6: .pageDown
        case 11...15: .function(number - 10)
        case 17...21: .function(number - 11)
        case 23...26: .function(number - 12)
        case 28, 29: .function(number - 13)
        case 31...34: .function(number - 14)
        default: nil
        }
    }

    private static func letteredKey(_ letter: UInt8) -> Key.Code? {
        switch letter {
        case UInt8(ascii: "A"): .up
        case UInt8(ascii: "B"): .down
        case UInt8(ascii: "C"): .right
        case UInt8(ascii: "D"): .left
        case UInt8(ascii: "F"): .end
        case UInt8(ascii: "H"): .home
        case UInt8(ascii: "P")...UInt8(ascii: "S"): .function(Int(letter) - 0x4F)
        default: nil
        }
    }

    // MARK: ESC O

    private static func readShift(_ bytes: ArraySlice<UInt8>, _ last: UInt8) -> ControlSequence {
        // Old terminals put the modifiers' number before the letter.
        if (0x30...0x39).contains(last) { return bytes.count < 3 ? .incomplete : .unknown }
        guard (0x20...0x7E).contains(last) else { return .broken }
        guard let parameters = numbers(bytes.dropLast()), let modifiers = modifiers(parameters.first ?? 1) else {
            return .unknown
        }
        if let code = letteredKey(last) ?? keypadKey(last) { return .known(.key(Key(code, modifiers))) }
        if (0x61...0x64).contains(last), let code = letteredKey(last - 0x20) {
            return .known(.key(Key(code, modifiers.union(.control))))
        }
        return .unknown
    }

    /// Keys of a numeric keypad in application mode (VT220).
    private static func keypadKey(_ letter: UInt8) -> Key.Code? {
        switch letter {
        case UInt8(ascii: "M"): .enter
        case UInt8(ascii: "I"): .tab
        case UInt8(ascii: " "): .character(" ")
        case UInt8(ascii: "X"): .character("=")
        // `*+,-./` and the digits stand 64 before their letters.
        case UInt8(ascii: "j")...UInt8(ascii: "y"): .character(Unicode.Scalar(letter - 0x40))
        default: nil
        }
    }
}

extension Key {
    /// The key that sends this ASCII byte by itself.
    init(ascii byte: UInt8) {
        switch byte {
        case 0x00: self = .control(" ")
        case 0x08, 0x7F: self = .backspace
        case 0x09: self = .tab
        case 0x0A, 0x0D: self = .enter
        case 0x1B: self = .escape
        case 0x01...0x1A: self = .control(Unicode.Scalar(byte + 0x60))
        case 0x1C...0x1F: self = .control(Unicode.Scalar(byte + 0x40))
        default: self = .character(Unicode.Scalar(byte))
        }
    }

    /// The key that a terminal names by the number of its scalar (`modifyOtherKeys`, CSI u); nil for numbers that name no
    /// character.
    init?(scalarNumber number: Int, _ modifiers: Modifiers?) {
        guard let modifiers, let scalar = Unicode.Scalar(UInt32(number)) else { return nil }
        switch number {
        case 0..<0x20, 0x7F:
            self = Key(ascii: UInt8(number)).with(modifiers)
        // C1 controls; private numbers, which name keys that have no character.
        case 0x80...0x9F, 0xE000...0xF8FF: return nil
        default:
            let isControl = modifiers.contains(.control)
            let letter = scalar.properties
            let mapped =
                isControl
                ? letter.lowercaseMapping : modifiers.contains(.shift) ? letter.uppercaseMapping : String(scalar)
            let single = mapped.unicodeScalars.count == 1 ? mapped.unicodeScalars.first : nil
            self.init(.character(single ?? scalar), isControl ? modifiers : modifiers.subtracting(.shift))
        }
    }
}
