import TruceDiff
public import TruceDocument
public import TruceMerge
public import TruceScreen
public import TruceText

/// The three-way view as a value: mine, base, theirs and the result, and how far the person has come.
///
/// It knows neither store nor terminal. Keys and clicks come in, ``Request``s go out; the editor acts on them. Nothing in
/// it is lost by leaving: the editor keeps the value and shows it again.
public struct Resolver: Sendable, Equatable {
    /// The document's name, or the file's path.
    public internal(set) var name: String
    /// Who is resolving, to tell one's own other session from somebody else.
    public let actor: String
    public let base: Base
    /// The person's own text. Text typed into RESULT outside of conflicts joins it when the view is left or the head moves.
    public internal(set) var mine: Rope
    public internal(set) var theirs: Theirs
    /// What the sides are called where files are merged by `truce resolve`; nil elsewhere.
    public let names: SideNames?
    public internal(set) var result: ResultText
    public internal(set) var alignment: Alignment
    public internal(set) var state: State = .decide
    /// The region at hand; nil where nothing differs.
    public internal(set) var focus: Int?
    /// What the status row says.
    public internal(set) var message = ""
    /// A version that was saved after ``theirs``: nothing moves until the person merges it in.
    public internal(set) var newer: Newer? {
        didSet {
            // What was said of the document before is no longer so.
            if let newer, newer.isOfAnother, newer != oldValue { message = "" }
        }
    }
    /// What the person wrote by hand and RESULT holds no more, by the region where it is offered: EDIT of that region can begin
    /// with it.
    public internal(set) var written: [Int: WrittenText] = [:]
    /// The texts by hand that RESULT has lost to a decision, to undo or to another such text since the texts were merged, by
    /// region, one after the other: EDIT can begin with them too, and nothing waits for them.
    var putAway: [Int: [UInt8]] = [:]
    /// Whether lines that agree are folded.
    public internal(set) var isFolded = false
    /// The layout that `v` or `z` chose; nil leaves it to the width.
    public internal(set) var arrangement: Arrangement?
    /// Whether `=` has opened or closed BASE; nil leaves it to the layout.
    public internal(set) var baseWish: Bool?
    /// The first of ``SharedRows`` that shows.
    public internal(set) var sidesTop = 0
    /// The first of ``ResultRows`` that RESULT shows.
    public internal(set) var resultTop = 0
    /// What Tab inserts in EDIT.
    let indentation: [UInt8]
    /// What the texts are, for a merge by keys.
    let kind: TextKind

    /// Whether after a decision the next place comes up that the gate waits for.
    var advances = true
    var memory = Memory()
    var undoStack: [Step] = []
    var redoStack: [Step] = []
    /// The letter that decided last.
    var lastLetter: (letter: Character, at: Timestamp)?

    /// A version of which no more is known yet than who saved it.
    public struct Newer: Sendable, Equatable {
        public var number: Int
        public var actor: String
        /// Whether it is of another document, that has taken the place of the one that was edited.
        public var isOfAnother = false
        /// Whether it was read and found to be no text: one side is kept, nothing is merged.
        public var isBinary = false
    }

    /// What keys do at the moment.
    public enum State: Sendable, Equatable {
        case decide
        case asking(Question)
        case editing(Editing)
        /// The result is on its way: nothing changes until the answer is there.
        case sending
    }

    /// A question in the status row. Its default is the harmless answer.
    public enum Question: Sendable, Equatable {
        /// What EDIT of an undecided conflict begins with.
        case startFrom(conflict: Int)
        case takeAll(Choice)
        /// Whether every proposal is accepted.
        case acceptAll
        /// A paste while letters choose.
        case paste([UInt8])
        /// Whether what is remembered for a conflict is forgotten.
        case forget(conflict: Int)
    }

    /// EDIT: RESULT is typed into.
    public struct Editing: Sendable, Equatable {
        /// The conflict or proposal whose text is edited; nil for text that merged by lines.
        public var conflict: Int?
        /// What its text began as.
        public var beganAs: Choice?
        /// The bytes that it began with.
        var beganWith: [UInt8]
        public var area: TextArea
        /// Whether ^A has just selected the conflict's text.
        var hasSelectedOwn = false
        /// RESULT before EDIT, what was put away, and the history then.
        var before: ResultText
        var putAwayBefore: [Int: [UInt8]]
        var undoBefore: [Step]
        var redoBefore: [Step]
        /// The text that EDIT began with.
        var beginning: Rope
        /// Steps that ^Z and ^Y leave alone: those from before EDIT.
        var undoFloor: Int
        var redoFloor: Int
    }

    /// What the person did as one undo takes it back.
    struct Step: Sendable, Equatable {
        var changes: [ResultText.Change]
        /// The region to return to.
        var focus: Int
        /// What was done, as the status row says it: `conflict 1: MINE taken`.
        var title: String
        /// Where typing may join the step: the byte behind the last typed one; nil closes it.
        var typingEnd: Int?
    }

    /// What the editor has to do.
    public enum Request: Sendable, Equatable {
        case resubmit
        /// Read the version that was saved since, and merge it in.
        case mergeHead
        /// Back to the editor's own text; the resolution stays open.
        case leave
        /// Something was decided: write it down.
        case journal
        /// Something was typed: write it down soon.
        case journalSoon
        case copy([UInt8])
        /// A question opened that must not be answered unseen.
        case dropTypedAhead
        /// Have everybody forget how a conflict was resolved.
        case forget(ResolutionKey)
        /// An action of the editor around the view.
        case perform(Action)
    }

    /// - Parameters:
    ///   - saved: a resolution that is taken up again: it is as it was, and then merged with `mine`.
    ///   - indentation: what Tab inserts in EDIT.
    ///   - kind: what the texts are: what has keys is merged by them.
    public init(
        name: String, actor: String, base: Base, mine: Rope, theirs: Theirs, names: SideNames? = nil,
        resuming saved: SavedResolution? = nil, indentation: [UInt8] = [9], kind: TextKind = .plain, size: Size
    ) {
        self.name = name
        self.actor = actor
        self.base = base
        self.mine = saved?.mine ?? mine
        self.theirs = theirs
        self.names = names
        self.indentation = indentation
        self.kind = kind
        let merge = Merge(base: base, mine: self.mine, theirs: theirs.text, kind: kind)
        result = ResultText(merge: merge)
        alignment = Alignment(merge)
        if let saved { resume(saved) }
        focus = placeOfWritten ?? firstToLookAt
        message = placeOfWritten == nil ? opening : "e has what you wrote here"
        if saved != nil, placeOfWritten == nil { message = "Taken up: \(undoStack.count) kept, \(waiting.count) left" }
        reveal(size)
        // More may have been typed into the person's own text since, or taken back there.
        if mine != (saved?.isLeft == true ? mineWithTypedText : self.mine) { mergeAgain(mine: mine, size: size) }
    }

    public static func == (left: Resolver, right: Resolver) -> Bool {
        left.name == right.name && left.base == right.base && left.mine == right.mine && left.theirs == right.theirs
            && left.result == right.result && left.state == right.state && left.focus == right.focus
            && left.message == right.message && left.newer == right.newer && left.written == right.written
            && left.putAway == right.putAway && left.arrangement == right.arrangement
            && left.baseWish == right.baseWish && left.isFolded == right.isFolded && left.sidesTop == right.sidesTop
            && left.resultTop == right.resultTop
            && left.undoStack == right.undoStack && left.redoStack == right.redoStack
    }

    public var merge: Merge { result.merge }

    /// Whether the texts are those of a plain file, which has no versions.
    public var isFile: Bool { theirs.version == nil }

    /// Regions that one side changed or both, and that merged by lines.
    public var mergedCount: Int { merge.regions.count { $0.kind != .unchanged && !$0.isContested } }

    /// What comes up at first, and after another merge.
    var firstToLookAt: Int? {
        waiting.first ?? merge.contested.first ?? merge.regions.firstIndex { $0.kind != .unchanged }
    }

    /// What the status row says at opening.
    var opening: String {
        if merge.contested.isEmpty { return "merged, nothing to decide" }
        return merge.conflicts.isEmpty
            ? "Nothing conflicts: a accepts what was merged by words or keys" : "F1 explains the keys"
    }

    /// Applies decisions to a fresh result, each as a step that undo takes back. Linear.
    /// - Parameter parting: Whether a line that typing has joined to the next region's is ended where that is decided.
    mutating func take(_ decisions: [Int: Decision], parting: Bool = true) {
        let titles = titles
        var start = 0
        for region in merge.regions.indices {
            guard let decision = decisions[region] else {
                start += result.pieces[region].length
                continue
            }
            let change = result.making(region, decision, at: start, parting: parting)
            let title = "\(titles[region] ?? "your text"): kept"
            perform(Step(changes: [change], focus: region, title: title, typingEnd: nil))
            // It may have ended the line of a text before.
            start = change.after[...(region - change.firstPiece)].reduce(change.start) { $0 + $1.length }
        }
    }

    /// Applies a step and remembers it for undo.
    mutating func perform(_ step: Step) {
        make(step.changes)
        remember(step)
    }

    /// Makes changes of RESULT, all as one. What was written by hand and goes by them is put away.
    mutating func make(_ changes: [ResultText.Change]) {
        let regions = Set(changes.flatMap(\.regions)).sorted()
        let before = regions.filter { result.pieces[$0].state == .byHand }.map { ($0, result.bytes(of: $0)) }
        for change in changes { result.apply(change) }
        for region in regions {
            if let text = putAway[region], result.holds(text, in: region) { putAway[region] = nil }
        }
        let present = regions.flatMap { result.pieces[$0].state == .byHand ? result.bytes(of: $0) : [] }
        for (region, text) in before where result.isOwn(text, of: region) && !present.tells(text) {
            putAway[region] = result.joined(putAway[region] ?? [], text)
        }
    }

    /// Remembers a step that was applied. What was offered where it decides was seen.
    mutating func remember(_ step: Step) {
        for region in step.changes.flatMap(\.regions) { written[region]?.isTold = true }
        undoStack.append(step)
        redoStack = []
    }

    /// The result is on its way.
    mutating func send() {
        state = .sending
        message = "Sending…"
    }

    /// The answer was no, and not because the head moved: the person goes on.
    mutating func sendingFailed() {
        if state == .sending { state = .decide }
    }
}
