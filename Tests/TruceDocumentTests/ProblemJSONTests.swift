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

    static let staleMetadata = Problem(
        .stateMismatch(
            StateMismatch(
                attempted: Attempt(version: 6, etag: ETag("m6")), currentVersion: 7, currentETag: ETag("m7"),
                changedBy: "bob", changedAt: at, baseAgeSeconds: 8, repeated: 1, href: "/v1/documents/a/metadata",
                current: .metadata(
                    Metadata(
                        name: "a", title: "A", externalID: nil, mediaType: "text/plain", tags: ["x"], status: "draft")))
        ),
        detail: "bob changed the metadata.")
    static let staleAlias = Problem(
        .stateMismatch(
            StateMismatch(
                attempted: Attempt(version: nil, etag: ETag("x")), currentVersion: nil, currentETag: ETag("y"),
                changedBy: "bob", changedAt: at, baseAgeSeconds: nil, repeated: 0, href: "/v1/aliases/b",
                current: .alias(document: "a"))),
        detail: "bob moved the alias.")
    static let dependent = Dependent(name: "b", href: "/v1/documents/b", title: "B")
    static func invalidTransition(path: [String]?) -> Problem {
        Problem(
            .invalidTransition(
                InvalidTransition(
                    currentStatus: "draft", requestedStatus: "published", allowedTransitions: ["review"], path: path)),
            detail: "no such step")
    }

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
            Problem(.duplicateExternalID(externalID: "x", existing: existing, idempotencyKey: "k"), detail: "taken"),
            staleMetadata, Problem(staleMetadata.cause, detail: "as 412", status: 412), staleAlias,
        ]
        + Holder.Kind.allCases.map {
            Problem(.aliasConflict(alias: "a", heldBy: Holder(kind: $0, href: "/v1/x")), detail: "taken")
        } + [
            invalidTransition(path: ["review", "approved"]), invalidTransition(path: nil),
            Problem(.notEditable(currentStatus: "archived", allowedTransitions: ["published"]), detail: "archived"),
            Problem(.hasDependents(Dependents([dependent], total: 7)), detail: "needed"),
            Problem(
                .idempotencyKeyInFlight(InFlight(idempotencyKey: "k", startedAt: at, retryAfter: 2)), detail: "wait"),
            Problem(.idempotencyKeyReused(idempotencyKey: "k \"é\""), detail: "another"),
            Problem(.rateLimited(retryAfter: 60), detail: "slowly"),
            Problem(
                .constraintViolation(constraint: "c", errors: [Fault(pointer: "/a", detail: "b")]), detail: "broken"),
            Problem(.invalidDocument([Fault(pointer: "", detail: "whole")]), detail: "invalid"),
            Problem(.methodNotAllowed(allow: ["GET", "HEAD", "PUT"]), detail: "no"),
            Problem(.unsupportedMediaType(accept: ["application/merge-patch+json"]), detail: "no"),
            Problem(.unavailable(retryAfter: 3), detail: "later"),
            Problem(
                .deleted(Deletion(id: "01", deletedBy: "bob", deletedAt: at, lastVersion: 5)), detail: "was here"),
            Problem(
                .foreign(.init(reason: "teapot", title: "Others need it", retry: .merge, status: 409)),
                detail: "two documents", status: 409),
        ] + Problem.PlainReason.allCases.map { Problem($0, detail: "plain") }

    private static func header(of problem: Problem) -> (String) -> String? {
        { name in
            switch (problem.cause, name) {
            case (.methodNotAllowed(let allow), "Allow"): allow.joined(separator: ", ")
            case (.unsupportedMediaType(let accept), "Accept-Patch"): accept.joined(separator: ", ")
            case (_, "Retry-After"): problem.retryAfter.map { String($0) }
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

    @Test(
        "Members of the table of 409s",
        arguments: [
            (staleMetadata, #""currentVersion":7,"currentETag":"\"m7\"""#),
            (
                staleMetadata,
                #""current":{"href":"/v1/documents/a/metadata","metadata":{"name":"a","title":"A","externalId":null,"#
            ),
            (staleAlias, #""currentVersion":null,"#),
            (staleAlias, #""current":{"href":"/v1/aliases/b","document":"a"}"#),
            (invalidTransition(path: nil), #""allowedTransitions":["review"],"path":null"#),
        ])
    func members(problem: Problem, part: String) {
        #expect(String(decoding: problem.encoded(), as: UTF8.self).contains(part))
    }

    @Test("At most 100 dependents are listed, and all are counted")
    func dependents() {
        let all = Dependents(Array(repeating: Self.dependent, count: 150), total: 120)
        #expect(all.dependents.count == 100 && all.total == 150)
    }

    @Test("Forms of a conflict: current text, both, none", arguments: ConflictForm.allCases)
    func forms(form: ConflictForm) {
        var full = Self.current
        full.content.inline = .content("theirs")
        let base = LinkedContent(href: "/b", inline: .content("base"))
        let problem = Problem(
            .versionMismatch(
                VersionMismatch(
                    attempted: Attempt(version: 1, etag: nil), current: full, baseAgeSeconds: nil, repeated: 0,
                    base: base)), detail: "")
        guard case .versionMismatch(let formed) = problem.inForm(form).cause else { return #expect(Bool(false)) }
        #expect(formed.current.content.inline == (form == .brief ? .omitted(.brief) : .content("theirs")))
        #expect(formed.base?.inline == (form == .full ? .content("base") : .omitted(.brief)))
        #expect(problem.hasForms && problem.isStale)
        #expect(Self.staleMetadata.inForm(form) == Self.staleMetadata)
        #expect(!Self.staleMetadata.hasForms && Self.staleMetadata.isStale)
    }

    /// API.md: 429, 503 and in-flight answers carry `Retry-After`; what is worth repeating says when.
    @Test("Answers that tell when to ask again", arguments: problems)
    func retryAfter(problem: Problem) {
        let waits = [429, 503].contains(problem.status) || problem.reason == .idempotencyKeyInFlight
        #expect((problem.retryAfter != nil) == waits)
        if waits { #expect(problem.retry == .sameRequest) }
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
                #"{"reason":"teapot","title":"Slow down","retry":"same_request","detail":"D","status":418}"#,
                "teapot", "Slow down", 418, Reason.malformedRequest
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
