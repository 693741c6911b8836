internal import TruceDiff
internal import TruceDocument

/// The blame of a version: it never changes.
struct KnownBlame: Sendable {
    let version: Int
    let runs: [BlamedLines<Version>]

    /// About how many bytes it takes in memory.
    var cost: Int { 64 + runs.count * 192 }

    var items: [BlameItem] {
        runs.map { run in
            BlameItem(
                from: run.lines.lowerBound + 1, to: run.lines.upperBound, version: run.version.number,
                author: run.version.author, at: run.version.at)
        }
    }
}
