import Testing

@testable import TruceDocument

@Suite("Kept conflicts")
struct ConflictRecordTests {
    static let at = Timestamp(milliseconds: 1_776_773_291_000)

    static func record(
        _ reason: Reason = .versionMismatch, document: String? = "runbook", actor: String = "bob",
        at time: Timestamp = at
    ) -> ConflictRecord {
        ConflictRecord(
            id: "01J9", at: time, reason: reason, status: reason.status, actor: actor, document: document,
            resource: "/v1/documents/runbook/content", method: "PUT", requestID: "req_1")
    }

    @Test(
        "A record comes back from JSON",
        arguments: [
            ConflictRecord.Outcome.open, .abandoned, .resolved(by: "ann", at: at),
        ])
    func roundTrip(outcome: ConflictRecord.Outcome) throws {
        var record = Self.record()
        record.outcome = outcome
        #expect(try ConflictRecord(decoding: record.encoded()) == record)
        (record.attemptedVersion, record.currentVersion, record.baseAgeSeconds, record.repeated) = (17, 18, 640, 2)
        (record.document, record.idempotencyKey, record.userAgent) = (nil, "k", "curl/8")
        #expect(try ConflictRecord(decoding: record.encoded()) == record)
    }

    @Test("The members are those of the contract")
    func members() {
        guard case .object(let members) = Self.record().json else { return #expect(Bool(false)) }
        #expect(
            members.map(\.name) == [
                "id", "at", "reason", "status", "actor", "document", "resource", "method", "attemptedVersion",
                "currentVersion", "baseAgeSeconds", "repeated", "requestId", "idempotencyKey", "userAgent",
                "fingerprint", "outcome", "resolvedBy", "resolvedAt",
            ])
    }

    @Test("What is kept: 409, 428 and a key used twice", arguments: Reason.allCases)
    func kept(reason: Reason) {
        let others: Set<Reason> = [.preconditionRequired, .idempotencyKeyReused]
        #expect(ConflictRecord.isKept(reason) == (reason.status == 409 || others.contains(reason)))
    }

    @Test("A fingerprint stands for reason, document and method")
    func fingerprints() {
        let all = [Reason.versionMismatch, .alreadyExists].flatMap { reason in
            [nil, "", "a", "b"].flatMap { document in
                ["PUT", "POST"].map { ConflictFingerprint(reason: reason, document: document, method: $0) }
            }
        }
        #expect(Set(all).count == 16)
        for fingerprint in all { #expect(ConflictFingerprint(fingerprint.text) == fingerprint) }
        #expect(Self.record(actor: "a").fingerprint == Self.record(actor: "b").fingerprint)
        for text in ["", "0123456789abcde", "0123456789abcdeF", "0123456789abcdef0", "0123456789abcdeg"] {
            #expect(ConflictFingerprint(text) == nil)
        }
    }

    @Test("What a client says of itself is cut at 200 bytes")
    func userAgent() {
        let record = ConflictRecord(
            id: "", at: Self.at, reason: .versionMismatch, status: 409, actor: "", document: nil, resource: "",
            method: "", requestID: "", userAgent: String(repeating: "x", count: 5_000))
        #expect(record.userAgent?.utf8.count == 200)
    }

    @Test("A group comes back from JSON")
    func groups() throws {
        let group = ConflictGroup(
            fingerprint: Self.record().fingerprint, reason: .hasDependents, document: nil, count: 3,
            firstSeen: Self.at, lastSeen: Self.at, actors: ["a", "b"], ratePerMinute: 2, baselinePerMinute: 0.25,
            spiking: true)
        #expect(try ConflictGroup(decoding: group.encoded()) == group)
    }

    @Test(
        "Bars",
        arguments: [
            ([], ""), ([0, 0], "  "), ([1], "█"), ([1, 2, 3, 4, 5, 6, 7, 8, 0], "▁▂▃▄▅▆▇█ "), ([1, 100], "▁█"),
            ([-1, 4, 2], " █▄"),
        ])
    func bars(counts: [Int], line: String) {
        #expect(sparkline(counts) == line)
    }
}
