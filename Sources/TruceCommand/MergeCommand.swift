import ArgumentParser
import Glibc
import TruceDiff
import TruceMerge

/// `truce merge`: three files become one, as with `git merge-file`, and with fewer conflicts.
struct MergeCommand: ParsableCommand {
    /// Parsed by itself it has a command above it, too: otherwise the parser first looks for a wish for completions, which
    /// takes as long again.
    static let configuration = CommandConfiguration(
        commandName: "merge", _superCommandName: "truce",
        abstract: "Merge three files, in the place of 'git merge-file' or as a merge driver.",
        discussion: """
            Brings what leads from BASE to OTHER into CURRENT. Takes the options of 'git merge-file', and with --level \
            line does the same. Above that level, edits of different words, keys, list items or table cells are no \
            conflict. merge.conflictStyle of git's configuration holds.

            Examples:
              truce merge mine.md base.md theirs.md      mine.md becomes the result
              truce merge -p --diff3 mine base theirs    print it, as diff3 -m does
              git config merge.truce.driver \\
                'truce merge --mode cautious --marker-size=%L --path=%P %A %O %B'

            Exit status: the number of conflicts, at most 127; 255 if nothing could be merged.
            """)

    @Flag(name: [.customShort("p"), .customLong("stdout")], help: "Print the result and leave CURRENT alone.")
    var printsResult = false

    @Flag(name: [.customShort("q"), .customLong("quiet")], help: "Print no messages.")
    var isQuiet = false

    @Option(
        name: .customShort("L", allowingJoined: true), parsing: .unconditionalSingleValue,
        help: ArgumentHelp("The label of CURRENT, then of BASE, then of OTHER.", valueName: "label"))
    var labels: [String] = []

    @Flag(exclusivity: .chooseLast, help: "What to do with conflicts in place of markers.")
    var favour: FavourFlag?

    @Flag(exclusivity: .chooseLast, help: "What stands between the markers.")
    var style: BaseStyle?

    @Option(help: ArgumentHelp("With how many characters a marker begins.", valueName: "n"))
    var markerSize = 7

    @Flag(help: "Make the markers longer than anything in the texts that looks like one.")
    var longerMarkers = false

    @Option(help: "How lines that stay are found; minimal is myers, patience is histogram.")
    var diffAlgorithm: MergeAlgorithm = .myers

    @Option(help: "How far the merge goes beyond whole lines.")
    var level = Choice(MergeLevel.typed)

    @Option(help: "How much is merged that needs looking at; wide takes suggestions too, but no union.")
    var mode = Choice(MergeMode.default)

    @Option(
        help: ArgumentHelp(
            "Take the texts' kind from this file's name in place of CURRENT's; %P in a merge driver.", valueName: "name"
        ))
    var path: String?

    @Flag(help: "Print the regions of the merge, a JSON object a line, and leave CURRENT alone.")
    var json = false

    @Argument(help: "The file to be changed.", completion: .file())
    var current: String

    @Argument(help: "The file that both CURRENT and OTHER were made from.", completion: .file())
    var base: String

    @Argument(help: "The file whose changes are wanted.", completion: .file())
    var other: String

    func validate() throws {
        if labels.count > 3 { throw ValidationError("-L can be given three times at most.") }
    }

    func run() throws {
        try run(in: .process)
    }

    /// Merges; throws an exit code where there are conflicts, and a failure with its own status where there is no merge.
    func run(in surroundings: Surroundings) throws {
        do {
            let conflicts = try mergeFiles(surroundings.output)
            if conflicts > 0 { throw ExitCode(Int32(min(conflicts, 127))) }
        } catch is OutputClosed {
            throw ExitCode(ExitStatus.noMerge.rawValue)
        } catch let failure as CommandFailure {
            // Scripts take any other status for a number of conflicts.
            if isQuiet { throw ExitCode(ExitStatus.noMerge.rawValue) }
            throw CommandFailure(.noMerge, failure.message)
        }
    }

    private func mergeFiles(_ output: Output) throws -> Int {
        reserveMemory(toMerge: [current, base, other])
        let texts = try [current, base, other].map { Snapshot(try readMergeable($0)) }
        let merge = Merge(
            base: texts[1], ours: texts[0], theirs: texts[2],
            options: MergeOptions(
                level: level.value, mode: mode.value, kind: TextKind(path: path ?? current),
                algorithm: diffAlgorithm.value))
        // In wide mode what is suggested is taken, as nobody is there to be asked.
        let result = mode.value == .wide ? merge.takingSuggestions : merge
        if json {
            try output.regions(of: result)
            return result.conflicts.count
        }
        let rendering = result.marked([:], try markers(isNeeded: !result.conflicts.isEmpty))
        if let fallback = merge.fallback, rendering.conflicts > 0, !isQuiet {
            output.errorLine("truce: \(path ?? current) was not merged by key: \(fallback.reason)")
        }
        if level.value == .typed, rendering.conflicts == 0, !isQuiet {
            let defect = TextKind(path: path ?? current).defect(
                of: rendering.bytes, madeOf: texts.map(\.bytes))
            if let defect { output.errorLine("truce: \(path ?? current): \(defect.sentence)") }
        }
        if printsResult {
            try output.writePieces(rendering.pieces)
        } else {
            try replaceFile(current, with: rendering.pieces)
        }
        return rendering.conflicts
    }

    /// - Parameter isNeeded: Whether there are open conflicts. Only for them git's configuration is asked, since that
    ///   takes a process.
    private func markers(isNeeded: Bool) throws(CommandFailure) -> MarkerOptions {
        var options = MarkerOptions(favour: favour?.value, algorithm: diffAlgorithm.value)
        // Above lines a conflict is what the finer levels looked at and left: cut anew it could be read as merged.
        options.cutsAnew = level.value == .line
        guard isNeeded, favour == nil else { return options }
        options.style = if let style { style.value } else { try gitConflictStyle() ?? .merge }
        options.size = longerMarkers ? .atLeast(markerSize) : .exactly(markerSize)
        let names = labels + [current, base, other].dropFirst(labels.count)
        options.labels = MarkerLabels(ours: names[0], base: names[1], theirs: names[2])
        return options
    }
}

/// A style that git names by a flag.
enum BaseStyle: String, EnumerableFlag {
    case diff3
    case zdiff3

    var value: MarkerOptions.Style {
        switch self {
        case .diff3: .diff3
        case .zdiff3: .zdiff3
        }
    }

    static func name(for value: BaseStyle) -> NameSpecification {
        switch value {
        case .diff3: .customLong("diff3")
        case .zdiff3: .customLong("zdiff3")
        }
    }

    static func help(for value: BaseStyle) -> ArgumentHelp? {
        switch value {
        case .diff3: "Show BASE between the two sides of a conflict."
        case .zdiff3: "The same, without first and last lines that both sides have alike."
        }
    }
}

/// What git calls by a flag for conflicts that are to have no markers.
enum FavourFlag: String, EnumerableFlag {
    case ours
    case theirs
    case union

    var value: MarkerOptions.Favour {
        switch self {
        case .ours: .ours
        case .theirs: .theirs
        case .union: .union
        }
    }

    static func help(for value: FavourFlag) -> ArgumentHelp? {
        switch value {
        case .ours: "Where there is a conflict take CURRENT's lines."
        case .theirs: "Where there is a conflict take OTHER's lines."
        case .union: "Where there is a conflict take the lines of both, CURRENT's first."
        }
    }
}

/// The algorithms that git knows.
enum MergeAlgorithm: String, ExpressibleByArgument, CaseIterable {
    case myers
    case minimal
    case patience
    case histogram

    var value: DiffAlgorithm {
        switch self {
        case .myers, .minimal: .myers
        // Histogram is an extension of patience: both align what is rare first.
        case .patience, .histogram: .histogram
        }
    }
}

/// One of the values that a type has.
struct Choice<Value: RawRepresentable<String> & CaseIterable & Sendable>: ExpressibleByArgument {
    var value: Value

    init(_ value: Value) {
        self.value = value
    }

    init?(argument: String) {
        guard let value = Value(rawValue: argument) else { return nil }
        self.value = value
    }

    static var allValueStrings: [String] { Value.allCases.map(\.rawValue) }

    var defaultValueDescription: String { value.rawValue }
}
