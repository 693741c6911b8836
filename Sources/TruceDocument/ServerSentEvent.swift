/// An event of `text/event-stream` (HTML Standard, section 9.2, "Server-sent events").
public struct ServerSentEvent: Hashable, Sendable {
    /// The last event id once it was received; empty if the stream has given none.
    public var id: String
    /// `message` where the stream does not say.
    public var type: String
    public var data: String

    public init(id: String, type: String, data: String) {
        self.id = id
        self.type = type
        self.data = data
    }

    /// The event as the stream's bytes in UTF-8. Data of several lines takes a field for each; line breaks and NULs,
    /// which neither id nor type can hold, are left out of them.
    public var bytes: [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(id.utf8.count + type.utf8.count + data.utf8.count + 24)
        Self.append("id", Self.line(id), to: &output)
        Self.append("event", Self.line(type), to: &output)
        var rest = data.utf8[...]
        while true {
            let line = rest.prefix { $0 != 0x0A && $0 != 0x0D }
            Self.append("data", line, to: &output)
            rest = rest[line.endIndex...]
            guard let end = rest.popFirst() else { break }
            if end == 0x0D, rest.first == 0x0A { rest = rest.dropFirst() }
        }
        output.append(0x0A)
        return output
    }

    /// A line that says nothing: it keeps a quiet connection open.
    public static let comment: [UInt8] = Array(":\n\n".utf8)

    /// Tells the client to wait this long before it connects again.
    public static func retry(milliseconds: Int) -> [UInt8] { Array("retry: \(milliseconds)\n\n".utf8) }

    private static func append(_ field: String, _ value: some Sequence<UInt8>, to output: inout [UInt8]) {
        output += field.utf8
        output += ": ".utf8
        output += value
        output.append(0x0A)
    }

    private static func line(_ text: String) -> [UInt8] { text.utf8.filter { $0 != 0x0A && $0 != 0x0D && $0 != 0 } }
}
