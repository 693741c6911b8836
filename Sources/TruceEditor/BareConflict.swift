import TruceDiff
import TruceDocument
import TruceMerge

/// A conflict without what its surroundings give it: the indentation that all its lines share, and CR LF for line ends. So it
/// is the same conflict wherever it stands.
struct BareConflict: Sendable, Equatable {
    /// What it is recognised by: the lines of BASE and of both sides, whichever of them is mine.
    let key: ResolutionKey
    /// What all its lines that are not blank begin with: spaces and tabs.
    private let indentation: [UInt8]
    private let endsLinesWithReturns: Bool

    /// Bytes of the three texts together up to which a conflict is remembered.
    private static let maximumBytes = 4 * RememberedResolution.maximumBytes

    /// nil where region `index` is no conflict, or too large.
    init?(_ index: Int, of merge: Merge) {
        let region = merge.regions[index]
        guard region.isConflict else { return nil }
        let texts = [
            merge.base.bytes(lines: region.base), merge.ours.bytes(lines: region.ours),
            merge.theirs.bytes(lines: region.theirs),
        ]
        guard texts.reduce(0, { $0 + $1.count }) <= Self.maximumBytes else { return nil }
        let endsLinesWithReturns = texts.endLinesWithReturns
        let unified = texts.map { endsLinesWithReturns ? $0.withoutReturns : Array($0) }
        let indentation = unified.commonIndentation
        self.indentation = indentation
        self.endsLinesWithReturns = endsLinesWithReturns
        let bare = unified.map {
            $0.changingLines { line in line.starts(with: indentation) ? line.dropFirst(indentation.count) : line }
        }
        // Swapped sides are the same conflict.
        let sides = bare[1].lexicographicallyPrecedes(bare[2]) ? [bare[1], bare[2]] : [bare[2], bare[1]]
        key = ResolutionKey(
            Digest(of: Array("conflict 1\n".utf8) + ([bare[0]] + sides).flatMap { Array("\($0.count)\n".utf8) + $0 }))
    }

    /// A text that the conflict was resolved by, as it is remembered: without what the surroundings give it. nil for what
    /// ``dressed(_:)`` would not give back as it is, and for what no resolution can hold.
    func bare(_ text: [UInt8]) -> String? {
        let unified = endsLinesWithReturns ? text[...].withoutReturns : text
        let bare = unified.changingLines { $0.starts(with: indentation) ? $0.dropFirst(indentation.count) : $0 }
        guard bare.count <= RememberedResolution.maximumBytes, let remembered = String(validating: bare, as: UTF8.self),
            dressed(remembered) == text
        else { return nil }
        return remembered
    }

    /// A remembered text with the indentation and the line ends that it has here.
    func dressed(_ remembered: String) -> [UInt8] {
        let text = Array(remembered.utf8).changingLines { $0.isBlank ? $0 : indentation + $0 }
        return endsLinesWithReturns ? text.flatMap { $0 == 10 ? [13, 10] : [$0] } : text
    }
}

extension [ArraySlice<UInt8>] {
    /// Whether lines end in CR LF, all of them.
    fileprivate var endLinesWithReturns: Bool {
        var ends = 0
        for text in self {
            for index in text.indices where text[index] == 10 {
                guard index > text.startIndex, text[index - 1] == 13 else { return false }
                ends += 1
            }
        }
        return ends > 0
    }
}

extension [[UInt8]] {
    /// The spaces and tabs that every line begins with, blank ones aside.
    fileprivate var commonIndentation: [UInt8] {
        var common: ArraySlice<UInt8>?
        for line in [UInt8](joined(separator: [10])).split(separator: 10) where !line.isBlank {
            let own = line.prefix { $0 == 32 || $0 == 9 }
            guard let known = common else {
                common = own
                continue
            }
            common = known.prefix(zip(known, own).prefix { $0 == $1 }.count)
        }
        return [UInt8](common ?? [])
    }
}

extension Collection<UInt8> {
    fileprivate var isBlank: Bool { allSatisfy { $0 == 32 || $0 == 9 || $0 == 13 } }
}

extension ArraySlice<UInt8> {
    /// Without the CR before each LF.
    fileprivate var withoutReturns: [UInt8] {
        indices.compactMap { index in
            self[index] == 13 && index + 1 < endIndex && self[index + 1] == 10 ? nil : self[index]
        }
    }
}

extension [UInt8] {
    /// Each line changed by itself.
    fileprivate func changingLines(_ change: (ArraySlice<UInt8>) -> some Collection<UInt8>) -> [UInt8] {
        var all: [UInt8] = []
        for line in split(separator: 10, omittingEmptySubsequences: false) {
            all += change(line)
            all.append(10)
        }
        all.removeLast()
        return all
    }
}
