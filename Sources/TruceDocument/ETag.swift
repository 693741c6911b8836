/// An entity tag (RFC 9110, section 8.8.3): opaque to clients, readable to people.
public struct ETag: Hashable, Sendable {
    /// What stands between the quotation marks.
    public let opaque: String
    /// Whether the tag is weak (`W/"…"`). truce makes only strong ones; weak ones arrive in requests and match nothing.
    public let isWeak: Bool

    public init(_ opaque: String, isWeak: Bool = false) {
        self.opaque = opaque
        self.isWeak = isWeak
    }

    /// The tag of a text: `"<version>-<first 12 hex digits of its SHA-256>"`.
    public static func content(version: Int, digest: Digest) -> ETag { ETag("\(version)-\(digest.short)") }

    /// The tag of the metadata: `"m7"`.
    public static func metadata(revision: Int) -> ETag { ETag("m\(revision)") }

    /// The tag of the document as a whole: `"m7.18-9c1f0b2d77aa"`.
    public static func document(metadata: ETag, content: ETag) -> ETag { ETag("\(metadata.opaque).\(content.opaque)") }

    /// The tag of a text's blame: its document's id and the text's own, for two documents may have one text by different
    /// people under the same number.
    public static func blame(documentID: String, content: ETag) -> ETag { ETag("\(documentID).\(content.opaque)") }

    /// The header's form, with quotation marks.
    public var header: String { (isWeak ? "W/" : "") + "\"\(opaque)\"" }

    /// Parses one entity tag, nil if it is none.
    public init?(header: String) {
        guard case .tags(let tags)? = ETagList(header: header), tags.count == 1 else { return nil }
        self = tags[0]
    }

    /// Strong comparison (RFC 9110, section 8.8.3.2): equal and neither weak.
    public func strongMatch(_ other: ETag) -> Bool { !isWeak && !other.isWeak && opaque == other.opaque }

    /// Weak comparison, which `If-None-Match` uses.
    public func weakMatch(_ other: ETag) -> Bool { opaque == other.opaque }
}

extension ETag: CustomStringConvertible {
    public var description: String { header }
}

/// The value of `If-Match` or `If-None-Match` (RFC 9110, sections 13.1.1 and 13.1.2).
public enum ETagList: Hashable, Sendable {
    case any
    /// At least one tag, in the order of the header.
    case tags([ETag])

    /// Parses a whole header value; several header lines are joined by commas before. nil if it is malformed.
    public init?(header: String) {
        var rest = Substring(header).utf8
        func skipSpace() { rest = rest.drop { $0 == 32 || $0 == 9 } }
        skipSpace()
        if rest.elementsEqual("*".utf8) || (rest.first == 42 && rest.dropFirst().allSatisfy { $0 == 32 || $0 == 9 }) {
            self = .any
            return
        }
        var tags: [ETag] = []
        while !rest.isEmpty {
            if rest.first == 44 {  // a comma; empty list members are allowed (section 5.6.1)
                rest = rest.dropFirst()
                skipSpace()
                continue
            }
            let isWeak = rest.starts(with: "W/".utf8)
            if isWeak { rest = rest.dropFirst(2) }
            guard rest.first == 34, let end = rest.dropFirst().firstIndex(of: 34) else { return nil }
            let opaque = rest[rest.index(after: rest.startIndex)..<end]
            guard opaque.allSatisfy({ $0 == 0x21 || (0x23...0x7E).contains($0) || $0 >= 0x80 }) else { return nil }
            tags.append(ETag(String(Substring(opaque)), isWeak: isWeak))
            rest = rest[rest.index(after: end)...]
            skipSpace()
            guard rest.isEmpty || rest.first == 44 else { return nil }
        }
        guard !tags.isEmpty else { return nil }
        self = .tags(tags)
    }

    /// Whether any member matches `current` by strong comparison; nil stands for "there is no current representation".
    public func strongMatch(_ current: ETag?) -> Bool {
        guard let current else { return false }
        switch self {
        case .any: return true
        case .tags(let tags): return tags.contains { $0.strongMatch(current) }
        }
    }

    /// Whether any member matches `current` by weak comparison.
    public func weakMatch(_ current: ETag?) -> Bool {
        guard let current else { return false }
        switch self {
        case .any: return true
        case .tags(let tags): return tags.contains { $0.weakMatch(current) }
        }
    }

    /// The header's form.
    public var header: String {
        switch self {
        case .any: "*"
        case .tags(let tags): tags.map(\.header).joined(separator: ", ")
        }
    }
}
