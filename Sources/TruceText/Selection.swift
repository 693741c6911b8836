/// What is selected in a text; a cursor is a selection of nothing.
public struct Selection: Sendable, Equatable {
    /// Where the selection began: byte offset.
    public var anchor: Int
    /// Where it ends and the cursor is: byte offset, before or behind the anchor.
    public var head: Int

    public init(anchor: Int, head: Int) {
        self.anchor = anchor
        self.head = head
    }

    /// A cursor.
    public init(at offset: Int) {
        self.init(anchor: offset, head: offset)
    }

    public var range: Range<Int> { min(anchor, head)..<max(anchor, head) }
    public var isEmpty: Bool { anchor == head }
}
