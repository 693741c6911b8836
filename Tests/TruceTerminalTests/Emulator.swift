import CNcurses

/// As much of an xterm as ncurses uses: what a person would see.
struct Emulator {
    struct Attributes: Equatable {
        var bold = false
        var dim = false
        var underline = false
        var reverse = false
        var foreground: Int?
        var background: Int?
    }

    struct Cell: Equatable {
        var text = " "
        var attributes = Attributes()
    }

    private(set) var rows: Int
    private(set) var columns: Int
    /// The right half of a wide cell is empty text.
    private(set) var cells: [[Cell]]
    private(set) var row = 0
    private(set) var column = 0 {
        didSet { wraps = false }
    }
    private(set) var isCursorVisible = true
    private(set) var isAlternate = false
    /// Private modes that are on.
    private(set) var modes: Set<Int> = []
    /// Sequences that it does not know.
    private(set) var unknown: [String] = []
    private(set) var commands: [String] = []

    private var attributes = Attributes()
    /// Whether the last column was written, so that the next character goes to the next row.
    private var wraps = false
    private var last: Unicode.Scalar = " "
    private var top = 0
    private var bottom: Int

    init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
        cells = Array(repeating: Array(repeating: Cell(), count: columns), count: rows)
        bottom = rows
    }

    var lines: [String] { cells.map { $0.map(\.text).joined() } }

    mutating func feed(_ bytes: [UInt8]) {
        var rest = Substring(String(decoding: bytes, as: UTF8.self)).unicodeScalars
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\u{1B}": escape(&rest)
            case "\r": column = 0
            case "\n":
                if row + 1 == bottom { scroll() } else { row = min(row + 1, rows - 1) }
            case "\u{8}": column = max(0, column - 1)
            case "\t": column = min(columns - 1, (column / 8 + 1) * 8)
            case "\u{0}", "\u{7}", "\u{E}", "\u{F}": break
            default: put(scalar)
            }
        }
    }

    private mutating func put(_ scalar: Unicode.Scalar) {
        let width = Int(truce_scalar_width(wchar_t(bitPattern: scalar.value)))
        if width <= 0 {
            // A mark joins what stands to the left.
            var place = wraps ? column : column - 1
            while place > 0, cells[row][place].text.isEmpty { place -= 1 }
            if width == 0, place >= 0 { cells[row][place].text.unicodeScalars.append(scalar) }
            return
        }
        if wraps || column + width > columns {
            column = 0
            row = min(row + 1, rows - 1)
        }
        for place in column..<column + width { separate(place) }
        cells[row][column] = Cell(text: String(scalar), attributes: attributes)
        if width == 2 { cells[row][column + 1] = Cell(text: "", attributes: attributes) }
        last = scalar
        let isAtEdge = column + width == columns
        column = min(columns - 1, column + width)
        wraps = isAtEdge
    }

    /// A wide cell that loses one half loses the other.
    private mutating func separate(_ place: Int) {
        if cells[row][place].text.isEmpty, place > 0 { cells[row][place - 1].text = " " }
        if place + 1 < columns, cells[row][place + 1].text.isEmpty { cells[row][place + 1].text = " " }
    }

    private mutating func scroll() {
        cells.remove(at: top)
        cells.insert(Array(repeating: Cell(), count: columns), at: bottom - 1)
    }

    private mutating func escape(_ rest: inout Substring.UnicodeScalarView) {
        switch rest.popFirst() {
        case "[": control(&rest)
        case "]":
            let text = String(String.UnicodeScalarView(rest.prefix { $0 != "\u{7}" }))
            commands.append(text)
            rest.removeFirst(min(rest.count, text.unicodeScalars.count + 1))
        case "(", ")": rest.removeFirst()
        case "7", "8", "=", ">": break
        case "M": row = max(0, row - 1)
        case let other: unknown.append("ESC \(String(describing: other))")
        }
    }

    private mutating func control(_ rest: inout Substring.UnicodeScalarView) {
        let body = String(String.UnicodeScalarView(rest.prefix { !(0x40...0x7E).contains($0.value) }))
        rest.removeFirst(body.unicodeScalars.count)
        guard let final = rest.popFirst() else { return }
        let isPrivate = body.hasPrefix("?")
        let numbers = body.drop { $0 == "?" }.split(separator: ";", omittingEmptySubsequences: false).map {
            Int($0) ?? 0
        }
        let first = numbers.first ?? 0
        let count = max(1, first)
        switch (final, isPrivate) {
        case ("H", false):
            row = min(rows, count) - 1
            column = min(columns, max(1, numbers.count > 1 ? numbers[1] : 1)) - 1
        case ("A", false): row = max(0, row - count)
        case ("B", false): row = min(rows - 1, row + count)
        case ("C", false): column = min(columns - 1, column + count)
        case ("D", false): column = max(0, column - count)
        case ("G", false): column = min(columns, count) - 1
        case ("d", false): row = min(rows, count) - 1
        case ("K", false):
            blank(first == 1 ? 0..<min(columns, column + 1) : column..<columns)
        case ("J", false):
            if first == 2 { for line in 0..<rows { blankLine(line) } } else { eraseBelow() }
        case ("X", false): blank(column..<min(columns, column + count))
        case ("P", false):
            for _ in 0..<min(count, columns - column) {
                cells[row].remove(at: column)
                cells[row].append(Cell(attributes: erased))
            }
        case ("@", false):
            for _ in 0..<min(count, columns - column) {
                cells[row].insert(Cell(attributes: erased), at: column)
                cells[row].removeLast()
            }
        case ("L", false):
            for _ in 0..<count {
                cells.remove(at: bottom - 1)
                cells.insert(Array(repeating: Cell(), count: columns), at: row)
            }
        case ("M", false):
            for _ in 0..<count {
                cells.remove(at: row)
                cells.insert(Array(repeating: Cell(), count: columns), at: bottom - 1)
            }
        case ("b", false): for _ in 0..<count { put(last) }
        case ("m", false): select(numbers)
        case ("r", false):
            top = max(1, first) - 1
            bottom = numbers.count > 1 ? numbers[1] : rows
            (row, column) = (0, 0)
        case ("l", false), ("t", false): break
        case ("h", true), ("l", true): for number in numbers { setMode(number, final == "h") }
        default: unknown.append("CSI \(body)\(final)")
        }
    }

    /// Erased cells keep the background only.
    private var erased: Attributes { Attributes(background: attributes.background) }

    private mutating func blank(_ range: Range<Int>) {
        for place in range { cells[row][place] = Cell(attributes: erased) }
    }

    private mutating func blankLine(_ line: Int) {
        cells[line] = Array(repeating: Cell(attributes: erased), count: columns)
    }

    private mutating func eraseBelow() {
        blank(column..<columns)
        for line in row + 1..<max(row + 1, rows) { blankLine(line) }
    }

    private mutating func setMode(_ mode: Int, _ isOn: Bool) {
        switch mode {
        case 25: isCursorVisible = isOn
        case 1049: isAlternate = isOn
        case 1000, 1002, 1004, 1006, 2004: if isOn { modes.insert(mode) } else { modes.remove(mode) }
        default: break
        }
    }

    private mutating func select(_ numbers: [Int]) {
        var rest = numbers.isEmpty ? [0] : numbers[...]
        while let number = rest.popFirst() {
            switch number {
            case 0: attributes = Attributes()
            case 1: attributes.bold = true
            case 2: attributes.dim = true
            case 4: attributes.underline = true
            case 7: attributes.reverse = true
            case 22: (attributes.bold, attributes.dim) = (false, false)
            case 24: attributes.underline = false
            case 27: attributes.reverse = false
            case 30...37: attributes.foreground = number - 30
            case 40...47: attributes.background = number - 40
            case 39: attributes.foreground = nil
            case 49: attributes.background = nil
            case 90...97: attributes.foreground = number - 82
            case 100...107: attributes.background = number - 92
            case 38, 48:
                guard rest.popFirst() == 5, let color = rest.popFirst() else { break }
                if number == 38 { attributes.foreground = color } else { attributes.background = color }
            default: unknown.append("SGR \(number)")
            }
        }
    }
}
