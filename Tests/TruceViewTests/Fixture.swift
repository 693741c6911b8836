import TruceDocument
import TruceScreen
import TruceText

@testable import TruceEditor

/// The runbook of the drawings: v17 that everybody started from, mine, and bob's v18.
enum Runbook {
    static let base = """
        # Runbook: payment gateway

        Owner: platform team.

        ## Before you start

        Have the VPN up.
        Tell the channel about it.

        ## Out of hours

        Call the on-call engineer first.
        Pager: ops@example.org, 15 minutes to answer.
        If nobody answers, restart the gateway.

        ## Restarting

        1. Drain node A: gwctl drain a
        2. Wait until the queue is empty.
        3. Restart it: systemctl restart gw
        4. Check /health, then do node B.

        ## Limits

        Timeout: 30 seconds
        Retries: 3

        ## After the incident

        Write the report within 5 days.
        Send it to the owner.

        ## Contacts

        Network: +44 20 7946 0100

        """

    static let mine =
        base
        .replacing("Tell the channel about it.", with: "Tell #ops-live about it.")
        .replacing("engineer first.", with: "engineer, then the duty manager.")
        .replacing("ops@example.org, 15", with: "#ops-urgent, 15")
        .replacing("restart the gateway.", with: "restart the gateway one by one.")
        .replacing("Retries: 3", with: "Retries: 5")
        .replacing("within 5 days", with: "within 3 days")

    static let theirs =
        base
        .replacing("engineer first.", with: "engineer by phone.")
        .replacing("ops@example.org, 15", with: "555-0101, 10")
        .replacing("restart the gateway.", with: "fail over to site B.")
        .replacing("queue is empty.", with: "queue is empty (2 min).")
        .replacing("then do node B.", with: "then do node B.\n5. Note the time in the log.")
        .replacing("Retries: 3", with: "Retries: 2")
        .replacing("within 5 days", with: "within 10 working days")

    static let at = Timestamp(rfc3339: "2026-04-21T12:08:11Z")!

    /// alice's editor on the runbook after her save was answered 409.
    static func conflict(_ size: Size) -> Editor {
        var editor = Editor(
            target: .document("runbook"), actor: "alice", endpoint: .url("http://localhost"), size: size)
        let etag = ETag("17-0123456789ab")
        let document = Document(
            id: "01J9", name: "runbook", title: "runbook", mediaType: "text/markdown", status: "draft", version: 17,
            size: base.utf8.count, metadataETag: ETag("m1"), contentETag: etag, createdAt: at, createdBy: "alice",
            updatedAt: at, updatedBy: "alice")
        _ = editor.handle(
            .opened(.document(Head(document: document, content: Array(base.utf8)), recovered: nil)), at: at)
        _ = editor.handle(.input(.key(.control("a"))), at: at)
        _ = editor.handle(.input(.paste(Array(mine.utf8))), at: at)
        let effects = editor.handle(.input(.key(.control("s"))), at: at)
        guard case .save(let ticket, _)? = effects.first else { return editor }
        let current = Current(
            version: 18, etag: ETag("18-9c1f0b2d77aa"), changedBy: "bob", changedAt: at,
            content: LinkedContent(href: "/v1/documents/runbook/versions/18/content", inline: .content(theirs)))
        let problem = Problem(
            .versionMismatch(
                VersionMismatch(
                    attempted: Attempt(version: 17, etag: etag), current: current, baseAgeSeconds: 640, repeated: 0,
                    base: nil)), detail: "You edited version 17; bob saved version 18.", instance: "/v1/conflicts/01J9")
        _ = editor.handle(.saved(ticket, .success(.conflict(problem))), at: at)
        return editor
    }
}

extension String {
    fileprivate func replacing(_ old: String, with new: String) -> String {
        guard let range = self.firstRange(of: old) else { preconditionFailure("the fixture has no '\(old)'") }
        return String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
    }
}
