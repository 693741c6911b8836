/// Numbers of few things out of many: counts up from 0 by first occurrence, again and again.
struct Renumbering {
    /// How many there are since the last start.
    private(set) var count = 0
    /// Of each thing its number, and since which start.
    private var known: [(start: Int32, number: Int32)]
    private var start: Int32 = 0

    /// - Parameter count: How many things there are in all.
    init(count: Int) {
        known = Array(repeating: (0, 0), count: count)
    }

    mutating func restart() {
        start += 1
        count = 0
    }

    mutating func number(of thing: Int32) -> Int32 {
        if known[Int(thing)].start != start {
            known[Int(thing)] = (start, Int32(count))
            count += 1
        }
        return known[Int(thing)].number
    }
}
