import Testing

@testable import TruceDocument

@Suite("JSON")
struct JSONTests {
    static func parse(_ text: String) throws(JSON.Invalid) -> JSON { try JSON(parsing: Array(text.utf8)) }

    @Test(
        "Texts and their values",
        arguments: [
            ("null", JSON.null), (" true ", .bool(true)), ("false", .bool(false)), ("0", .integer(0)),
            ("-12", .integer(-12)), ("9223372036854775807", .integer(.max)),
            ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("1.5", .number(1.5)), ("1e2", .number(100)),
            ("-0.5E-1", .number(-0.05)), ("\"\"", .string("")), ("\"é漢😀\"", .string("é漢😀")),
            (#""\"\\\/\b\f\n\r\t""#, .string("\"\\/\u{8}\u{C}\n\r\t")), (#""\u00e9\uD83D\uDE00x""#, .string("é😀x")),
            ("\"\u{7F}\u{2028}\"", .string("\u{7F}\u{2028}")), ("[]", .array([])),
            ("[ 1 , [ ] ]", .array([.integer(1), .array([])])),
            ("{}", .object([])), ("{ \"a\" : 1 , \"b\" : {} }", ["a": .integer(1), "b": .object([])]),
        ] as [(String, JSON)])
    func parsing(text: String, value: JSON) throws {
        #expect(try Self.parse(text) == value)
        #expect(try JSON(parsing: value.bytes) == value)
    }

    @Test(
        "Texts that are refused",
        arguments: [
            "", " ", "nul", "True", "01", "-", "1.", ".5", "1e", "1e999", "+1", "NaN", "\"", "\"\\", "\"\\u12",
            "\"\\u12x4\"",
            "\"\\x\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"a\nb\"", "[", "[1", "[1,]", "[,1]",
            "[1 2]", "{",
            "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,}", "{a:1}", "{\"a\" 1}", "1 2", "[]x", "'a'", "\u{FEFF}1",
            "{\"a\":1,\"\\u0061\":2}", String(repeating: "[", count: 100_000),
        ])
    func refused(text: String) {
        #expect(throws: JSON.Invalid.self) { try Self.parse(text) }
    }

    @Test("Bytes that are not UTF-8 are refused", arguments: [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xC0, 0xAF]])
    func invalidUTF8(bytes: [UInt8]) {
        #expect(throws: JSON.Invalid.self) { try JSON(parsing: [0x22] + bytes + [0x22]) }
    }

    @Test("Every scalar is written so that it comes back")
    func scalars() throws {
        for start in stride(from: UInt32(0), to: 0x11_0000, by: 0x1000) {
            let text = String(String.UnicodeScalarView((start..<start + 0x1000).compactMap(Unicode.Scalar.init)))
            #expect(try JSON(parsing: JSON.string(text).bytes) == .string(text))
        }
    }

    @Test("Names of members are escaped in pointers")
    func pointers() throws {
        let place = JSONPlace(["a/b~c": .array([["x": .integer(1)]])])
        let error = #expect(throws: JSON.Invalid.self) {
            try place.member("a/b~c").items()[0].member("x").string()
        }
        #expect(error == JSON.Invalid(pointer: "/a~1b~0c/0/x", detail: "This must be a string."))
        #expect(error?.sentence == "/a~1b~0c/0/x: This must be a string.")
    }
}
