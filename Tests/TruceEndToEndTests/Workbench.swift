import Foundation
import Glibc

/// A folder that is gone when the test is over.
final class Folder {
    let path: String

    init() throws {
        // Short, for a socket's path may be 107 bytes long.
        var template = Array("/tmp/truce-e2e-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw Pane.Failure(description: "mkdtemp failed: \(errno)") }
        path = String(cString: made)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// A user of one's own: runtime, data and state folders that nobody else has, and the program.
final class Workbench {
    let folder: Folder
    let program: String

    init() throws {
        folder = try Folder()
        for name in ["run", "data", "state", "config"] {
            try FileManager.default.createDirectory(
                atPath: folder.path + "/" + name, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        }
        program = try builtProgram()
    }

    deinit {
        if let server = serverProcess { kill(server, SIGKILL) }
    }

    var socket: String { folder.path + "/run/truce/store.sock" }

    private var environment: [String: String] {
        [
            "XDG_RUNTIME_DIR": folder.path + "/run", "XDG_DATA_HOME": folder.path + "/data",
            "XDG_STATE_HOME": folder.path + "/state", "XDG_CONFIG_HOME": folder.path + "/config", "TRUCE_SERVER": "",
            "TRUCE_ACTOR": "", "HOME": folder.path,
        ]
    }

    /// `truce …` in a terminal, after a command of the shell.
    func open(_ arguments: String, after first: String = "true", rows: Int = 24, columns: Int = 80) throws -> Pane {
        try open(program: program, arguments, after: first, rows: rows, columns: columns)
    }

    /// A program that may start truce, in a terminal.
    func open(
        program: String, _ arguments: String, after first: String = "true", rows: Int = 24, columns: Int = 80
    ) throws -> Pane {
        let variables = environment.map { "\($0.key)='\($0.value)'" }.joined(separator: " ")
        return try Pane(
            "\(first)\nenv \(variables) '\(program)' \(arguments)", rows: rows, columns: columns, in: folder)
    }

    /// `truce …` without a terminal.
    @discardableResult
    func run(_ arguments: String..., input: [UInt8] = []) throws -> Finished {
        try TruceEndToEndTests.run([program] + arguments, input: input, environment: environment)
    }

    /// A line of shell in which `truce` is the program.
    func run(shell line: String, input: [UInt8] = []) throws -> Finished {
        try TruceEndToEndTests.run(
            ["sh", "-c", "truce() { '\(program)' \"$@\"; }; \(line)"], input: input, environment: environment)
    }

    /// curl against the local store's socket.
    func curl(_ path: String, _ arguments: String...) throws -> String {
        try shell(
            ["curl", "-sS", "--max-time", "20", "--unix-socket", socket, "http://localhost" + path] + arguments)
    }

    /// The text and the ETag of a document, as curl gets them.
    func content(_ name: String) throws -> (text: String, etag: String) {
        let answer = try curl("/v1/documents/\(name)/content", "-i")
        let parts = answer.components(separatedBy: "\r\n\r\n")
        let etag =
            parts[0].components(separatedBy: "\r\n").first { $0.lowercased().hasPrefix("etag:") }?
            .dropFirst("etag:".count).trimmingCharacters(in: .whitespaces) ?? ""
        return (parts.dropFirst().joined(separator: "\r\n\r\n"), etag)
    }

    /// The process of the local server, by the lock that it holds.
    var serverProcess: pid_t? {
        processes(matching: socket).first
    }

    /// The processes whose command line holds `text`.
    func processes(matching text: String) -> [pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { name -> pid_t? in
            guard let id = pid_t(name), let line = FileManager.default.contents(atPath: "/proc/\(name)/cmdline") else {
                return nil
            }
            let words = line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            guard words.first?.hasSuffix("truce") == true, words.contains(where: { $0.contains(text) }) else {
                return nil
            }
            return id
        }
    }
}

/// What a program that has ended left.
struct Finished {
    var status: Int32
    var output: [UInt8]
    var errors: String

    var text: String { String(decoding: output, as: UTF8.self) }
}

/// The program beside the test bundle of the same build.
private func builtProgram() throws -> String {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
    for _ in 0..<6 {
        let candidate = folder.appendingPathComponent("truce").path
        var isFolder: ObjCBool = false
        if FileManager.default.isExecutableFile(atPath: candidate),
            FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder), !isFolder.boolValue
        {
            return candidate
        }
        folder.deleteLastPathComponent()
    }
    throw Pane.Failure(description: "The program truce is not beside \(CommandLine.arguments[0])")
}

func run(_ words: [String], input: [UInt8] = [], environment: [String: String] = [:]) throws -> Finished {
    let child = try Child(words, environment: environment)
    child.write(input)
    child.closeInput()
    let (status, output, errors) = child.finish()
    return Finished(status: status, output: output, errors: String(decoding: errors, as: UTF8.self))
}

@discardableResult
func shell(_ words: String...) throws -> String { try shell(words) }

@discardableResult
func shell(_ words: [String]) throws -> String {
    let finished = try run(words)
    guard finished.status == 0 else {
        throw Pane.Failure(
            description: "'\(words.joined(separator: " "))' ended with \(finished.status): \(finished.errors)")
    }
    return finished.text
}
