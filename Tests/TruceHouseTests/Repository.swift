import Foundation

/// The files of this repository that people write.
enum Repository {
    /// The folder that holds Package.swift, found upwards from this file.
    static let root: URL = {
        var folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        repeat {
            folder.deleteLastPathComponent()
        } while folder.path != "/" && !isRoot(folder)
        precondition(isRoot(folder), "these tests belong into the folder Tests of the repository")
        return folder
    }()

    private static func isRoot(_ folder: URL) -> Bool {
        ["Package.swift", "Sources/TruceEditor"].allSatisfy {
            FileManager.default.fileExists(atPath: folder.appending(path: $0).path)
        }
    }

    /// All of them, in the order of their paths.
    static let files: [SourceFile] = {
        var paths = names(in: "").filter { !$0.hasPrefix(".") && isText($0) }
        for folder in ["Sources", "Tests", "Resources", ".ci"] {
            let entries = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
            while let name = entries?.nextObject() as? String {
                if isText(name) { paths.append(folder + "/" + name) }
            }
        }
        return paths.sorted().compactMap { path in
            (try? String(contentsOf: root.appending(path: path), encoding: .utf8)).map { SourceFile(path, $0) }
        }
    }()

    static var swiftFiles: [SourceFile] { files.filter { $0.path.hasSuffix(".swift") } }

    /// The names of what stands in a folder of the repository; none if it is not there.
    static func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)) ?? []).sorted()
    }

    /// Where a file is on this machine.
    static func location(of path: String) -> String { root.appending(path: path).path }

    static func file(_ path: String) -> SourceFile? { files.first { $0.path == path } }

    private static func isText(_ name: String) -> Bool {
        let file = name.split(separator: "/").last ?? ""
        guard let dot = file.lastIndex(of: ".") else { return file == "run" }
        return ["swift", "c", "h", "md", "sh", "yaml", "json", "toml"].contains(file[file.index(after: dot)...])
    }
}
