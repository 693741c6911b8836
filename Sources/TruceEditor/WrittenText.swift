/// A text that the person wrote and that RESULT holds no more.
public struct WrittenText: Sendable, Equatable {
    public var text: [UInt8]
    /// The lines in whose place it stood, from 0: of BASE, or of MINE where there is no base.
    public var lines: Range<Int>
    /// Whether the person has seen that RESULT goes without it.
    public var isTold: Bool
    /// Whether it was taken back: as long as its place is edited by hand, RESULT has what became of it.
    public var isTaken: Bool

    public init(text: [UInt8], lines: Range<Int>, isTold: Bool = false, isTaken: Bool = false) {
        self.text = text
        self.lines = lines
        self.isTold = isTold
        self.isTaken = isTaken
    }
}
