public import Logging

/// Log lines in logfmt (`time=… level=… msg=… key=value`), one for each message, given to a sink.
///
/// The members of a conflict keep the order of API.md; others follow in the order of their names.
public struct LogfmtHandler: LogHandler {
    public var metadata: Logger.Metadata = [:]
    public var logLevel: Logger.Level
    private let now: @Sendable () -> String
    private let sink: @Sendable (String) -> Void

    /// - Parameters:
    ///   - now: The time as it stands in a line.
    ///   - sink: Gets each line without its newline, from any thread.
    public init(
        level: Logger.Level = .info, now: @escaping @Sendable () -> String, sink: @escaping @Sendable (String) -> Void
    ) {
        logLevel = level
        self.now = now
        self.sink = sink
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var line = "time=\(now()) level=\(event.level.rawValue) msg=\(quoted(event.message.description))"
        let members = metadata.merging(event.metadata ?? [:]) { $1 }
        let known = Self.order.filter { members[$0] != nil }
        let others = members.keys.filter { !Self.order.contains($0) }.sorted()
        for key in known + others {
            if let value = members[key] { line += " \(key)=\(quoted(value.description))" }
        }
        sink(line)
    }

    private static let order = [
        "requestId", "actor", "method", "resource", "attemptedVersion", "currentVersion", "status", "reason",
    ]
}

/// The value as logfmt has it: bare where it can be, otherwise in quotation marks. Nothing in it can begin a new line or
/// steer a terminal.
private func quoted(_ text: String) -> String {
    let isBare = !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x3D }
    if isBare { return text }
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\": result += "\\\(scalar)"
        case "\n": result += "\\n"
        default:
            let isHidden = [.control, .format, .lineSeparator, .paragraphSeparator].contains(
                scalar.properties.generalCategory)
            if isHidden {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
    }
    return result + "\""
}
