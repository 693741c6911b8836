import Glibc

/// Says why nothing can be measured, and ends.
func fail(_ reason: String) -> Never {
    print("TruceFigures: \(reason)")
    exit(1)
}
