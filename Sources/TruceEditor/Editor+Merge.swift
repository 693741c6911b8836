import TruceDocument
import TruceMerge
import TruceScreen
import TruceText

/// `truce resolve`: the three-way view on files, with no text behind it to go back to.
extension Editor {
    /// The merge of files; nil where a document or a file is edited.
    public var fileMerge: FileMerge? { if case .merge(let merge) = target { merge } else { nil } }

    /// The exit status of an end without a save. A merge that was not written is a no to whoever waits for it.
    var unsavedStatus: Int32 { fileMerge == nil ? 0 : 1 }

    /// Whether something would be lost by leaving.
    var hasUnsaved: Bool {
        guard fileMerge != nil else { return isModified || resolver != nil }
        return resolver.map(hasWork) ?? false
    }

    /// Whether a merge of files has anything that leaving would lose: also a text of one's own that is no longer the file's.
    private func hasWork(_ resolver: Resolver) -> Bool { resolver.hasWork || resolver.mine != area.rope }

    /// Opens the view, and offers the decisions that an earlier run about the same texts left behind.
    mutating func begin(_ merge: FileMerge, found: Recovered?) -> [Effect] {
        phase = .ready
        // It was typed before there was anything to decide about.
        heldInput = []
        base = merge.base.map(Base.file) ?? .none
        area = TextArea(merge.mine)
        area.indentation = indentation
        leftBehind = found?.id
        var resolver = Resolver(
            name: name, actor: actor, base: base, mine: merge.mine, theirs: Theirs(merge), names: merge.names,
            indentation: area.indentation, kind: TextKind(path: name), size: size)
        if let warning = merge.warning { resolver.message = warning }
        open(resolver)
        guard let found, let earlier = earlier(found) else { return [.dropTypedAhead] }
        resolver.takeUp(earlier, size: size)
        return hasWork(resolver) ? askByItself(.recover(found)) : [.dropTypedAhead]
    }

    /// Takes up what an earlier run decided.
    mutating func takeUpDecisions(_ found: Recovered) -> [Effect] {
        guard let earlier = earlier(found) else { return [] }
        resolver?.takeUp(earlier, size: size)
        leftBehind = nil
        return journalResolution() + [.journal(.forget(id: found.id))]
    }

    /// The view as an earlier run left it.
    private func earlier(_ found: Recovered) -> Resolver? {
        found.resolution.map {
            Resolver(
                name: name, actor: actor, base: found.base, mine: found.text, theirs: $0.theirs, resuming: $0,
                kind: TextKind(path: name), size: size)
        }
    }

    /// ^S: writes RESULT, or asks first where it is not well-formed.
    mutating func submit(_ merge: FileMerge) -> [Effect] {
        if let defect = defect(upTo: Self.checkedSize) { return askByItself(.malformed(defect.sentence)) }
        return writeMerge(replacing: merge.present)
    }

    /// Says after a decision what is wrong with RESULT.
    mutating func tellDefect() {
        guard let defect = defect(upTo: Self.checkedAtOnce) else { return }
        resolver?.message = "\(defect.sentence) · u takes back what was decided last"
    }

    /// Bytes of RESULT up to which it is checked after a decision, which nobody must feel, and at all: half a second.
    private static let checkedAtOnce = 256 << 10
    private static let checkedSize = 4 << 20

    /// What is certainly wrong with a RESULT of at most `limit` bytes in which nothing is left to decide.
    private func defect(upTo limit: Int) -> Defect? {
        guard let fileMerge, let resolver, resolver.undecided.isEmpty, resolver.result.text.byteCount <= limit else {
            return nil
        }
        return TextKind(path: fileMerge.path).defect(
            of: resolver.result.text.allBytes, madeOf: [fileMerge.mine.allBytes, fileMerge.theirs.allBytes])
    }

    /// RESULT goes into its file. What was decided is on disk before: the file may be written in place.
    mutating func writeMerge(replacing present: Rope?) -> [Effect] {
        journalResolution() + write(.result, replacing: present)
    }

    /// RESULT is in its file: all is done, and what an earlier run left behind about it is of no use any more.
    mutating func endMerge() -> [Effect] {
        let forgotten = leftBehind.map { [Effect.journal(.forget(id: $0))] } ?? []
        return forgotten + leave(keepingDraft: false, status: 0)
    }

    /// The file where RESULT is to go is not what it was when the merge began.
    mutating func askToOverwrite(_ present: Rope) -> [Effect] {
        failSaving("\(name) is no longer what it was")
        return askByItself(.overwrite(present))
    }
}

extension Theirs {
    /// The other side of a merge of files, which has neither version nor time.
    init(_ merge: FileMerge) {
        self.init(version: nil, at: Timestamp(milliseconds: 0), text: merge.theirs)
    }
}

extension Resolver {
    /// Whether anything was decided or written that leaving would lose.
    var hasWork: Bool { !result.overrides.isEmpty || !written.isEmpty || !putAway.isEmpty }
}
