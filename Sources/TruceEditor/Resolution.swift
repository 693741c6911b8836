public import TruceDocument

/// A resolution to remember.
public struct Resolution: Sendable, Hashable {
    public var key: ResolutionKey
    /// The text that took the place of the conflict, without what its surroundings gave it.
    public var text: String

    public init(key: ResolutionKey, text: String) {
        self.key = key
        self.text = text
    }
}
