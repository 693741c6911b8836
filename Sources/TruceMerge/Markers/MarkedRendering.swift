import TruceDiff

/// The text of a merge in which open conflicts stand between markers.
public struct MarkedRendering: Sendable, Equatable {
    /// The text in pieces, most of them slices of the merged texts: it can be written without being put together.
    public fileprivate(set) var pieces: [ArraySlice<UInt8>] = []
    /// How many conflicts have markers; 0 where a side is favoured.
    public fileprivate(set) var conflicts = 0
    /// With how many characters the markers begin.
    public let markerSize: Int

    /// The text, put together.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(pieces.reduce(0) { $0 + $1.count })
        for piece in pieces { bytes += piece }
        return bytes
    }
}

extension Merge {
    /// The text under some decisions, with markers around what they leave open; total.
    ///
    /// Regions contribute what they do in ``render(_:)``. Markers end as the lines around them do, `\r\n` or `\n`, and
    /// a last line without a newline gets one inside a conflict. Without decisions and at the level of lines the text
    /// is that of `git merge-file`. Costs little where there are no conflicts, and copies no merged line.
    /// - Parameter decisions: By index into `regions`.
    public func marked(
        _ decisions: [Int: Decision] = [:], _ options: MarkerOptions = MarkerOptions()
    ) -> MarkedRendering {
        let parts = MarkedParts(self, decisions, options).parts
        var writer = MarkerWriter(merge: self, options: options, size: markerSize(options.size, for: parts))
        for part in parts { writer.append(part) }
        return writer.rendering
    }

    private func markerSize(_ size: MarkerOptions.Size, for parts: [MarkedParts.Part]) -> Int {
        switch size {
        case .exactly(let size):
            return size > 0 ? size : Marker.shortest
        case .atLeast(let least):
            let longest = [base, ours, theirs].map(Marker.longestRun(in:)).max() ?? 0
            return max(least, Marker.shortest, longest + 1)
        }
    }
}

/// Puts a rendering together.
private struct MarkerWriter {
    let merge: Merge
    let options: MarkerOptions
    var rendering: MarkedRendering
    /// The first piece that ends a line: it tells how a line ends whose own text does not.
    private var first: ArraySlice<UInt8>?

    init(merge: Merge, options: MarkerOptions, size: Int) {
        self.merge = merge
        self.options = options
        rendering = MarkedRendering(markerSize: size)
    }

    mutating func append(_ part: MarkedParts.Part) {
        switch part {
        case .ours(let lines): append(merge.ours.bytes(lines: lines))
        case .theirs(let lines): append(merge.theirs.bytes(lines: lines))
        case .own(let bytes): append(bytes[...])
        case .conflict(let hunk):
            let hasCarriageReturn = merge.lineEnd.map { $0 == .carriageReturnLineFeed } ?? endsWithCarriageReturn(hunk)
            let newline: [UInt8] = hasCarriageReturn ? [0x0D, 0x0A] : [0x0A]
            let ours = merge.ended(merge.ours.bytes(lines: hunk.ours))
            let theirs = merge.ended(merge.theirs.bytes(lines: hunk.theirs))
            switch options.favour {
            case .ours:
                append(ours)
            case .theirs:
                append(theirs)
            case .union:
                appendLines(ours, newline)
                append(theirs)
            case nil:
                rendering.conflicts += 1
                appendMarker(.ours, options.labels.ours, newline)
                appendLines(ours, newline)
                if options.style != .merge {
                    appendMarker(.base, options.labels.base, newline)
                    appendLines(merge.ended(merge.base.bytes(lines: hunk.base)), newline)
                }
                appendMarker(.middle, nil, newline)
                appendLines(theirs, newline)
                appendMarker(.theirs, options.labels.theirs, newline)
            }
        }
    }

    /// Appends text; what is before ends its line first.
    private mutating func append(_ bytes: ArraySlice<UInt8>) {
        if bytes.isEmpty { return }
        if let before = rendering.pieces.last {
            let newline = missingLineEnd(of: before, before: bytes, in: first)
            if !newline.isEmpty { add(newline[...]) }
        }
        add(bytes)
    }

    private mutating func add(_ bytes: ArraySlice<UInt8>) {
        if first == nil, bytes.contains(0x0A) { first = bytes }
        rendering.pieces.append(bytes)
    }

    /// Appends text and a newline if it lacks one.
    private mutating func appendLines(_ bytes: ArraySlice<UInt8>, _ newline: [UInt8]) {
        append(bytes)
        if let last = bytes.last, last != 0x0A { add(newline[...]) }
    }

    private mutating func appendMarker(_ marker: Marker, _ label: String?, _ newline: [UInt8]) {
        var line = [UInt8](repeating: marker.rawValue, count: rendering.markerSize)
        if let label { line += [0x20] + Array(label.utf8) }
        append((line + newline)[...])
    }

    /// Whether the markers of a conflict end in `\r\n`, as git decides it: the line before it, or the first, has to end
    /// so in both sides as far as it ends at all, and the first line of the base has to.
    private func endsWithCarriageReturn(_ hunk: MarkedParts.Hunk) -> Bool {
        let ours = merge.ours.endsWithCarriageReturn(line: max(0, hunk.ours.lowerBound - 1))
        if ours == false { return false }
        let theirs = merge.theirs.endsWithCarriageReturn(line: max(0, hunk.theirs.lowerBound - 1))
        if theirs == false { return false }
        return merge.hasBase ? merge.base.endsWithCarriageReturn(line: 0) ?? false : ours ?? theirs ?? false
    }
}
