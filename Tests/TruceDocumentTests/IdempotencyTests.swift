import Testing

@testable import TruceDocument

@Suite("Idempotency")
struct IdempotencyTests {
    @Test(
        "Keys, quoted and bare",
        arguments: [
            ("abc", "abc"), ("\"abc\"", "abc"), ("  \"abc\" \t", "abc"), ("a,b;c='d'", "a,b;c='d'"),
            (#""a b""#, "a b"), (#""a\"b\\c""#, #"a"b\c"#), (#"a\b"#, #"a\b"#),
            ("", nil), (" ", nil), ("\"\"", nil), ("\"", nil), ("\"a", nil), ("a\"", nil), ("a b", nil), ("a, b", nil),
            ("\"a\" b", nil), ("\"a\"\"b\"", nil), (#""a\b""#, nil), (#""a\"#, nil), ("é", nil), ("\"é\"", nil),
            ("\"a\u{7}\"", nil), ("a\u{7F}", nil),
        ])
    func keys(header: String, text: String?) {
        let key = IdempotencyKey(header: header)
        #expect(key?.text == text)
        if let key { #expect(IdempotencyKey(header: key.header) == key) }
    }

    @Test("At most 255 characters, quotation marks and escapes not counted")
    func length() {
        let (allowed, long) = (String(repeating: "a", count: 255), String(repeating: "a", count: 256))
        #expect(IdempotencyKey(header: allowed)?.text == allowed)
        #expect(IdempotencyKey(header: "\"\(allowed)\"")?.text == allowed)
        #expect(IdempotencyKey(header: "\"\(String(repeating: "\\\"", count: 255))\"") != nil)
        #expect(IdempotencyKey(header: long) == nil && IdempotencyKey(header: "\"\(long)\"") == nil)
    }

    static func fingerprint(
        method: String = "PUT", target: String = "/v1/a", ifMatch: String? = "\"1\"", ifNoneMatch: String? = nil,
        body: String = "b"
    ) -> RequestFingerprint {
        RequestFingerprint(
            method: method, target: target, ifMatch: ifMatch, ifNoneMatch: ifNoneMatch,
            body: Digest(of: Array(body.utf8)))
    }

    @Test("A request is the same if all that counts is the same")
    func fingerprints() {
        let different = [
            Self.fingerprint(), Self.fingerprint(method: "POST"), Self.fingerprint(target: "/v1/a?force=true"),
            Self.fingerprint(ifMatch: nil), Self.fingerprint(ifMatch: ""), Self.fingerprint(ifMatch: "\"2\""),
            Self.fingerprint(ifNoneMatch: "*"), Self.fingerprint(ifMatch: nil, ifNoneMatch: "\"1\""),
            Self.fingerprint(body: ""),
        ]
        #expect(Set(different).count == different.count)
        #expect(Self.fingerprint() == Self.fingerprint())
        #expect(RequestFingerprint(digest: different[0].digest) == different[0])
    }

    static let start = Timestamp(milliseconds: 1_000)
    static let answer = KeptAnswer(status: 200, headers: [.init("ETag", "\"2\"")], body: [1])
    static func after(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: 1_000 + milliseconds) }

    @Test(
        "Decisions",
        arguments: [
            (nil, fingerprint(), 0, .new),
            (
                IdempotencyRecord(fingerprint: fingerprint(), startedAt: start), fingerprint(), 1,
                .inFlight(startedAt: start)
            ),
            (IdempotencyRecord(fingerprint: fingerprint(), startedAt: start), fingerprint(body: "c"), 1, .reused),
            (
                IdempotencyRecord(fingerprint: fingerprint(), startedAt: start, answer: answer), fingerprint(), 1,
                .replay(answer)
            ),
            (
                IdempotencyRecord(fingerprint: fingerprint(), startedAt: start, answer: answer),
                fingerprint(method: "POST"), 1,
                .reused
            ),
            (
                IdempotencyRecord(fingerprint: fingerprint(), startedAt: start, answer: answer), fingerprint(),
                86_399_999, .replay(answer)
            ),
            (
                IdempotencyRecord(fingerprint: fingerprint(), startedAt: start, answer: answer), fingerprint(body: "c"),
                86_400_000, .new
            ),
            (
                IdempotencyRecord(fingerprint: fingerprint(), startedAt: start), fingerprint(), 90_000_000,
                .inFlight(startedAt: start)
            ),
        ] as [(IdempotencyRecord?, RequestFingerprint, Int64, IdempotencyDecision)])
    func decisions(
        known: IdempotencyRecord?, fingerprint: RequestFingerprint, milliseconds: Int64, decision: IdempotencyDecision
    ) throws {
        let time = Self.after(milliseconds)
        #expect(IdempotencyDecision(known: known, fingerprint: fingerprint, at: time) == decision)
        let key = try #require(IdempotencyKey(header: "k"))
        let expected: Reason? =
            switch decision {
            case .new, .replay: nil
            case .reused: .idempotencyKeyReused
            case .inFlight: .idempotencyKeyInFlight
            }
        #expect(decision.problem(key: key)?.reason == expected)
    }

    @Test("Answers that are kept")
    func kept() {
        let kept = (100...599).filter(KeptAnswer.isKept)
        #expect(kept == Array(200...299) + [409, 412, 422])
    }
}
