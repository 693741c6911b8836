/// A pattern made ready for comparing.
struct Matcher: Sendable, Equatable {
    enum Method: Sendable, Equatable {
        /// The bytes as they are.
        case exact
        /// The bytes with ASCII letters folded: enough where no other scalar of the pattern has case.
        case asciiFolded
        /// Folded scalars. `anchor` is the longest run of ASCII among them, which is looked for as bytes.
        case folded([Unicode.Scalar], anchor: Range<Int>)
    }

    let method: Method
    /// What is looked for with the speed of bytes; empty only for a folded pattern without ASCII (and an empty one).
    let finder: ByteFinder
    /// The longest a match can be: bytes.
    let maximumCount: Int

    init(_ pattern: [UInt8], caseRule: Search.CaseRule) {
        var folding = CaseFolding()
        // Bytes that are no text have no case.
        guard let scalars = Matcher.scalars(of: pattern), caseRule != .sensitive,
            caseRule == .insensitive || !scalars.contains(where: CaseFolding.isUpper)
        else {
            method = .exact
            finder = ByteFinder(pattern)
            maximumCount = max(1, pattern.count)
            return
        }
        guard scalars.contains(where: { !$0.isASCII && Matcher.hasCase($0, &folding) }) else {
            method = .asciiFolded
            finder = ByteFinder(pattern.map(CaseFolding.fold))
            maximumCount = max(1, pattern.count)
            return
        }
        let folded = scalars.map { folding.fold($0) }
        let anchor = Matcher.longestRun(of: folded)
        method = .folded(folded, anchor: anchor)
        finder = ByteFinder(folded[anchor].map { UInt8(truncatingIfNeeded: $0.value) })
        maximumCount = folded.count * 4
    }

    func scanner() -> BlockScanner {
        BlockScanner(self)
    }

    /// The scalars of well-formed bytes, else nil.
    private static func scalars(of bytes: [UInt8]) -> [Unicode.Scalar]? {
        bytes.withUnsafeBufferPointer { buffer in
            var source = BufferSource(buffer)
            var scalars: [Unicode.Scalar] = []
            var offset = 0
            while offset < buffer.count {
                let decoded = source.scalar(at: offset, end: buffer.count)
                guard let scalar = decoded.scalar else { return nil }
                scalars.append(scalar)
                offset += decoded.length
            }
            return scalars
        }
    }

    private static func hasCase(_ scalar: Unicode.Scalar, _ folding: inout CaseFolding) -> Bool {
        scalar.properties.uppercaseMapping != String(scalar) || scalar.properties.lowercaseMapping != String(scalar)
            || folding.fold(scalar) != scalar
    }

    private static func longestRun(of scalars: [Unicode.Scalar]) -> Range<Int> {
        var longest = 0..<0
        var start = 0
        for (index, scalar) in scalars.enumerated() {
            if !scalar.isASCII {
                start = index + 1
            } else if index + 1 - start > longest.count {
                longest = start..<index + 1
            }
        }
        return longest
    }
}

/// Looks for a pattern in a block of a text. Offsets are those of the text.
struct BlockScanner {
    private let matcher: Matcher
    private var folding = CaseFolding()
    /// The block, its ASCII letters folded unless case counts.
    private var block: [UInt8] = []
    private var start = 0

    init(_ matcher: Matcher) {
        self.matcher = matcher
    }

    /// Copies a block of the text.
    mutating func fill(from rope: Rope, _ range: Range<Int>) {
        start = range.lowerBound
        block.removeAll(keepingCapacity: true)
        block.reserveCapacity(range.count)
        rope.forEachBuffer(in: range) { piece, _ in
            block.append(contentsOf: piece)
            return true
        }
        guard matcher.method != .exact else { return }
        block.withUnsafeMutableBufferPointer { buffer in
            for index in buffer.indices { buffer[index] = CaseFolding.fold(buffer[index]) }
        }
    }

    /// The first match in the block that starts at or behind an offset.
    mutating func match(from offset: Int) -> Range<Int>? {
        guard case .folded(let scalars, let anchor) = matcher.method else {
            return find(from: offset - start).map { start + $0..<start + $0 + matcher.finder.needle.count }
        }
        let local = offset - start
        guard let match = anchor.isEmpty ? lead(scalars, from: local) : anchored(scalars, anchor, from: local) else {
            return nil
        }
        return start + match.lowerBound..<start + match.upperBound
    }

    /// The needle as bytes.
    private func find(from local: Int) -> Int? {
        block.withUnsafeBufferPointer { matcher.finder.find(in: $0, from: local) }
    }

    /// A match around an occurrence of the anchor.
    private mutating func anchored(_ scalars: [Unicode.Scalar], _ anchor: Range<Int>, from local: Int) -> Range<Int>? {
        var next = local
        while let hit = find(from: next) {
            next = hit + 1
            guard let lower = matchedStart(of: scalars[..<anchor.lowerBound], before: hit), lower >= local,
                let upper = matchedEnd(of: scalars[anchor.upperBound...], from: hit + anchor.count)
            else { continue }
            return lower..<upper
        }
        return nil
    }

    /// A match of scalars among which there is no ASCII.
    private mutating func lead(_ scalars: [Unicode.Scalar], from local: Int) -> Range<Int>? {
        var next = local
        while next < block.count {
            let byte = block[next]
            if byte >= 0xC0, let upper = matchedEnd(of: scalars[...], from: next) { return next..<upper }
            next += 1
        }
        return nil
    }

    private mutating func matchedEnd(of scalars: ArraySlice<Unicode.Scalar>, from local: Int) -> Int? {
        var offset = local
        for scalar in scalars {
            guard offset < block.count else { return nil }
            let decoded = decode { $0.scalar(at: offset, end: $1) }
            guard let found = decoded.scalar, folding.fold(found) == scalar else { return nil }
            offset += decoded.length
        }
        return offset
    }

    private mutating func matchedStart(of scalars: ArraySlice<Unicode.Scalar>, before local: Int) -> Int? {
        var offset = local
        for scalar in scalars.reversed() {
            guard offset > 0 else { return nil }
            let decoded = decode { source, _ in source.scalar(before: offset, start: 0) }
            guard let found = decoded.scalar, folding.fold(found) == scalar else { return nil }
            offset -= decoded.length
        }
        return offset
    }

    private func decode(_ step: (inout BufferSource, Int) -> DecodedScalar) -> DecodedScalar {
        block.withUnsafeBufferPointer { buffer in
            var source = BufferSource(buffer)
            return step(&source, buffer.count)
        }
    }
}
