import Glibc

/// A text cut into tokens (lines or words) that tile it: token `i` is `bytes[starts[i] ..< starts[i + 1]]`.
package struct TokenisedText {
    package let bytes: ArraySlice<UInt8>
    package let starts: ArraySlice<UInt32>

    package init(bytes: ArraySlice<UInt8>, starts: ArraySlice<UInt32>) {
        self.bytes = bytes
        self.starts = starts
    }

    package var count: Int { max(0, starts.count - 1) }

    /// The bytes of a token (from 0).
    package subscript(token: Int) -> ArraySlice<UInt8> {
        let start = starts.startIndex + token
        return bytes[Int(starts[start])..<Int(starts[start + 1])]
    }
}

/// Numbers for the tokens of several texts: two tokens have one number exactly where they have the same bytes.
///
/// Numbers count up from 0 by first occurrence. An open-addressing table over 32 bits of a hash, every hit confirmed by
/// `memcmp`, so that no collision can make unequal tokens equal. The hash is seeded by the process, because texts come
/// from others; the seed never shows in the numbers.
package struct InternedTokens {
    /// One array of numbers for each text.
    package let ids: [[Int32]]
    /// How many different tokens there are; every number is below it.
    package let distinct: Int

    package init(_ texts: [TokenisedText]) {
        (ids, distinct) = Self.withBuffers(of: texts[...], before: []) { buffers in
            var table = TokenTable(capacity: texts.map(\.count).max() ?? 0)
            var ids: [[Int32]] = []
            for (text, buffer) in zip(texts, buffers) {
                text.starts.withUnsafeBufferPointer { starts in
                    let tokens = Tokens(buffer, offset: text.bytes.startIndex, starts: starts)
                    ids.append(ids.isEmpty ? table.internFirst(tokens) : table.intern(tokens, like: ids[0]))
                }
            }
            return (ids, table.distinct)
        }
    }

    /// Calls the body while the bytes of all the texts are pinned.
    private static func withBuffers<Result>(
        of texts: ArraySlice<TokenisedText>, before: [UnsafeRawBufferPointer],
        _ body: ([UnsafeRawBufferPointer]) -> Result
    ) -> Result {
        guard let first = texts.first else { return body(before) }
        return first.bytes.withUnsafeBytes { buffer in
            withBuffers(of: texts.dropFirst(), before: before + [buffer], body)
        }
    }
}

/// The tokens of a text; its pointers live no longer than the closure that pins the text.
private struct Tokens {
    private let base: UnsafeRawPointer
    private let starts: UnsafeBufferPointer<UInt32>
    let count: Int

    init(_ bytes: UnsafeRawBufferPointer, offset: Int, starts: UnsafeBufferPointer<UInt32>) {
        // Without bytes there is no token, and nothing is read.
        count = bytes.baseAddress == nil ? 0 : max(0, starts.count - 1)
        base = (bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1)!) - offset
        self.starts = starts
    }

    subscript(index: Int) -> Token {
        let start = starts[index]
        return Token(start: base + Int(start), length: starts[index + 1] - start)
    }
}

private struct Token {
    let start: UnsafeRawPointer
    let length: UInt32

    @inline(__always)
    static func == (left: Token, right: Token) -> Bool {
        left.length == right.length && memcmp(left.start, right.start, Int(left.length)) == 0
    }
}

/// The table; its pointers live no longer than the closure that pins the texts.
private struct TokenTable {
    private static let seed = UInt64(truncatingIfNeeded: Hasher().finalize())
    /// Slots of so many tokens are fetched from memory at once, which takes little longer than one.
    private static let batch = 32
    /// After so many tokens in a row that follow nothing of the first text, the next ones are taken to do so neither.
    private static let manyMisses = 8

    /// The hash above the token's number plus one; 0 is an empty slot.
    private var slots: [UInt64]
    private var mask: Int
    private var tokens: [Token] = []
    /// The tokens of the first text, and for each number of its where it occurs first.
    private var first: Tokens?
    private var places: [Int32] = []

    var distinct: Int { tokens.count }

    init(capacity: Int) {
        var size = 16
        while size < capacity * 2 { size <<= 1 }
        slots = Array(repeating: 0, count: size)
        mask = size - 1
        tokens.reserveCapacity(capacity)
    }

    mutating func internFirst(_ text: Tokens) -> [Int32] {
        first = text
        places.reserveCapacity(text.count)
        return [Int32](unsafeUninitializedCapacity: text.count) { ids, count in
            withUnsafeTemporaryAllocation(of: Fetched.self, capacity: Self.batch) { fetched in
                while count < text.count {
                    let end = min(count + Self.batch, text.count)
                    fetch(count..<end, of: text, into: fetched)
                    for index in count..<end {
                        let known = tokens.count
                        ids[index] = number(of: text[index], fetched[index - count])
                        if tokens.count > known { places.append(Int32(index)) }
                    }
                    count = end
                }
            }
        }
    }

    /// A token's hash, and what its slot held a little earlier.
    private typealias Fetched = (hash: UInt32, slot: UInt64)

    private func fetch(_ range: Range<Int>, of text: Tokens, into fetched: UnsafeMutableBufferPointer<Fetched>) {
        for index in range {
            let hash = Self.hash(text[index])
            fetched[index - range.lowerBound] = (hash, slots[Int(hash) & mask])
        }
    }

    /// Most tokens of texts that are alike follow each other as in the first text. Those cost one `memcmp`; only where
    /// that fails is the table asked, and where it fails again and again for many tokens at once.
    mutating func intern(_ text: Tokens, like firstIds: [Int32]) -> [Int32] {
        guard let first else { return [] }
        return [Int32](unsafeUninitializedCapacity: text.count) { ids, count in
            withUnsafeTemporaryAllocation(of: Fetched.self, capacity: Self.batch) { fetched in
                var next = 0
                var other = 0
                var misses = 0
                var index = 0
                while index < text.count {
                    let token = text[index]
                    if next < first.count, first[next] == token {
                        ids[index] = firstIds[next]
                        next += 1
                        misses = 0
                    } else if next + 1 < first.count, first[next + 1] == token {
                        ids[index] = firstIds[next + 1]
                        next += 2
                        misses = 0
                    } else if other < first.count, first[other] == token {
                        ids[index] = firstIds[other]
                        next = other + 1
                        misses = 0
                    } else {
                        misses += 1
                        let end = misses < Self.manyMisses ? index + 1 : min(index + Self.batch, text.count)
                        fetch(index..<end, of: text, into: fetched)
                        for asked in index..<end { ids[asked] = number(of: text[asked], fetched[asked - index]) }
                        let last = Int(ids[end - 1])
                        if last < places.count { other = Int(places[last]) + 1 }
                        index = end - 1
                    }
                    index += 1
                }
                count = text.count
            }
        }
    }

    @inline(__always)
    private mutating func number(of token: Token, _ fetched: Fetched) -> Int32 {
        let hash = fetched.hash
        if let number = self.number(of: token, hash: hash, in: fetched.slot) { return number }
        var slot = Int(hash) & mask
        while slots[slot] != 0 {
            if let number = self.number(of: token, hash: hash, in: slots[slot]) { return number }
            slot = (slot + 1) & mask
        }
        tokens.append(token)
        slots[slot] = UInt64(hash) << 32 | UInt64(tokens.count)
        if tokens.count * 4 > slots.count * 3 { grow() }
        return Int32(tokens.count - 1)
    }

    /// The number in a slot if it is that of the token.
    @inline(__always)
    private func number(of token: Token, hash: UInt32, in slot: UInt64) -> Int32? {
        guard slot != 0, slot >> 32 == UInt64(hash) else { return nil }
        let number = Int(slot & 0xFFFF_FFFF) - 1
        return tokens[number] == token ? Int32(number) : nil
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: 0, count: old.count * 2)
        mask = slots.count - 1
        for known in old where known != 0 {
            var slot = Int(known >> 32) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = known
        }
    }

    /// Eight bytes a step, folded by a full-width multiplication (the idea of wyhash).
    @inline(__always)
    private static func hash(_ token: Token) -> UInt32 {
        let start = token.start
        let length = Int(token.length)
        var hash = seed ^ (UInt64(truncatingIfNeeded: length) &* 0x9E37_79B9_7F4A_7C15)
        var offset = 0
        while offset + 8 <= length {
            hash = fold(hash ^ start.loadUnaligned(fromByteOffset: offset, as: UInt64.self), 0xA076_1D64_78BD_642F)
            offset += 8
        }
        if offset < length {
            var tail: UInt64 = 0
            if length >= 8 {
                tail = start.loadUnaligned(fromByteOffset: length - 8, as: UInt64.self)
            } else {
                for index in offset..<length {
                    tail = tail << 8 | UInt64(start.load(fromByteOffset: index, as: UInt8.self))
                }
            }
            hash = fold(hash ^ tail, 0xE703_7ED1_A0B4_28DB)
        }
        return UInt32(truncatingIfNeeded: hash >> 32)
    }

    @inline(__always)
    private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}
