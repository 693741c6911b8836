import TruceDiff

/// Decisions that were carried over to a merge of changed texts.
public struct Carried: Sendable, Equatable {
    /// By index into the new merge's regions.
    public var decisions: [Int: Decision]
    /// The conflicts and proposals of the new merge that lie where something had been decided, but about other text.
    public var askedAgain: [Int]
    /// The conflicts and proposals of the new merge that lie where there were none before.
    public var new: [Int]
}

extension Merge {
    /// Carries decisions over to a new merge: the head has moved, or one side was typed on.
    ///
    /// A decision stays where its inputs, the lines of all three texts, are unchanged. Inputs are followed by their
    /// place, through the differences of old and new texts, so that of several equal conflicts each keeps its own; what
    /// place cannot tell is matched by content, in order. Where a conflict was split, its parts keep a decision for
    /// ours, theirs, the base or neither, which means the same for a part as for the whole; other decisions are asked
    /// again. Cost: that of three differences, nearly nothing for a text that is equal.
    public func carry(_ decisions: [Int: Decision], to new: Merge) -> Carried {
        var carrier = Carrier(old: self, decisions: decisions, new: new)
        carrier.carryByPlace()
        carrier.carryByContent()
        return carrier.summary()
    }
}

extension Decision {
    /// Whether deciding so for each part of a region gives what it gives for the whole.
    fileprivate var holdsForParts: Bool {
        switch self {
        case .ours, .theirs, .base, .neither: true
        case .oursThenTheirs, .theirsThenOurs, .text: false
        }
    }
}

extension Region.Kind {
    /// Whether a decision about the same lines still means the same. Where both sides changed a place differently it
    /// does, whatever the merge by itself makes of it.
    fileprivate func allowsDecision(for other: Region.Kind) -> Bool {
        self == other || (isContested && other.isContested)
    }
}

private struct Carrier {
    let old: Merge
    let decisions: [Int: Decision]
    let new: Merge
    private let baseMap: LineMap
    private let ourMap: LineMap
    private let theirMap: LineMap
    private var carried: [Int: Decision] = [:]
    /// Old and new regions known to be the same, in order.
    private var same: [(old: Int, new: Int)] = []
    /// New regions that are a part of an old one.
    private var parts: Set<Int> = []

    init(old: Merge, decisions: [Int: Decision], new: Merge) {
        self.old = old
        self.decisions = decisions
        self.new = new
        baseMap = LineMap(from: old.base, to: new.base)
        ourMap = LineMap(from: old.ours, to: new.ours)
        theirMap = LineMap(from: old.theirs, to: new.theirs)
    }

    mutating func carryByPlace() {
        for (index, region) in new.regions.enumerated() {
            guard let base = baseMap.origin(of: region.base), let ours = ourMap.origin(of: region.ours),
                let theirs = theirMap.origin(of: region.theirs),
                let candidate = oldRegion(base: base, ours: ours, theirs: theirs)
            else { continue }
            let source = old.regions[candidate]
            if base.isAll(of: source.base), ours.isAll(of: source.ours), theirs.isAll(of: source.theirs) {
                guard region.kind.allowsDecision(for: source.kind) else { continue }
                same.append((candidate, index))
                carried[index] = decisions[candidate]
            } else if base.isPart(of: source.base), ours.isPart(of: source.ours), theirs.isPart(of: source.theirs),
                region.isContested, source.isContested
            {
                parts.insert(index)
                if let decision = decisions[candidate], decision.holdsForParts { carried[index] = decision }
            }
        }
    }

    /// The old region that holds the first line of an origin; every region has lines in at least one text.
    private func oldRegion(base: LineMap.Origin, ours: LineMap.Origin, theirs: LineMap.Origin) -> Int? {
        if case .lines(let lines) = base { return old.region(atLine: lines.lowerBound, of: \.base) }
        if case .lines(let lines) = ours { return old.region(atLine: lines.lowerBound, of: \.ours) }
        if case .lines(let lines) = theirs { return old.region(atLine: lines.lowerBound, of: \.theirs) }
        return nil
    }

    /// Matches what place has not told, between each two regions known to be the same.
    mutating func carryByContent() {
        let oldKnown = Set(same.map(\.old))
        let newKnown = Set(same.map(\.new)).union(parts)
        let oldOpen = old.regions.indices.filter {
            !oldKnown.contains($0) && (old.regions[$0].isContested || decisions[$0] != nil)
        }
        let newOpen = new.regions.indices.filter {
            !newKnown.contains($0) && new.regions[$0].isContested
        }
        var (oldDone, newDone) = (0, 0)
        for known in same + [(old.regions.count, new.regions.count)] {
            let oldEnd = oldOpen[oldDone...].firstIndex { $0 > known.old } ?? oldOpen.count
            let newEnd = newOpen[newDone...].firstIndex { $0 > known.new } ?? newOpen.count
            matchByContent(oldOpen[oldDone..<oldEnd], newOpen[newDone..<newEnd])
            (oldDone, newDone) = (oldEnd, newEnd)
        }
    }

    private mutating func matchByContent(_ oldOpen: ArraySlice<Int>, _ newOpen: ArraySlice<Int>) {
        if oldOpen.isEmpty || newOpen.isEmpty { return }
        var numbers: [Inputs: Int32] = [:]
        func number(of inputs: Inputs) -> Int32 {
            let known = numbers[inputs] ?? Int32(numbers.count)
            numbers[inputs] = known
            return known
        }
        let oldIds = oldOpen.map { number(of: old.inputs(of: $0)) }
        let newIds = newOpen.map { number(of: new.inputs(of: $0)) }
        let changes = sequenceDifference(
            from: oldIds, to: newIds, distinct: numbers.count, algorithm: .myers)
        var (oldNext, newNext) = (0, 0)
        for change in changes + [Hunk(old: oldIds.count..<oldIds.count, new: newIds.count..<newIds.count)] {
            while oldNext < change.old.lowerBound {
                let (source, target) = (oldOpen[oldOpen.startIndex + oldNext], newOpen[newOpen.startIndex + newNext])
                same.append((source, target))
                carried[target] = decisions[source]
                oldNext += 1
                newNext += 1
            }
            (oldNext, newNext) = (change.old.upperBound, change.new.upperBound)
        }
    }

    func summary() -> Carried {
        var (askedAgain, unknown): ([Int], [Int]) = ([], [])
        let known = Set(same.map(\.new))
        var first = 0
        for (index, region) in new.regions.enumerated()
        where region.isContested && carried[index] == nil && !known.contains(index) {
            let base = baseMap.hull(of: region.base)
            let ours = ourMap.hull(of: region.ours)
            let theirs = theirMap.hull(of: region.theirs)
            // Regions rise in all three texts, so what lies before this conflict lies before the next one too.
            while first < old.regions.count, old.regions[first].isBefore(base: base, ours: ours, theirs: theirs) {
                first += 1
            }
            var wasDecided = false
            var wasContested = false
            var candidate = first
            while candidate < old.regions.count,
                !old.regions[candidate].isBehind(base: base, ours: ours, theirs: theirs)
            {
                wasDecided = wasDecided || decisions[candidate] != nil
                wasContested = wasContested || old.regions[candidate].isContested
                candidate += 1
            }
            if wasDecided { askedAgain.append(index) } else if !wasContested { unknown.append(index) }
        }
        return Carried(decisions: carried, askedAgain: askedAgain, new: unknown)
    }
}

/// What a decision was about.
private struct Inputs: Hashable {
    let base: ArraySlice<UInt8>
    let ours: ArraySlice<UInt8>
    let theirs: ArraySlice<UInt8>
}

extension Merge {
    fileprivate func inputs(of region: Int) -> Inputs {
        let region = regions[region]
        return Inputs(
            base: base.bytes(lines: region.base), ours: ours.bytes(lines: region.ours),
            theirs: theirs.bytes(lines: region.theirs))
    }

    /// The region that a line of one of the texts belongs to.
    fileprivate func region(atLine line: Int, of lines: KeyPath<Region, Range<Int>>) -> Int? {
        let index = regions.partitioningIndex { $0[keyPath: lines].upperBound > line }
        return index < regions.count ? index : nil
    }
}

extension LineMap.Origin {
    fileprivate func isAll(of lines: Range<Int>) -> Bool {
        switch self {
        case .lines(let own): own == lines
        case .gap(let places): lines.isEmpty && places.contains(lines.lowerBound)
        }
    }

    fileprivate func isPart(of lines: Range<Int>) -> Bool {
        switch self {
        case .lines(let own): lines.lowerBound <= own.lowerBound && own.upperBound <= lines.upperBound
        case .gap(let places): places.lowerBound <= lines.upperBound && lines.lowerBound <= places.upperBound
        }
    }
}

extension Region {
    fileprivate func isBefore(base: ClosedRange<Int>, ours: ClosedRange<Int>, theirs: ClosedRange<Int>) -> Bool {
        self.base.upperBound < base.lowerBound || self.ours.upperBound < ours.lowerBound
            || self.theirs.upperBound < theirs.lowerBound
    }

    fileprivate func isBehind(base: ClosedRange<Int>, ours: ClosedRange<Int>, theirs: ClosedRange<Int>) -> Bool {
        self.base.lowerBound > base.upperBound || self.ours.lowerBound > ours.upperBound
            || self.theirs.lowerBound > theirs.upperBound
    }
}
