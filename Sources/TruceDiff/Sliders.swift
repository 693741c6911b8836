/// Where a run of changed lines goes that could lie in several places.
package enum SliderRule: Sendable {
    /// As far down as it goes, as git does before it merges: equal edits of two sides then meet at one place.
    case down
    /// Where indentation and blank lines suggest, for people to read.
    case indentation
}

/// Moves insertions and deletions that could as well lie higher or lower, as `rule` says.
///
/// A run of changed lines can move up by one where the line before it equals its last line, and down by one where its
/// first line equals the line behind it. One that reaches its neighbour on the way becomes one hunk with it. Lines are
/// compared where runs can move, so the cost grows with the changes and the lengths of the slides.
func settleSliders(_ hunks: [Hunk], old: Snapshot, new: Snapshot, rule: SliderRule) -> [Hunk] {
    var settler = SliderSettler(old: old, new: new, rule: rule)
    for (index, hunk) in hunks.enumerated() {
        settler.settle(hunk, before: index + 1 < hunks.count ? hunks[index + 1] : nil)
    }
    return settler.settled
}

private struct SliderSettler {
    let old: Snapshot
    let new: Snapshot
    let rule: SliderRule
    private(set) var settled: [Hunk] = []
    /// Steps that may still be made: periodic texts could otherwise send merging runs up and down again and again.
    private var steps: Int

    init(old: Snapshot, new: Snapshot, rule: SliderRule) {
        self.old = old
        self.new = new
        self.rule = rule
        steps = 8 * (old.lineCount + new.lineCount)
    }

    /// Places a hunk behind those already settled. The one that follows it is not moved yet: a run that reaches it
    /// stays there, and the two become one when the other is settled.
    mutating func settle(_ hunk: Hunk, before following: Hunk?) {
        var hunk = joinedToLast(hunk)
        while hunk.old.isEmpty || hunk.new.isEmpty {
            let highest = slide(hunk, up: true, until: settled.last?.old.upperBound ?? 0)
            let lowest = slide(hunk, up: false, until: following?.old.lowerBound ?? old.lineCount)
            if let following, lowest.old.upperBound == following.old.lowerBound {
                hunk = lowest
                break
            }
            let joined = joinedToLast(highest)
            if joined == highest {
                hunk = place(between: highest, and: lowest)
                break
            }
            hunk = joined
        }
        settled.append(hunk)
    }

    /// The hunk as one with the last settled one, taken off the list, where the two touch.
    private mutating func joinedToLast(_ hunk: Hunk) -> Hunk {
        guard let last = settled.last, last.old.upperBound == hunk.old.lowerBound else { return hunk }
        settled.removeLast()
        return Hunk(
            old: last.old.lowerBound..<hunk.old.upperBound, new: last.new.lowerBound..<hunk.new.upperBound)
    }

    /// The hunk moved as far as its lines allow, at most to the old line `limit`.
    private mutating func slide(_ hunk: Hunk, up: Bool, until limit: Int) -> Hunk {
        let side = hunk.old.isEmpty ? new : old
        let run = hunk.old.isEmpty ? hunk.new : hunk.old
        let room = up ? hunk.old.lowerBound - limit : limit - hunk.old.upperBound
        var distance = 0
        while distance < room, steps > 0 {
            let alike =
                up
                ? side.line(run.lowerBound - distance - 1, equals: run.upperBound - distance - 1, of: side)
                : side.line(run.lowerBound + distance, equals: run.upperBound + distance, of: side)
            guard alike else { break }
            distance += 1
            steps -= 1
        }
        return hunk.moved(by: up ? -distance : distance)
    }

    private func place(between highest: Hunk, and lowest: Hunk) -> Hunk {
        let range = lowest.old.lowerBound - highest.old.lowerBound
        switch rule {
        case .down:
            return lowest
        case .indentation:
            guard range > 0 else { return lowest }
            let side = lowest.old.isEmpty ? new : old
            let run = lowest.old.isEmpty ? lowest.new : lowest.old
            return lowest.moved(by: -IndentHeuristic(text: side).bestShift(of: run, upBy: range))
        }
    }
}

extension Hunk {
    fileprivate func moved(by distance: Int) -> Hunk {
        Hunk(
            old: (old.lowerBound + distance)..<(old.upperBound + distance),
            new: (new.lowerBound + distance)..<(new.upperBound + distance))
    }
}
