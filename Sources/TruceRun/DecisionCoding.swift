import TruceMerge

/// Decisions by region as bytes, for the journal: a count, then for each the region, a code, and for a text its length and
/// bytes; numbers as LEB128.
enum DecisionCoding {
    static func encode(_ decisions: [Int: Decision]) -> [UInt8] {
        var bytes: [UInt8] = []
        append(decisions.count, to: &bytes)
        for (region, decision) in decisions.sorted(by: { $0.key < $1.key }) {
            append(region, to: &bytes)
            bytes.append(code(of: decision))
            if case .text(let text) = decision {
                append(text.count, to: &bytes)
                bytes += text
            }
        }
        return bytes
    }

    /// nil for bytes that ``encode(_:)`` did not make.
    static func decode(_ bytes: [UInt8]) -> [Int: Decision]? {
        var rest = bytes[...]
        guard let count = number(&rest) else { return nil }
        var decisions: [Int: Decision] = [:]
        for _ in 0..<count {
            guard let region = number(&rest), let code = rest.popFirst() else { return nil }
            if code == textCode {
                guard let length = number(&rest), length <= rest.count else { return nil }
                decisions[region] = .text(Array(rest.prefix(length)))
                rest = rest.dropFirst(length)
            } else {
                guard let decision = codes.first(where: { $0.code == code })?.decision else { return nil }
                decisions[region] = decision
            }
        }
        return rest.isEmpty ? decisions : nil
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
