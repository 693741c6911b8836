internal import GRDB
public import TruceDocument

extension SQLiteStore: AnswerKeeper {
    public func claim(_ claim: IdempotencyClaim) async throws(Problem) -> IdempotencyDecision {
        let time = now()
        if let atWork = keys.begin(claim, at: time) {
            return IdempotencyDecision(known: atWork, fingerprint: claim.fingerprint, at: time)
        }
        // A request gives its key up after its answer is on disk, so that there is no moment at which neither tells.
        do throws(Problem) {
            let known = try await read { database in try database.answer(keptFor: claim.owner) }
            let decision = IdempotencyDecision(known: known, fingerprint: claim.fingerprint, at: time)
            if decision != .new { keys.end(claim.owner) }
            return decision
        } catch {
            keys.end(claim.owner)
            throw error
        }
    }

    public func settle(_ claim: IdempotencyClaim, with answer: KeptAnswer?) async {
        defer { keys.end(claim.owner) }
        guard let answer, !keys.isKept(claim.owner) else { return }
        // Nothing was written that the answer tells of: where it cannot be kept, the request is decided anew.
        try? await writer.perform(cost: answer.body?.count ?? 0) { [now] database, _ in
            try database.keep(answer, for: claim, at: now())
        }
    }

    /// Runs a mutation in the writer's transaction; a success's answer is kept in the same one, if the caller has a claim,
    /// and a refusal is about what `name` leads to in the same one.
    func mutate<Ending: MutationEnding>(
        cost: Int, of name: DocumentName? = nil, as caller: Caller,
        _ body: @escaping @Sendable (Database, inout Effects) throws -> Ending
    ) async throws(Problem) -> Ending {
        try await writer.perform(cost: cost) { [now] database, effects in
            var ending = try body(database, &effects)
            if let name { ending.refusal?.subject = try database.state(of: name).subject }
            if let claim = caller.claim, let answer = ending.success.flatMap({ claim.answer(to: $0) }) {
                try database.keep(answer, for: claim, at: now())
                effects.note(kept: claim.owner)
            }
            return ending
        }
    }
}

/// How a mutation's transaction can end: with a success, or without having written anything.
protocol MutationEnding: Sendable {
    associatedtype Success: Sendable

    /// nil for a refusal.
    var success: Success? { get }
    /// The refusal by a rule; nil for anything else. Set only where there is one.
    var refusal: Problem? { get set }
}

extension Outcome: MutationEnding {
    var success: Success? {
        if case .done(let success) = self { success } else { nil }
    }

    var refusal: Problem? {
        get { if case .conflict(let problem) = self { problem } else { nil } }
        set { if let newValue { self = .conflict(newValue) } }
    }
}

extension WriteOutcome: MutationEnding {
    var success: Value? {
        if case .done(let success) = self { success } else { nil }
    }

    var refusal: Problem? {
        get { if case .conflict(let problem) = self { problem } else { nil } }
        set { if let newValue { self = .conflict(newValue) } }
    }
}

extension Database {
    /// Keeps an answer in place of an expired one, and forgets a few that have expired, so that they go as others come.
    fileprivate func keep(_ answer: KeptAnswer, for claim: IdempotencyClaim, at time: Timestamp) throws {
        try cachedStatement(
            sql: """
                DELETE FROM idempotency WHERE rowid IN
                    (SELECT rowid FROM idempotency WHERE started_at <= ? ORDER BY started_at LIMIT 4)
                """
        ).execute(arguments: [time.milliseconds - IdempotencyRecord.lifetime])
        try cachedStatement(
            sql: """
                INSERT OR REPLACE INTO idempotency (principal, key, fingerprint, started_at, status, headers, body)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            claim.owner.principal, claim.owner.key.text, claim.fingerprint.digest.hex, time.milliseconds,
            answer.status, answer.headerLines, answer.body.map(blob),
        ])
    }

    func forgetAnswers(keptFor principal: String) throws {
        try cachedStatement(sql: "DELETE FROM idempotency WHERE principal = ?").execute(arguments: [principal])
    }

    fileprivate func answer(keptFor owner: IdempotencyOwner) throws -> IdempotencyRecord? {
        let sql = """
            SELECT fingerprint, started_at, status, headers, body FROM idempotency WHERE principal = ? AND key = ?
            """
        let row = try Row.fetchOne(cachedStatement(sql: sql), arguments: [owner.principal, owner.key.text])
        guard let row else { return nil }
        guard let digest = Digest(hex: row["fingerprint"]) else { throw Damage(what: "a fingerprint is malformed") }
        let body = try row.withUnsafeData(named: "body") { data in data.map { [UInt8]($0) } }
        return IdempotencyRecord(
            fingerprint: RequestFingerprint(digest: digest), startedAt: Timestamp(milliseconds: row["started_at"]),
            answer: KeptAnswer(status: row["status"], headerLines: row["headers"], body: body))
    }
}
