/// How the sides are called in sentences: people by what they did, files by their sides.
extension Resolver {
    /// Whether files are merged whose sides go by names of their own: nobody here need have written either.
    public var isMerge: Bool { names != nil }

    /// Whose side MINE is, in the middle of a sentence.
    public var you: String { isMerge ? "MINE" : "you" }

    /// The same at the beginning of one.
    public var youFirst: String { isMerge ? "MINE" : "You" }

    /// Who began with BASE.
    public var both: String { isMerge ? "both" : "you both" }

    /// What `q` says.
    var leavingKeys: String {
        isMerge
            ? "Esc and ^Q ask what becomes of your decisions" : "Esc goes back to your text, ^Q asks what to do with it"
    }
}
