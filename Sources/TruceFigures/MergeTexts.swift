import Glibc

/// Three texts to merge, made line by line from a seed, so that they need no memory: what a child uses is told by a
/// figure that begins with what its parent has.
struct MergeTexts {
    enum Kind {
        /// Prose, so many edits on each side at places of their own, and so many that both sides edit. With a pool all
        /// lines are drawn from so few, so that hardly one is unique.
        case edits(perSide: Int, conflicts: Int, pool: UInt64? = nil)
        /// Our side has blocks of a hundredth of the text in another order, their side some edits.
        case moved
        /// One line again and again; both sides have more or fewer of it in some places.
        case repeated
        /// Three texts that have nothing to do with each other, of lines drawn from so many.
        case unrelated(distinct: UInt64)
    }

    var name: String
    var lines: Int
    var kind: Kind

    enum Text: String, CaseIterable {
        case ours
        case base
        case theirs
    }

    /// Writes the three texts into a folder; returns their paths in the order of `merge-file`, and their bytes in all.
    func write(to folder: String) -> (paths: [String], bytes: Int) {
        var bytes = 0
        let paths = Text.allCases.map { text in
            let path = "\(folder)/\(text.rawValue).txt"
            var file = LineFile(path)
            write(text, to: &file)
            file.close()
            bytes += file.size
            return path
        }
        return (paths, bytes)
    }

    private func write(_ text: Text, to file: inout LineFile) {
        switch kind {
        case .edits(let perSide, let conflicts, let pool):
            for line in 0..<lines {
                let id = pool.map { mixed(UInt64(line)) % $0 } ?? UInt64(line)
                writeEdited(id, at: line, text, perSide: perSide, conflicts: conflicts, to: &file)
            }
        case .moved:
            let block = max(1, lines / 100)
            for line in 0..<lines {
                // An odd number of steps through a hundred blocks meets each once.
                let moved = text == .ours ? (line / block * 37 % 100) * block + line % block : line
                writeEdited(UInt64(moved), at: line, text == .ours ? .base : text, perSide: 10, conflicts: 0, to: &file)
            }
        case .repeated:
            for line in 0..<lines {
                let copies = text == .base || line % 1000 != (text == .ours ? 100 : 600) ? 1 : line % 3 * 10
                for _ in 0..<copies { file.write(0) }
            }
        case .unrelated(let distinct):
            let seed = mixed(UInt64(Text.allCases.firstIndex(of: text) ?? 0))
            for line in 0..<lines { file.write(mixed(seed ^ UInt64(line)) % distinct) }
        }
    }

    /// A line of the base, or what a side makes of it: another line, one more, or none. Edits are four lines apart at
    /// least, so that those of the two sides do not touch.
    private func writeEdited(
        _ id: UInt64, at line: Int, _ text: Text, perSide: Int, conflicts: Int, to file: inout LineFile
    ) {
        let chance = line % 4 == 1 ? Int(mixed(UInt64(line) ^ 0x51DE) % UInt64(max(1, lines / 4))) : Int.max
        let fresh = mixed(UInt64(line)) | 1 << 63
        switch (text, chance) {
        case (.ours, 0..<conflicts): file.write(fresh)
        case (.theirs, 0..<conflicts): file.write(fresh ^ 1)
        case (.ours, conflicts..<(conflicts + perSide)),
            (.theirs, (conflicts + perSide)..<(conflicts + 2 * perSide)):
            switch fresh % 4 {
            case 0, 1: file.write(fresh)
            case 2:
                file.write(fresh)
                file.write(id)
            default: break
            }
        default: file.write(id)
        }
    }
}

/// A file that is written line by line, each line made of words that follow from a number.
private struct LineFile {
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private(set) var size = 0

    init(_ path: String) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard descriptor >= 0 else { fail("\(path) cannot be written") }
    }

    /// 3 to 14 words of 2 to 10 letters, about 60 bytes.
    mutating func write(_ id: UInt64) {
        var random = mixed(id &+ 0x9E37)
        for word in 0..<(3 + random % 12) {
            if word > 0 { buffer.append(0x20) }
            random = mixed(random)
            // A vocabulary of 3000 words.
            var letters = mixed(random % 3000)
            for _ in 0..<(2 + letters % 9) {
                letters = mixed(letters)
                buffer.append(0x61 + UInt8(letters % 26))
            }
        }
        buffer.append(0x0A)
        if buffer.count > 1 << 16 { flush() }
    }

    mutating func close() {
        flush()
        Glibc.close(descriptor)
    }

    private mutating func flush() {
        guard Glibc.write(descriptor, buffer, buffer.count) == buffer.count else { fail("the disk is full") }
        size += buffer.count
        buffer.removeAll(keepingCapacity: true)
    }
}

/// A number that looks like a random one (the finish of SplitMix64, Steele et al. 2014).
private func mixed(_ number: UInt64) -> UInt64 {
    var mixed = number &+ 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
}
