public import TruceDocument

/// Where a store's server listens, as a shell command names it.
public enum Endpoint: Sendable, Equatable {
    case socket(path: String)
    /// Scheme, host and port: `http://127.0.0.1:7311`.
    case url(String)
}

extension Exchange {
    /// The same request as a curl command for a POSIX shell. `Authorization` is `$TRUCE_TOKEN`.
    public func curl(_ endpoint: Endpoint) -> String {
        var words = ["curl", "-i"]
        switch endpoint {
        case .socket(let path):
            words += ["--unix-socket", path.shellQuoted, ("http://localhost" + self.path).shellQuoted]
        case .url(let url): words += [(url + self.path).shellQuoted]
        }
        if method == "HEAD" {
            words.append("-I")
        } else if method != "GET" {
            words += ["-X", method]
        }
        // With the key of the request it would show that one's answer and do nothing.
        let omitted: Set<String> = [
            "host", "content-length", "connection", "user-agent", "x-request-id", "idempotency-key", "authorization",
        ]
        for header in requestHeaders where !omitted.contains(header.name.lowercased()) {
            words += ["-H", "\(header.name): \(header.value)".shellQuoted]
        }
        if requestHeaders.contains(where: { $0.name.lowercased() == "authorization" }) {
            words += ["-H", "\"Authorization: Bearer $TRUCE_TOKEN\""]
        }
        if requestBody.size > 0 {
            // Else curl adds one of its own.
            if requestHeader("Content-Type") == nil { words += ["-H", "Content-Type:"] }
            let isWhole = requestBody.prefix.count == requestBody.size
            let text = String(validating: requestBody.prefix, as: UTF8.self)
            if isWhole, let text, !text.utf8.contains(0) {
                // Unlike --data-binary it does not take a text that begins with @ for a file's name.
                words += ["--data-raw", text.shellQuoted]
            } else {
                words += ["--data-binary", "@FILE"]
            }
        }
        return words.joined(separator: " ")
    }
}

extension String {
    /// The text as one word of a POSIX shell.
    fileprivate var shellQuoted: String {
        let isPlain =
            !isEmpty
            && utf8.allSatisfy {
                ($0 >= 48 && $0 <= 57) || ($0 >= 65 && $0 <= 90) || ($0 >= 97 && $0 <= 122)
                    || [45, 46, 47, 58, 95].contains($0)
            }
        if isPlain { return self }
        // Scalar by scalar: a quote with a mark above it is one character, but a quote all the same to a shell.
        var quoted = "'".unicodeScalars
        for scalar in unicodeScalars {
            if scalar == "'" { quoted += "'\\'".unicodeScalars }
            quoted.append(scalar)
        }
        return String(quoted) + "'"
    }
}
