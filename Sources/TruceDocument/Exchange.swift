/// One HTTP request and its answer, as the strip of the demo and the HTTP panel show them.
///
/// Recorded by the client; `Authorization` is never in it.
public struct Exchange: Hashable, Sendable {
    public var method: String
    /// Path and query as sent, percent-encoded.
    public var path: String
    public var requestHeaders: [Header]
    public var requestBody: Body
    /// nil when no answer came.
    public var status: Int?
    public var responseHeaders: [Header]
    public var responseBody: Body
    public var at: Timestamp
    /// From the first byte sent to the last byte read.
    public var microseconds: Int

    /// A header field as it stood on the wire.
    public struct Header: Hashable, Sendable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The beginning of a body, and how long the whole was.
    public struct Body: Hashable, Sendable {
        /// At most ``Exchange/keptBytes``.
        public var prefix: [UInt8]
        /// Bytes of the whole body.
        public var size: Int

        public init(_ whole: [UInt8]) {
            prefix = Array(whole.prefix(Exchange.keptBytes))
            size = whole.count
        }
    }

    /// How much of a body an exchange keeps: 16 KiB.
    public static let keptBytes = 16_384

    public init(
        method: String, path: String, requestHeaders: [Header], requestBody: Body, status: Int?,
        responseHeaders: [Header], responseBody: Body, at: Timestamp, microseconds: Int
    ) {
        self.method = method
        self.path = path
        self.requestHeaders = requestHeaders
        self.requestBody = requestBody
        self.status = status
        self.responseHeaders = responseHeaders
        self.responseBody = responseBody
        self.at = at
        self.microseconds = microseconds
    }

    /// The value of a request header, compared without case.
    public func requestHeader(_ name: String) -> String? {
        requestHeaders.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The value of a response header, compared without case.
    public func responseHeader(_ name: String) -> String? {
        responseHeaders.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
