/// Reads a `text/event-stream` as it comes in, however it is cut into chunks (HTML Standard, section 9.2.6).
///
/// Lines end with LF, CR or CRLF; one byte order mark at the start does not count; lines that begin with a colon are
/// comments; what the stream ends within is no event. Memory is bounded: see ``maximumBytes``.
public struct ServerSentEventParser: Hashable, Sendable {
    /// The id to send as `Last-Event-ID` when the stream breaks off: that of the last event, as the stream gave it.
    public private(set) var lastEventID: String
    /// How long to wait before connecting again, in milliseconds, if the stream has said so.
    public private(set) var retryMilliseconds: Int?

    /// An event, lines and all, may be this long.
    public static let maximumBytes = 64 << 10

    private var line: [UInt8] = []
    /// A CR ended the line before: an LF that follows belongs to it.
    private var isAfterCR = false
    private var isFirstLine = true
    /// The id of the event that is coming in; it counts from that event on.
    private var id: String
    private var type = ""
    private var data: [UInt8] = []

    /// The event that came in is longer than ``maximumBytes``: the stream cannot be followed.
    public struct TooLong: Error, Hashable, Sendable {}

    /// - Parameter lastEventID: what an earlier connection ended with.
    public init(lastEventID: String = "") {
        self.lastEventID = lastEventID
        id = lastEventID
    }

    /// Takes the next bytes and gives the events that they complete; linear in their number.
    public mutating func take(_ bytes: some Sequence<UInt8>) throws(TooLong) -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        for byte in bytes {
            if isAfterCR, byte == 0x0A {
                isAfterCR = false
                continue
            }
            isAfterCR = byte == 0x0D
            if byte == 0x0A || byte == 0x0D {
                if let event = endLine() { events.append(event) }
            } else {
                guard line.count + data.count < Self.maximumBytes else { throw TooLong() }
                line.append(byte)
            }
        }
        return events
    }

    private mutating func endLine() -> ServerSentEvent? {
        defer { line.removeAll(keepingCapacity: true) }
        if isFirstLine {
            isFirstLine = false
            if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        }
        if line.isEmpty { return dispatch() }
        let name = line.prefix { $0 != UInt8(ascii: ":") }
        var value = line[name.endIndex...].dropFirst()
        if value.first == 0x20 { value = value.dropFirst() }
        takeField(String(decoding: name, as: UTF8.self), value)
        return nil
    }

    private mutating func takeField(_ name: String, _ value: ArraySlice<UInt8>) {
        switch name {
        case "event": type = String(decoding: value, as: UTF8.self)
        case "data":
            data += value
            data.append(0x0A)
        case "id": if !value.contains(0) { id = String(decoding: value, as: UTF8.self) }
        case "retry":
            let isNumber = !value.isEmpty && value.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            if isNumber { retryMilliseconds = Int(String(decoding: value, as: UTF8.self)) ?? retryMilliseconds }
        default: break
        }
    }

    private mutating func dispatch() -> ServerSentEvent? {
        defer {
            data.removeAll(keepingCapacity: true)
            type = ""
        }
        lastEventID = id
        guard !data.isEmpty else { return nil }
        let text = String(decoding: data.dropLast(), as: UTF8.self)
        return ServerSentEvent(id: id, type: type.isEmpty ? "message" : type, data: text)
    }
}
