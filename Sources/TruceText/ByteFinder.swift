internal import Glibc

/// Finds a needle of bytes in linear time: `memchr` for its rarest byte, and Knuth, Morris and Pratt's automaton (SIAM J.
/// Comput. 6, 1977) where that byte turns out to be everywhere.
struct ByteFinder: Sendable, Equatable {
    let needle: [UInt8]
    /// Where the byte of the needle lies that should be the rarest in a text.
    private let rareOffset: Int
    /// For each prefix of the needle the length of its longest border.
    private let borders: [Int32]

    init(_ needle: [UInt8]) {
        self.needle = needle
        let frequencies = needle.map { ByteFinder.frequency(of: $0) }
        rareOffset = frequencies.indices.min { frequencies[$0] < frequencies[$1] } ?? 0
        borders = ByteFinder.borders(of: needle)
    }

    /// The first occurrence at or behind an offset. The needle must not be empty.
    func find(in haystack: UnsafeBufferPointer<UInt8>, from offset: Int) -> Int? {
        guard let base = haystack.baseAddress, offset <= haystack.count - needle.count else { return nil }
        return needle.withUnsafeBufferPointer { needle -> Int? in
            guard let needleBase = needle.baseAddress else { return nil }
            let lastStart = haystack.count - needle.count
            var budget = ByteFinder.budget * (haystack.count - offset)
            var start = offset
            while start <= lastStart {
                let from = base + start + rareOffset
                guard let hit = memchr(from, Int32(needle[rareOffset]), lastStart - start + 1) else { return nil }
                start = UnsafeRawPointer(hit) - UnsafeRawPointer(base) - rareOffset
                if memcmp(base + start, needleBase, needle.count) == 0 { return start }
                start += 1
                budget -= needle.count
                if budget < 0 { return findStepwise(in: haystack, from: start) }
            }
            return nil
        }
    }

    /// Bytes of the needle that may be compared in vain for every byte of the haystack.
    private static let budget = 8

    private func findStepwise(in haystack: UnsafeBufferPointer<UInt8>, from offset: Int) -> Int? {
        var matched = 0
        for index in offset..<haystack.count {
            while matched > 0, needle[matched] != haystack[index] { matched = Int(borders[matched - 1]) }
            if needle[matched] == haystack[index] { matched += 1 }
            if matched == needle.count { return index + 1 - matched }
        }
        return nil
    }

    private static func borders(of needle: [UInt8]) -> [Int32] {
        var borders = [Int32](repeating: 0, count: needle.count)
        var matched = 0
        for index in needle.indices.dropFirst() {
            while matched > 0, needle[matched] != needle[index] { matched = Int(borders[matched - 1]) }
            if needle[matched] == needle[index] { matched += 1 }
            borders[index] = Int32(matched)
        }
        return borders
    }

    /// A rough rank of how often a byte occurs in prose and code.
    private static func frequency(of byte: UInt8) -> Int {
        switch byte {
        case Byte.space: 6
        case UInt8(ascii: "e"), UInt8(ascii: "t"), UInt8(ascii: "a"), UInt8(ascii: "o"), UInt8(ascii: "i"),
            UInt8(ascii: "n"), UInt8(ascii: "s"), UInt8(ascii: "r"):
            5
        case UInt8(ascii: "a")...UInt8(ascii: "z"): 4
        // The lead bytes of a script are in each of its letters.
        case 0xC0...: 4
        case 0x80...: 3
        case UInt8(ascii: "0")...UInt8(ascii: "9"), Byte.newline: 3
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): 2
        default: 1
        }
    }
}
