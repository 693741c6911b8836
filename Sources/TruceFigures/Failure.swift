import Glibc

/// Says why nothing can be measured, and ends with all that was started.
func fail(_ reason: String) -> Never {
    print("TruceFigures: \(reason)")
    Child.endAll()
    exit(1)
}
