import TruceDocument
import TruceEditor
import TruceMerge
import TruceScreen

/// What the three-way view says in words: title, counter, sentence, headings, questions.
struct ResolverWords {
    let editor: Editor
    let resolver: Resolver

    private var them: String { resolver.them }
    /// At the beginning of a sentence.
    private var you: String { resolver.youFirst }

    /// What happened, with the time where there is room for it.
    func happened(withTime: Bool) -> String {
        // The headings say whose sides they are.
        if resolver.isMerge { return "" }
        let time = withTime ? " at \(editor.clock(resolver.theirs.at))" : ""
        guard resolver.base != .none else { return "you and \(them) both created it\(time)" }
        guard let mine = resolver.base.version, let other = resolver.theirs.version else {
            return "\(them) wrote it\(time)"
        }
        // Short: the headings say which session was the other one.
        let who = other.actor == resolver.actor ? "you" : them
        return "you edited v\(mine), \(who) saved v\(other.number)\(time)"
    }

    /// How far the person has come, in as many words as `room` cells hold, or in a few.
    func counter(isWide: Bool, room: Int) -> String {
        // EDIT that has changed nothing yet decides nothing.
        let resolver = resolver.settled
        let proposals = resolver.merge.proposals.count
        if resolver.merge.conflicts.isEmpty, proposals == 0 {
            return fitting(["merged, nothing to decide", "0 left"], room)
        }
        if resolver.waiting.isEmpty {
            return fitting(["Nothing left: ^S \(resolver.isFile ? "writes it" : "resubmits")", "0 left: ^S"], room)
        }
        let autos = resolver.unaccepted.count
        let left = "\(resolver.undecided.count) left" + (autos > 0 ? " · \(autos) auto" : "")
        let merged = isWide && resolver.mergedCount > 0 ? " · \(resolver.mergedCount) merged" : ""
        let (kind, place) = placeAtHand
        return fitting(
            ["\(kind) \(place) · \(left)\(merged)", "\(place) · \(left)", "\(resolver.waiting.count) left"], room)
    }

    private func fitting(_ forms: [String], _ room: Int) -> String {
        forms.first { Visible.width($0) <= room } ?? forms[forms.count - 1]
    }

    /// Which conflict or proposal is at hand, of how many: `conflict` and `1/3`.
    private var placeAtHand: (kind: String, place: String) {
        let conflicts = resolver.merge.conflicts.count
        let proposals = resolver.merge.proposals.count
        if let number = resolver.focus.flatMap(resolver.autoNumber(of:)) { return ("auto", "\(number)/\(proposals)") }
        if conflicts == 0 { return ("auto", "–/\(proposals)") }
        let number = resolver.focus.flatMap(resolver.number(of:)).map(String.init) ?? "–"
        return ("conflict", "\(number)/\(conflicts)")
    }

    /// Row 2, of at most `width` cells: what has to be known of the sides, and as much as there is room for about the region at
    /// hand.
    func secondRow(width: Int) -> String {
        if let newer = resolver.newer {
            let who = newer.actor == resolver.actor ? "you" : newer.actor
            let what =
                newer.isOfAnother
                ? "another document of this name, v\(newer.number) by \(who)" : "\(who) saved v\(newer.number)"
            if newer.isBinary {
                let news = "NEW: \(what), which is binary"
                return fitting(["\(news) · ^S asks what is kept", news], width)
            }
            let news = "NEW: \(what) · r merges it in"
            return fitting(["\(news), your decisions stay (^S does it too)", news], width)
        }
        guard let note = resolver.names?.note else { return sentence(room: width) }
        let both = note + " · " + sentence(room: 0)
        return Visible.width(both) <= width ? both : note
    }

    /// One sentence on the region at hand, with what is told apart about it where `room` cells hold that.
    private func sentence(room: Int) -> String {
        guard let focus = resolver.focus else { return "Both sides say the same." }
        let plain = sentence(focus, "")
        guard let note = resolver.note(on: focus) else { return plain }
        return fitting([sentence(focus, ", \(note)"), plain], room)
    }

    private func sentence(_ focus: Int, _ note: String) -> String {
        let region = resolver.merge.regions[focus]
        let place = lines(region.base)
        let piece = resolver.result.pieces[focus]
        let typed = piece.length == 0 ? "You took it out of RESULT." : "RESULT has what you typed here."
        let end = piece.isTyped ? " " + typed : " It is in RESULT."
        switch region.kind {
        case .unchanged: return "Nobody changed \(place).\(piece.isTyped ? end : "")"
        case .ours where region.base.isEmpty: return "Only \(resolver.you) \(inserted(region))\(note).\(end)"
        case .theirs where region.base.isEmpty: return "Only \(them) \(inserted(region))\(note).\(end)"
        case .ours where region.ours.isEmpty:
            return "Only \(resolver.you) deleted \(place).\(piece.isTyped ? end : "")"
        case .ours: return "Only \(resolver.you) changed \(place)\(note).\(end)"
        case .theirs where region.theirs.isEmpty:
            return "Only \(them) deleted \(place).\(piece.isTyped ? end : "")"
        case .theirs: return "Only \(them) changed \(place)\(note).\(end)"
        case .both: return "\(you) and \(them) made the same change.\(piece.isTyped ? end : " It is in RESULT once.")"
        case .merged:
            let isOpen = resolver.result.pieces[focus].state == .proposed
            return "\(you) and \(them) \(did(region))\(note). \(isOpen ? "RESULT proposes both." : "Nothing is lost.")"
        case .conflict: break
        }
        let outcome = outcome(of: focus)
        if resolver.base == .none {
            let both = resolver.isMerge ? "MINE and THEIRS differ" : "You and \(them) wrote something else"
            return "\(both) here\(note). \(outcome)"
        }
        if region.base.isEmpty { return "\(you) and \(them) \(did(region))\(note). \(outcome)" }
        let it = region.base.count == 1 ? "it" : "them"
        if region.ours.isEmpty { return "\(you) deleted \(place), \(them) changed \(it)\(note). \(outcome)" }
        if region.theirs.isEmpty { return "\(them) deleted \(place), \(resolver.you) changed \(it)\(note). \(outcome)" }
        return "\(you) and \(them) \(did(region))\(note). \(outcome)"
    }

    /// How the sentence on a conflict ends: with what RESULT proposes, or a key takes.
    private func outcome(of focus: Int) -> String {
        let state = resolver.result.pieces[focus].state
        let memory = resolver.memory(of: focus)
        if state == .proposed, let memory {
            return "RESULT proposes what \(memory.by == resolver.actor ? "you" : memory.by) took."
        }
        guard state == .undecided, let key = resolver.suggestionKey(focus) else { return "Nothing is lost." }
        return "\(key) takes what is \(memory == nil ? "suggested" : "remembered")."
    }

    /// What both sides did to a region.
    private func did(_ region: Region) -> String {
        "both " + (region.base.isEmpty ? inserted(region) : "changed \(lines(region.base))")
    }

    private func inserted(_ region: Region) -> String {
        region.base.lowerBound == 0
            ? "inserted text at the beginning" : "inserted text after line \(region.base.lowerBound)"
    }

    /// `lines 12-14`, counted from 1.
    func lines(_ range: Range<Int>) -> String {
        switch range.count {
        case 0: "no lines"
        case 1: "line \(range.lowerBound + 1)"
        default: "lines \(range.lowerBound + 1)-\(range.upperBound)"
        }
    }

    /// A pane's heading: its name with what belongs to it, and what stands at the right.
    func heading(of pane: ResolverLayout.PaneFrame, in layout: ResolverLayout) -> (left: String, right: String) {
        let (left, right) = unzoomedHeading(of: pane, in: layout)
        guard resolver.isZoomed(editor.size) else { return (left, right) }
        if case .editing = resolver.state { return (left, right) }
        return (left + " ─ zoomed", "v shows all panes, z the next")
    }

    private func unzoomedHeading(
        of pane: ResolverLayout.PaneFrame, in layout: ResolverLayout
    ) -> (left: String, right: String) {
        if let names = resolver.names, let heading = heading(of: pane, named: names, in: layout) { return heading }
        switch pane.pane {
        case .mine:
            let origin = resolver.base.version.map { "your text, from v\($0)" } ?? "your text"
            return (editor.namesMine ? "MINE \(editor.actor)" : "MINE", origin + place(pane, layout))
        case .base: return base(pane, layout)
        case .theirs:
            let time = editor.clock(resolver.theirs.at)
            guard let version = resolver.theirs.version else {
                return ("THEIRS", "in the file since \(time)" + place(pane, layout))
            }
            let them = version.actor == resolver.actor ? "you, other session" : version.actor
            return ("THEIRS v\(version.number) \(them)", "saved \(time)" + place(pane, layout))
        case .result:
            if case .editing(let editing) = resolver.state {
                return ("RESULT ─ EDIT: keys type, Esc ends it", began(editing))
            }
            let state = editor.awaitsPause ? "opened by itself: keys wait for a pause" : "DECIDE: a letter chooses"
            return ("RESULT ─ \(resolver.state == .sending ? "Sending…" : state)", layout.hasJointRows ? "" : ifMatch)
        }
    }

    /// The heading of a side of a merge of files; nil for the other panes.
    private func heading(
        of pane: ResolverLayout.PaneFrame, named names: SideNames, in layout: ResolverLayout
    ) -> (left: String, right: String)? {
        let shown = String(place(pane, layout).dropFirst(Self.separator.count))
        switch pane.pane {
        case .mine: return (named("MINE", names.mine), shown)
        case .theirs: return (named("THEIRS", names.theirs), shown)
        case .base, .result: return nil
        }
    }

    private func named(_ pane: String, _ name: String) -> String { name.isEmpty ? pane : "\(pane) \(name)" }

    private static let separator = " · "

    private func base(_ pane: ResolverLayout.PaneFrame, _ layout: ResolverLayout) -> (left: String, right: String) {
        guard resolver.base != .none else {
            return ("BASE", resolver.isMerge ? "none: nothing tells what both began with" : "none, both created it")
        }
        let name = resolver.base.version.map { "BASE v\($0)" } ?? named("BASE", resolver.names?.base ?? "")
        let meaning = "what \(resolver.both) started from"
        switch layout.arrangement {
        case .stacked where !layout.isShowingBase:
            let count = resolver.focus.map { resolver.lines(of: $0, in: .base).count } ?? 0
            let isWish = resolver.baseWish == false
            return (name, "\(count) \(count == 1 ? "line" : "lines"), folded\(isWish ? "" : " to fit"): = opens it")
        case .stacked: return (name, meaning + place(pane, layout))
        case .columns: return (name, atHand + "= hides")
        case .panes: return (name, "= hides")
        case .single: return (name, meaning)
        }
    }

    /// Which lines a side shows of the region at hand, where it shows nothing else.
    private func place(_ pane: ResolverLayout.PaneFrame, _ layout: ResolverLayout) -> String {
        guard layout.arrangement == .stacked, let focus = resolver.focus else { return "" }
        if layout.showsOwnLines { return Self.separator + lines(resolver.lines(of: focus, in: pane.pane)) }
        let shared = SharedRows(resolver, layout)
        let shown = shared.visible(from: resolver.sidesTop).count
        if shown >= shared.range.count { return Self.separator + lines(resolver.lines(of: focus, in: pane.pane)) }
        let first = resolver.sidesTop - shared.range.lowerBound + 1
        let more = first + shown > shared.range.count ? "PgUp" : "PgDn"
        return "\(Self.separator)rows \(first)-\(first + shown - 1) of \(shared.range.count), \(more)"
    }

    /// Empty for a plain file.
    var ifMatch: String { resolver.theirs.version.map { "If-Match \($0.etag)" } ?? "" }

    private var atHand: String {
        guard let focus = resolver.focus, let title = resolver.title(of: focus) else { return "" }
        return "\(title), \(lines(resolver.merge.regions[focus].base)) · "
    }

    private func began(_ editing: Resolver.Editing) -> String {
        guard let conflict = editing.conflict, let title = resolver.title(of: conflict) else {
            return "text outside of conflicts"
        }
        guard let choice = editing.beganAs else { return title }
        return choice == .neither ? "\(title), began empty" : "\(title), began as \(choice.title)"
    }

    /// The question that is open, or what was done last.
    var status: String {
        guard case .asking(let question) = resolver.state else { return resolver.message }
        switch question {
        case .startFrom(let region):
            guard resolver.offer(at: region) != nil else {
                return "Start from  m Mine  t Theirs  b Both  o Base  (Enter: mine, Esc: no)"
            }
            let isDecided = resolver.result.pieces[region].state != .undecided
            let present = isDecided ? "Enter What is there  " : ""
            let sides = isDecided ? "m t b o A side" : "m Mine  t Theirs  b Both  o Base"
            let isContested = resolver.merge.regions[region].isContested
            return "Start from  w What you wrote  \(present)\(isContested ? sides + "  " : "")Esc No"
        case .takeAll(let choice):
            let left = resolver.undecided.count
            let conflicts = left == 1 ? "the one conflict" : "all \(left) conflicts"
            return "Take \(choice.title) for \(conflicts) left?  y Yes  Esc No"
        case .acceptAll:
            let left = resolver.unaccepted.count
            return "Accept \(left == 1 ? "the one" : "all \(left)") auto left?  y Yes  Esc No"
        case .paste: return "Paste into RESULT? Enter types it, Esc drops it"
        case .forget: return "Forget, for everybody, how this was resolved before?  y Yes  Esc No"
        }
    }
}
