import TruceDiff

/// What a region of a merge becomes.
public enum Decision: Sendable, Equatable, Hashable {
    case ours
    case theirs
    /// Both, our text first.
    case oursThenTheirs
    /// Both, their text first.
    case theirsThenOurs
    case base
    /// Nothing: what all three have there goes.
    case neither
    /// A text of one's own.
    case text([UInt8])
}

extension Merge {
    /// What a region contributes to the result when it is decided so.
    ///
    /// Where both texts are taken and the first lacks a final newline, it gets one before the second begins. Where the texts
    /// do not end their lines alike, all that is taken ends them as the rest of the result does.
    /// - Parameter region: An index into `regions`; it need not be a conflict.
    public func bytes(of region: Int, decision: Decision) -> [UInt8] {
        let region = regions[region]
        var our: ArraySlice<UInt8> { ended(ours.bytes(lines: region.ours)) }
        var their: ArraySlice<UInt8> { ended(theirs.bytes(lines: region.theirs)) }
        switch decision {
        case .ours: return Array(our)
        case .theirs: return Array(their)
        case .oursThenTheirs: return joinLines([our, their], in: hasBase ? base : ours)
        case .theirsThenOurs: return joinLines([their, our], in: hasBase ? base : ours)
        case .base: return Array(ended(base.bytes(lines: region.base)))
        case .neither: return []
        case .text(let bytes): return bytes
        }
    }

    /// Lines of one of the texts as they end in the result.
    func ended(_ lines: ArraySlice<UInt8>) -> ArraySlice<UInt8> { lineEnd?.ending(lines) ?? lines }

    /// Lines of the result as they would end in ours.
    public func endedAsOurs(_ lines: [UInt8]) -> [UInt8] { ourLineEnd.map { Array($0.ending(lines[...])) } ?? lines }

    /// What a region contributes by itself, without a copy; nil for a conflict, which only a decision can turn into text.
    public func mergedBytes(of region: Int) -> ArraySlice<UInt8>? {
        let region = regions[region]
        return switch region.kind {
        case .unchanged, .ours, .both: ours.bytes(lines: region.ours)
        case .theirs: theirs.bytes(lines: region.theirs)
        case .merged(let proposal): proposal.bytes[...]
        case .conflict: nil
        }
    }
}
