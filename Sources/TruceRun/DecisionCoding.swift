import TruceEditor
import TruceMerge

/// Decisions by region, and what was written and decides none, as bytes, for the journal: a count, then for each decision the
/// region, a code, and for a text its length and bytes; then a count, and for each text that was written its region and lines,
/// whether the person was told and took it, length and bytes; then a count, and for each text that was put away its region, length
/// and bytes; then 1 if the view was left, which earlier programs did not write. Numbers are LEB128.
enum DecisionCoding {
    static func encode(_ resolution: SavedResolution) -> [UInt8] {
        var bytes: [UInt8] = []
        append(resolution.decisions.count, to: &bytes)
        for (region, decision) in resolution.decisions.sorted(by: { $0.key < $1.key }) {
            append(region, to: &bytes)
            bytes.append(code(of: decision))
            if case .text(let text) = decision { append(text, to: &bytes) }
        }
        append(resolution.written.count, to: &bytes)
        for (region, written) in resolution.written.sorted(by: { $0.key < $1.key }) {
            append(region, to: &bytes)
            append(written.lines.lowerBound, to: &bytes)
            append(written.lines.count, to: &bytes)
            bytes.append((written.isTold ? 1 : 0) | (written.isTaken ? 2 : 0))
            append(written.text, to: &bytes)
        }
        append(resolution.putAway.count, to: &bytes)
        for (region, text) in resolution.putAway.sorted(by: { $0.key < $1.key }) {
            append(region, to: &bytes)
            append(text, to: &bytes)
        }
        bytes.append(resolution.isLeft ? 1 : 0)
        return bytes
    }

    /// What is decoded: all of a resolution but its texts.
    typealias Decided = (
        decisions: [Int: Decision], written: [Int: WrittenText], putAway: [Int: [UInt8]], isLeft: Bool
    )

    /// nil for bytes that ``encode(_:)`` did not make.
    static func decode(_ bytes: [UInt8]) -> Decided? {
        var rest = bytes[...]
        guard let decisions = decisions(&rest), let count = number(&rest) else { return nil }
        var written: [Int: WrittenText] = [:]
        for _ in 0..<count {
            guard let region = number(&rest), let start = number(&rest), let lines = number(&rest),
                let flags = rest.popFirst(),
                case (let end, false) = start.addingReportingOverflow(lines), let text = text(&rest)
            else { return nil }
            written[region] = WrittenText(
                text: text, lines: start..<end, isTold: flags & 1 != 0, isTaken: flags & 2 != 0)
        }
        guard let count = number(&rest) else { return nil }
        var putAway: [Int: [UInt8]] = [:]
        for _ in 0..<count {
            guard let region = number(&rest), let text = text(&rest) else { return nil }
            putAway[region] = text
        }
        let isLeft = rest.popFirst() == 1
        return rest.isEmpty ? (decisions, written, putAway, isLeft) : nil
    }

    private static func decisions(_ rest: inout ArraySlice<UInt8>) -> [Int: Decision]? {
        guard let count = number(&rest) else { return nil }
        var decisions: [Int: Decision] = [:]
        for _ in 0..<count {
            guard let region = number(&rest), let code = rest.popFirst() else { return nil }
            if code == textCode {
                guard let text = text(&rest) else { return nil }
                decisions[region] = .text(text)
            } else {
                guard let decision = codes.first(where: { $0.code == code })?.decision else { return nil }
                decisions[region] = decision
            }
        }
        return decisions
    }

    private static let textCode: UInt8 = 6
    private static let codes: [(code: UInt8, decision: Decision)] = [
        (0, .ours), (1, .theirs), (2, .oursThenTheirs), (3, .theirsThenOurs), (4, .base), (5, .neither),
    ]

    private static func code(of decision: Decision) -> UInt8 {
        codes.first { $0.decision == decision }?.code ?? textCode
    }

    private static func append(_ number: Int, to bytes: inout [UInt8]) {
        var rest = UInt(number)
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private static func append(_ text: [UInt8], to bytes: inout [UInt8]) {
        append(text.count, to: &bytes)
        bytes += text
    }

    private static func text(_ bytes: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard let length = number(&bytes), length <= bytes.count else { return nil }
        defer { bytes = bytes.dropFirst(length) }
        return Array(bytes.prefix(length))
    }

    private static func number(_ bytes: inout ArraySlice<UInt8>) -> Int? {
        var value: UInt = 0
        var shift = 0
        while shift < 63, let byte = bytes.popFirst() {
            value |= UInt(byte & 0x7F) << UInt(shift)
            if byte < 0x80 { return Int(value) }
            shift += 7
        }
        return nil
    }
}
