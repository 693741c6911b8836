import Glibc

/// Prints how long whole merges take beside `git merge-file`, in turns, as medians.
///
/// Asked: at most half of git's time, and at most four times the input in memory. Beside the ratio of the times stands
/// that of the processors' times, which other programs on the machine disturb less. The last column tells by how much
/// more time a case takes that has ten times the lines.
func printMerges(_ program: String, _ folder: String) {
    let runs = 5
    print("case                     truce ms  by lines ms    git ms  truce/git     cpu  peak/input  tenfold")
    for kind in kinds {
        var before: Double?
        for lines in kind.lines {
            let texts = MergeTexts(name: kind.name, lines: lines, kind: kind.make(lines))
            let (paths, bytes) = texts.write(to: folder)
            let commands = [
                [program, "merge", "-p", "-q"], [program, "merge", "-p", "-q", "--level", "line"],
                ["git", "merge-file", "-p", "-q"],
            ].map { $0 + paths }
            // What was written last is in the page cache; the first round is not counted.
            var times: [[Double]] = [[], [], []]
            var computed: [[Double]] = [[], [], []]
            var peak = 0
            for round in 0...(lines < 1_000_000 ? runs : 3) {
                for (index, command) in commands.enumerated() {
                    let usage = Child.usage(of: command)
                    guard usage.status < 128 else { fail("\(command) ended with \(usage.status)") }
                    if round > 0 {
                        times[index].append(usage.seconds)
                        computed[index].append(usage.computed)
                    }
                    if index == 0 { peak = max(peak, usage.peak) }
                }
            }
            let medians = times.map(median)
            print(
                "\(kind.name) \(lines)".padded(to: 24), tenths(medians[0] * 1e3, width: 8),
                tenths(medians[1] * 1e3, width: 12), tenths(medians[2] * 1e3, width: 9),
                hundredths(medians[0] / medians[2], width: 10),
                hundredths(median(computed[0]) / median(computed[2]), width: 7),
                hundredths(Double(peak) / Double(bytes), width: 11),
                hundredths(before.map { medians[0] / $0 } ?? 0, width: 8))
            // A row at once, also into a pipe.
            fflush(nil)
            before = medians[0]
        }
    }
}

private struct MergeKind: Sendable {
    var name: String
    var lines = [100_000, 1_000_000]
    var make: @Sendable (_ lines: Int) -> MergeTexts.Kind
}

private let kinds = [
    MergeKind(name: "small", lines: [100]) { _ in .edits(perSide: 3, conflicts: 1) },
    MergeKind(name: "few") { _ in .edits(perSide: 10, conflicts: 2) },
    MergeKind(name: "many") { .edits(perSide: $0 / 10, conflicts: $0 / 1000) },
    MergeKind(name: "few distinct") { .edits(perSide: $0 / 20, conflicts: $0 / 2000, pool: 200) },
    MergeKind(name: "moved blocks") { _ in .moved },
    MergeKind(name: "one line") { _ in .repeated },
    MergeKind(name: "random") { _ in .unrelated(distinct: .max) },
    MergeKind(name: "random of 1000") { _ in .unrelated(distinct: 1000) },
    MergeKind(name: "random of 10") { _ in .unrelated(distinct: 10) },
]
