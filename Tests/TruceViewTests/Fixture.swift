import TruceDocument
import TruceScreen
import TruceText

@testable import TruceEditor

/// The runbook of the drawings in the design of the screens: v17 that everybody started from, mine, and bob's v18.
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

        Connections: 400 per node
        Timeout: 30 seconds
        Retries: 3

        ## After the incident

        Write the report within 5 days.
        Send it to the owner.

        ## Contacts

        Network: +44 20 7946 0100
        Database: +44 20 7946 0101
        Bank: see the blue folder.

        ## Words

        Drain: let no new work in.
        Node: one gateway process.
        Zone: a data centre.

        """

    static let mine =
        base
        .changing("Tell the channel about it.", to: "Tell #ops-live about it.")
        .changing("engineer first.", to: "engineer, then the duty manager.")
        .changing("ops@example.org, 15", to: "#ops-urgent, 15")
        .changing("restart the gateway.", to: "restart the gateway one by one.")
        .changing("Connections: 400 per", to: "Connections: 600 per")
        .changing("Retries: 3", to: "Retries: 5")
        .changing("within 5 days", to: "within 3 days")

    static let theirs =
        base
        .changing("engineer first.", to: "engineer by phone.")
        .changing("ops@example.org, 15", to: "555-0101, 10")
        .changing("restart the gateway.", to: "fail over to site B.")
        .changing("queue is empty.", to: "queue is empty (2 min).")
        .changing("then do node B.", to: "then do node B.\n5. Note the time in the log.")
        .changing("400 per node", to: "400 per node and zone")
        .changing("Retries: 3", to: "Retries: 2")
        .changing("within 5 days", to: "within 10 working days")

    /// alice's editor on the runbook after her save was answered 409.
    static func conflict(_ size: Size) -> Editor {
        meeting("runbook", base, mine, theirs, version: 17, etag: ETag("18-9c1f0b2d77aa"), size)
    }
}

/// The handover of the second drawing: a conflict of forty lines a side, and three short ones.
enum Handover {
    private static let shift = [
        "## Night shift", "One is on site until 02:00.", "Read the log of the day.", "Check the queue every hour.",
        "Wake the duty manager for anything odd.",
    ]

    private static func text(_ shift: [String], rest: String, first: String, last: String) -> String {
        let head = (1...37).map { "Handover rule \($0) of the house." }
        let middle = (1...33).map { "\(rest) step \($0) of the night, as it was agreed." }
        return
            (head + [first, "", ""] + shift + middle + [
                "", "## Morning", last, "", "The end.", last + "!", "", "Signed.",
            ])
            .joined(separator: "\n") + "\n"
    }

    static let base = text(shift, rest: "Do", first: "Keys are in the box.", last: "Coffee at 7.")
    static let mine = text(
        [
            "## Night shift: two people", "Both are on site until 02:00.", "Read the log of the day and sign it.",
            "Check the queue every hour.", "Check the backup at 03:00.", "Wake the duty manager for anything red.",
        ], rest: "Please do", first: "Keys are in the blue box, the list beside it.", last: "Coffee at 6.")
    static let theirs = text(
        [
            "## Nights and holidays", "One of three stays at home.", "Read the log of the last two days.",
            "Check the queue every half hour.", "Wake the architect for anything unusual.",
        ], rest: "Nobody does", first: "Keys are in the red box.", last: "Coffee at 8.")

    static func conflict(_ size: Size) -> Editor {
        meeting("handover", base, mine, theirs, version: 41, etag: ETag("42-51be07c2a9d4"), size)
    }
}

let noon = Timestamp(rfc3339: "2026-04-21T12:08:11Z")!

func document(_ name: String, version: Int, mediaType: String = "text/markdown") -> Document {
    Document(
        id: "01J9", name: name, title: name, mediaType: mediaType, status: "draft", version: version, size: 0,
        metadataETag: ETag("m1"), contentETag: ETag("\(version)-0123456789ab"), createdAt: noon, createdBy: "alice",
        updatedAt: noon, updatedBy: "alice")
}

/// alice's editor on a text that she has read.
func opened(
    _ text: [UInt8], name: String = "notes.md", version: Int = 1, _ size: Size, isAnnounced: Bool = false
) -> Editor {
    var editor = Editor(
        target: .document(name), actor: "alice", endpoint: .url("http://localhost"), isAnnounced: isAnnounced,
        size: size)
    let head = Head(document: document(name, version: version), content: text)
    editor.take(.opened(.document(head, recovered: nil)))
    return editor
}

/// alice's editor after her save met a version by bob.
func meeting(
    _ name: String, _ base: String, _ mine: String, _ theirs: String, version: Int, etag: ETag,
    by actor: String = "bob", isAnnounced: Bool = false, _ size: Size
) -> Editor {
    var editor = opened(Array(base.utf8), name: name, version: version, size, isAnnounced: isAnnounced)
    let text = Rope(Array(mine.utf8))
    _ = editor.area.replaceAll(with: text, at: 0)
    let effects = editor.handle(.input(.key(.control("s"))), at: noon)
    let ticket = effects.lazy.compactMap { if case .save(let ticket, _) = $0 { ticket } else { nil } }.first
    guard let ticket else { preconditionFailure("mine says what the base says") }
    let current = Current(
        version: version + 1, etag: etag, changedBy: actor, changedAt: noon,
        content: LinkedContent(href: "/h", inline: .content(theirs)))
    let problem = Problem(
        .versionMismatch(
            VersionMismatch(
                attempted: Attempt(version: version, etag: nil), current: current, baseAgeSeconds: 640, repeated: 0,
                base: nil)), detail: "Somebody was faster.", instance: "/v1/conflicts/01J9")
    _ = editor.handle(.saved(ticket, .success(.conflict(problem))), at: noon)
    editor.pause()
    return editor
}

extension Editor {
    /// Presses keys, no letter twice at once: the clock stands still.
    mutating func press(_ keys: Key...) {
        for key in keys { _ = handle(.input(.key(key)), at: noon) }
    }

    /// Nobody types for as long as the three-way view, opened by itself, wants it.
    mutating func pause() { _ = handle(.tick, at: Timestamp(milliseconds: noon.milliseconds + Editor.longPause)) }

    mutating func type(_ text: String) {
        for scalar in text.unicodeScalars { press(.character(scalar)) }
    }
}

extension String {
    fileprivate func changing(_ old: String, to new: String) -> String {
        guard let range = firstRange(of: old) else { preconditionFailure("the fixture has no '\(old)'") }
        return String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
    }
}

extension Editor {
    /// Takes the answer to what it asked last of the text, or of what a merge would come to.
    mutating func take(_ reply: Reply) {
        let ticket = if case .foreseen = reply { asked.preview ?? asked.text } else { asked.text }
        _ = handle(.answered(ticket, reply), at: noon)
    }
}
