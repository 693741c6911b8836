/// The shortest edit script between two sequences, in linear space.
///
/// E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1 (1986), section 4b: the middle of a
/// shortest path is found from both ends at once, then both halves are solved alike. Two measures keep it from going
/// quadratic: elements that tell nothing about what stays are set aside first (see ``Anchors``), and a search for a
/// middle that has become too dear takes the furthest point it has reached instead, as GNU diff and git do.
struct MyersDiff {
    private let old: UnsafeBufferPointer<Int32>
    private let new: UnsafeBufferPointer<Int32>
    private let anchors: Anchors
    private var search: MiddleSearch

    init(old: UnsafeBufferPointer<Int32>, new: UnsafeBufferPointer<Int32>, distinct: Int) {
        self.old = old
        self.new = new
        anchors = Anchors(old: old, new: new, distinct: distinct)
        search = MiddleSearch(count: old.count + new.count)
    }

    /// Solves a box and appends its hunks; roughly, once it is not wanted any more.
    mutating func append(_ box: Box, to list: inout HunkList, isWanted: () -> Bool) {
        var box = box
        box.trim(old, new)
        if box.old.isEmpty || box.new.isEmpty {
            list.append(old: box.old, new: box.new)
            return
        }
        let (oldShared, newShared) = anchors.find(old[box.old], new[box.new])
        let oldIds = oldShared.map { old[$0] }
        let newIds = newShared.map { new[$0] }
        let changes = solve(oldIds, newIds, isWanted)

        // From what stays among the shared elements follows what stays in all.
        var (oldDone, newDone) = (box.old.lowerBound, box.new.lowerBound)
        func keep(_ oldIndex: Int, _ newIndex: Int) {
            list.append(old: oldDone..<oldIndex, new: newDone..<newIndex)
            oldDone = oldIndex + 1
            newDone = newIndex + 1
        }
        var (oldNext, newNext) = (0, 0)
        for change in changes {
            while oldNext < change.old.lowerBound {
                keep(oldShared[oldNext], newShared[newNext])
                oldNext += 1
                newNext += 1
            }
            oldNext = change.old.upperBound
            newNext = change.new.upperBound
        }
        while oldNext < oldShared.count {
            keep(oldShared[oldNext], newShared[newNext])
            oldNext += 1
            newNext += 1
        }
        list.append(old: oldDone..<box.old.upperBound, new: newDone..<box.new.upperBound)
    }

    /// Boxes are solved from the front; those behind wait on a stack, so that no recursion can grow deep.
    private mutating func solve(_ old: [Int32], _ new: [Int32], _ isWanted: () -> Bool) -> [Hunk] {
        old.withUnsafeBufferPointer { old in
            new.withUnsafeBufferPointer { new in
                var list = HunkList()
                var waiting = [Box(old: 0..<old.count, new: 0..<new.count)]
                while var box = waiting.popLast() {
                    box.trim(old, new)
                    if box.old.isEmpty || box.new.isEmpty || !isWanted() {
                        list.append(old: box.old, new: box.new)
                        continue
                    }
                    let middle = search.middle(
                        UnsafeBufferPointer(rebasing: old[box.old]), UnsafeBufferPointer(rebasing: new[box.new]))
                    let oldMiddle = box.old.lowerBound + middle.old
                    let newMiddle = box.new.lowerBound + middle.new
                    waiting.append(Box(old: oldMiddle..<box.old.upperBound, new: newMiddle..<box.new.upperBound))
                    waiting.append(Box(old: box.old.lowerBound..<oldMiddle, new: box.new.lowerBound..<newMiddle))
                }
                return list.hunks
            }
        }
    }
}
