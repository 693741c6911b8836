import TruceDocument
import TruceMerge
import TruceScreen
import TruceText

/// DECIDE: letters choose.
extension Resolver {
    /// A held key or a slow line repeats a letter faster than a person decides.
    static let heldKeyMilliseconds: Int64 = 300

    mutating func decide(_ action: Action, size: Size, at now: Timestamp) -> [Request] {
        switch action {
        case .choose(let choice): return choose(choice, size: size, at: now)
        case .edit: return edit(size: size)
        case .next: go(to: undecided.first { $0 > focus ?? -1 } ?? undecided.first, size: size, or: nothingLeft)
        case .previous: go(to: undecided.last { $0 < focus ?? 0 } ?? undecided.last, size: size, or: nothingLeft)
        case .nextOfAnyKind:
            let later = merge.regions.indices.dropFirst((focus ?? -1) + 1).first {
                merge.regions[$0].kind != .unchanged
            }
            go(to: later, size: size, or: "This is the last change.")
        case .previousOfAnyKind:
            let earlier = merge.regions.indices.prefix(focus ?? 0).last { merge.regions[$0].kind != .unchanged }
            go(to: earlier, size: size, or: "This is the first change.")
        case .allMine: askForAll(.mine)
        case .allTheirs: askForAll(.theirs)
        case .undoDecision: return undo(size: size)
        case .redoDecision: return redo(size: size)
        case .why: message = explanation
        case .cycleLayout: cycleLayout(size)
        case .toggleBase:
            baseWish = !layout(size).isShowingBase
            reveal(size)
        case .zoom: zoom(size)
        case .resubmit: return resubmit(size: size)
        case .leave: return [.leave]
        case .quit:
            state = .asking(.leave)
            message = ""
        default: return [.perform(action)]
        }
        return []
    }

    private var nothingLeft: String { "Nothing left: ^S resubmits" }

    /// Goes to the n-th conflict, from 1.
    mutating func jump(to number: Int, size: Size) {
        let conflicts = merge.conflicts
        let target = conflicts.indices.contains(number - 1) ? conflicts[number - 1] : nil
        go(to: target, size: size, or: "There are \(conflicts.count) conflicts.")
    }

    mutating func go(to region: Int?, size: Size, or otherwise: String) {
        guard let region else {
            message = otherwise
            return
        }
        focus = region
        message = ""
        reveal(size)
    }

    private mutating func choose(_ choice: Choice, size: Size, at now: Timestamp) -> [Request] {
        let isRepeated = lastChoice.map {
            $0.choice == choice && now.milliseconds - $0.at.milliseconds < Self.heldKeyMilliseconds
        }
        lastChoice = (choice, now)
        guard isRepeated != true else {
            message = "\(choice.letter) again at once, dropped: a held key decides one conflict"
            return []
        }
        guard let focus, let number = number(of: focus) else {
            message = "This merged by itself: e edits it, n goes to the next conflict"
            return []
        }
        guard result.pieces[focus].state != .decided(choice) else {
            message = "conflict \(number): \(choice.title) is taken already"
            return []
        }
        let title = "conflict \(number): \(choice.title) taken"
        perform(Step(changes: [result.deciding(focus, choice)], focus: focus, title: title, typingEnd: nil))
        advance(from: focus, size: size)
        message = "\(title), u takes it back"
        return [.journal]
    }

    /// Shows the next conflict that the gate waits for, if there is one.
    private mutating func advance(from region: Int, size: Size) {
        focus = undecided.first { $0 > region } ?? undecided.first ?? region
        reveal(size)
    }

    private mutating func askForAll(_ choice: Choice) {
        if undecided.isEmpty {
            message = nothingLeft
        } else {
            state = .asking(.takeAll(choice))
            message = ""
        }
    }

    private mutating func takeAll(_ choice: Choice, size: Size) -> [Request] {
        let left = undecided
        guard let first = left.first else { return [] }
        let start = result
        var changes: [ResultText.Change] = []
        for region in left {
            let change = result.deciding(region, choice)
            result.apply(change)
            changes.append(change)
        }
        result = start
        let title = "\(left.count) conflicts: \(choice.title) taken"
        perform(Step(changes: changes, focus: first, title: title, typingEnd: nil))
        focus = left.last
        reveal(size)
        message = "\(title), u takes all of it back"
        return [.journal]
    }

    mutating func undo(size: Size) -> [Request] {
        guard let step = undoStack.popLast() else {
            message = "Nothing to undo"
            return []
        }
        for change in step.changes.reversed() { result.apply(change.inverted) }
        redoStack.append(step)
        focus = step.focus
        reveal(size)
        message = "undone: \(step.title)"
        return [.journal]
    }

    mutating func redo(size: Size) -> [Request] {
        guard let step = redoStack.popLast() else {
            message = "Nothing to redo"
            return []
        }
        for change in step.changes { result.apply(change) }
        undoStack.append(step)
        focus = step.focus
        reveal(size)
        message = step.title
        return [.journal]
    }

    /// The gate: sends only what is wholly decided, else says what is left and goes there.
    mutating func resubmit(size: Size) -> [Request] {
        let left = undecided
        guard left.isEmpty else {
            go(to: left.first { $0 > focus ?? -1 } ?? left.first, size: size, or: "")
            message =
                "Not sent: \(left.count) \(left.count == 1 ? "conflict is" : "conflicts are") left; this is the next one"
            return []
        }
        return [.resubmit]
    }

    /// Answers the question that is open.
    mutating func answer(_ question: Question, _ key: Key, size: Size) -> [Request] {
        state = .decide
        message = ""
        switch (question, key) {
        case (.startFrom(let conflict), .character("m")), (.startFrom(let conflict), .enter):
            return beginEditing(conflict, from: .mine, size: size)
        case (.startFrom(let conflict), .character("t")): return beginEditing(conflict, from: .theirs, size: size)
        case (.startFrom(let conflict), .character("b")): return beginEditing(conflict, from: .both, size: size)
        case (.startFrom(let conflict), .character("o")): return beginEditing(conflict, from: .base, size: size)
        case (.takeAll(let choice), .character("y")): return takeAll(choice, size: size)
        case (.leave, .character("k")): return [.keepAndQuit]
        case (.leave, .character("d")): return [.discard]
        case (.paste(let bytes), .enter):
            guard let focus, merge.regions[focus].kind == .conflict else {
                message = "There is no conflict here to paste into: e edits"
                return []
            }
            let requests = beginEditing(focus, from: .neither, size: size)
            return requests + type(bytes, size: size)
        case (_, .escape), (_, .character("n")), (_, .control("c")): return []
        default:
            state = .asking(question)
            return []
        }
    }

    /// What `?` says of the region at hand.
    private var explanation: String {
        guard let focus else { return "Both sides say the same." }
        let region = merge.regions[focus]
        let mine = region.ours.isEmpty ? "your text deletes it" : "your text changes it"
        let theirs = region.theirs.isEmpty ? "theirs deletes it" : "theirs changes it"
        switch region.kind {
        case .unchanged: return "Nobody changed this."
        case .ours: return "Only you changed this: it is in RESULT."
        case .theirs: return "Only they changed this: it is in RESULT."
        case .both: return "Both made the same change: it is in RESULT once."
        case .conflict:
            if base == .none { return "Both wrote something else here, and there is no earlier text to compare with." }
            if region.base.isEmpty {
                return "Both inserted text at this place: which, and in which order, is yours to say."
            }
            return "Against BASE, \(mine) and \(theirs), in the same lines: neither can be taken by itself."
        }
    }
}
