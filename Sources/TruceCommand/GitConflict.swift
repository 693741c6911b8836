import Glibc

/// An unmerged path of a git repository: its texts, and what git was doing.
///
/// Git itself is asked, as everywhere: it alone knows where its repositories are and what is in them.
struct GitConflict {
    private let git: Git
    /// The objects of the path by stage: 1 is the base, 2 ours, 3 theirs.
    private let objects: [Int: String]

    /// nil where the path is not unmerged, is in no repository, or there is no git.
    init?(path: String) {
        git = Git(folderOf: path)
        guard let listed = git.answer("ls-files", "--unmerged", "-z", "--", git.name) else { return nil }
        var objects: [Int: String] = [:]
        for entry in listed.split(separator: 0) {
            // MODE OBJECT STAGE, a tab, and the path.
            let fields = entry.prefix { $0 != 0x09 }.split(separator: 0x20)
            guard fields.count == 3, let stage = Int(String(decoding: fields[2], as: UTF8.self)) else { continue }
            objects[stage] = String(decoding: fields[1], as: UTF8.self)
        }
        guard !objects.isEmpty else { return nil }
        self.objects = objects
    }

    /// Base, ours and theirs; nil where one of them has no text there: it was added or deleted.
    var texts: (base: [UInt8], ours: [UInt8], theirs: [UInt8])? {
        let texts = (1...3).compactMap { objects[$0].flatMap { git.answer("cat-file", "blob", $0) } }
        return texts.count == 3 ? (texts[0], texts[1], texts[2]) : nil
    }

    /// What git does at the moment, as far as it tells.
    var operation: GitOperation { GitOperation(git) }
}

/// A merge, cherry-pick, revert or rebase that has stopped at a conflict.
struct GitOperation: Hashable {
    /// `HEAD main 3f2a1c`.
    var ours: String
    /// The commit that is brought in, `side 9c1f0b`; nil where nothing tells.
    var theirs: String?
    /// A rebase brings one's own commits onto others': so its sides are the other way round than people expect.
    var note: String?

    fileprivate init(_ git: Git) {
        let rebase = GitRebase(git)
        let branch = rebase?.onto ?? git.line("symbolic-ref", "--quiet", "--short", "HEAD")
        ours = ["HEAD", branch, git.shortHash(of: "HEAD")].compactMap(\.self).joined(separator: " ")
        note = rebase.map { "Rebase: MINE is \($0.onto), THEIRS is your commit" }
        for reference in ["MERGE_HEAD", "REBASE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD"] {
            guard let hash = git.shortHash(of: reference) else { continue }
            let name = rebase.map(\.branch) ?? git.branch(at: reference)
            theirs = [name, hash].compactMap(\.self).joined(separator: " ")
            return
        }
    }
}

/// Where a rebase that has stopped goes.
private struct GitRebase {
    /// What it rebases onto: a branch, or a commit.
    let onto: String
    /// The branch that is rebased; nil where it is none.
    let branch: String?

    /// nil where there is none. `git am`, which keeps its state in a folder of the same name, brings nobody's own commits.
    init?(_ git: Git) {
        guard let root = git.line("rev-parse", "--absolute-git-dir") else { return nil }
        let folders = ["rebase-merge", "rebase-apply"].map { "\(root)/\($0)" }
        guard
            let folder = folders.first(where: {
                access("\($0)/onto", R_OK) == 0 && access("\($0)/applying", F_OK) != 0
            }), let commit = Self.line(of: "\(folder)/onto")
        else { return nil }
        onto = git.branch(at: commit) ?? git.shortHash(of: commit) ?? commit
        let heads = "refs/heads/"
        let head = Self.line(of: "\(folder)/head-name")
        branch = head.flatMap { $0.hasPrefix(heads) ? String($0.dropFirst(heads.count)) : nil }
    }

    private static func line(of path: String) -> String? {
        (try? readFile(path)).map { String(decoding: $0.prefix { $0 != 0x0A }, as: UTF8.self) }
    }
}

/// Git, asked about a file, in the folder of the file.
struct Git {
    private let folder: String
    /// The file's name in its folder.
    let name: String

    init(folderOf path: String) {
        let slash = path.lastIndex(of: "/")
        folder = slash.map { String(path[...$0]) } ?? "."
        name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    }

    /// nil where git refuses or there is none.
    func answer(_ words: String...) -> [UInt8]? { answer(words) }

    /// The first line of an answer; nil for an empty one.
    func line(_ words: String...) -> String? {
        guard let answer = answer(words) else { return nil }
        let line = String(decoding: answer.prefix { $0 != 0x0A }, as: UTF8.self)
        return line.isEmpty ? nil : line
    }

    func shortHash(of reference: String) -> String? { line("rev-parse", "--quiet", "--verify", "--short", reference) }

    /// A branch or tag at this very commit.
    func branch(at commit: String) -> String? {
        line(
            "for-each-ref", "--count=1", "--points-at=\(commit)", "--format=%(refname:short)", "refs/heads",
            "refs/remotes", "refs/tags")
    }

    /// With how many characters git begins its markers in the file, by its attributes; nil where they say nothing.
    var markerSize: Int? {
        let fields = answer("check-attr", "-z", "conflict-marker-size", "--", name)?.split(separator: 0) ?? []
        guard fields.count == 3, let size = Int(String(decoding: fields[2], as: UTF8.self)), size > 0 else {
            return nil
        }
        return size
    }

    private func answer(_ words: [String]) -> [UInt8]? {
        programOutput(["git", "--literal-pathspecs", "-C", folder] + words)
    }
}
