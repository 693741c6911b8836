public import TruceDiff

/// A text with conflict markers, in its parts.
///
/// Any text is one: lines that look like markers but do not make a conflict with others, in the order of opening,
/// perhaps base, middle and end, all of one size, are text like any other. A conflict inside another one, as git writes
/// them into the base of a conflict with longer markers, is text of the outer one.
public struct MarkedText: Sendable, Equatable {
    public enum Part: Sendable, Equatable {
        /// Lines outside conflicts.
        case text(Range<Int>)
        case conflict(MarkedConflict)
    }

    public let text: Snapshot
    /// In order; together they cover every line once.
    public let parts: [Part]

    /// Finds the conflicts in a text.
    ///
    /// One pass over the lines. A text between markers that itself has a line `=======`, say, cannot be told from the
    /// end of that text, unless the markers were made longer (see ``MarkerOptions/Size/atLeast(_:)``) and their size is
    /// given here.
    /// - Parameter markerSize: With how many characters every marker begins; without it any number from 7 up will do,
    ///   if it is the same in the whole conflict.
    public init(_ text: Snapshot, markerSize: Int? = nil) {
        self.text = text
        var finder = ConflictFinder()
        for line in 0..<text.lineCount {
            let bytes = text.bytes(lines: line..<(line + 1))
            guard let marker = MarkerLine(bytes, shortest: markerSize ?? Marker.shortest) else { continue }
            if let markerSize, marker.size != markerSize { continue }
            finder.take(marker, at: line)
        }
        var parts: [Part] = []
        var done = 0
        for conflict in finder.found {
            if done < conflict.lines.lowerBound { parts.append(.text(done..<conflict.lines.lowerBound)) }
            parts.append(.conflict(conflict))
            done = conflict.lines.upperBound
        }
        if done < text.lineCount { parts.append(.text(done..<text.lineCount)) }
        self.parts = parts
    }

    public var conflicts: [MarkedConflict] {
        parts.compactMap { if case .conflict(let conflict) = $0 { conflict } else { nil } }
    }

    /// The first line, from 0, that begins or ends a conflict of which other markers are missing, so that it is text; nil
    /// where there is none. One pass over the lines outside conflicts.
    ///
    /// - Parameter markerSize: As for ``init(_:markerSize:)``.
    public func strayMarker(markerSize: Int? = nil) -> Int? {
        for case .text(let lines) in parts {
            let stray = lines.first { line in
                guard
                    let marker = MarkerLine(
                        text.bytes(lines: line..<(line + 1)), shortest: markerSize ?? Marker.shortest),
                    marker.marker == .ours || marker.marker == .theirs
                else { return false }
                return marker.size == markerSize ?? marker.size
            }
            if let stray { return stray }
        }
        return nil
    }
}

/// A conflict between markers; all numbers are lines (from 0) of the text it was found in.
public struct MarkedConflict: Sendable, Equatable {
    /// All of it, with the markers.
    public var lines: Range<Int>
    public var ours: Range<Int>
    /// nil where the style of the markers has no base.
    public var base: Range<Int>?
    public var theirs: Range<Int>
    public var labels: MarkerLabels
    /// With how many characters its markers begin.
    public var markerSize: Int
}

extension MarkedText {
    /// The merge that the markers tell of: what is outside conflicts is unchanged in all three texts.
    ///
    /// It has a base where every conflict shows one; without, what is outside conflicts is the same in both sides.
    public var merge: Merge {
        let hasBase = conflicts.allSatisfy { $0.base != nil }
        var base = TextBuilder()
        var ours = TextBuilder()
        var theirs = TextBuilder()
        let none = 0..<0
        let regions = parts.map { part in
            switch part {
            case .text(let lines):
                let bytes = text.bytes(lines: lines)
                return Region(
                    kind: hasBase ? .unchanged : .both, base: hasBase ? base.append(bytes, lines.count) : none,
                    ours: ours.append(bytes, lines.count), theirs: theirs.append(bytes, lines.count))
            case .conflict(let conflict):
                let baseLines = conflict.base.map { base.append(text.bytes(lines: $0), $0.count) }
                return Region(
                    kind: .conflict(Conflict(obstacle(of: conflict, hasBase: hasBase))),
                    base: hasBase ? baseLines ?? none : none,
                    ours: ours.append(text.bytes(lines: conflict.ours), conflict.ours.count),
                    theirs: theirs.append(text.bytes(lines: conflict.theirs), conflict.theirs.count))
            }
        }
        return Merge(
            base: Snapshot(hasBase ? base.bytes : []), ours: Snapshot(ours.bytes), theirs: Snapshot(theirs.bytes),
            hasBase: hasBase, regions: regions)
    }

    private func obstacle(of conflict: MarkedConflict, hasBase: Bool) -> Obstacle {
        guard hasBase, let base = conflict.base else { return .noBase }
        return Obstacle(base: base, ours: conflict.ours, theirs: conflict.theirs)
    }
}

/// A text that is put together from lines.
private struct TextBuilder {
    private(set) var bytes: [UInt8] = []
    private var lineCount = 0

    /// Appends lines; returns which they are now.
    mutating func append(_ lines: ArraySlice<UInt8>, _ count: Int) -> Range<Int> {
        bytes += lines
        lineCount += count
        return (lineCount - count)..<lineCount
    }
}

/// Puts markers together, line by line.
private struct ConflictFinder {
    /// Conflicts that are complete, in order; none lies in another one.
    private(set) var found: [MarkedConflict] = []
    /// Conflicts that have begun, each inside the one before; all of different sizes.
    private var open: [OpenConflict] = []

    private struct OpenConflict {
        let start: Int
        let size: Int
        var labels = MarkerLabels()
        var base: Int?
        var middle: Int?
    }

    mutating func take(_ line: MarkerLine, at index: Int) {
        let place = open.lastIndex { $0.size == line.size }
        if line.marker == .ours {
            // One that has begun with this size has no end.
            if let place { open.removeSubrange(place...) }
            open.append(OpenConflict(start: index, size: line.size, labels: MarkerLabels(ours: line.label)))
            return
        }
        guard let place else { return }
        switch line.marker {
        case .base where open[place].base == nil && open[place].middle == nil:
            open.removeSubrange((place + 1)...)
            open[place].base = index
            open[place].labels.base = line.label
        case .middle where open[place].middle == nil:
            open.removeSubrange((place + 1)...)
            open[place].middle = index
        case .theirs:
            var conflict = open[place]
            open.removeSubrange(place...)
            guard let middle = conflict.middle else { return }
            conflict.labels.theirs = line.label
            while let last = found.last, last.lines.lowerBound > conflict.start { found.removeLast() }
            found.append(
                MarkedConflict(
                    lines: conflict.start..<(index + 1), ours: (conflict.start + 1)..<(conflict.base ?? middle),
                    base: conflict.base.map { ($0 + 1)..<middle }, theirs: (middle + 1)..<index,
                    labels: conflict.labels, markerSize: conflict.size))
        default:
            break
        }
    }
}
