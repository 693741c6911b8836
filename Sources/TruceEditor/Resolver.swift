internal import TruceDiff
import TruceDocument
public import TruceMerge
public import TruceScreen
public import TruceText

/// The three-way view as a value: mine, base, theirs and the result, and how far the person has come.
///
/// It knows neither store nor terminal. Keys and clicks come in, ``Request``s go out; the editor acts on them. Nothing in
/// it is lost by leaving: the editor keeps the value and shows it again.
public struct Resolver: Sendable, Equatable {
    /// The document's name.
    public let name: String
    /// Who is resolving, to tell one's own other session from somebody else.
    public let actor: String
    public let base: Base
    /// The person's own text. Text typed into RESULT outside of conflicts joins it when the head moves.
    public internal(set) var mine: Rope
    public internal(set) var theirs: Theirs
    public internal(set) var result: ResultText
    public internal(set) var alignment: Alignment
    public internal(set) var state: State = .decide
    /// The region at hand; nil where nothing differs.
    public internal(set) var focus: Int?
    /// What the status row says.
    public internal(set) var message: String
    /// The layout that `v` or `z` chose; nil leaves it to the width.
    public internal(set) var arrangement: Arrangement?
    /// Whether `=` has opened or closed BASE; nil leaves it to the layout.
    public internal(set) var baseWish: Bool?
    /// The first row shown: of the conflict where it stands alone, of the whole alignment elsewhere.
    public internal(set) var conflictTop = 0
    public internal(set) var sidesTop = 0
    /// The first of ``ResultRows`` that RESULT shows.
    public internal(set) var resultTop = 0

    var undoStack: [Step] = []
    var redoStack: [Step] = []
    var lastChoice: (choice: Choice, at: Timestamp)?

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
        case leave
        /// A paste while letters choose.
        case paste([UInt8])
    }

    /// EDIT: RESULT is typed into.
    public struct Editing: Sendable, Equatable {
        /// The conflict whose text is edited; nil for text outside of conflicts.
        public var conflict: Int?
        /// What its text began as.
        public var beganAs: Choice?
        public var area: TextArea
        /// The piece as it was before EDIT, and the text it began with.
        var before: ResultText.Piece?
        var beginning: [UInt8]
        /// Steps that ^Z leaves alone: those from before EDIT.
        var undoFloor: Int
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
        /// Back to the editor's own text; the resolution stays open.
        case leave
        /// End the editor and keep both texts for later.
        case keepAndQuit
        case discard
        /// Decisions or text changed: write them down.
        case journal
        case copy([UInt8])
        case perform(Action)
    }

    public init(
        name: String, actor: String, base: Base, mine: Rope, theirs: Theirs, decisions: [Int: Decision] = [:],
        size: Size
    ) {
        self.name = name
        self.actor = actor
        self.base = base
        self.mine = mine
        self.theirs = theirs
        let merge = Self.merge(base: base, mine: mine, theirs: theirs)
        result = ResultText(merge: merge)
        alignment = Alignment(merge)
        message = ""
        take(decisions)
        focus = undecided.first ?? merge.conflicts.first ?? firstDifference
        message = undecided.isEmpty ? "merged, nothing to decide" : "F1 explains the keys"
        reveal(size)
    }

    public static func == (left: Resolver, right: Resolver) -> Bool {
        left.name == right.name && left.base == right.base && left.mine == right.mine && left.theirs == right.theirs
            && left.result == right.result && left.state == right.state && left.focus == right.focus
            && left.message == right.message && left.arrangement == right.arrangement
            && left.baseWish == right.baseWish && left.conflictTop == right.conflictTop
            && left.sidesTop == right.sidesTop && left.resultTop == right.resultTop
            && left.undoStack == right.undoStack && left.redoStack == right.redoStack
    }

    public var merge: Merge { result.merge }

    /// Regions that the gate waits for.
    public var undecided: [Int] { merge.conflicts.filter { result.pieces[$0].state == .undecided } }

    /// The number of a conflict as the person counts, from 1; nil for another region.
    public func number(of region: Int) -> Int? { merge.conflicts.firstIndex(of: region).map { $0 + 1 } }

    /// Regions that one side changed or both alike, and that merged by lines.
    public var mergedCount: Int { merge.regions.count { $0.kind != .unchanged && $0.kind != .conflict } }

    /// The resolution as it is written down and taken up again.
    public var saved: SavedResolution { SavedResolution(theirs: theirs, decisions: result.overrides) }

    private var firstDifference: Int? { merge.regions.firstIndex { $0.kind != .unchanged } }

    private static func merge(base: Base, mine: Rope, theirs: Theirs) -> Merge {
        let ours = Snapshot(mine.allBytes)
        let theirs = Snapshot(theirs.text.allBytes)
        guard case .version(let version) = base else { return Merge(ours: ours, theirs: theirs) }
        return Merge(base: Snapshot(version.text.allBytes), ours: ours, theirs: theirs)
    }

    /// Applies decisions to a fresh result, each as a step that undo takes back.
    private mutating func take(_ decisions: [Int: Decision]) {
        for (region, decision) in decisions.sorted(by: { $0.key < $1.key }) where merge.regions.indices.contains(region)
        {
            let isConflict = merge.regions[region].kind == .conflict
            let change: ResultText.Change
            if isConflict, let choice = Choice(decision) {
                change = result.deciding(region, choice)
            } else {
                let bytes = merge.bytes(of: region, decision: decision)
                change = result.replacing(region, with: bytes, state: isConflict ? .byHand : .edited)
            }
            let title = number(of: region).map { "conflict \($0)" } ?? "your text"
            perform(Step(changes: [change], focus: region, title: "\(title): kept", typingEnd: nil))
        }
    }

    /// Merges again because the head moved or the person's own text changed. Decisions whose inputs are the same stay.
    mutating func mergeAgain(mine: Rope? = nil, theirs: Theirs? = nil, size: Size) {
        let old = merge
        let overrides = result.overrides
        let typed = overrides.filter { old.regions[$0.key].kind != .conflict }
        // Text typed outside of conflicts counts as mine from here on.
        let typedInputs = Set(
            typed.map { Inputs(of: $0.key, in: old, mine: old.bytes(of: $0.key, decision: $0.value)) })
        self.mine = mine ?? folded(typed)
        let before = self.theirs
        if let theirs { self.theirs = theirs }
        let merge = Self.merge(base: base, mine: self.mine, theirs: self.theirs)
        let carried = old.carry(overrides.filter { typed[$0.key] == nil }, to: merge)
        var decisions = carried.decisions
        for region in merge.conflicts where decisions[region] == nil {
            let mine = Array(merge.ours.bytes(lines: merge.regions[region].ours))
            if typedInputs.contains(Inputs(of: region, in: merge, mine: mine)) { decisions[region] = .ours }
        }
        result = ResultText(merge: merge)
        alignment = Alignment(merge)
        undoStack = []
        redoStack = []
        state = .decide
        take(decisions)
        focus = undecided.first ?? merge.conflicts.first ?? firstDifference
        if theirs != nil, before.version != self.theirs.version {
            message =
                "v\(self.theirs.version) merged: \(carried.kept) kept, \(carried.askedAgain) asked again, \(carried.new) new"
        } else {
            message = "merged again: \(carried.kept) kept, \(carried.askedAgain) asked again, \(carried.new) new"
        }
        reveal(size)
    }

    /// The person's own text with what was typed into RESULT outside of conflicts.
    var mineWithTypedText: Rope { folded(result.overrides.filter { merge.regions[$0.key].kind != .conflict }) }

    private func folded(_ typed: [Int: Decision]) -> Rope {
        guard !typed.isEmpty else { return mine }
        var folded = mine
        for (region, decision) in typed.sorted(by: { $0.key > $1.key }) {
            folded.replace(
                merge.ours.byteRange(lines: merge.regions[region].ours),
                with: merge.bytes(of: region, decision: decision))
        }
        return folded
    }

    /// What a region was decided from.
    private struct Inputs: Hashable {
        var base: [UInt8]
        var mine: [UInt8]
        var theirs: [UInt8]

        init(of region: Int, in merge: Merge, mine: [UInt8]) {
            base = Array(merge.base.bytes(lines: merge.regions[region].base))
            theirs = Array(merge.theirs.bytes(lines: merge.regions[region].theirs))
            self.mine = mine
        }
    }

    /// Applies a step and remembers it for undo.
    mutating func perform(_ step: Step) {
        for change in step.changes { result.apply(change) }
        undoStack.append(step)
        redoStack = []
    }

    /// The result is on its way.
    mutating func send() {
        state = .sending
        message = "Sending…"
    }

    /// The answer was no, and not because the head moved: the person goes on.
    mutating func sendingFailed(_ reason: String) {
        state = .decide
        message = reason
    }
}
