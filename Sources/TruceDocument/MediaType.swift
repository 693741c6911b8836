/// The media type of a document's text.
public enum MediaType: String, Hashable, Sendable, CaseIterable {
    case markdown = "text/markdown; charset=utf-8"
    case json = "application/json"
    case yaml = "application/yaml"
    case toml = "application/toml"
    case plainText = "text/plain; charset=utf-8"

    /// What the name's ending says, compared without case; plain text where it says nothing.
    public static func guess(_ name: String) -> MediaType {
        let ending = name.lowercased().split(separator: "/").last?.split(separator: ".").dropFirst().last
        return switch ending {
        case "md", "markdown": .markdown
        case "json": .json
        case "yaml", "yml": .yaml
        case "toml": .toml
        default: .plainText
        }
    }

    /// The type that `header` names, whatever its parameters; nil for one that truce has no word for.
    public init?(header: String) {
        let essence = Self.essence(of: header)
        guard let found = Self.allCases.first(where: { Self.essence(of: $0.rawValue) == essence }) else { return nil }
        self = found
    }

    /// What the status row calls it.
    public var label: String {
        switch self {
        case .markdown: "Markdown"
        case .json: "JSON"
        case .yaml: "YAML"
        case .toml: "TOML"
        case .plainText: "Text"
        }
    }

    /// What the status row calls the type that `header` names: `Text` for one without a word of its own.
    public static func label(of header: String) -> String { (MediaType(header: header) ?? .plainText).label }

    /// Whether `header` can stand in a `Content-Type`: `type/subtype` and, perhaps, parameters, all of visible ASCII
    /// characters and spaces, at most 200 bytes (RFC 9110, section 8.3.1). A line break in it would be another header.
    public static func isValid(_ header: String) -> Bool {
        guard header.utf8.count <= 200, header.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else { return false }
        let parts = essence(of: header).split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isTokenByte) }
    }

    private static func essence(of header: String) -> String {
        let beforeParameters = header.split(separator: ";", omittingEmptySubsequences: false).first ?? ""
        return beforeParameters.filter { $0 != " " }.lowercased()
    }

    /// `tchar` of RFC 9110, section 5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
