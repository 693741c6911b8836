extension RandomAccessCollection where Index == Int {
    /// The first index at which a condition that holds from somewhere on holds; `endIndex` where it never does.
    ///
    /// Asks of a logarithm of the elements.
    /// - Parameter holds: Fails for elements at the start alone.
    @inlinable
    package func partitioningIndex(where holds: (Element) -> Bool) -> Int {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = low + (high - low) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
