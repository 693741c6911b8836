extension Problem {
    /// Whether an attempt at a change that ended so may have made it: its answer was lost or is not there yet, the store was
    /// cut off, or something between spoke for it (500, 502, 504). Asking again tells what became of it.
    public var leavesOpen: Bool { saysDoubt || [500, 502, 504].contains(status) }

    /// Whether its own words say so.
    public var saysDoubt: Bool { reason == .idempotencyKeyInFlight || reason == .outcomeUnknown }

    /// Whether it is the server's, or about how much is asked for, and may pass: whoever follows something goes on.
    public var isPassing: Bool { status == 429 || status >= 500 }

    /// What it means after an attempt at the same change that ended with `earlier`. Where that left open what became of the
    /// change, and this does not say it either, it is `outcome_unknown`.
    public func after(_ earlier: Problem) -> Problem {
        guard earlier.leavesOpen, isSilent, !saysDoubt else { return self }
        return Problem(.plain(.outcomeUnknown), detail: "\(Self.mayBeMade) \(detail)", requestID: requestID)
    }

    /// Whether it says nothing of an attempt before it: it is about who asks, the connection or the server, and not about
    /// the change, as a store without room is.
    public var isSilent: Bool {
        300..<400 ~= status || [401, 403, 407, 408, 421, 431].contains(status) || isPassing && reason != .storageFull
    }

    /// What is said of a change whose answer was lost.
    public static let mayBeMade = "The change may have been carried out; send the same request again to find out."
}
