internal import HTTPTypes
internal import TruceDocument

extension IncomingRequest {
    /// The request's `Idempotency-Key`; nil where it has none. Throws `malformed_request` for what is no key.
    var idempotencyKey: IdempotencyKey? {
        get throws(Problem) {
            guard let value = headers[.idempotencyKey] else { return nil }
            guard let key = IdempotencyKey(header: value) else {
                throw Problem(
                    .malformedRequest,
                    detail: "An Idempotency-Key is 1 to \(IdempotencyKey.maximumLength) ASCII characters, in quotation "
                        + "marks or without spaces.")
            }
            return key
        }
    }

    /// What makes another request the same as this one.
    func fingerprint(body: Digest) -> RequestFingerprint {
        RequestFingerprint(
            method: method.rawValue, target: target, ifMatch: headers[.ifMatch], ifNoneMatch: headers[.ifNoneMatch],
            body: body)
    }
}

extension Answer {
    /// The first answer to the request, again.
    init(replaying kept: KeptAnswer) {
        self.init(status: kept.status, body: kept.body)
        for header in kept.headers {
            guard let name = HTTPField.Name(header.name) else { continue }
            headers[name] = header.value
        }
        headers[.idempotencyReplayed] = "true"
    }

    /// Whether it was given before: nothing has happened that only it could tell.
    var isReplay: Bool { headers[.idempotencyReplayed] != nil }

    /// The answer as it is kept under the request's key; nil for one that is about the moment.
    var kept: KeptAnswer? {
        keptInstead ?? (KeptAnswer.isKept(status: status) ? KeptAnswer(self) : nil)
    }
}

extension KeptAnswer {
    /// What was kept in the place of an answer with a secret. It names no occurrence: each repetition is one, and recorded
    /// as any other conflict.
    var refusalOfRepetition: Problem? {
        guard status == 409, let body, let problem = try? Problem(decoding: body, status: status, header: { _ in nil }),
            problem.instance == nil
        else { return nil }
        return problem
    }

    init(_ answer: Answer) {
        self.init(
            status: answer.status, headers: answer.headers.map { Exchange.Header($0.name.rawName, $0.value) },
            body: answer.body.bytes)
    }
}
