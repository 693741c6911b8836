internal import TruceDocument

/// The pages behind a problem's `type`: what it means and the way out, as plain text that a terminal and a browser show
/// alike, without a network.
enum ProblemPage {
    static let contentType = "text/plain; charset=utf-8"

    /// The page of one reason.
    static func text(of reason: Reason) -> String {
        let advice = advice(for: reason)
        return """
            \(reason.rawValue) (\(reason.status))
            \(reason.title)

            What it means
            \(advice.meaning)

            What to do
            \(advice.wayOut)

            Retry: \(retry(reason.retry))

            """
    }

    /// The page that compares the statuses and lists the reasons.
    static var overview: String {
        let reasons = Reason.allCases.map { "  \($0.status)  /problems/\($0.rawValue)\n       \($0.title)" }
        return """
            Problems

            Every error is a JSON document (RFC 9457). Its member "reason" says what happened, "detail" says it in words,
            "retry" whether the same intention can still succeed.

            Which status means what
              400  The request cannot be understood: mend it.              If-Match and If-None-Match at once
              401  The server does not know who you are: authenticate.     no token over TCP
              403  It knows, and you may not.                              Truce-Actor from another user
              404  There is nothing of that name.                          a document that never existed
              405  The resource does not take this method: see Allow.      PUT on a list
              409  Well-formed, but the state changed: look, then retry.   a save on a version that is no longer current
              412  The same as 409, for those who sent Prefer: stale=412.  a stale If-Match
              422  Understood, but no document can be like that: mend it.  a name with a space
              428  The request does not say which version it changes.      a PUT without If-Match
              429  Too many requests: wait as long as Retry-After says.    a client in a loop

            Reasons
            \(reasons.joined(separator: "\n"))

            """
    }

    private static func retry(_ retry: Retry) -> String {
        switch retry {
        case .merge: "fetch what is there, merge, and send again with the new precondition."
        case .sameRequest: "the same request may succeed later."
        case .never: "the same request will be refused again."
        }
    }
}
