/// Chooses the elements of a box that are worth comparing.
///
/// An element that the other side does not have is a change in any script. One that the other side has often, such as a
/// blank line, tells little about what stays where most elements around it are changes: kept, it would hold two changes
/// apart that belong together, at a place that a far edit can move. Both kinds are set aside, as GNU diff does
/// ("discard confusing lines") and git after it, whose bounds these are. Linear.
struct Anchors {
    /// How often each number occurs in either sequence.
    private let oldCount: [Int32]
    private let newCount: [Int32]
    /// An element is frequent that the other side has at least so often.
    private let often: (old: Int32, new: Int32)

    /// Elements looked at to either side of a frequent one.
    private static let reach = 100
    /// A frequent element goes where more than this many times as many around it are changes.
    private static let changesForEachFrequent = 3

    private enum Sort {
        case change, frequent, anchor
    }

    init(old: UnsafeBufferPointer<Int32>, new: UnsafeBufferPointer<Int32>, distinct: Int) {
        oldCount = Self.count(old, distinct)
        newCount = Self.count(new, distinct)
        often = (Self.boundOfFrequency(old.count), Self.boundOfFrequency(new.count))
    }

    /// The indices of the elements worth comparing, in order.
    func find(
        _ old: Slice<UnsafeBufferPointer<Int32>>, _ new: Slice<UnsafeBufferPointer<Int32>>
    ) -> (old: [Int], new: [Int]) {
        (anchors(of: old, often: often.old, in: newCount), anchors(of: new, often: often.new, in: oldCount))
    }

    private static func count(_ sequence: UnsafeBufferPointer<Int32>, _ distinct: Int) -> [Int32] {
        var count = [Int32](repeating: 0, count: distinct)
        for id in sequence { count[Int(id)] += 1 }
        return count
    }

    private func anchors(
        of side: Slice<UnsafeBufferPointer<Int32>>, often: Int32, in counts: [Int32]
    ) -> [Int] {
        let sorts = side.map { id -> Sort in
            let count = counts[Int(id)]
            return count == 0 ? .change : count < often ? .anchor : .frequent
        }
        // How many changes there are before each element.
        let changes = [Int32](unsafeUninitializedCapacity: sorts.count + 1) { changes, count in
            changes[0] = 0
            for index in sorts.indices { changes[index + 1] = changes[index] &+ (sorts[index] == .change ? 1 : 0) }
            count = sorts.count + 1
        }

        var result: [Int] = []
        result.reserveCapacity(sorts.count)
        var (last, next) = (-1, 0)
        for index in sorts.indices {
            switch sorts[index] {
            case .change:
                break
            case .anchor:
                last = index
                result.append(index + side.startIndex)
            case .frequent:
                while next < sorts.count, next <= index || sorts[next] != .anchor { next += 1 }
                if !Self.isAmongChanges(index, from: last + 1, to: next, changes) {
                    result.append(index + side.startIndex)
                }
            }
        }
        return result
    }

    /// Whether changes stand on both sides of a frequent element, with few other frequent ones.
    ///
    /// - Parameters:
    ///   - start: Behind the last anchor before it.
    ///   - end: The next anchor, or the end.
    ///   - changes: How many changes there are before each element.
    private static func isAmongChanges(_ index: Int, from start: Int, to end: Int, _ changes: [Int32]) -> Bool {
        let start = max(start, index - reach)
        let end = min(end, index + 1 + reach)
        let before = Int(changes[index] - changes[start])
        let after = Int(changes[end] - changes[index + 1])
        // The element itself counts on both sides.
        let frequent = end - start + 1 - before - after
        return before > 0 && after > 0 && before + after > changesForEachFrequent * frequent
    }

    /// A power of two near the square root of a length, at most 1024.
    private static func boundOfFrequency(_ length: Int) -> Int32 {
        var (root, rest) = (1 as Int32, length)
        while rest > 0, root < 1024 {
            root *= 2
            rest /= 4
        }
        return root
    }
}
