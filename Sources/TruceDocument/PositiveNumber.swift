extension Int {
    /// A number from 1 as tags, paths, queries and the command line write it: decimal digits without a sign or a leading
    /// zero, so that every number has one spelling. nil for anything else, and for what is too large for an `Int`.
    public init?(positive text: some StringProtocol) {
        let digits = text.utf8
        guard digits.first != UInt8(ascii: "0"),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        self.init(text)
    }
}
