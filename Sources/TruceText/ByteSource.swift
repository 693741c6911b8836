internal import _RopeModule

/// Bytes by offset, wherever they lie: one decoder, one grapheme scanner and one word scanner serve arrays and ropes.
protocol ByteSource {
    /// The byte at an offset; 0 outside of the bytes.
    mutating func byte(at offset: Int) -> UInt8
    /// The length of a run of ASCII bytes other than CR from an offset on. May be shorter than the whole run, but is 0 only
    /// where there is none.
    mutating func plainRun(at offset: Int, limit: Int) -> Int
}

extension ByteSource {
    /// The scalar or invalid byte that starts at an offset; bytes from `end` on do not count.
    @inline(__always)
    mutating func scalar(at offset: Int, end: Int) -> DecodedScalar {
        let first = byte(at: offset)
        if first < 0x80 { return DecodedScalar(first: first) { _ in 0 } }
        return DecodedScalar(first: first) { offset + $0 < end ? byte(at: offset + $0) : 0 }
    }

    /// The scalar or invalid byte that ends at an offset; bytes before `start` do not count.
    mutating func scalar(before offset: Int, start: Int) -> DecodedScalar {
        for length in 1...4 where offset - length >= start {
            let first = byte(at: offset - length)
            if first & 0xC0 == 0x80 { continue }
            let decoded = scalar(at: offset - length, end: offset)
            return decoded.length == length ? decoded : .invalid
        }
        return .invalid
    }
}

/// Bytes in one piece of memory.
struct BufferSource: ByteSource {
    private let buffer: UnsafeBufferPointer<UInt8>

    init(_ buffer: UnsafeBufferPointer<UInt8>) {
        self.buffer = buffer
    }

    @inline(__always)
    func byte(at offset: Int) -> UInt8 {
        offset >= 0 && offset < buffer.count ? buffer[offset] : 0
    }

    func plainRun(at offset: Int, limit: Int) -> Int {
        TruceText.plainRun(UnsafeBufferPointer(rebasing: buffer[offset..<limit]))
    }
}

/// Bytes of a rope, with the chunk last looked at in hand: a step to a byte near by costs no lookup.
struct ByteCursor: ByteSource {
    private let tree: Rope.Tree
    private let count: Int
    private var index: Rope.Tree.Index
    private var chunk: ArraySlice<UInt8>
    private var lower: Int

    init(_ rope: Rope) {
        tree = rope.tree
        count = rope.byteCount
        index = tree.startIndex
        chunk = []
        lower = 0
    }

    @inline(__always)
    mutating func byte(at offset: Int) -> UInt8 {
        if offset < lower || offset - lower >= chunk.count {
            guard offset >= 0, offset < count else { return 0 }
            move(to: offset)
        }
        return chunk[chunk.startIndex + offset - lower]
    }

    mutating func plainRun(at offset: Int, limit: Int) -> Int {
        _ = byte(at: offset)
        return chunk.withUnsafeBufferPointer {
            TruceText.plainRun(UnsafeBufferPointer(rebasing: $0[offset - lower..<min($0.count, limit - lower)]))
        }
    }

    private mutating func move(to offset: Int) {
        if !chunk.isEmpty, offset == lower + chunk.count {
            lower = offset
            tree.formIndex(after: &index)
        } else {
            let (found, remaining) = tree.find(at: offset, in: ByteMetric(), preferEnd: false)
            index = found
            lower = offset - remaining
        }
        chunk = tree[index].bytes
    }
}

/// The number of leading bytes that are ASCII and not CR.
private func plainRun(_ buffer: UnsafeBufferPointer<UInt8>) -> Int {
    var count = 0
    let raw = UnsafeRawBufferPointer(buffer)
    while count + 8 <= raw.count {
        let word = raw.loadUnaligned(fromByteOffset: count, as: UInt64.self)
        // A byte of `distance` is zero where the word has a CR; subtracting one from it borrows into its top bit.
        let distance = word ^ 0x0D0D_0D0D_0D0D_0D0D
        let returns = (distance &- 0x0101_0101_0101_0101) & ~distance
        guard (word | returns) & 0x8080_8080_8080_8080 == 0 else { break }
        count += 8
    }
    while count < buffer.count, buffer[count] < 0x80, buffer[count] != Byte.carriageReturn { count += 1 }
    return count
}
