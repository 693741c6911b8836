import Testing

@testable import TruceDocument

@Suite("Problem in JSON")
struct ProblemJSONTests {
    static let at = Timestamp(milliseconds: 1_776_773_291_000)
    static let base = LinkedContent(href: "/v1/documents/runbook/versions/17/content", inline: .omitted(.brief))
    static let current = Current(
        version: 18, etag: ETag("18-abc"), changedBy: "bob", changedAt: at,
        content: LinkedContent(href: "/v1/documents/runbook/versions/18/content", inline: .content("é\n")))
    static let existing = Existing(
        id: "01J9", href: "/v1/documents/a", etag: ETag("m1.1-abc"), contentETag: ETag("1-abc"))

    static let mismatch = Problem(
        .versionMismatch(
            VersionMismatch(
                attempted: Attempt(version: 17, etag: ETag("17-def")), current: current, baseAgeSeconds: 640,
                repeated: 0, base: base)),
        detail: "You edited version 17; bob saved version 18.", instance: "/v1/conflicts/01J9",
        requestID: "req_90fa21", resource: "/v1/documents/runbook/content")

    static let problems: [Problem] =
        [
            mismatch, Problem(mismatch.cause, detail: "as 412", status: 412),
            Problem(
                .versionMismatch(
                    VersionMismatch(
                        attempted: Attempt(version: nil, etag: ETag("x", isWeak: true)),
                        current: Current(
                            version: 1, etag: ETag("1-a"), changedBy: "b", changedAt: at,
                            content: LinkedContent(href: "/c", inline: .omitted(.tooLarge))),
                        baseAgeSeconds: nil, repeated: 3, base: nil)), detail: ""),
            Problem(
                .versionMismatch(
                    VersionMismatch(
                        attempted: Attempt(version: nil, etag: nil),
                        current: Current(
                            version: 1, etag: ETag("1-a"), changedBy: "b", changedAt: at,
                            content: LinkedContent(href: "/c", inline: .omitted(.brief))),
                        baseAgeSeconds: 0, repeated: 0,
                        base: LinkedContent(href: "/b", inline: .omitted(.notUTF8)))), detail: ""),
            Problem(
                .documentDeleted(
                    DocumentDeleted(
                        attempted: Attempt(version: 17, etag: ETag("17-def")), deletedBy: "bob", deletedAt: at,
                        lastVersion: 18, baseAgeSeconds: 5, repeated: 1,
                        base: LinkedContent(href: "/b", inline: .content("base")))), detail: "gone"),
            Problem(.alreadyExists(AlreadyExists(name: "a", existing: existing, current: current)), detail: "there"),
            Problem(.duplicateName(name: "a", existing: existing), detail: "taken"),
            Problem(.duplicateExternalID(externalID: "x", existing: existing), detail: "taken"),
            Problem(
                .constraintViolation(constraint: "c", errors: [Fault(pointer: "/a", detail: "b")]), detail: "broken"),
            Problem(.invalidDocument([Fault(pointer: "", detail: "whole")]), detail: "invalid"),
            Problem(.methodNotAllowed(allow: ["GET", "HEAD", "PUT"]), detail: "no"),
            Problem(.unsupportedMediaType(accept: ["application/merge-patch+json"]), detail: "no"),
            Problem(.unavailable(retryAfter: 3), detail: "later"),
            Problem(
                .foreign(.init(reason: "has_dependents", title: "Others need it", retry: .merge, status: 409)),
                detail: "two documents", status: 409),
        ] + Problem.PlainReason.allCases.map { Problem($0, detail: "plain") }

    private static func header(of problem: Problem) -> (String) -> String? {
        { name in
            switch (problem.cause, name) {
            case (.methodNotAllowed(let allow), "Allow"): allow.joined(separator: ", ")
            case (.unsupportedMediaType(let accept), "Accept-Patch"): accept.joined(separator: ", ")
            case (.unavailable(let seconds), "Retry-After"): String(seconds)
            default: nil
            }
        }
    }

    @Test("Problems come back with all their members", arguments: problems)
    func roundTrip(problem: Problem) throws {
        let back = try Problem(decoding: problem.encoded(), status: 200, header: Self.header(of: problem))
        #expect(back == problem)
        #expect(back.type == problem.type && back.title == problem.title && back.retry == problem.retry)
    }

    @Test("Every reason comes back but none is foreign", arguments: Reason.allCases)
    func reasons(reason: Reason) {
        #expect(Self.problems.contains { $0.reason == reason })
    }

    @Test("The 409 of a stale save, to the letter")
    func letter() {
        #expect(
            String(decoding: Self.mismatch.encoded(), as: UTF8.self) == """
                {"type":"/problems/version_mismatch","title":"The document changed since you read it","status":409,\
                "reason":"version_mismatch","retry":"merge","detail":"You edited version 17; bob saved version 18.",\
                "instance":"/v1/conflicts/01J9","requestId":"req_90fa21","resource":"/v1/documents/runbook/content",\
                "attemptedVersion":17,"attemptedETag":"\\"17-def\\"","currentVersion":18,"currentETag":"\\"18-abc\\"",\
                "changedBy":"bob","changedAt":"2026-04-21T12:08:11Z","baseAgeSeconds":640,"repeated":0,\
                "base":{"href":"/v1/documents/runbook/versions/17/content"},\
                "current":{"href":"/v1/documents/runbook/versions/18/content","content":"é\\n"}}
                """)
    }

    @Test("Null is written where the contract says null")
    func nulls() {
        #expect(Self.problems[2].json["attemptedVersion"] == .null)
        #expect(Self.problems[3].json["attemptedETag"] == .null)
        #expect(Self.problems[4].json["currentVersion"] == .null)
        #expect(Self.problems[3].json["current"]?["contentOmitted"] == .string("brief"))
        #expect(Self.problems[0].json["base"]?["contentOmitted"] == nil)
    }

    @Test(
        "What is not known here is kept for display",
        arguments: [
            (
                #"{"reason":"rate_limited","title":"Slow down","retry":"same_request","detail":"D","status":429}"#,
                "rate_limited", "Slow down", 429, Reason.malformedRequest
            ),
            (
                #"{"reason":"version_mismatch","title":"T","detail":"D"}"#, "version_mismatch", "T", 409,
                .constraintViolation
            ),
            (#"{"title":"Bad Gateway","detail":"D"}"#, "unknown", "Bad Gateway", 409, .constraintViolation),
            (
                #"{"reason":7,"detail":"D","status":"x"}"#, "unknown", "The request was refused", 409,
                .constraintViolation
            ),
        ] as [(String, String, String, Int, Reason)])
    func foreign(text: String, reason: String, title: String, status: Int, nearest: Reason) throws {
        let problem = try Problem(decoding: Array(text.utf8), status: 409, header: { _ in nil })
        #expect(problem.reasonName == reason && problem.title == title && problem.detail == "D")
        #expect(problem.status == status && problem.reason == nearest)
    }

    @Test("What is no object is no problem", arguments: ["", "[]", "\"x\"", "<html>"])
    func noProblem(text: String) {
        #expect(throws: JSON.Invalid.self) {
            try Problem(decoding: Array(text.utf8), status: 409, header: { _ in nil })
        }
    }
}
