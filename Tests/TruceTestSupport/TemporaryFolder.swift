import Foundation

/// A folder of mode 0700 that goes, with all that is in it, with the value. Its path is short, since that of a socket may
/// be 107 bytes long.
public final class TemporaryFolder: Sendable {
    public let path: String

    public init() {
        path = "/tmp/truce-\(UInt64.random(in: .min ... .max))"
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        } catch {
            preconditionFailure("no folder for a test: \(error)")
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of a file in it.
    public func callAsFunction(_ name: String) -> String { path + "/" + name }
}
