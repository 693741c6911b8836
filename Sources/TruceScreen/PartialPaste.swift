/// A bracketed paste whose end has not come yet.
struct PartialPaste: Sendable {
    /// What was pasted; empty once it is too long.
    private var bytes: [UInt8] = []
    private var byteCount = 0
    /// How much of the end marker has been seen.
    private var matched = 0
    private(set) var lastTime: Int64

    private static let end = Array("\u{1B}[201~".utf8)

    init(at time: Int64) {
        lastTime = time
    }

    /// Whether the end marker has come.
    var isComplete: Bool { matched == PartialPaste.end.count }

    /// Takes bytes up to the end of the paste and returns what follows it.
    mutating func take(_ input: ArraySlice<UInt8>, at time: Int64, limit: Int) -> ArraySlice<UInt8> {
        lastTime = time
        var rest = input
        while let byte = rest.first, !isComplete {
            if byte == PartialPaste.end[matched] {
                matched += 1
                rest.removeFirst()
            } else if matched > 0 {
                append(PartialPaste.end[..<matched], limit: limit)
                matched = 0
            } else {
                let run = rest.prefix { $0 != Byte.escape }
                append(run, limit: limit)
                rest = rest[run.endIndex...]
            }
        }
        return rest
    }

    private mutating func append(_ more: ArraySlice<UInt8>, limit: Int) {
        byteCount += more.count
        if byteCount > limit { bytes = [] } else { bytes += more }
    }

    /// The paste as it is; bytes that might have begun its end marker belong to it if the rest of the marker never came.
    func input(limit: Int) -> Input {
        var whole = self
        if !isComplete { whole.append(PartialPaste.end[..<matched], limit: limit) }
        return whole.byteCount > limit ? .pasteTooLong(byteCount: whole.byteCount) : .paste(whole.bytes)
    }
}
