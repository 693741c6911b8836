/// A part of both sequences that is still to be compared.
struct Box {
    var old: Range<Int>
    var new: Range<Int>

    /// Takes the elements off both ends that are alike.
    mutating func trim(_ oldIds: UnsafeBufferPointer<Int32>, _ newIds: UnsafeBufferPointer<Int32>) {
        var (oldStart, oldEnd, newStart, newEnd) = (old.lowerBound, old.upperBound, new.lowerBound, new.upperBound)
        while oldStart < oldEnd, newStart < newEnd, oldIds[oldStart] == newIds[newStart] {
            oldStart += 1
            newStart += 1
        }
        while oldStart < oldEnd, newStart < newEnd, oldIds[oldEnd - 1] == newIds[newEnd - 1] {
            oldEnd -= 1
            newEnd -= 1
        }
        old = oldStart..<oldEnd
        new = newStart..<newEnd
    }
}
