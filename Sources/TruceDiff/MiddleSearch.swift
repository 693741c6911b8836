/// The search for a point in the middle of a shortest edit path, from both ends at once.
///
/// A point is a pair of offsets, a diagonal the difference `old - new`. For every diagonal reached, the forward search
/// keeps its furthest old offset and the backward search its nearest; where the two meet lies the middle. The arrays
/// are as wide as the cost can grow, not as the sequences are long.
struct MiddleSearch {
    /// The cost at which a search stops and takes the best point reached, as long as the budget lasts and after that.
    private static let costLimits = (rich: 256, poor: 32)
    /// Steps that may go into searches that stop: so many, and so many for each element.
    private static let budget = (base: 1_000_000, element: 8)

    private var costLimit: Int
    private var budget: Int
    private var forward: [Int]
    private var backward: [Int]

    /// - Parameter count: The elements of both sequences; no more than that can be the cost of a search.
    init(count: Int) {
        costLimit = min(Self.costLimits.rich, count + 1)
        budget = Self.budget.base + Self.budget.element * count
        forward = Array(repeating: 0, count: 2 * costLimit + 5)
        backward = forward
    }

    /// A point that splits the box into two smaller ones. Both sequences are non-empty and begin and end differently.
    mutating func middle(
        _ old: UnsafeBufferPointer<Int32>, _ new: UnsafeBufferPointer<Int32>
    ) -> (old: Int, new: Int) {
        let limit = costLimit
        let (point, isFound) = forward.withUnsafeMutableBufferPointer { forward in
            backward.withUnsafeMutableBufferPointer { backward in
                Self.middle(old, new, forward, backward, costLimit: limit)
            }
        }
        if !isFound {
            // Where searches stop again and again the texts have so little in common that a shortest path tells
            // nobody anything.
            budget -= limit * limit
            if budget < 0 { costLimit = min(limit, Self.costLimits.poor) }
        }
        return point
    }

    /// The point, and whether it is the middle of a shortest path.
    private static func middle(
        _ old: UnsafeBufferPointer<Int32>, _ new: UnsafeBufferPointer<Int32>,
        _ forward: UnsafeMutableBufferPointer<Int>, _ backward: UnsafeMutableBufferPointer<Int>, costLimit: Int
    ) -> (point: (old: Int, new: Int), isFound: Bool) {
        let (oldCount, newCount) = (old.count, new.count)
        let lastDiagonal = oldCount - newCount
        let meetsForward = lastDiagonal & 1 != 0
        let centre = costLimit + 2
        let backwardCentre = centre - lastDiagonal
        var (lowest, highest) = (0, 0)
        var (backwardLowest, backwardHighest) = (lastDiagonal, lastDiagonal)
        forward[centre] = 0
        backward[centre] = oldCount

        for _ in 0..<costLimit {
            // Diagonals outside the box are left out; a sentinel stands beside the outermost one that is inside.
            if lowest > -newCount {
                lowest -= 1
                forward[centre + lowest - 1] = -1
            } else {
                lowest += 1
            }
            if highest < oldCount {
                highest += 1
                forward[centre + highest + 1] = -1
            } else {
                highest -= 1
            }
            var diagonal = highest
            var above = forward[centre + highest + 1]
            while diagonal >= lowest {
                let below = forward[centre &+ diagonal &- 1]
                let end = min(oldCount, newCount &+ diagonal)
                var x = below >= above ? below &+ 1 : above
                while x < end, old[x] == new[x &- diagonal] { x &+= 1 }
                forward[centre &+ diagonal] = x
                above = below
                diagonal &-= 2
            }
            if meetsForward {
                // Both searches have been on every other of these diagonals.
                diagonal = min(highest, backwardHighest)
                while diagonal >= max(lowest, backwardLowest) {
                    let x = forward[centre &+ diagonal]
                    if backward[backwardCentre &+ diagonal] <= x { return ((x, x - diagonal), true) }
                    diagonal &-= 2
                }
            }

            if backwardLowest > -newCount {
                backwardLowest -= 1
                backward[backwardCentre + backwardLowest - 1] = Int.max
            } else {
                backwardLowest += 1
            }
            if backwardHighest < oldCount {
                backwardHighest += 1
                backward[backwardCentre + backwardHighest + 1] = Int.max
            } else {
                backwardHighest -= 1
            }
            diagonal = backwardHighest
            above = backward[backwardCentre + backwardHighest + 1]
            while diagonal >= backwardLowest {
                let below = backward[backwardCentre &+ diagonal &- 1]
                let end = max(0, diagonal)
                var x = below < above ? below : above &- 1
                while x > end, old[x &- 1] == new[x &- diagonal &- 1] { x &-= 1 }
                backward[backwardCentre &+ diagonal] = x
                above = below
                diagonal &-= 2
            }
            if !meetsForward {
                diagonal = min(highest, backwardHighest)
                while diagonal >= max(lowest, backwardLowest) {
                    let x = backward[backwardCentre &+ diagonal]
                    if x <= forward[centre &+ diagonal] { return ((x, x - diagonal), true) }
                    diagonal &-= 2
                }
            }
        }

        // Too dear: of the furthest points of both searches, the one that has covered more of the box.
        var ahead = (old: 0, new: 0)
        for diagonal in stride(from: highest, through: lowest, by: -2) {
            let x = min(forward[centre + diagonal], oldCount, newCount + diagonal)
            if x + x - diagonal > ahead.old + ahead.new { ahead = (x, x - diagonal) }
        }
        var behind = (old: oldCount, new: newCount)
        for diagonal in stride(from: backwardHighest, through: backwardLowest, by: -2) {
            let x = max(backward[backwardCentre + diagonal], 0, diagonal)
            if x + x - diagonal < behind.old + behind.new { behind = (x, x - diagonal) }
        }
        let covered = oldCount + newCount - behind.old - behind.new
        return (ahead.old + ahead.new >= covered ? ahead : behind, false)
    }
}
