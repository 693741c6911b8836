public import TruceDocument
import TruceScreen

extension Exchange {
    /// One line of at most `width` cells, where it can be put so shortly: time, status, method, path, If-Match, ETag, how long.
    public func summary(clock: String, width: Int) -> String {
        var match = ""
        if let tag = requestHeader("If-Match") { match += "  If-Match \(tag)" }
        if let tag = requestHeader("If-None-Match") { match += "  If-None-Match \(tag)" }
        let etag = responseHeader("ETag").map { "  ETag \($0)" } ?? ""
        let answer = status.map(String.init) ?? "no answer"
        let start = "/v1/documents/"
        let short = path.hasPrefix(start) ? "…/" + path.dropFirst(start.count) : path
        let forms = [
            "\(clock)  \(answer)  \(method) \(path)\(match)\(etag)  \((microseconds + 500) / 1000) ms",
            "\(clock)  \(answer)  \(method) \(short)\(match)\(etag)",
            "\(clock)  \(answer)  \(method) \(short)\(match)",
        ]
        return forms.first { Visible.width($0) <= width } ?? forms[2]
    }

    /// The request and its answer as they were on the wire, line by line.
    public var details: [String] {
        var lines = ["\(method) \(path)"]
        lines += requestHeaders.map { "\($0.name): \($0.value)" }
        lines += requestBody.lines
        lines += ["", status.map { "HTTP/1.1 \($0)" } ?? "no answer"]
        lines += responseHeaders.map { "\($0.name): \($0.value)" }
        return lines + responseBody.lines
    }
}

extension Exchange.Body {
    /// A blank line and the body's lines, as much of it as is kept.
    fileprivate var lines: [String] {
        guard size > 0 else { return [] }
        let lines = prefix.split(separator: 10, omittingEmptySubsequences: false).map { line in
            String(decoding: line.last == 13 ? line.dropLast() : line, as: UTF8.self)
        }
        let rest = size - prefix.count
        return [""] + lines + (rest > 0 ? ["… \(rest) bytes more"] : [])
    }
}
