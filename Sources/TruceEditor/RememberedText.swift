/// How a conflict was resolved before.
public struct RememberedText: Sendable, Equatable {
    /// What is proposed: with the indentation and the line ends of its place.
    public var bytes: [UInt8]
    /// Who resolved it so.
    public var by: String
    /// When, by the person's clock: `2026-04-21 12:08`.
    public var moment: String
    /// Whether the person has had it forgotten.
    var isForgotten = false
}
