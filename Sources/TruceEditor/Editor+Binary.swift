import TruceDocument
import TruceMerge
import TruceScreen
import TruceText

/// A conflict about what is no text: there are no lines to merge, so one side is taken, or both are kept.
extension Editor {
    /// Whether one of the texts of a conflict is binary.
    func isBinary(_ theirs: Theirs) -> Bool {
        [base.text, area.rope, theirs.text].contains(where: \.isBinary)
    }

    /// Asks which side is kept. A resolution that is open stays as it is: its RESULT is what is kept in the place of MINE, and
    /// so nothing is asked before all of it is decided.
    mutating func askAboutBinary(_ theirs: Theirs) -> [Effect] {
        goOnUnsaved()
        guard resolver != nil else {
            say("")
            return askByItself(.binary(theirs))
        }
        let returned = isResolving ? [] : returnTypedText()
        isResolving = true
        resolver?.newer = theirs.version.map { Resolver.Newer(number: $0.number, actor: $0.actor, isBinary: true) }
        if let obstacle = resolver?.goToObstacle(size: size) {
            let heading = heading(of: theirs)
            resolver?.message = "\(heading), which is binary: \(obstacle)"
            return returned
        }
        say("")
        return returned + askByItself(.binary(theirs))
    }

    var binaryAnswers: [Answer] {
        let one = [
            Answer(.character("m"), resolver == nil ? "Mine" : "RESULT"), Answer(.character("t"), "Theirs"),
        ]
        let both = isFile ? [] : [Answer(.character("b"), "Both, mine under another name")]
        return one + both + [Answer(.escape, "Stay")]
    }

    /// What is asked, in a sentence for people.
    public func binaryQuestion(_ theirs: Theirs) -> String {
        let other = "\(heading(of: theirs)), \(theirs.text.byteCount) bytes"
        let own = resolver.map { "RESULT has \($0.result.text.byteCount)" } ?? "yours has \(area.rope.byteCount)"
        return "Binary, no lines to merge: \(other); \(own)."
    }

    private func heading(of theirs: Theirs) -> String {
        guard let version = theirs.version else { return "somebody else wrote it" }
        return "\(version.saver(for: actor)) saved v\(version.number)"
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

    /// Saves one's own text, or RESULT where one was made, over the version that was seen, and no other.
    private mutating func keepMine(over theirs: Theirs) -> [Effect] {
        guard let version = theirs.version else { return write(unsent, replacing: theirs.text) }
        return send(
            unsent, as: name, .ifMatch(.tags([version.etag])), resolves: version.conflict,
            message: "in place of v\(version.number) by \(version.actor), which is binary")
    }

    private mutating func take(_ theirs: Theirs) -> [Effect] {
        base = Base(theirs)
        // One ^Z brings back what was made of the conflict, the next one's own text.
        if let resolver { _ = area.replaceAll(with: resolver.result.text, at: 0) }
        closeResolver()
        _ = area.replaceAll(with: theirs.text, at: 0)
        area.markSaved(area.snapshot())
        revealCursor()
        say("\(theirs.version.map { "v\($0.number) by \($0.actor)" } ?? "The file as it is") · ^Z brings yours back")
        return [began]
    }
}

extension Rope {
    /// Whether it is no text, as git sees it.
    var isBinary: Bool { bytes(in: 0..<min(binaryBytes, byteCount)).isBinary }
}
