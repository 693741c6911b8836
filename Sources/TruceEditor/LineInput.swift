import TruceScreen

/// One line being typed: a search, a line number, a name.
public struct LineInput: Sendable, Equatable {
    public private(set) var text: String
    /// Characters before the cursor.
    public private(set) var cursor: Int

    public init(_ text: String = "") {
        self.text = text
        cursor = text.count
    }

    /// Takes a key that edits a line; false if it is none of those.
    mutating func handle(_ key: Key) -> Bool {
        switch (key.code, key.modifiers) {
        case (.character(let scalar), []): insert(String(scalar))
        case (.backspace, []): remove(at: cursor - 1)
        case (.delete, []): remove(at: cursor)
        case (.left, []): cursor = max(0, cursor - 1)
        case (.right, []): cursor = min(text.count, cursor + 1)
        case (.home, []), (.character("a"), .control): cursor = 0
        case (.end, []), (.character("e"), .control): cursor = text.count
        case (.character("u"), .control): self = LineInput()
        default: return false
        }
        return true
    }

    /// Takes pasted bytes up to their first line end; what is no UTF-8 becomes U+FFFD.
    mutating func paste(_ bytes: [UInt8]) {
        insert(String(decoding: bytes.prefix { $0 != 10 && $0 != 13 }, as: UTF8.self))
    }

    private mutating func insert(_ piece: String) {
        let before = text.count
        text.insert(contentsOf: piece, at: text.index(text.startIndex, offsetBy: cursor))
        // A combining mark joins the character before it: the cursor moves by what the text grew.
        cursor += text.count - before
    }

    private mutating func remove(at index: Int) {
        guard text.indices.count > index, index >= 0 else { return }
        text.remove(at: text.index(text.startIndex, offsetBy: index))
        cursor = index
    }
}
