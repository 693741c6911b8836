/// How two texts differ that have the same characters but for spaces.
enum SpaceChange: Equatable {
    /// In whether the last line has an end.
    case lastLineEnd
    /// In how lines end: CR LF or LF.
    case lineEnds
    /// In spaces and tabs.
    case spaces
    /// In where lines break.
    case wrapping

    /// Bytes up to which texts are looked into: a person has no use of it for larger ones.
    private static let limit = 64 << 10

    /// nil where they differ in more, or not at all.
    init?(from old: ArraySlice<UInt8>, to new: ArraySlice<UInt8>) {
        guard old != new, !old.isEmpty, !new.isEmpty, max(old.count, new.count) <= Self.limit else { return nil }
        func isAll(_ spaces: [UInt8]) -> Bool {
            old.lazy.filter { !spaces.contains($0) }.elementsEqual(new.lazy.filter { !spaces.contains($0) })
        }
        if old.withoutLastLineEnd == new.withoutLastLineEnd {
            self = .lastLineEnd
        } else if isAll([13]) {
            self = .lineEnds
        } else if isAll([13, 32, 9]) {
            self = .spaces
        } else if isAll([13, 32, 9, 10]) {
            self = .wrapping
        } else {
            return nil
        }
    }

    /// `only in spaces`.
    var title: String {
        switch self {
        case .lastLineEnd: "only in whether the last line ends"
        case .lineEnds: "only in line ends"
        case .spaces: "only in spaces"
        case .wrapping: "only in line breaks"
        }
    }
}

extension ArraySlice<UInt8> {
    /// Without LF, or CR LF, at the end.
    fileprivate var withoutLastLineEnd: ArraySlice<UInt8> {
        guard last == 10 else { return self }
        return dropLast().last == 13 ? dropLast(2) : dropLast()
    }
}
