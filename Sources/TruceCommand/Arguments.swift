import ArgumentParser
import TruceDocument

/// A document as the command line names it: by name, alias or id. Throws what is wrong with it, for people.
func documentArgument(_ text: String) throws -> String {
    do {
        return try DocumentName(text).text
    } catch {
        throw ValidationError(error.detail)
    }
}

/// A document, or with `@` one of its versions: `notes`, `notes@17`.
struct VersionArgument: Hashable, Sendable {
    var name: String
    /// nil for the newest.
    var version: Int?

    /// Throws what is wrong with it, for people.
    init(_ text: String) throws {
        // '@' is in no name.
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        name = try documentArgument(String(parts[0]))
        version = nil
        if parts.count == 2 {
            guard let number = Int(parts[1]), number > 0 else {
                throw ValidationError("A version is a number from 1, as in \(name)@17.")
            }
            version = number
        }
    }
}

/// The value of `--if-match`.
enum IfMatch: Hashable, Sendable {
    /// What is there when the command begins.
    case current
    case tags(ETagList)

    /// Takes a tag with its quotation marks or, since shells eat them, without. Throws what is wrong with it, for people.
    init(_ text: String) throws {
        if text == "current" {
            self = .current
        } else if let list = ETagList(header: text) ?? ETagList(header: "\"\(text)\""), !text.isEmpty {
            self = .tags(list)
        } else {
            throw ValidationError("Write an ETag as 'truce get NAME --etag' prints it, or: current")
        }
    }
}
