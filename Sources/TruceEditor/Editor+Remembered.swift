import TruceDocument

/// What the store remembers of how conflicts were resolved: asked for as the three-way view opens, and told once RESULT is
/// saved. Nothing waits for either.
extension Editor {
    /// What the view wants to know of earlier resolutions; what is known is proposed.
    mutating func recall(at now: Timestamp) -> [Effect] {
        guard !isFile, resolver != nil else { return [] }
        let keys = resolver?.keysToRecall() ?? []
        if isResolving { resolver?.proposeRemembered(at: now, size: size) }
        return keys.isEmpty ? [] : [.recall(keys)]
    }

    mutating func take(recalled found: [RememberedResolution]) {
        let moments = found.map { moment($0.at) }
        resolver?.take(zip(found, moments).map { Memory.Entry(resolution: $0, moment: $1) })
    }

    /// Has the store remember how the conflicts were resolved by the RESULT that was saved.
    var remembering: [Effect] {
        guard !isFile, let resolutions = resolver?.resolutions, !resolutions.isEmpty else { return [] }
        return [.remember(resolutions)]
    }

    /// A moment as the person's clock and calendar show it: `2026-04-21 12:08`.
    private func moment(_ time: Timestamp) -> String {
        let local = Timestamp(milliseconds: time.milliseconds + Int64(utcOffset) * 1_000)
        return String(local.rfc3339.prefix(16).replacing("T", with: " "))
    }
}
