import Foundation
import Testing

extension EndToEnd {
    /// `truce merge` as README makes it git's merge driver, and git's configuration as the program sees it.
    struct MergeDriverTests {
        private let bench: Workbench
        private let repository: String

        init() throws {
            bench = try Workbench()
            repository = bench.folder.path + "/repository"
            try shell("git", "init", "--quiet", "--initial-branch=main", repository)
        }

        @discardableResult
        private func git(_ arguments: String...) throws -> Finished {
            let names = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
            return try run(
                ["git", "-C", repository] + names + arguments,
                environment: ["HOME": bench.folder.path, "GIT_CONFIG_NOSYSTEM": "1"])
        }

        private func write(_ text: String, to name: String) throws {
            try Data(text.utf8).write(to: URL(filePath: "\(repository)/\(name)"))
        }

        private func text(_ name: String) throws -> String {
            String(decoding: try Data(contentsOf: URL(filePath: "\(repository)/\(name)")), as: UTF8.self)
        }

        /// Commits a file's three texts: the base and ours on main, theirs on a branch `side`.
        private func commit(_ name: String, _ base: String, _ ours: String, _ theirs: String) throws {
            for (text, branch) in [(base, "main"), (theirs, "side"), (ours, "main")] {
                try git("checkout", "--quiet", "-B", branch, text == ours ? "main" : "HEAD")
                try write(text, to: name)
                try git("add", "--all")
                try git("commit", "--quiet", "--message", "a change")
            }
        }

        private func useAsDriver() throws {
            try write("*.md merge=truce\n", to: ".gitattributes")
            try git("config", "merge.truce.name", "truce")
            try git(
                "config", "merge.truce.driver",
                "'\(bench.program)' merge --mode cautious --marker-size=%L --path=%P %A %O %B")
        }

        private static let prose = "The quick brown fox jumps over the lazy dog near the old river bank today.\n"

        @Test func editsOfDifferentWordsAreNoConflict() throws {
            try useAsDriver()
            try commit(
                "a.md", Self.prose, Self.prose.replacing("quick", with: "slow"),
                Self.prose.replacing("bank", with: "bed"))
            let merged = try git("merge", "--no-edit", "side")
            #expect(merged.status == 0)
            let result = try text("a.md")
            #expect(result == Self.prose.replacing("quick", with: "slow").replacing("bank", with: "bed"))
        }

        @Test func aConflictHasMarkersAndStaysUnmerged() throws {
            try useAsDriver()
            try write("*.md merge=truce conflict-marker-size=9\n", to: ".gitattributes")
            try commit(
                "a.md", Self.prose, Self.prose.replacing("quick", with: "slow"),
                Self.prose.replacing("quick", with: "red"))
            #expect(try git("merge", "--no-edit", "side").status == 1)
            let result = try text("a.md")
            #expect(result.contains("<<<<<<<<< ") && result.contains("\n=========\n"))
            #expect(try git("status", "--porcelain").text.contains("UU a.md"))
        }

        @Test(arguments: ["merge", "diff3", "zdiff3"])
        func theConflictStyleOfTheConfigurationHolds(_ style: String) throws {
            try git("config", "merge.conflictStyle", style)
            for (name, text) in [("ours", "x\nb\n"), ("base", "a\n"), ("theirs", "x\nc\n")] {
                try write(text, to: name)
            }
            let merged = try run(
                ["sh", "-c", "cd '\(repository)' && exec '\(bench.program)' merge -p --level line ours base theirs"],
                environment: ["HOME": bench.folder.path, "GIT_CONFIG_NOSYSTEM": "1"])
            let peer = try git("merge-file", "-p", "ours", "base", "theirs")
            #expect(merged.output == peer.output)
            #expect(merged.status == 1)
        }

        @Test func anUnknownConflictStyleIsAnError() throws {
            try git("config", "merge.conflictStyle", "fancy")
            for (name, text) in [("ours", "b\n"), ("base", "a\n"), ("theirs", "c\n")] { try write(text, to: name) }
            let merged = try run(
                ["sh", "-c", "cd '\(repository)' && exec '\(bench.program)' merge ours base theirs"],
                environment: ["HOME": bench.folder.path, "GIT_CONFIG_NOSYSTEM": "1"])
            #expect(merged.status == 255)
            #expect(merged.errors.contains("unknown style 'fancy'"))
            #expect(try text("ours") == "b\n")
        }
    }
}
