/// The safe drawn form of one grapheme: the only way from text to cells.
///
/// - Text that every terminal draws in the same number of cells stands for itself: a base of one or two cells, with at most
///   four combining marks; spacing marks (as in Devanagari) and further bases of the grapheme get cells of their own.
/// - Everything else is drawn as a replacement form, in a style of its own (``Style/forReplacement``):
///   - C0 controls and DEL as `^A`, `^[`, `^?` (a tab and a newline too: who lays out lines handles them before);
///   - bytes that are not UTF-8 as `<FF>`;
///   - C1 controls, bidirectional controls, zero-width characters, line and paragraph separators, private, unassigned and
///     other invisible scalars as `<U+202E>`;
///   - emoji of more than one scalar (joined, with a skin tone, a variation selector, a keycap or tags), on whose width
///     terminals differ, as the first scalar and `+`; a flag as its two letters;
///   - a combining mark without a base over `◌` (U+25CC); after the fourth mark of a base, and after sixteen cells, `+`.
///
/// Width and form depend on the grapheme's bytes only.
public struct Glyph: Hashable, Sendable {
    let first: Cell
    let rest: [Cell]

    /// Cells it takes, at least 1.
    public let width: Int
    /// Whether it is drawn as something other than itself.
    public let isReplacement: Bool

    init(single cell: Cell) {
        first = cell
        rest = []
        width = cell.width
        isReplacement = false
    }

    init(first: Cell, rest: [Cell], isReplacement: Bool) {
        self.first = first
        self.rest = rest
        self.isReplacement = isReplacement
        width = rest.reduce(first.width) { $0 + $1.width }
    }

    /// The form of one grapheme given as UTF-8. Of bytes that are not UTF-8 each one shows; no bytes at all are a space.
    public init(_ grapheme: Span<UInt8>) {
        guard !grapheme.isEmpty else {
            self.init(single: .blank(.text))
            return
        }
        if let (scalar, length) = grapheme.scalar(at: 0), length == grapheme.count {
            switch ScalarClass(scalar) {
            case .narrow:
                self.init(single: Cell(base: scalar, width: 1))
                return
            case .wide:
                self.init(single: Cell(base: scalar, width: 2))
                return
            case .mark, .hidden: break
            }
        }
        self = GlyphBuilder.glyph(of: grapheme)
    }

    public init(_ grapheme: Character) {
        self.init(String(grapheme).utf8.span)
    }

    /// The text that is drawn.
    public var text: String {
        rest.reduce(into: first.text) { $0 += $1.text }
    }
}
