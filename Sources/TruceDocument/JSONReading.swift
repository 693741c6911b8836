/// A value within a JSON text and the way to it, so that a fault names its place.
struct JSONPlace {
    let value: JSON
    let pointer: String

    init(_ value: JSON, pointer: String = "") {
        self.value = value
        self.pointer = pointer
    }

    /// The members of an object, in their order.
    func members() throws(JSON.Invalid) -> [(name: String, place: JSONPlace)] {
        guard case .object(let members) = value else { throw mismatch("an object") }
        return members.map { ($0.name, JSONPlace($0.value, pointer: pointer + "/" + escaped($0.name))) }
    }

    /// The member called `name`; throws where it is missing.
    func member(_ name: String) throws(JSON.Invalid) -> JSONPlace {
        guard case .object = value else { throw mismatch("an object") }
        guard let found = value[name] else {
            throw JSON.Invalid(pointer: pointer + "/" + escaped(name), detail: "This member is missing.")
        }
        return JSONPlace(found, pointer: pointer + "/" + escaped(name))
    }

    /// The member called `name`; nil where it is missing or null.
    func optionalMember(_ name: String) -> JSONPlace? {
        guard let found = value[name], found != .null else { return nil }
        return JSONPlace(found, pointer: pointer + "/" + escaped(name))
    }

    func items() throws(JSON.Invalid) -> [JSONPlace] {
        guard case .array(let items) = value else { throw mismatch("an array") }
        return items.enumerated().map { JSONPlace($0.element, pointer: "\(pointer)/\($0.offset)") }
    }

    func string() throws(JSON.Invalid) -> String {
        guard case .string(let text) = value else { throw mismatch("a string") }
        return text
    }

    func integer() throws(JSON.Invalid) -> Int {
        guard case .integer(let number) = value else { throw mismatch("an integer") }
        return number
    }

    /// Any number. A whole one is written without a fraction.
    func number() throws(JSON.Invalid) -> Double {
        switch value {
        case .integer(let number): return Double(number)
        case .number(let number): return number
        default: throw mismatch("a number")
        }
    }

    func strings() throws(JSON.Invalid) -> [String] {
        var strings: [String] = []
        for item in try items() { strings.append(try item.string()) }
        return strings
    }

    func bool() throws(JSON.Invalid) -> Bool {
        guard case .bool(let value) = value else { throw mismatch("true or false") }
        return value
    }

    func mediaType() throws(JSON.Invalid) -> String {
        let text = try string()
        guard MediaType.isValid(text) else { throw mismatch("a media type") }
        return text
    }

    /// One of the words that `type` knows.
    func oneOf<Word: RawRepresentable & CaseIterable>(
        _ type: Word.Type
    ) throws(JSON.Invalid) -> Word where Word.RawValue == String {
        guard let word = Word(rawValue: try string()) else {
            throw mismatch("one of \(type.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return word
    }

    func timestamp() throws(JSON.Invalid) -> Timestamp {
        guard let time = Timestamp(rfc3339: try string()) else { throw mismatch("an RFC 3339 time") }
        return time
    }

    func etag() throws(JSON.Invalid) -> ETag {
        guard let etag = ETag(header: try string()) else { throw mismatch("an entity tag") }
        return etag
    }

    func digest() throws(JSON.Invalid) -> Digest {
        guard let digest = Digest(hex: try string()) else { throw mismatch("a SHA-256 in hexadecimal digits") }
        return digest
    }

    private func mismatch(_ expected: String) -> JSON.Invalid {
        JSON.Invalid(pointer: pointer, detail: "This must be \(expected).")
    }
}

/// A name as a part of a JSON pointer (RFC 6901, section 3).
private func escaped(_ name: String) -> String {
    guard name.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return name }
    return name.reduce(into: "") { $0 += $1 == "~" ? "~0" : $1 == "/" ? "~1" : String($1) }
}
