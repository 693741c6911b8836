import TruceDocument
import TruceScreen
import TruceText

/// A conflict about what is no text: there are no lines to merge, so one side is taken, or both are kept.
extension Editor {
    /// Whether one of the texts of a conflict is binary.
    func isBinary(_ theirs: Theirs) -> Bool {
        [base.text, area.rope, theirs.text].contains(where: \.isBinary)
    }

    /// Asks which side is kept. A resolution that was open ends: what was decided of it was decided of texts.
    mutating func askAboutBinary(_ theirs: Theirs) -> [Effect] {
        let ended: [Effect] = resolver == nil ? [] : [.journal(.resolved)]
        closeResolver()
        say("")
        return ended + ask(.binary(theirs))
    }

    var binaryAnswers: [Answer] {
        let one = [Answer(.character("m"), "Mine"), Answer(.character("t"), "Theirs")]
        let both = isFile ? [] : [Answer(.character("b"), "Both, mine under another name")]
        return one + both + [Answer(.escape, "Stay")]
    }

    /// What is asked, in a sentence for people.
    public func binaryQuestion(_ theirs: Theirs) -> String {
        let who = theirs.version.map { "\($0.actor == actor ? "your other session" : $0.actor) saved v\($0.number)" }
        let other = "\(who ?? "somebody else wrote it"), \(theirs.text.byteCount) bytes"
        return "Binary, no lines to merge: \(other); yours has \(area.rope.byteCount)."
    }

    /// Takes the answer; nil leaves all as it is.
    mutating func answer(_ theirs: Theirs, _ key: Key?) -> [Effect] {
        switch key {
        case .character("m"): return keepMine(over: theirs)
        case .character("t"): return take(theirs)
        case .character("b"):
            overlay = .saveAs(LineInput(ownName))
            return []
        default:
            say("Your version is here, and not saved: ^S asks again")
            return []
        }
    }

    /// A name for one's own text beside the document's: `logo-alice.png`, for the ending says what it is.
    private var ownName: String {
        let file = name.lastIndex(of: "/").map { name.index(after: $0) } ?? name.startIndex
        let dot = name[file...].lastIndex(of: ".") ?? name.endIndex
        return "\(name[..<dot])-\(actor)\(name[dot...])"
    }

    /// Saves one's own text over the version that was seen, and no other.
    private mutating func keepMine(over theirs: Theirs) -> [Effect] {
        guard let version = theirs.version else { return write(.text, replacing: theirs.text) }
        return send(
            .text, as: name, .ifMatch(.tags([version.etag])), resolves: version.conflict,
            message: "in place of v\(version.number) by \(version.actor), which is binary")
    }

    private mutating func take(_ theirs: Theirs) -> [Effect] {
        base =
            theirs.version.map { .version(BaseVersion(number: $0.number, etag: $0.etag, text: theirs.text)) }
            ?? .file(theirs.text)
        _ = area.replaceAll(with: theirs.text, at: 0)
        area.markSaved(area.snapshot())
        revealCursor()
        say("\(theirs.version.map { "v\($0.number) by \($0.actor)" } ?? "The file as it is") · ^Z brings yours back")
        return [began]
    }
}

extension Rope {
    /// Whether it is no text, as git sees it: it has a byte 0 early on.
    var isBinary: Bool { bytes(in: 0..<min(8_000, byteCount)).contains(0) }
}
