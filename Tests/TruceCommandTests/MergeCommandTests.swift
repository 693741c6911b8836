import Foundation
import Testing

/// What git's own test of `merge-file` checks, with texts of its own, at the level of lines; and what truce adds.
struct MergeCommandTests {
    static let base = "one\ntwo\nthree\nfour\nfive\nsix\nseven\n"

    /// A run of the command on three files called `ours`, `base` and `theirs`.
    struct Case: Sendable, CustomTestStringConvertible {
        var title: String
        var arguments: [String] = []
        var base = MergeCommandTests.base
        var ours: String
        var theirs: String
        var status: Int32 = 0
        var result: String

        var testDescription: String { title }
    }

    static let cases: [Case] = [
        Case(title: "no changes", ours: base, theirs: base, result: base),
        Case(
            title: "changes at different places", ours: base + "eight\n", theirs: "ONE\n" + base.dropFirst(4),
            result: "ONE\n" + base.dropFirst(4) + "eight\n"),
        Case(
            title: "a missing newline away from the change", ours: String(base.dropLast()),
            theirs: "ONE\n" + base.dropFirst(4), result: "ONE\n" + base.dropFirst(4).dropLast()),
        Case(
            title: "conflict", ours: "one two\n" + base.dropFirst(8), theirs: "ONE\n" + base.dropFirst(4), status: 1,
            result: "<<<<<<< ours\none two\n=======\nONE\ntwo\n>>>>>>> theirs\n" + base.dropFirst(8)),
        Case(
            title: "--ours", arguments: ["--ours"], ours: "one two\n" + base.dropFirst(8),
            theirs: "ONE\n" + base.dropFirst(4), result: "one two\n" + base.dropFirst(8)),
        Case(
            title: "--theirs", arguments: ["--theirs"], ours: "one two\n" + base.dropFirst(8),
            theirs: "ONE\n" + base.dropFirst(4), result: "ONE\n" + base.dropFirst(4)),
        Case(
            title: "--union", arguments: ["--union"], ours: "one two\n" + base.dropFirst(8),
            theirs: "ONE\n" + base.dropFirst(4), result: "one two\nONE\ntwo\n" + base.dropFirst(8)),
        Case(
            title: "the last of several favours counts", arguments: ["--ours", "--union", "--theirs"], base: "a\n",
            ours: "b\n", theirs: "c\n", result: "c\n"),
        Case(
            title: "two labels", arguments: ["-L", "1", "-L", "2"], base: "a\n", ours: "b\n", theirs: "c\n", status: 1,
            result: "<<<<<<< 1\nb\n=======\nc\n>>>>>>> theirs\n"),
        Case(
            title: "three labels, one joined, one empty", arguments: ["-Lx", "-L", "-y", "-L", "", "--diff3"],
            base: "a\n", ours: "b\n", theirs: "c\n", status: 1,
            result: "<<<<<<< x\nb\n||||||| -y\na\n=======\nc\n>>>>>>> \n"),
        Case(
            title: "conflict in a removed tail", base: base + "eight\nnine\n", ours: base,
            theirs: base + "eight\nNINE\n", status: 1,
            result: base + "<<<<<<< ours\n=======\neight\nNINE\n>>>>>>> theirs\n"),
        Case(
            title: "up to three lines between conflicts", ours: "o\ntwo\nthree\nfour\no\nsix\nseven\n",
            theirs: "t\ntwo\nthree\nfour\nt\nsix\nseven\n", status: 1,
            result:
                "<<<<<<< ours\no\ntwo\nthree\nfour\no\n=======\nt\ntwo\nthree\nfour\nt\n>>>>>>> theirs\nsix\nseven\n"),
        Case(
            title: "four lines between conflicts", ours: "o\ntwo\nthree\nfour\nfive\no\nseven\n",
            theirs: "t\ntwo\nthree\nfour\nfive\nt\nseven\n", status: 2,
            result:
                "<<<<<<< ours\no\n=======\nt\n>>>>>>> theirs\ntwo\nthree\nfour\nfive\n"
                + "<<<<<<< ours\no\n=======\nt\n>>>>>>> theirs\nseven\n"),
        Case(
            title: "lines without a letter between conflicts", base: "a\n\n-\n\n-\n\nb\n", ours: "o\n\n-\n\n-\n\no\n",
            theirs: "t\n\n-\n\n-\n\nt\n", status: 1,
            result: "<<<<<<< ours\no\n\n-\n\n-\n\no\n=======\nt\n\n-\n\n-\n\nt\n>>>>>>> theirs\n"),
        Case(
            title: "--diff3", arguments: ["--diff3"], base: "a\nb\nc\nd\n", ours: "a\nX\no\nd\n",
            theirs: "a\nX\nt\nd\n",
            status: 1,
            result: "a\n<<<<<<< ours\nX\no\n||||||| base\nb\nc\n=======\nX\nt\n>>>>>>> theirs\nd\n"),
        Case(
            title: "--zdiff3", arguments: ["--zdiff3"], base: "a\nb\nc\nd\n", ours: "a\nX\no\nd\n",
            theirs: "a\nX\nt\nd\n", status: 1,
            result: "a\nX\n<<<<<<< ours\no\n||||||| base\nb\nc\n=======\nt\n>>>>>>> theirs\nd\n"),
        Case(
            title: "both sides alike and more", base: "a\nb\nc\nd\n", ours: "a\nX\no\nd\n", theirs: "a\nX\nt\nd\n",
            status: 1, result: "a\nX\n<<<<<<< ours\no\n=======\nt\n>>>>>>> theirs\nd\n"),
        Case(
            title: "--marker-size", arguments: ["--diff3", "--marker-size=10"], base: "a\n", ours: "b\n", theirs: "c\n",
            status: 1, result: "<<<<<<<<<< ours\nb\n|||||||||| base\na\n==========\nc\n>>>>>>>>>> theirs\n"),
        Case(
            title: "--longer-markers", arguments: ["--longer-markers"], base: "a\n", ours: "b\n========\n",
            theirs: "c\n", status: 1, result: "<<<<<<<<< ours\nb\n========\n=========\nc\n>>>>>>>>> theirs\n"),
        Case(
            title: "the end without a newline, in conflict", base: "a\nb", ours: "a\no", theirs: "a\nt", status: 1,
            result: "a\n<<<<<<< ours\no\n=======\nt\n>>>>>>> theirs\n"),
        Case(
            title: "the end without a newline, --ours", arguments: ["--ours"], base: "a\nb", ours: "a\no",
            theirs: "a\nt", result: "a\no"),
        Case(
            title: "the end without a newline, --theirs", arguments: ["--theirs"], base: "a\nb", ours: "a\no",
            theirs: "a\nt", result: "a\nt"),
        Case(
            title: "the end without a newline, --union", arguments: ["--union"], base: "a\nb", ours: "a\no",
            theirs: "a\nt", result: "a\no\nt"),
        Case(
            title: "markers end as the lines do", base: "a\r\nb", ours: "a\r\no", theirs: "a\r\nt", status: 1,
            result: "a\r\n<<<<<<< ours\r\no\r\n=======\r\nt\r\n>>>>>>> theirs\r\n"),
        Case(
            title: "myers aligns what is frequent", arguments: ["--diff-algorithm", "myers"],
            base: function("f", 1) + "\n" + function("g", 2), ours: function("g", 2) + "\n" + function("h", 3),
            theirs: function("f", 1) + "\n" + function("g", 4), status: 1,
            result: function("g", 2) + """

                h()
                {
                <<<<<<< ours
                  while 3
                  {
                    do 3;
                =======
                  while 4
                  {
                    do 4;
                >>>>>>> theirs
                  }
                  return h;
                }

                """),
        Case(
            title: "histogram aligns what is rare", arguments: ["--diff-algorithm=histogram"],
            base: function("f", 1) + "\n" + function("g", 2), ours: function("g", 2) + "\n" + function("h", 3),
            theirs: function("f", 1) + "\n" + function("g", 4),
            result: function("g", 4) + "\n" + function("h", 3)),
    ]

    private static func function(_ name: String, _ value: Int) -> String {
        "\(name)()\n{\n  while \(value)\n  {\n    do \(value);\n  }\n  return \(name);\n}\n"
    }

    @Test(arguments: cases)
    func printsAsGitDoes(_ example: Case) async throws {
        try await inFolder(example) { folder in
            let ran = await run(Self.command(example, ["-p"], folder))
            #expect(ran.text == example.result)
            #expect(ran.status == example.status)
            let kept = try text("ours", in: folder)
            #expect(kept == example.ours)
        }
    }

    @Test(arguments: cases)
    func writesWhatItPrints(_ example: Case) async throws {
        try await inFolder(example) { folder in
            let ran = await run(Self.command(example, ["-q"], folder))
            #expect(ran == TestStore.Ran(status: example.status, output: [], error: ""))
            let written = try text("ours", in: folder)
            #expect(written == example.result)
            let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(files.count == 3)
        }
    }

    /// Labels are the names that were given; here they are to be short.
    private static func command(_ example: Case, _ more: [String], _ folder: String) -> [String] {
        let names = ["ours", "base", "theirs"]
        let given = example.arguments.count { $0.hasPrefix("-L") }
        let labels = names.dropFirst(given).flatMap { ["-L", $0] }
        return ["merge", "--level", "line"] + more + example.arguments + labels + names.map { "\(folder)/\($0)" }
    }

    private func inFolder(_ example: Case, _ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/truce-merge-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (name, text) in [("ours", example.ours), ("base", example.base), ("theirs", example.theirs)] {
            try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
        }
        try await body(folder)
    }

    private func text(_ name: String, in folder: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: "\(folder)/\(name)")), as: UTF8.self)
    }

    // MARK: - Modes

    /// What is only suggested, and what is only offered.
    static let suggestion = Case(
        title: "a suggestion", base: "The quick brown fox jumps over the lazy dog.\n",
        ours: "The quick red fox jumps over the lazy dog.\n",
        theirs: "The quick brown old fox jumps over the lazy dog.\n", result: "")
    static let insertions = Case(
        title: "insertions at one point", base: "a\nz\n", ours: "a\nb\nz\n", theirs: "a\nc\nz\n", result: "")

    @Test(arguments: [
        (suggestion, "default", 1), (suggestion, "wide", 0), (insertions, "default", 1), (insertions, "wide", 1),
    ])
    func wideTakesSuggestionsButNoUnions(_ example: Case, _ mode: String, _ conflicts: Int32) async throws {
        try await inFolder(example) { folder in
            let files = ["ours", "base", "theirs"].map { "\(folder)/\($0)" }
            let ran = await run(["merge", "-p", "--mode", mode] + files)
            #expect(ran.status == conflicts)
            #expect(ran.text.contains("=======") == (conflicts > 0))
            if conflicts == 0 { #expect(ran.text == "The quick red old fox jumps over the lazy dog.\n") }
        }
    }

    /// Lines are cut as git does; above them the conflicts are those that `--json` shows.
    @Test(arguments: [("line", Int32(2)), ("word", 1), ("typed", 1)])
    func aboveLinesAConflictStaysOne(_ level: String, _ conflicts: Int32) async throws {
        let example = Case(
            title: "", base: "x\n", ours: "1\nm\nn\no\np\n2\n", theirs: "3\nm\nn\no\np\n4\n", result: "")
        try await inFolder(example) { folder in
            let files = ["ours", "base", "theirs"].map { "\(folder)/\($0)" }
            let ran = await run(["merge", "-p", "--level", level] + files)
            #expect(ran.status == conflicts)
        }
    }

    // MARK: - Failures

    static let conflict = Case(title: "", base: "a\n", ours: "b\n", theirs: "c\n", result: "")

    @Test(arguments: [
        (["merge", "-p", "ours", "base", "theirs"], "a\0b", "Cannot merge binary files: "),
        (["merge", "ours", "base", "theirs"], "a\0b", "Cannot merge binary files: "),
        (["merge", "ours", "base", "missing"], "a", "missing cannot be read: No such file or directory"),
        (["merge", "ours", "base"], "a", "truce: Missing expected argument '<other>'"),
        (
            ["merge", "--level", "page", "ours", "base", "theirs"], "a",
            "The value 'page' is invalid for '--level <level>'"
        ),
        (["merge", "-L1", "-L2", "-L3", "-L4", "ours", "base", "theirs"], "a", "three times at most"),
    ])
    func failsWith255(_ arguments: [String], _ ours: String, _ message: String) async throws {
        var example = Self.conflict
        example.ours = ours
        try await inFolder(example) { folder in
            let names = ["ours", "base", "theirs", "missing"]
            let ran = await run(arguments.map { names.contains($0) ? "\(folder)/\($0)" : $0 })
            #expect(ran.status == 255)
            #expect(ran.error.contains(message))
            #expect(ran.output.isEmpty)
            let kept = try text("ours", in: folder)
            #expect(kept == ours)
        }
    }

    @Test func quietFailuresSayNothing() async {
        let ran = await run(["merge", "-q", "/nowhere/a", "/nowhere/b", "/nowhere/c"])
        #expect(ran == TestStore.Ran(status: 255, output: [], error: ""))
    }

    @Test func moreThan127ConflictsAre127() async throws {
        func texts(_ word: String) -> String {
            (0..<200).map { "\(word)\na\nb\nc\nd \($0)\n" }.joined()
        }
        let example = Case(title: "", base: texts("x"), ours: texts("y"), theirs: texts("z"), result: "")
        try await inFolder(example) { folder in
            let ran = await run(Self.command(example, ["-p"], folder))
            #expect(ran.status == 127)
        }
    }

    // MARK: - The file

    @Test func keepsPermissionsAndLinks() async throws {
        try await inFolder(Self.conflict) { folder in
            try FileManager.default.setAttributes([.posixPermissions: 0o751], ofItemAtPath: folder + "/ours")
            try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "ours")
            let ran = await run(["merge", "--theirs"] + ["link", "base", "theirs"].map { "\(folder)/\($0)" })
            #expect(ran.status == 0)
            let written = try text("ours", in: folder)
            #expect(written == "c\n")
            let link = try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link")
            #expect(link == "ours")
            let mode = try FileManager.default.attributesOfItem(atPath: folder + "/ours")[.posixPermissions] as? Int
            #expect(mode == 0o751)
        }
    }

    @Test func regionsAreJSONLines() async throws {
        var example = Self.conflict
        example.base = "a\nb\n"
        example.ours = "o\nb\nc\n"
        example.theirs = "t\nb\n"
        try await inFolder(example) { folder in
            let ran = await run(Self.command(example, ["--json"], folder))
            #expect(ran.status == 1)
            #expect(
                ran.text == """
                    {"kind":"conflict","base":[0,1],"ours":[0,1],"theirs":[0,1],"obstacle":"sameLines",\
                    "reason":"Both sides changed the same lines."}
                    {"kind":"unchanged","base":[1,2],"ours":[1,2],"theirs":[1,2]}
                    {"kind":"ours","base":[2,2],"ours":[2,3],"theirs":[2,2]}

                    """)
            let kept = try text("ours", in: folder)
            #expect(kept == example.ours)
        }
    }

    @Test func saysWhyNothingWasMergedByKey() async throws {
        var example = Self.conflict
        example.base = "{\"a\": 1}\n"
        example.ours = "{\"a\": 2}\n"
        example.theirs = "{\"a\": 3]\n"
        try await inFolder(example) { folder in
            func ran(_ arguments: [String] = []) async -> TestStore.Ran {
                let files = ["ours", "base", "theirs"].map { "\(folder)/\($0)" }
                return await run(["merge", "-p", "--path", "a.json"] + arguments + files)
            }
            let reason = "Theirs is not well-formed JSON: line 1."
            let plain = await ran()
            #expect(plain.error == "truce: a.json was not merged by key: \(reason)\n")
            #expect(plain.status == 1)
            for arguments in [["-q"], ["--ours"], ["--level", "line"], ["--level", "word"], ["--path", "a.txt"]] {
                let quiet = await ran(arguments)
                #expect(quiet.error.isEmpty, "\(arguments)")
            }
            let json = await ran(["--json"])
            #expect(json.error.isEmpty)
            #expect(
                json.text.hasSuffix("}\n{\"fallback\":{\"text\":\"theirs\",\"line\":0,\"reason\":\"\(reason)\"}}\n"))
        }
    }
}
