/// Puts together the cells of a grapheme that is not a single visible scalar.
struct GlyphBuilder {
    private var cells: [Cell] = []
    private var isReplacement = false
    /// Whether the last cell can take a combining mark.
    private var takesMarks = false

    /// No grapheme takes more cells than this and the `+` after them.
    private static let cellLimit = 16

    static func glyph(of grapheme: Span<UInt8>) -> Glyph {
        var builder = GlyphBuilder()
        if !builder.addEmoji(grapheme) { builder.addPieces(grapheme) }
        return Glyph(
            first: builder.cells[0], rest: Array(builder.cells.dropFirst()), isReplacement: builder.isReplacement)
    }

    // MARK: Emoji of several scalars

    /// Takes the whole grapheme if it is an emoji sequence or a flag.
    private mutating func addEmoji(_ grapheme: Span<UInt8>) -> Bool {
        guard let (base, length) = grapheme.scalar(at: 0), length < grapheme.count else { return false }
        if let letter = GlyphBuilder.flagLetter(base) {
            guard let (second, secondLength) = grapheme.scalar(at: length), length + secondLength == grapheme.count,
                let secondLetter = GlyphBuilder.flagLetter(second)
            else { return false }
            add(code: [letter, secondLetter])
            return true
        }
        guard base.properties.isEmoji else { return false }
        var index = length
        while index < grapheme.count {
            guard let (scalar, length) = grapheme.scalar(at: index), GlyphBuilder.continuesEmoji(scalar) else {
                return false
            }
            index += length
        }
        add(base: base, width: ScalarClass(base) == .wide ? 2 : 1)
        add(code: ["+"])
        return true
    }

    /// The letter that a regional indicator stands for.
    private static func flagLetter(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        guard (0x1F1E6...0x1F1FF).contains(scalar.value) else { return nil }
        return Unicode.Scalar(scalar.value - 0x1F1E6 + 0x41)
    }

    private static func continuesEmoji(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // Joiner, keycap, variation selectors 15 and 16, tags.
        case 0x200D, 0x20E3, 0xFE0E, 0xFE0F, 0xE0020...0xE007F: true
        default: scalar.value > 0x7F && scalar.properties.isEmoji
        }
    }

    // MARK: Everything else

    private mutating func addPieces(_ grapheme: Span<UInt8>) {
        var index = 0
        while index < grapheme.count {
            if cells.count > GlyphBuilder.cellLimit {
                add(code: ["+"])
                return
            }
            guard let (scalar, length) = grapheme.scalar(at: index) else {
                add(byte: grapheme[index])
                index += 1
                continue
            }
            index += length
            switch ScalarClass(scalar) {
            case .narrow: add(base: scalar, width: 1)
            case .wide: add(base: scalar, width: 2)
            case .mark:
                guard add(mark: scalar) else {
                    add(code: ["+"])
                    return
                }
            case .hidden: add(hidden: scalar)
            }
        }
    }

    private mutating func add(base: Unicode.Scalar, width: Int) {
        cells.append(Cell(base: base, width: width))
        takesMarks = true
    }

    /// False if the base before it is full.
    private mutating func add(mark: Unicode.Scalar) -> Bool {
        if !takesMarks {
            add(base: "\u{25CC}", width: 1)
            isReplacement = true
        }
        return cells[cells.count - 1].add(mark: mark)
    }

    private mutating func add(hidden scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0..<0x20, 0x7F: add(code: ["^", Unicode.Scalar(UInt8(scalar.value) ^ 0x40)])
        default:
            let digits = String(scalar.value, radix: 16, uppercase: true)
            add(code: "<U+\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)>".unicodeScalars)
        }
    }

    private mutating func add(byte: UInt8) {
        let digits = String(byte, radix: 16, uppercase: true)
        add(code: "<\(digits.count < 2 ? "0" : "")\(digits)>".unicodeScalars)
    }

    /// Printable ASCII that stands for something else.
    private mutating func add(code: some Sequence<Unicode.Scalar>) {
        for scalar in code { cells.append(Cell(base: scalar, width: 1)) }
        isReplacement = true
        takesMarks = false
    }
}
