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
        case .accept: return accept(size: size, at: now)
        case .acceptAll: return askToAcceptAll()
        case .edit: return edit(size: size)
        case .next: go(to: nextWaiting, size: size, or: nothingLeft)
        case .previous: go(to: waiting.last { $0 < focus ?? 0 } ?? waiting.last, size: size, or: nothingLeft)
        case .nextOfAnyKind:
            go(to: differences.first { $0 > focus ?? -1 }, size: size, or: "This is the last change.")
        case .previousOfAnyKind:
            go(to: differences.last { $0 < focus ?? 0 }, size: size, or: "This is the first change.")
        case .allMine: return askForAll(.mine)
        case .allTheirs: return askForAll(.theirs)
        case .undoDecision: return undo(size: size)
        case .redoDecision: return redo(size: size)
        case .forget: return askToForget()
        case .mergeHead:
            guard newer == nil else { return [.mergeHead] }
            message = isFile ? "A file has no versions to merge in" : "Nobody has saved a newer version"
        case .resubmit: return resubmit(size: size)
        case .leave: return [.leave]
        case .cycleLayout, .toggleBase, .zoom, .fold: look(action, size: size)
        default: return [.perform(action)]
        }
        return []
    }

    /// Changes what shows, and nothing else.
    mutating func look(_ action: Action, size: Size) {
        if message == Self.oneLayout { message = "" }
        switch action {
        case .cycleLayout: cycleLayout(size)
        case .toggleBase: toggleBase(size)
        case .fold: toggleFold(size)
        default: zoom(size)
        }
    }

    var nothingLeft: String { "Nothing left: ^S \(isFile ? "writes it" : "resubmits")" }

    private var differences: [Int] { merge.regions.indices.filter { merge.regions[$0].kind != .unchanged } }

    /// Goes to the n-th conflict, from 1.
    mutating func jump(to number: Int, size: Size) {
        let conflicts = merge.conflicts
        let count = conflicts.count == 1 ? "is 1 conflict" : "are \(conflicts.count) conflicts"
        go(to: conflicts.dropFirst(number - 1).first, size: size, or: "There \(count).")
    }

    mutating func go(to region: Int?, size: Size, or otherwise: String) {
        message = region == nil ? otherwise : ""
        guard let region else { return }
        focus = region
        reveal(size)
    }

    // MARK: Choosing

    private mutating func choose(_ choice: Choice, size: Size, at now: Timestamp) -> [Request] {
        if isHeld(choice.letter, at: now) { return [] }
        guard let focus, let title = title(of: focus) else {
            message = "This merged by itself: e edits it, n goes to the next conflict"
            return []
        }
        guard result.pieces[focus].state != .decided(choice) else {
            message = "\(title): \(choice.title) is taken already"
            return []
        }
        return take(result.deciding(focus, choice), of: focus, saying: "\(title): \(choice.title) taken", size: size)
    }

    /// Accepts the text that was found for the region at hand. Where there is none the next proposal comes up instead: what
    /// nobody has looked at is not accepted.
    private mutating func accept(size: Size, at now: Timestamp) -> [Request] {
        if isHeld("a", at: now) { return [] }
        if isUnseen(at: now) {
            message = "Text was just proposed (~): a accepts it once you have seen it"
            return []
        }
        guard let focus, let title = title(of: focus), let change = result.accepting(focus) else {
            let next = unaccepted.first { $0 > focus ?? -1 } ?? unaccepted.first
            go(to: next, size: size, or: "There is no merged text to accept here")
            if let next, let title = self.title(of: next) { message = "\(title): a accepts it" }
            return []
        }
        guard result.pieces[focus].state != .accepted else {
            message = "\(title) is accepted already"
            return []
        }
        let taken = result.remembered[focus] == nil ? "the suggestion" : "the remembered text"
        let what = merge.regions[focus].isConflict ? "\(title): \(taken) taken" : "\(title) accepted"
        return take(change, of: focus, saying: what, size: size)
    }

    /// Whether a letter comes so soon after itself that it is not meant; says so then.
    private mutating func isHeld(_ letter: Character, at now: Timestamp) -> Bool {
        let last = lastLetter
        lastLetter = (letter, now)
        guard let last, last.letter == letter, now.milliseconds - last.at.milliseconds < Self.heldKeyMilliseconds else {
            return false
        }
        message = "\(letter) again at once, dropped: a held key decides one conflict"
        return true
    }

    /// Decides a region; the next one that the gate waits for comes up.
    private mutating func take(
        _ change: ResultText.Change, of region: Int, saying title: String, size: Size
    ) -> [Request] {
        perform(Step(changes: [change], focus: region, title: title, typingEnd: nil))
        if advances { focus = nextWaiting ?? focus }
        reveal(size)
        message = "\(title), u takes it back"
        return [.journal]
    }

    /// The next region that the gate waits for, around the end of the text.
    private var nextWaiting: Int? { waiting.first { $0 > focus ?? -1 } ?? waiting.first }

    private mutating func askForAll(_ choice: Choice) -> [Request] {
        if undecided.isEmpty {
            message = waiting.isEmpty ? nothingLeft : "No conflict is left: A accepts the \(unaccepted.count) auto"
            return []
        }
        return ask(.takeAll(choice))
    }

    private mutating func askToAcceptAll() -> [Request] {
        if unaccepted.isEmpty {
            message = "Nothing merged by words or keys is left to accept"
            return []
        }
        return ask(.acceptAll)
    }

    private mutating func takeAll(_ choice: Choice, size: Size) -> [Request] {
        let count = undecided.count
        return decideAll(
            undecided, saying: "\(count == 1 ? "1 conflict" : "\(count) conflicts"): \(choice.title) taken", size: size
        ) { $0.deciding($1, choice) }
    }

    private mutating func acceptAll(size: Size) -> [Request] {
        decideAll(unaccepted, saying: "\(unaccepted.count) auto accepted", size: size) { $0.accepting($1) }
    }

    /// Decides some regions as one step.
    private mutating func decideAll(
        _ regions: [Int], saying title: String, size: Size, _ change: (ResultText, Int) -> ResultText.Change?
    ) -> [Request] {
        guard let first = regions.first else { return [] }
        var changes: [ResultText.Change] = []
        for region in regions {
            guard let change = change(result, region) else { continue }
            result.apply(change)
            changes.append(change)
        }
        remember(Step(changes: changes, focus: first, title: title, typingEnd: nil))
        focus = waiting.first ?? regions.last
        reveal(size)
        message = "\(title), u takes it back"
        return [.journal]
    }

    // MARK: Undo

    mutating func undo(size: Size) -> [Request] {
        guard let step = undoStack.popLast() else {
            message = "Nothing to undo"
            return []
        }
        make(step.changes.reversed().map(\.inverted))
        redoStack.append(step)
        go(to: step.focus, size: size, or: "")
        message = "undone: \(step.title)"
        return [.journal]
    }

    mutating func redo(size: Size) -> [Request] {
        guard let step = redoStack.popLast() else {
            message = "Nothing to redo"
            return []
        }
        make(step.changes)
        undoStack.append(step)
        go(to: step.focus, size: size, or: "")
        message = step.title
        return [.journal]
    }

    // MARK: The gate

    /// Sends only what is wholly decided, else says what is left and goes there. What was saved since is merged in first.
    mutating func resubmit(size: Size) -> [Request] {
        guard newer == nil else { return [.mergeHead] }
        guard let obstacle = goToObstacle(size: size) else { return [.resubmit] }
        message = "Not \(isFile ? "written" : "sent"): \(obstacle)"
        return []
    }

    /// What the gate waits for, in a few words; it comes up. nil where all is decided, and nothing that was written by hand
    /// would be left out unsaid: it is said once.
    mutating func goToObstacle(size: Size) -> String? {
        if let remainder {
            go(to: nextWaiting, size: size, or: "")
            return "\(remainder); this is the next one"
        }
        guard let place = unsaidWritten else { return nil }
        written[place]?.isTold = true
        go(to: place, size: size, or: "")
        return "e takes what you wrote here; ^S goes on without it"
    }

    // MARK: Questions

    mutating func ask(_ question: Question) -> [Request] {
        state = .asking(question)
        message = ""
        // The answers of the first question can all be taken back: `e m` may be typed in one go.
        if case .startFrom = question { return [] }
        return [.dropTypedAhead]
    }

    /// Answers the question that is open; other keys leave it open.
    mutating func answer(_ question: Question, _ key: Key, size: Size) -> [Request] {
        let isNo = [.escape, .control("c"), .character("n")].contains(key)
        switch (question, key) {
        case (.startFrom(let region), .character("w")) where offer(at: region) != nil:
            state = .decide
            return takeWritten(region, size: size)
        case (.startFrom(let region), .enter) where result.pieces[region].state != .undecided:
            state = .decide
            return beginEditing(merge.regions[region].isContested ? region : nil, from: nil, size: size)
        case (.startFrom(let region), _) where !isNo && !merge.regions[region].isContested: return []
        case (.startFrom(let conflict), _) where !isNo:
            guard let choice = question.beginning(of: key) else { return [] }
            message = ""
            return beginEditing(conflict, from: choice, size: size)
        case (.takeAll(let choice), .character("y")):
            state = .decide
            return takeAll(choice, size: size)
        case (.acceptAll, .character("y")):
            state = .decide
            return acceptAll(size: size)
        case (.forget(let conflict), .character("y")):
            state = .decide
            return forget(conflict, size: size)
        case (.paste(let bytes), .enter):
            state = .decide
            return paste(bytes, size: size)
        case (.takeAll, .enter), (.acceptAll, .enter), (.forget, .enter):
            state = .decide
            message = ""
            return []
        case _ where isNo:
            state = .decide
            message = ""
            return []
        default: return []
        }
    }

    /// Types a paste into the region at hand; an undecided conflict begins with nothing else.
    private mutating func paste(_ bytes: [UInt8], size: Size) -> [Request] {
        let isUndecided = focus.map { result.pieces[$0].state == .undecided } ?? false
        let conflict = focus.flatMap { merge.regions[$0].isContested ? $0 : nil }
        let began = beginEditing(conflict, from: isUndecided ? .neither : nil, size: size)
        return began + type(bytes, size: size)
    }
}

extension Resolver.Question {
    /// What EDIT begins with at an answer to the first question; nil for other keys.
    fileprivate func beginning(of key: Key) -> Choice? {
        switch key {
        case .character("m"), .enter: .mine
        case .character("t"): .theirs
        case .character("b"): .both
        case .character("o"): .base
        default: nil
        }
    }

    /// The answers as the key row shows them, the harmless one last.
    func answers(in resolver: Resolver) -> [Answer] {
        switch self {
        case .startFrom(let region):
            var first = resolver.offer(at: region) == nil ? [] : [Answer(.character("w"), "What you wrote")]
            if resolver.result.pieces[region].state != .undecided { first.append(Answer(.enter, "What is there")) }
            guard resolver.merge.regions[region].isContested else { return first + [Answer(.escape, "No")] }
            return first + [
                Answer(.character("m"), "Mine"), Answer(.character("t"), "Theirs"), Answer(.character("b"), "Both"),
                Answer(.character("o"), "Base"), Answer(.escape, "No"),
            ]
        case .takeAll, .acceptAll, .forget: return [Answer(.character("y"), "Yes"), Answer(.escape, "No")]
        case .paste: return [Answer(.enter, "Types it"), Answer(.escape, "Drops it")]
        }
    }
}
