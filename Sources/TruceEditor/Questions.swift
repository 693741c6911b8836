import TruceDocument
public import TruceScreen

/// An answer to an open question, as the row of keys shows it.
public struct Answer: Sendable, Equatable {
    /// The key that gives it.
    public var key: Key
    public var title: String

    init(_ key: Key, _ title: String) {
        self.key = key
        self.title = title
    }
}

/// Questions: one row, a key an answer. Esc is always the harmless one.
extension Editor {
    /// The answers to the question that is open, of which a question that came by itself takes but Esc before a pause;
    /// empty where none is open.
    public var answers: [Answer] { awaitsPause ? allAnswers.filter { $0.key == .escape } : allAnswers }

    private var allAnswers: [Answer] {
        switch overlay {
        case .quit where resolver != nil:
            [
                Answer(.character("k"), "Keep for later"),
                Answer(.character("d"), fileMerge == nil ? "Discard my text" : "Discard decisions"),
                Answer(.escape, "Stay"),
            ]
        case .quit:
            [
                Answer(.character("s"), "Save"), Answer(.character("k"), "Keep draft"),
                Answer(.character("d"), "Discard"), Answer(.escape, "Stay"),
            ]
        case .recover where fileMerge != nil:
            [
                Answer(.character("r"), "Take them up"), Answer(.character("d"), "Throw them away"),
                Answer(.escape, "Not now"),
            ]
        case .recover:
            [
                Answer(.character("r"), "Take it up"), Answer(.character("d"), "Throw it away"),
                Answer(.escape, "Not now"),
            ]
        case .gone:
            [
                Answer(.character("r"), "Recreate"), Answer(.character("n"), "Save under another name"),
                Answer(.character("d"), "Discard (a draft stays)"), Answer(.escape, "Stay"),
            ]
        case .vanished:
            [
                Answer(.character("r"), "Write it again"), Answer(.character("d"), "Discard (a draft stays)"),
                Answer(.escape, "Stay"),
            ]
        case .malformed: [Answer(.character("w"), "Write it all the same"), Answer(.escape, "Stay")]
        case .overwrite: [Answer(.character("w"), "Write over it"), Answer(.escape, "Stay")]
        case .binary: binaryAnswers
        case .replace(let replacement): replacement.answers
        case .find, .goToLine, .open, .palette, .help, .why, .traffic, .saveAs: []
        case nil:
            openResolver.flatMap { resolver -> [Answer]? in
                if case .asking(let question) = resolver.state { question.answers(in: resolver) } else { nil }
            } ?? []
        }
    }

    /// Opens a question that a key has asked for; what was typed before it showed answers nothing.
    mutating func ask(_ question: Overlay) -> [Effect] {
        overlay = question
        chosenAnswer = nil
        return [.dropTypedAhead]
    }

    /// Opens a question that nobody has asked for, or that comes in the place of what was: it waits for a pause, too.
    mutating func askByItself(_ question: Overlay) -> [Effect] {
        opensByItself = true
        return ask(question)
    }

    /// Walks the answers with Tab; false for keys that do not, Enter among them where none is chosen.
    mutating func chooses(_ key: Key) -> Bool {
        let count = answers.count
        switch key {
        case .tab: chosenAnswer = ((chosenAnswer ?? -1) + 1) % count
        case .backTab: chosenAnswer = ((chosenAnswer ?? 0) + count - 1) % count
        case .enter: return chosenAnswer != nil
        default: return false
        }
        return true
    }

    mutating func takeChosenAnswer() -> Answer? {
        defer { chosenAnswer = nil }
        return chosenAnswer.map { answers[$0] }
    }

    /// Takes a key while a question of the editor is open; keys that are no answer leave it open.
    mutating func answer(_ question: Overlay, _ key: Key) -> [Effect] {
        let isStay = [.escape, .control("c"), .enter].contains(key)
        guard isStay || answers.contains(where: { $0.key == key }) else { return [] }
        overlay = nil
        pauseEnd = nil
        switch question {
        case .quit: return isStay ? [] : answerQuit(key)
        case .recover(let recovered): return answer(recovered, isStay ? nil : key)
        case .gone(let gone): return answer(gone, isStay ? nil : key)
        case .vanished: return answerVanished(isStay ? nil : key)
        case .malformed: return isStay ? [] : writeMerge(replacing: fileMerge?.present)
        case .overwrite(let present): return isStay ? [] : writeMerge(replacing: present)
        case .binary(let theirs): return answer(theirs, isStay ? nil : key)
        case .find, .replace, .goToLine, .open, .palette, .help, .why, .traffic, .saveAs: return []
        }
    }

    private mutating func answerQuit(_ key: Key) -> [Effect] {
        switch key {
        case .character("s"):
            // What was unsaved when the question came up may be saved by now.
            guard isModified || isSaving else { return leave(keepingDraft: false, status: 0) }
            let effects = save()
            quitsWhenSaved = isSaving
            return effects
        case .character("k"): return leave(keepingDraft: hasUnsaved, status: unsavedStatus)
        default: return leave(keepingDraft: false, status: unsavedStatus)
        }
    }

    private mutating func answer(_ recovered: Recovered, _ key: Key?) -> [Effect] {
        guard let key else {
            say(
                fileMerge == nil
                    ? "The draft stays where it is: it is offered again at the next start"
                    : "They stay where they are, and are offered again until this merge is written")
            return []
        }
        claiming = (recovered, isTakenUp: key == .character("r"))
        return [.claim(id: recovered.id)]
    }

    private mutating func answer(_ gone: Gone, _ key: Key?) -> [Effect] {
        switch key {
        case .character("r"):
            return send(unsent, as: name, .ifNoneExists, message: gone.recreation)
        case .character("n"):
            overlay = .saveAs(LineInput(name))
            return []
        case nil:
            say("\(gone.sentence); your text is here: ^S asks again")
            return []
        default: return leave(keepingDraft: true, status: unsavedStatus)
        }
    }

    private mutating func answerVanished(_ key: Key?) -> [Effect] {
        switch key {
        case .character("r"): return write(unsent, replacing: nil)
        case nil:
            say("Somebody else removed the file; your text is here: ^S asks again")
            return []
        default: return leave(keepingDraft: true, status: unsavedStatus)
        }
    }

    /// What was to be saved when the document or the file turned out to be gone: no RESULT that is not wholly decided.
    var unsent: Saving.Content { resolver?.waiting.isEmpty == true ? .result : .text }
}
