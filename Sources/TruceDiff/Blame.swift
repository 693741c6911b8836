/// Finds for each line of a text the version that brought it, by walking back from the newest version to its ancestors.
///
/// Walk to one parent after another, until ``isDone`` or as far as it is worth: lines that no walk has explained count as
/// the oldest version's. A walk costs one ``difference(from:to:algorithm:isWanted:)`` and a step for each hunk and each run of lines
/// not yet explained, of which there are no more than hunks so far; memory grows with the runs, and of the texts only the
/// oldest one walked to is kept.
public struct Blame<Version: Equatable & Sendable>: Sendable {
    /// The versions walked to, newest first.
    private var versions: [Version]
    private var oldest: Snapshot
    /// The lines that the oldest text has, too, in order.
    private var pending: [PendingRun]
    /// The lines that are explained, and the index of their version; in no order.
    private var explained: [(lines: Range<Int>, version: Int)] = []

    /// Begins with the newest text.
    public init(_ text: Snapshot, version: Version) {
        versions = [version]
        oldest = text
        pending = text.lineCount > 0 ? [PendingRun(lines: 0..<text.lineCount, shift: 0)] : []
    }

    /// Whether every line is explained, so that older versions have nothing to say.
    public var isDone: Bool { pending.isEmpty }

    /// Walks to the parent of the version walked to last: lines that the parent does not have are that version's.
    /// - Parameter isWanted: As for ``difference(from:to:algorithm:isWanted:)``; once it has said no, what is found out is
    ///   worth nothing.
    public mutating func walk(to parent: Snapshot, version: Version, isWanted: () -> Bool = { true }) {
        guard !isDone else { return }
        let (kept, inserted) = split(pending, by: difference(from: parent, to: oldest, isWanted: isWanted))
        for lines in inserted { explained.append((lines, versions.count - 1)) }
        pending = kept
        oldest = parent
        versions.append(version)
    }

    /// Explains the rest by what is known: `known` are the ``runs`` of the text walked to last. Takes a step for each run
    /// on either side.
    public mutating func finish(with known: [BlamedLines<Version>]) {
        var next = 0
        for run in pending {
            var line = run.lines.lowerBound
            while line < run.lines.upperBound {
                while known[next].lines.upperBound <= line + run.shift { next += 1 }
                let end = min(run.lines.upperBound, known[next].lines.upperBound - run.shift)
                explained.append((line..<end, versions.count + next))
                line = end
            }
        }
        versions += known.map(\.version)
        pending = []
    }

    /// The lines of the newest text, in runs of one version each, in order.
    public var runs: [BlamedLines<Version>] {
        let all = explained + pending.map { ($0.lines, versions.count - 1) }
        var joined: [(lines: Range<Int>, version: Int)] = []
        for run in all.sorted(by: { $0.lines.lowerBound < $1.lines.lowerBound }) {
            if let last = joined.last, versions[last.version] == versions[run.version] {
                joined[joined.count - 1].lines = last.lines.lowerBound..<run.lines.upperBound
            } else {
                joined.append(run)
            }
        }
        return joined.map { BlamedLines(lines: $0.lines, version: versions[$0.version]) }
    }
}

/// Lines (from 0) that one version brought.
public struct BlamedLines<Version: Equatable & Sendable>: Equatable, Sendable {
    public var lines: Range<Int>
    public var version: Version

    public init(lines: Range<Int>, version: Version) {
        self.lines = lines
        self.version = version
    }
}

/// Lines of the newest text that lie in the oldest one as they do here, `shift` lines further down.
private struct PendingRun: Sendable {
    var lines: Range<Int>
    var shift: Int
}

/// Cuts runs at the hunks that lead from a parent to the text they lie in: what the parent has, as runs of the parent, and
/// what was inserted.
private func split(_ runs: [PendingRun], by hunks: [Hunk]) -> (kept: [PendingRun], inserted: [Range<Int>]) {
    var kept: [PendingRun] = []
    var inserted: [Range<Int>] = []
    var next = 0
    /// What leads from a line behind the hunks passed so far to the same line of the parent.
    var shift = 0
    for run in runs {
        var line = run.lines.lowerBound
        while line < run.lines.upperBound {
            while next < hunks.count, hunks[next].new.upperBound <= line + run.shift {
                shift = hunks[next].old.upperBound - hunks[next].new.upperBound
                next += 1
            }
            let hunk = next < hunks.count ? hunks[next].new : nil
            if let hunk, hunk.lowerBound <= line + run.shift {
                let end = min(run.lines.upperBound, hunk.upperBound - run.shift)
                inserted.append(line..<end)
                line = end
            } else {
                let end = min(run.lines.upperBound, hunk.map { $0.lowerBound - run.shift } ?? .max)
                kept.append(PendingRun(lines: line..<end, shift: run.shift + shift))
                line = end
            }
        }
    }
    return (kept, inserted)
}
