internal import TruceDocument

/// The paths of API.md that a problem names.
enum Href {
    static func document(_ name: String) -> String { "/v1/documents/\(name.percentEncoded)" }

    static func metadata(of name: String) -> String { "\(document(name))/metadata" }

    static func alias(_ alias: String) -> String { "/v1/aliases/\(alias.percentEncoded)" }

    static func content(ofVersion number: Int, of name: String) -> String {
        "\(document(name))/versions/\(number)/content"
    }
}
