import ArgumentParser
import TruceDocument

/// A document as the command line names it: by name, alias or id. Throws what is wrong with it, for people.
func documentArgument(_ text: String) throws -> String {
    do {
        return try DocumentName(typed: text).text
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
            guard let number = Int(positive: parts[1]) else {
                throw ValidationError("A version is a number from 1, as in \(name)@17.")
            }
            version = number
        }
    }
}

/// The arguments of a command that is about one version: `notes`, `notes@17`, `notes --version 17`.
struct VersionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The version; the same as NAME@N. Without either the newest.", valueName: "n"),
        transform: { try versionNumber($0) })
    var version: Int?

    @Argument(
        help: ArgumentHelp("A document, or NAME@N for one of its versions.", valueName: "name[@n]"),
        transform: { try VersionArgument($0) })
    var document: VersionArgument

    func validate() throws {
        if version != nil && document.version != nil {
            throw ValidationError("NAME@N and --version exclude each other.")
        }
    }

    var name: String { document.name }
    /// nil for the newest.
    var number: Int? { version ?? document.version }
}

/// A version as an option's value. Throws what is wrong with it, for people.
func versionNumber(_ text: String) throws -> Int {
    guard let number = Int(positive: text) else { throw ValidationError("A version is a number from 1.") }
    return number
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
