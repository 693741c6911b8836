import TruceDocument
import TruceEditor
import TruceMerge
import TruceScreen

/// What the three-way view says in words: title, counter, sentence, headings, questions.
struct ResolverWords {
    let editor: Editor
    let resolver: Resolver

    /// Who saved the other version, as the person knows them.
    var them: String { resolver.theirs.actor == resolver.actor ? "you, other session," : resolver.theirs.actor }

    /// What happened, with the time where there is room for it.
    func happened(withTime: Bool) -> String {
        let time = withTime ? " at \(editor.clock(resolver.theirs.at))" : ""
        guard let version = resolver.base.version else { return "you and \(them) both created it\(time)" }
        return "you edited v\(version), \(them) saved v\(resolver.theirs.version)\(time)"
    }

    func counter(isWide: Bool) -> String {
        let conflicts = resolver.merge.conflicts
        let left = resolver.undecided.count
        guard !conflicts.isEmpty else { return "merged, nothing to decide" }
        guard left > 0 else { return "Nothing left: ^S resubmits" }
        let number = resolver.focus.flatMap(resolver.number(of:)).map(String.init) ?? "–"
        let merged = isWide && resolver.mergedCount > 0 ? " · \(resolver.mergedCount) merged" : ""
        return "conflict \(number)/\(conflicts.count) · \(left) left\(merged)"
    }

    /// One sentence on the region at hand.
    var sentence: String {
        guard let focus = resolver.focus else { return "Both sides say the same." }
        let region = resolver.merge.regions[focus]
        let place = lines(region.base)
        switch region.kind {
        case .unchanged: return "Nobody changed \(place)."
        case .ours:
            return region.ours.isEmpty ? "Only you deleted \(place)." : "Only you changed \(place). It is in RESULT."
        case .theirs:
            return region.theirs.isEmpty
                ? "Only \(them) deleted \(place)." : "Only \(them) changed \(place). It is in RESULT."
        case .both: return "You and \(them) made the same change. It is in RESULT once."
        case .conflict: break
        }
        if resolver.base.version == nil { return "You and \(them) wrote something else here. Nothing is lost." }
        if region.base.isEmpty {
            let after = region.base.lowerBound == 0 ? "at the beginning" : "after line \(region.base.lowerBound)"
            return "You and \(them) both inserted text \(after). Nothing is lost."
        }
        if region.ours.isEmpty { return "You deleted \(place), \(them) changed them. Nothing is lost." }
        if region.theirs.isEmpty { return "\(them) deleted \(place), you changed them. Nothing is lost." }
        return "You and \(them) both changed \(place). Nothing is lost."
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
    func heading(of pane: Pane, in layout: ResolverLayout, rows: Int) -> (left: String, right: String) {
        let isStacked = layout.arrangement == .stacked
        let region = resolver.focus.map { resolver.merge.regions[$0] }
        let isCut = isStacked && resolver.conflictRows > rows && rows > 0
        let window =
            "rows \(resolver.conflictTop + 1)-\(min(resolver.conflictTop + rows, resolver.conflictRows)) "
            + "of \(resolver.conflictRows), PgDn"
        func place(_ range: Range<Int>?) -> String {
            guard isStacked, let range else { return "" }
            return " · " + (isCut ? window : lines(range))
        }
        switch pane {
        case .mine:
            let origin = resolver.base.version.map { "your text, from v\($0)" } ?? "your text"
            return (editor.namesMine ? "MINE \(editor.actor)" : "MINE", origin + place(region?.ours))
        case .base:
            guard let version = resolver.base.version else { return ("BASE", "none, both created it") }
            if isStacked, !layout.isShowingBase {
                let count = region?.base.count ?? 0
                return ("BASE v\(version)", "\(count) \(count == 1 ? "line" : "lines"), folded to fit: = opens it")
            }
            if isStacked { return ("BASE v\(version)", "what you both started from" + place(region?.base)) }
            let at = layout.arrangement == .columns ? atHand : ""
            return ("BASE v\(version)", at + "= hides")
        case .theirs:
            return (
                "THEIRS v\(resolver.theirs.version) \(resolver.theirs.actor == resolver.actor ? "you, other session" : resolver.theirs.actor)",
                "saved \(editor.clock(resolver.theirs.at))" + place(region?.theirs)
            )
        case .result:
            if case .editing(let editing) = resolver.state {
                return ("RESULT ─ EDIT: keys type, Esc ends it", began(editing))
            }
            let state = resolver.state == .sending ? "Sending…" : "DECIDE: a letter chooses"
            return ("RESULT ─ \(state)", layout.arrangement == .columns ? "" : ifMatch)
        }
    }

    var ifMatch: String { "If-Match \(resolver.theirs.etag)" }

    private var atHand: String {
        guard let focus = resolver.focus, let number = resolver.number(of: focus) else { return "" }
        return "conflict \(number), \(lines(resolver.merge.regions[focus].base)) · "
    }

    private func began(_ editing: Resolver.Editing) -> String {
        guard let conflict = editing.conflict, let number = resolver.number(of: conflict) else {
            return "text outside of conflicts"
        }
        guard let choice = editing.beganAs else { return "conflict \(number)" }
        return choice == .neither ? "conflict \(number), began empty" : "conflict \(number), began as \(choice.title)"
    }

    /// The question that is open, or what was done last.
    var status: String {
        guard case .asking(let question) = resolver.state else { return resolver.message }
        switch question {
        case .startFrom: return "Start from  m Mine  t Theirs  b Both  o Base  (Enter: mine, Esc: no)"
        case .takeAll(let choice):
            return "Take \(choice.title) for all \(resolver.undecided.count) that are left?  y Yes  Esc No"
        case .leave: return "k Keep for later  d Discard my text  Esc Stay"
        case .paste: return "Paste into RESULT? Enter types it, Esc drops it"
        }
    }
}
