import Glibc
import TruceClient
import TruceDocument
import TruceLocal

/// The token for a server: of `TRUCE_TOKEN`, else of the user's file of tokens; nil where the server asks for none, or there
/// is none for it. Throws ``CommandFailure`` for a token that is none, and for a file that others can read.
///
/// There is no option for it: everybody on the machine can read arguments.
func token(for address: ServerAddress, _ environment: (String) -> String?) throws(CommandFailure) -> AccessToken? {
    guard address.takesTokens else { return nil }
    if let text = environment("TRUCE_TOKEN"), !text.isEmpty {
        guard let token = AccessToken(text) else {
            throw CommandFailure(.usage, "TRUCE_TOKEN holds no token: it is mistyped or cut")
        }
        return token
    }
    guard let folder = LocalPaths.configurationFolder(environment: environment) else { return nil }
    return try TokenFile(path: folder + "/tokens").token(for: address)
}

/// The user's tokens: on each line a server, as `--server` takes it, and the token for it. So a token goes nowhere else.
struct TokenFile {
    var path: String

    /// The token of the first line that names the server.
    func token(for address: ServerAddress) throws(CommandFailure) -> AccessToken? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        guard status.st_mode & 0o077 == 0, status.st_uid == geteuid() else {
            throw CommandFailure(.usage, "\(path) is open to others, so nothing was read from it: chmod 600 \(path)")
        }
        let text = String(decoding: try readFile(path), as: UTF8.self)
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard let server = words.first, server.first != "#" else { continue }
            guard words.count == 2, let named = try? ServerAddress(String(server)),
                let token = AccessToken(String(words[1]))
            else {
                throw CommandFailure(.usage, "\(path), line \(index + 1): write a server and its token between spaces")
            }
            if named == address { return token }
        }
        return nil
    }
}
