/// A JSON value (RFC 8259), parsed or to be written. Members keep their order; no name stands twice in an object.
public enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    /// A number without fraction or exponent that fits in 64 bits.
    case integer(Int)
    /// Any other number; finite.
    case number(Double)
    case string(String)
    case array([JSON])
    case object([Member])

    /// A name and its value in an object.
    public struct Member: Hashable, Sendable {
        public var name: String
        public var value: JSON

        public init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// What is wrong with a JSON text or with a value in it.
    public struct Invalid: Error, Hashable, Sendable {
        /// Where, as a JSON pointer (RFC 6901); empty for the whole.
        public var pointer: String
        public var detail: String

        public init(pointer: String = "", detail: String) {
            self.pointer = pointer
            self.detail = detail
        }

        /// Place and fault in one sentence, for people.
        public var sentence: String { pointer.isEmpty ? detail : "\(pointer): \(detail)" }
    }

    /// The member called `name`, nil where there is none or the value is no object.
    public subscript(_ name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The member of an object, or null where there is no value: for members that stand there always.
    static func optional(_ value: String?) -> JSON { value.map(JSON.string) ?? .null }

    static func optional(_ value: Int?) -> JSON { value.map(JSON.integer) ?? .null }

    static func strings(_ values: [String]) -> JSON { .array(values.map(JSON.string)) }
}

extension JSON: ExpressibleByDictionaryLiteral {
    /// An object with its members in the order written; names must differ.
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(elements.map { Member($0, $1) })
    }
}

/// A value with a form in JSON.
public protocol JSONConvertible: Sendable {
    /// Its members as API.md names them.
    var json: JSON { get }

    /// Reads the members that the value needs and ignores others: answers may gain members.
    init(json: JSON) throws(JSON.Invalid)
}

extension JSONConvertible {
    /// The value as JSON text in UTF-8.
    public func encoded() -> [UInt8] { json.bytes }

    /// Reads the value from JSON text in UTF-8.
    public init(decoding bytes: [UInt8]) throws(JSON.Invalid) {
        try self.init(json: JSON(parsing: bytes))
    }
}
