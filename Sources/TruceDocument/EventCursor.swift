/// A place in the log of events: after the event that has it. Opaque on the wire, and every place has one spelling.
public struct EventCursor: Hashable, Comparable, Sendable {
    /// The number of the event, from 1; 0 is the place before the first.
    public let sequence: Int64

    /// `sequence` is not negative.
    public init(sequence: Int64) {
        precondition(sequence >= 0, "an event's number is not negative")
        self.sequence = sequence
    }

    public static let start = EventCursor(sequence: 0)

    public static func < (a: EventCursor, b: EventCursor) -> Bool { a.sequence < b.sequence }

    /// What `id:`, `Last-Event-ID` and `after` carry: `e` and 16 hexadecimal digits, which sort as the places do.
    public var text: String {
        let digits = String(sequence, radix: 16)
        return "e" + String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    /// Reads a cursor that ``text`` gave out; nil for anything else.
    public init?(_ text: String) {
        let bytes = text.utf8
        guard bytes.count == 17, bytes.first == UInt8(ascii: "e") else { return nil }
        var sequence: UInt64 = 0
        for byte in bytes.dropFirst() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): sequence = sequence << 4 | UInt64(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): sequence = sequence << 4 | UInt64(byte - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        guard let sequence = Int64(exactly: sequence) else { return nil }
        self.sequence = sequence
    }
}
