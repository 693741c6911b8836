extension Array {
    /// The first index from which on every element passes; `endIndex` where none does.
    ///
    /// Asks of a logarithm of the elements.
    /// - Parameter passes: Fails for elements at the start alone.
    func firstIndex(fromWhichOn passes: (Element) -> Bool) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = (low + high) / 2
            if passes(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
