import Glibc

/// The numbers of the lines of several texts, without the lines at the start and at the end that are alike in all.
///
/// Comparing those costs one `memcmp`; only what lies between is hashed, so that a small change in a large text is cheap.
package struct InternedLines {
    /// How many first lines, alike in all texts, are left out.
    package let prefix: Int
    /// For each text the numbers of the lines between the alike start and the alike end.
    package let ids: [[Int32]]
    /// How many different numbers there are.
    package let distinct: Int

    /// - Parameter surroundings: Lines of an alike end that are numbered nevertheless: how often a line occurs around a
    ///   change tells whether it is worth comparing (see ``Anchors``).
    package init(_ texts: [Snapshot], surroundings: Int = 2_000) {
        let ends = Self.alikeEnds(of: texts)
        let prefix = max(0, ends.prefix - surroundings)
        let suffix = max(0, ends.suffix - surroundings)
        let interned = InternedTokens(
            texts.map { TokenisedText(lines: prefix..<($0.lineCount - suffix), of: $0) })
        self.prefix = prefix
        ids = interned.ids
        distinct = interned.distinct
    }

    /// The numbers of first and of last lines that are alike in all the texts; they overlap in none.
    private static func alikeEnds(of texts: [Snapshot]) -> (prefix: Int, suffix: Int) {
        guard let first = texts.first else { return (0, 0) }
        let others = texts.dropFirst()
        let shortest = texts.map(\.bytes.count).min() ?? 0
        let alike = others.map { commonPrefix(first.bytes, $0.bytes) }.min() ?? shortest
        let allEqual = texts.allSatisfy { $0.bytes.count == alike }

        var prefix = first.lastStart(notAfter: alike)
        let prefixEnd = Int(first.starts[prefix])
        // A last line without a newline is alike only where every text ends with it.
        if prefix > 0, !allEqual, first.bytes[prefixEnd - 1] != 0x0A { prefix -= 1 }

        let limit = shortest - Int(first.starts[prefix])
        let tail = others.map { commonSuffix(first.bytes, $0.bytes, limit: limit) }.min() ?? limit
        var suffixStart = first.firstStart(notBefore: first.bytes.count - tail)
        let suffixLength = first.bytes.count - Int(first.starts[suffixStart])
        // Where the alike bytes end exactly at a line start of the first text, they may end inside a line of another.
        if suffixLength == tail, suffixLength > 0,
            !others.allSatisfy({ $0.startsLine(at: $0.bytes.count - suffixLength) })
        {
            suffixStart += 1
        }
        return (prefix, first.lineCount - suffixStart)
    }

    /// The number of first bytes that are alike.
    private static func commonPrefix(_ left: [UInt8], _ right: [UInt8]) -> Int {
        left.withUnsafeBytes { left in
            right.withUnsafeBytes { right in
                guard let leftBase = left.baseAddress, let rightBase = right.baseAddress else { return 0 }
                let limit = min(left.count, right.count)
                var length = 0
                while length + block <= limit, memcmp(leftBase + length, rightBase + length, block) == 0 {
                    length += block
                }
                while length < limit, left[length] == right[length] { length += 1 }
                return length
            }
        }
    }

    /// The number of last bytes that are alike, at most `limit`.
    private static func commonSuffix(_ left: [UInt8], _ right: [UInt8], limit: Int) -> Int {
        left.withUnsafeBytes { left in
            right.withUnsafeBytes { right in
                guard let leftBase = left.baseAddress, let rightBase = right.baseAddress else { return 0 }
                let leftEnd = leftBase + left.count
                let rightEnd = rightBase + right.count
                var length = 0
                while length + block <= limit,
                    memcmp(leftEnd - length - block, rightEnd - length - block, block) == 0
                {
                    length += block
                }
                while length < limit, left[left.count - length - 1] == right[right.count - length - 1] { length += 1 }
                return length
            }
        }
    }

    private static let block = 1024
}

extension TokenisedText {
    /// Some lines of a text.
    package init(lines: Range<Int>, of text: Snapshot) {
        self.init(bytes: text.bytes(lines: lines), starts: text.starts[lines.lowerBound...lines.upperBound])
    }
}

extension Snapshot {
    /// The last line start (a line, or the line count for the end) at or before an offset.
    fileprivate func lastStart(notAfter offset: Int) -> Int {
        starts.partitioningIndex { Int($0) > offset } - 1
    }

    /// The first line start (a line, or the line count for the end) at or after an offset.
    fileprivate func firstStart(notBefore offset: Int) -> Int {
        starts.dropLast().partitioningIndex { Int($0) >= offset }
    }

    fileprivate func startsLine(at offset: Int) -> Bool {
        offset == 0 || bytes[offset - 1] == 0x0A
    }

    /// Whether a line of this text has the same bytes as a line of another (or of this one).
    @inline(__always)
    package func line(_ line: Int, equals otherLine: Int, of other: Snapshot) -> Bool {
        let length = starts[line + 1] - starts[line]
        guard length == other.starts[otherLine + 1] - other.starts[otherLine] else { return false }
        return bytes.withUnsafeBytes { buffer in
            other.bytes.withUnsafeBytes { otherBuffer in
                guard let base = buffer.baseAddress, let otherBase = otherBuffer.baseAddress else { return true }
                return memcmp(base + Int(starts[line]), otherBase + Int(other.starts[otherLine]), Int(length)) == 0
            }
        }
    }
}
