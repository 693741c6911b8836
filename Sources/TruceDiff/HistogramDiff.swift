/// A diff that aligns the rarest common elements first.
///
/// The idea is that of JGit's HistogramDiff (S. Pearce, 2010), an extension of B. Cohen's patience diff: of all runs
/// that both sides of a box share, take the one whose rarest element occurs least often in the old side, the longest of
/// those, and solve what lies before and behind it alike. Among equals the run nearest the middle is taken, so that
/// boxes halve. Myers solves the boxes where every common element is frequent, and all that remain once the work
/// exceeds a fixed multiple of the input.
struct HistogramDiff {
    /// An element that occurs more often than this in the old side is not tried.
    private static let longestChain = 64
    /// Elements looked at for each element of the input before Myers takes over.
    private static let workFactor = 64

    private let old: UnsafeBufferPointer<Int32>
    private let new: UnsafeBufferPointer<Int32>
    private let distinct: Int
    /// Made for the first box that needs it, which most sequences have not.
    private lazy var myers = MyersDiff(old: old, new: new, distinct: distinct)
    /// For each number: how often it occurs in the old side of the present box, and where first.
    private var count: [Int32]
    private var first: [Int32]
    /// For each old index: where the same number comes next in the present box, or -1.
    private var next: [Int32]

    private struct Run: Equatable {
        var old: Range<Int>
        var new: Range<Int>
        var rarity: Int32
        /// Twice the distance of the run's middle from that of the box.
        var eccentricity: Int
    }

    private enum Search: Equatable {
        case found(Run)
        /// All common elements are too frequent.
        case frequent
        /// There is no common element.
        case nothing
    }

    init(old: UnsafeBufferPointer<Int32>, new: UnsafeBufferPointer<Int32>, distinct: Int) {
        self.old = old
        self.new = new
        self.distinct = distinct
        count = Array(repeating: 0, count: distinct)
        first = Array(repeating: -1, count: distinct)
        next = Array(repeating: -1, count: old.count)
    }

    /// Solves a box and appends its hunks; roughly, once it is not wanted any more.
    mutating func append(_ box: Box, to list: inout HunkList, isWanted: () -> Bool) {
        var work = Self.workFactor * (old.count + new.count)
        var waiting = [box]
        while var box = waiting.popLast() {
            box.trim(old, new)
            if box.old.isEmpty || box.new.isEmpty || !isWanted() {
                list.append(old: box.old, new: box.new)
                continue
            }
            work -= box.old.count + box.new.count
            let search = work > 0 ? rarestRun(in: box) : .frequent
            guard case .found(let run) = search else {
                if search == .nothing {
                    list.append(old: box.old, new: box.new)
                } else {
                    myers.append(box, to: &list, isWanted: isWanted)
                }
                continue
            }
            waiting.append(
                Box(old: run.old.upperBound..<box.old.upperBound, new: run.new.upperBound..<box.new.upperBound))
            waiting.append(
                Box(old: box.old.lowerBound..<run.old.lowerBound, new: box.new.lowerBound..<run.new.lowerBound))
        }
    }

    /// The run to align first.
    private mutating func rarestRun(in box: Box) -> Search {
        for index in box.old.reversed() {
            let id = Int(old[index])
            next[index] = count[id] == 0 ? -1 : first[id]
            first[id] = Int32(index)
            count[id] += 1
        }
        defer { for index in box.old { count[Int(old[index])] = 0 } }

        var best: Run?
        var isCommon = false
        var newIndex = box.new.lowerBound
        while newIndex < box.new.upperBound {
            let id = Int(new[newIndex])
            var nextNew = newIndex + 1
            isCommon = isCommon || count[id] > 0
            if count[id] > 0, count[id] <= best?.rarity ?? Int32(Self.longestChain) {
                var oldIndex = Int(first[id])
                while oldIndex >= 0 {
                    let run = grow(old: oldIndex, new: newIndex, in: box)
                    if best.map({ isBetter(run, than: $0) }) ?? true { best = run }
                    nextNew = max(nextNew, run.new.upperBound)
                    // Other places inside this run would give the same run, or a part of it.
                    repeat { oldIndex = Int(next[oldIndex]) } while oldIndex >= 0 && oldIndex < run.old.upperBound
                }
            }
            newIndex = nextNew
        }
        return best.map(Search.found) ?? (isCommon ? .frequent : .nothing)
    }

    private func grow(old oldIndex: Int, new newIndex: Int, in box: Box) -> Run {
        var (oldStart, newStart, oldEnd, newEnd) = (oldIndex, newIndex, oldIndex + 1, newIndex + 1)
        var rarity = count[Int(old[oldIndex])]
        while oldStart > box.old.lowerBound, newStart > box.new.lowerBound, old[oldStart - 1] == new[newStart - 1] {
            oldStart -= 1
            newStart -= 1
            rarity = min(rarity, count[Int(old[oldStart])])
        }
        while oldEnd < box.old.upperBound, newEnd < box.new.upperBound, old[oldEnd] == new[newEnd] {
            rarity = min(rarity, count[Int(old[oldEnd])])
            oldEnd += 1
            newEnd += 1
        }
        return Run(
            old: oldStart..<oldEnd, new: newStart..<newEnd, rarity: rarity,
            eccentricity: abs(oldStart + oldEnd - box.old.lowerBound - box.old.upperBound))
    }

    private func isBetter(_ run: Run, than best: Run) -> Bool {
        if run.rarity != best.rarity { return run.rarity < best.rarity }
        if run.old.count != best.old.count { return run.old.count > best.old.count }
        return run.eccentricity < best.eccentricity
    }
}
