public import TruceDocument
public import TruceText

/// A draft that an earlier editor left behind.
public struct Recovered: Sendable, Equatable {
    /// Names the journal it stands in.
    public var id: String
    /// The name under which it was typed, where the document has another one now.
    public var typedAs: String?
    /// Who was writing; empty if that was not written down.
    public var actor: String
    public var at: Timestamp
    public var base: Base
    /// The text as it was last journalled.
    public var text: Rope
    /// The resolution that was under way, if there was one.
    public var resolution: SavedResolution?
    /// Kept on purpose when the editor was left, rather than found after a crash.
    public var isKept: Bool

    public init(
        id: String, typedAs: String? = nil, actor: String = "", at: Timestamp, base: Base, text: Rope,
        resolution: SavedResolution?,
        isKept: Bool
    ) {
        self.id = id
        self.typedAs = typedAs
        self.actor = actor
        self.at = at
        self.base = base
        self.text = text
        self.resolution = resolution
        self.isKept = isKept
    }
}
