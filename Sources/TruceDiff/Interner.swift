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
}

/// Numbers for the tokens of several texts: two tokens have one number exactly where they have the same bytes.
///
/// Numbers count up from 0 by first occurrence. An open-addressing table over a 64-bit hash, every hit confirmed by
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
            let ids = zip(texts, buffers).map { text, buffer in
                table.intern(buffer, offset: text.bytes.startIndex, starts: text.starts)
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

/// The table; its pointers live no longer than the closure that pins the texts.
private struct TokenTable {
    private struct Token {
        let start: UnsafeRawPointer
        let length: Int
        let hash: UInt64
    }

    private static let seed = UInt64(truncatingIfNeeded: Hasher().finalize())

    /// The upper half of the hash above the token's number plus one; 0 is an empty slot.
    private var slots: [UInt64]
    private var mask: Int
    private var tokens: [Token] = []

    var distinct: Int { tokens.count }

    init(capacity: Int) {
        var size = 16
        while size < capacity * 2 { size <<= 1 }
        slots = Array(repeating: 0, count: size)
        mask = size - 1
        tokens.reserveCapacity(capacity)
    }

    mutating func intern(_ buffer: UnsafeRawBufferPointer, offset: Int, starts: ArraySlice<UInt32>) -> [Int32] {
        guard let base = buffer.baseAddress, starts.count > 1 else { return [] }
        return [Int32](unsafeUninitializedCapacity: starts.count - 1) { ids, count in
            starts.withUnsafeBufferPointer { starts in
                for index in 0..<(starts.count - 1) {
                    let start = Int(starts[index]) - offset
                    ids[index] = number(of: base + start, length: Int(starts[index + 1]) - offset - start)
                }
                count = starts.count - 1
            }
        }
    }

    private mutating func number(of start: UnsafeRawPointer, length: Int) -> Int32 {
        let hash = Self.hash(start, length)
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            if slots[slot] >> 32 == hash >> 32 {
                let number = Int(slots[slot] & 0xFFFF_FFFF) - 1
                if tokens[number].length == length, memcmp(tokens[number].start, start, length) == 0 {
                    return Int32(number)
                }
            }
            slot = (slot + 1) & mask
        }
        tokens.append(Token(start: start, length: length, hash: hash))
        slots[slot] = (hash >> 32) << 32 | UInt64(tokens.count)
        if tokens.count * 2 > slots.count { grow() }
        return Int32(tokens.count - 1)
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        mask = slots.count - 1
        for (number, token) in tokens.enumerated() {
            var slot = Int(truncatingIfNeeded: token.hash) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = (token.hash >> 32) << 32 | UInt64(number + 1)
        }
    }

    /// Eight bytes a step, folded by a full-width multiplication (the idea of wyhash).
    @inline(__always)
    private static func hash(_ start: UnsafeRawPointer, _ length: Int) -> UInt64 {
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
        return hash
    }

    @inline(__always)
    private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}
