import TruceDocument
import TruceMerge
import TruceText

/// Opening: the text arrives, with what an earlier editor may have left behind.
extension Editor {
    mutating func take(_ opened: Opened, at now: Timestamp) -> [Effect] {
        switch opened {
        case .document(let head, _) where phase == .ready: return refresh(head, at: now)
        case .document(let head, let found):
            document = head.document
            let rope = Rope(head.content)
            base = .version(BaseVersion(number: head.document.version, etag: head.document.contentETag, text: rope))
            area = TextArea(rope)
            // It may have been asked for by a former name, or in another spelling.
            let (asked, known) = (name, head.document.name)
            target = .document(known)
            return begin(found, saying: asked == known ? "" : "'\(asked)' is called '\(known)' now")
        case .new where phase == .ready:
            let gone = company.gone ?? Gone()
            company.news = nil
            company.gone = gone
            resolver?.newer = nil
            return meet(gone)
        case .new(let found):
            base = .none
            return begin(found, saying: "A new document: ^S creates it")
        case .failed(let problem, _) where phase == .ready:
            fail(problem.detail)
            return []
        case .failed(let problem, let found):
            // The base is in the draft: it can be looked at, typed on and saved once the store is back.
            guard let found, problem.reason == .unavailable || problem.reason == .outcomeUnknown else {
                phase = .failed(problem.detail)
                return []
            }
            base = found.base
            area = TextArea(base.text)
            let effects = begin(found, saying: "")
            fail(problem.detail)
            return effects
        }
    }

    /// ^O: asks what to edit next, where nothing would be lost.
    mutating func askToOpen() {
        guard !isModified, resolver == nil, saving == nil else {
            say("Unsaved text: ^S saves it, then ^O opens another")
            return
        }
        say("")
        overlay = .open(LineInput())
    }

    /// Goes on with another document or file, as a new editor would.
    mutating func open(_ target: Target) -> [Effect] {
        var next = Editor(
            target: target, actor: actor, endpoint: endpoint, utcOffset: utcOffset, namesMine: namesMine,
            isAnnounced: isAnnounced, settings: settings, size: size)
        next.exchanges = exchanges
        next.clipboard = clipboard
        next.lastSearch = lastSearch
        next.asked = asked
        next.asked.forget()
        self = next
        return start
    }

    mutating func take(_ piece: FilePiece) -> [Effect] {
        switch piece {
        case .bytes(let bytes):
            phase = .reading
            area.load(bytes)
            say("Reading: \(area.rope.byteCount / 1024) KiB · what you type waits for the end")
            return []
        case .end(let found):
            base = .file(area.rope)
            return begin(found, saying: "")
        case .missing(let found):
            base = .none
            return begin(found, saying: "A new file: ^S writes it")
        case .failed(let reason):
            phase = .failed(reason)
            return []
        }
    }

    /// The text is there: the editing begins.
    private mutating func begin(_ recovered: Recovered?, saying notice: String) -> [Effect] {
        phase = .ready
        area.indentation = indentation
        say(notice)
        found = recovered
        return [began]
    }

    /// Tells the journal what the editing goes on from.
    var began: Effect { .journal(.began(name: name, id: document?.id, base, area.rope)) }

    /// Takes up the draft, or throws it away, if it is this editor's alone.
    mutating func takeClaim(of id: String, _ isOurs: Bool) -> [Effect] {
        guard let (draft, isTakenUp) = claiming, draft.id == id else { return [] }
        claiming = nil
        guard isOurs else {
            fail(
                "Another editor has taken up \(fileMerge == nil ? "this draft, or thrown it" : "these, or thrown them") away"
            )
            return []
        }
        if isTakenUp { return recover(draft) }
        say(fileMerge == nil ? "The draft was thrown away" : "Thrown away")
        leftBehind = nil
        return [.journal(.forget(id: id))]
    }

    /// Takes up the draft that was left behind.
    private mutating func recover(_ recovered: Recovered) -> [Effect] {
        if fileMerge != nil { return takeUpDecisions(recovered) }
        guard recovered.text != area.rope || recovered.resolution != nil else {
            say("The draft says what the \(noun) says")
            return [.journal(.forget(id: recovered.id))]
        }
        let before = base
        base = recovered.base
        _ = area.replaceAll(with: recovered.text, at: 0)
        revealCursor()
        if base == before {
            say("Your draft is back: ^S saves it")
        } else if before == .none {
            say("Your draft is back; the \(noun) is no longer there: ^S asks what to do")
        } else {
            say("Your draft is back; the \(noun) has changed since: ^S shows both")
        }
        var effects: [Effect] = []
        if let resolution = recovered.resolution {
            let resolver = Resolver(
                name: name, actor: actor, base: base, mine: area.rope, theirs: resolution.theirs,
                resuming: resolution, indentation: area.indentation, kind: textKind, size: size)
            _ = area.replaceAll(with: resolver.mine, at: 0)
            open(resolver)
            effects = journalResolution()
        }
        effects.insert(began, at: 0)
        return effects + [.journal(.forget(id: recovered.id))]
    }

    private var noun: String { isFile ? "file" : "document" }

    /// YAML and JSON take no tabs for indentation.
    var indentation: [UInt8] { [.yaml, .json].contains(textKind) ? [32, 32] : [9] }

    /// What the text is, as far as merging is concerned.
    var textKind: TextKind { TextKind(mediaType: document?.mediaType, name: name) }
}
