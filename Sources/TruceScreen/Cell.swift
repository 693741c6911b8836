/// One place of a frame: what is drawn there and how.
///
/// A cell holds one base scalar with at most four combining marks, two cells wide where `width` is 2; the cell to its right
/// is then the base's right half and has width 0. Cells are made by ``Glyph`` and ``Frame`` only, out of text that went
/// through the visible forms, so a control, bidirectional or zero-width character in a cell cannot be written down.
///
/// Sixteen bytes, compared as such: five scalars of 21 bits, the width, the style.
public struct Cell: Hashable, Sendable {
    /// Scalars 0, 1 and 2 from the lowest bit, 21 bits each; 0 where there is none.
    private var low: UInt64
    /// Scalars 3 and 4, then width (2 bits), role (8 bits), emphasis (8 bits).
    private var high: UInt64

    /// How many combining marks a cell can hold above its base.
    static let markLimit = 4

    private static let scalarBits: UInt64 = 21
    private static let scalarMask: UInt64 = 0x1F_FFFF
    private static let widthShift: UInt64 = 42
    private static let styleShift: UInt64 = 44
    private static let styleMask: UInt64 = 0xFFFF << styleShift

    /// A base of `width` 1 or 2. The caller vouches that the scalar is drawn in that many cells.
    init(base: Unicode.Scalar, width: Int, style: Style = .text) {
        low = UInt64(base.value)
        high = UInt64(width) << Cell.widthShift | Cell.bits(style)
    }

    private init(emptyOfWidth width: UInt64, style: Style) {
        low = 0
        high = width << Cell.widthShift | Cell.bits(style)
    }

    /// A space.
    static func blank(_ style: Style) -> Cell { Cell(base: " ", width: 1, style: style) }

    /// The right half of a wide cell.
    static func rightHalf(_ style: Style) -> Cell { Cell(emptyOfWidth: 0, style: style) }

    private static func bits(_ style: Style) -> UInt64 {
        UInt64(style.role.rawValue) << styleShift | UInt64(style.emphasis.rawValue) << (styleShift + 8)
    }

    /// Puts a combining mark above what is there; false, and nothing done, if the cell is full.
    mutating func add(mark: Unicode.Scalar) -> Bool {
        let value = UInt64(mark.value)
        let count = UInt64(scalarCount)
        switch count {
        case 1, 2: low |= value << (Cell.scalarBits * count)
        case 3, 4: high |= value << (Cell.scalarBits * (count - 3))
        default: return false
        }
        return true
    }

    /// 1 or 2; 0 for the right half of the cell to the left.
    public var width: Int { Int(high >> Cell.widthShift & 3) }

    public var style: Style {
        get {
            let role = Style.Role(rawValue: UInt8(truncatingIfNeeded: high >> Cell.styleShift)) ?? .text
            let emphasis = UInt8(truncatingIfNeeded: high >> (Cell.styleShift + 8))
            return Style(role, Style.Emphasis(rawValue: emphasis))
        }
        set { high = high & ~Cell.styleMask | Cell.bits(newValue) }
    }

    /// How many scalars it holds: 0 for a right half, otherwise 1...5.
    public var scalarCount: Int {
        var count = 0
        while count < 5, scalarBits(count) != 0 { count += 1 }
        return count
    }

    /// The scalar at `index` in `0..<scalarCount`: the base, then its marks.
    public func scalar(_ index: Int) -> Unicode.Scalar {
        Unicode.Scalar(UInt32(scalarBits(index))) ?? "\u{FFFD}"
    }

    private func scalarBits(_ index: Int) -> UInt64 {
        index < 3
            ? low >> (Cell.scalarBits * UInt64(index)) & Cell.scalarMask
            : high >> (Cell.scalarBits * UInt64(index - 3)) & Cell.scalarMask
    }

    /// The text that is drawn; empty for a right half.
    public var text: String {
        var text = String.UnicodeScalarView()
        for index in 0..<scalarCount { text.append(scalar(index)) }
        return String(text)
    }
}
