internal import TruceDocument

/// Where the next page of versions begins.
struct VersionCursor {
    /// Versions with smaller numbers follow.
    let before: Int

    var text: String { Cursor.encode("v\(before)") }

    init(before: Int) { self.before = before }

    init(_ text: String) throws(Problem) {
        before = try Cursor.number(in: text, of: "v")
    }
}

/// Where the next page of conflicts begins.
struct ConflictCursor {
    /// Conflicts that were written before follow.
    let before: Int64

    var text: String { Cursor.encode("c\(before)") }

    init(before: Int64) { self.before = before }

    init(_ text: String) throws(Problem) {
        before = try Cursor.number(in: text, of: "c")
    }
}

/// Where the next page of documents begins: after the last document of the page before, so that what is created or
/// deleted in the meantime moves nothing else.
enum DocumentCursor {
    case name(folded: String)
    case updated(at: Int64, id: String)

    var text: String {
        switch self {
        case .name(let folded): Cursor.encode("n\(folded)")
        case .updated(let at, let id): Cursor.encode("u\(at),\(id)")
        }
    }

    /// Throws `malformed_request` unless it was given out for a list in this order.
    init(_ text: String, sort: DocumentQuery.Sort) throws(Problem) {
        let decoded = Cursor.decode(text)
        switch (decoded?.first, sort) {
        case ("n", .name): self = .name(folded: String(decoded?.dropFirst() ?? ""))
        case ("u", .updated):
            let parts = decoded?.dropFirst().split(separator: ",") ?? []
            guard parts.count == 2, let at = Int64(parts[0]) else { throw Cursor.malformed }
            self = .updated(at: at, id: String(parts[1]))
        default: throw Cursor.malformed
        }
    }
}

/// Where the next page of users begins.
struct UserCursor {
    /// Users with greater names follow.
    let after: String

    var text: String { Cursor.encode("p\(after)") }

    init(after: String) { self.after = after }

    init(_ text: String) throws(Problem) {
        after = String(try Cursor.decode(text, of: "p"))
    }
}

/// Cursors on the wire: hexadecimal digits, which say nothing to people and need no encoding in a URL.
enum Cursor {
    static let malformed = Problem(
        .malformedRequest, detail: "The cursor is not one of this list: take it from the Link of the page before.")

    static func encode(_ text: String) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: text.utf8.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// What stands behind the letter of a list.
    static func decode(_ cursor: String, of list: Character) throws(Problem) -> Substring {
        guard let decoded = decode(cursor), decoded.first == list else { throw malformed }
        return decoded.dropFirst()
    }

    /// The number that stands there.
    static func number<Number: FixedWidthInteger>(in cursor: String, of list: Character) throws(Problem) -> Number {
        guard let number = Number(try decode(cursor, of: list)) else { throw malformed }
        return number
    }

    static func decode(_ cursor: String) -> String? {
        let digits = cursor.utf8.map { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let upper = digits[index], let lower = digits[index + 1] else { return nil }
            bytes.append(UInt8(upper << 4 | lower))
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
