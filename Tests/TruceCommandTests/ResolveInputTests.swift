import Foundation
import Testing
import TruceEditor
import TruceTestSupport
import TruceText

@testable import TruceCommand

/// What `truce resolve` reads: three files, conflict markers, and what git knows.
struct ResolveInputTests {
    private let folder = TemporaryFolder()

    private func put(_ text: String, _ name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: folder(name)))
    }

    private func marked(_ name: String, labels: [String] = []) throws -> FileMerge {
        try ResolveInput(source: .marked(folder(name)), result: folder(name), labels: labels).read()
    }

    /// Mine, base and theirs with `/` for newlines.
    private func drawn(_ merge: FileMerge) -> [String?] {
        [merge.mine, merge.base, merge.theirs].map { text in
            text.map { String(decoding: $0.allBytes, as: UTF8.self).replacing("\n", with: "/") }
        }
    }

    // MARK: Markers

    @Test(arguments: [
        ("a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> side\nd\n", ["a/b/d/", nil, "a/c/d/"], ["HEAD", "", "side"]),
        (
            "a\n<<<<<<< HEAD\nb\n||||||| 3f2a1c\nx\n=======\nc\n>>>>>>> side\n",
            ["a/b/", "a/x/", "a/c/"], ["HEAD", "3f2a1c", "side"]
        ),
        // One of two conflicts shows no base: then there is none.
        (
            "<<<<<<< m\nb\n||||||| o\nx\n=======\nc\n>>>>>>> t\na\n<<<<<<< m\n1\n=======\n2\n>>>>>>> t\n",
            ["b/a/1/", nil, "c/a/2/"], ["m", "o", "t"]
        ),
        (
            "<<<<<<<<<<<<\nb\n||||||||||||\n<<<<<<< 1\n=======\n>>>>>>> 2\n============\n>>>>>>>>>>>>\n",
            ["b/", "<<<<<<< 1/=======/>>>>>>> 2/", ""], ["", "", ""]
        ),
    ])
    func markersTellTheSides(_ text: String, _ sides: [String?], _ names: [String]) throws {
        try put(text, "a.txt")
        let merge = try marked("a.txt")
        #expect(drawn(merge) == sides)
        #expect(merge.names == SideNames(mine: names[0], base: names[1], theirs: names[2]))
        #expect(merge.present.map { String(decoding: $0.allBytes, as: UTF8.self) } == text)
    }

    /// What looks like a conflict and is none is text, and the person is told.
    @Test(
        arguments: [
            ("", nil), ("<<<<<<< HEAD\nd\n=======\ne\n", 6), (">>>>>>> x\n", 6), ("d\n=======\n<<<<<<<\n", 8),
            ("<<<<<< HEAD\n<<<<<<<a\n", nil),
        ] as [(String, Int?)]) func strayMarkersAreTold(_ rest: String, _ line: Int?) throws
    {
        try put("<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> side\n" + rest, "a.txt")
        #expect(
            try marked("a.txt").warning
                == line.map { "Line \($0) is a conflict marker without its others: it is text here" })
    }

    @Test func labelsOfOnesOwnComeFirst() throws {
        try put("<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> side\n", "a.txt")
        #expect(
            try marked("a.txt", labels: ["my text", "-x"]).names
                == SideNames(mine: "my text", base: "-x", theirs: "side"))
    }

    @Test(arguments: [
        ("a\nb\n", "has no conflict markers: there is nothing to resolve in it."),
        (
            "a\n<<<<<<< HEAD\nb\n=======\n",
            "has no whole conflict: line 2 is a conflict marker, and others of its conflict are missing."
        ),
        ("<<<<<<< a\n\0\n=======\nc\n>>>>>>> b\n", "is binary: it has no lines to decide about."),
    ])
    func whatCannotBeResolvedIsRefused(_ text: String, _ reason: String) async throws {
        try put(text, "a.txt")
        let ran = await run(["resolve", folder("a.txt")])
        #expect(ran.status == 2 && ran.error.contains("truce: \(folder("a.txt")) \(reason)"), "\(ran.error)")
    }

    @Test func threeFilesGoByTheirNames() throws {
        for (name, text) in [("mine", "a\n"), ("base", ""), ("theirs", "b\n")] { try put(text, name) }
        let source = ResolveInput.Source.files(current: folder("mine"), base: folder("base"), other: folder("theirs"))
        let merge = try ResolveInput(source: source, result: folder("new"), labels: ["", "", "bob"]).read()
        #expect(drawn(merge) == ["a/", nil, "b/"] && merge.present == nil)
        #expect(merge.names == SideNames(mine: "", base: "", theirs: "bob"))
        let named = try ResolveInput(source: source, result: folder("new")).read()
        #expect(named.names.mine == folder("mine") && named.names.note == nil)
        try Data([0, 1]).write(to: URL(filePath: folder("base")))
        #expect(throws: CommandFailure.self) { try ResolveInput(source: source, result: folder("new")).read() }
    }

    // MARK: git

    /// Runs a script in a repository that has `app.yaml` in two versions on main and side, and main checked out.
    private func repository(_ script: String) throws {
        let text = """
            cd '\(folder.path)' && export HOME="$PWD" GIT_CONFIG_NOSYSTEM=1
            git init -q -b main . && git config user.name Test && git config user.email test@example.org
            commit() { git add --all; git commit -q -m "$1"; }
            printf 'a\\nb\\nc\\nd\\ne\\nf\\n' > app.yaml; commit base
            git checkout -q -b side; printf 'a\\nB2\\nc\\nd\\ne\\nf\\n' > app.yaml; commit 'their change'
            git checkout -q main; printf 'a\\nB1\\nc\\nd\\ne\\nF\\n' > app.yaml; commit 'my change'
            \(script)
            true
            """
        #expect(try run("sh", ["-c", text], on: []).status == 0)
    }

    private func hash(_ reference: String) throws -> String {
        let answer = try run("git", ["-C", folder.path, "rev-parse", "--short", reference], on: [])
        return String(decoding: answer.output.dropLast(), as: UTF8.self)
    }

    private static let sides: [String?] = ["a/B1/c/d/e/F/", "a/b/c/d/e/f/", "a/B2/c/d/e/f/"]

    @Test(arguments: ["merge", "diff3", "zdiff3"])
    func gitHasTheBase(_ style: String) throws {
        try repository("git -c merge.conflictStyle=\(style) merge side")
        let merge = try marked("app.yaml")
        #expect(drawn(merge) == Self.sides)
        #expect(merge.names.mine == "HEAD main \(try hash("HEAD"))")
        #expect(merge.names.theirs == "side \(try hash("side"))")
        #expect(merge.names.note == nil)
    }

    @Test func whatWasTypedIntoTheFileIsNotLost() throws {
        try repository("git merge side; sed -i 's/^c$/c, and more/' app.yaml")
        #expect(drawn(try marked("app.yaml")) == ["a/B1/c, and more/d/e/F/", nil, "a/B2/c, and more/d/e/F/"])
    }

    @Test func theSizeOfTheMarkersIsAnAttribute() throws {
        try repository(
            """
            echo '*.yaml conflict-marker-size=9' > .gitattributes; git merge side
            printf '<<<<<<< an example\\n=======\\n>>>>>>> of markers\\n' >> app.yaml
            """)
        let merge = try marked("app.yaml")
        #expect(drawn(merge)[0] == "a/B1/c/d/e/F/<<<<<<< an example/=======/>>>>>>> of markers/")
    }

    @Test(arguments: ["--merge", "--apply"])
    func aRebaseTellsWhoseSideIsWhose(_ backend: String) throws {
        try repository("git checkout -q side; git rebase \(backend) main")
        let merge = try marked("app.yaml")
        #expect(drawn(merge) == ["a/B1/c/d/e/F/", "a/b/c/d/e/f/", "a/B2/c/d/e/f/"])
        #expect(merge.names.note == "Rebase: MINE is main, THEIRS is your commit")
        #expect(merge.names.mine == "HEAD main \(try hash("main"))")
        #expect(merge.names.theirs.hasSuffix("their change") || merge.names.theirs.hasSuffix("their change)"))
        // As a merge tool: git has taken the texts out, and waits for the file.
        let source = ResolveInput.Source.files(
            current: folder("app.yaml"), base: folder("app.yaml"), other: folder("app.yaml"))
        let asTool = try ResolveInput(source: source, result: folder("app.yaml")).read()
        #expect(asTool.names.theirs == "side \(try hash("side"))")
        #expect(asTool.names.note == merge.names.note)
    }

    @Test func aPatchIsNobodysRebase() throws {
        try repository("git format-patch -q -1 side; git reset -q --hard main; git am -3 *.patch")
        let merge = try marked("app.yaml")
        #expect(merge.names.note == nil)
        #expect(merge.names.mine == "HEAD main \(try hash("main"))")
    }

    @Test func aPickedCommitHasItsHash() throws {
        try repository("git cherry-pick side")
        #expect(try marked("app.yaml").names.theirs == "\(try hash("side")) (their change)")
    }

    @Test func bothAddedTheFile() throws {
        try repository(
            """
            git checkout -q side; printf 'x\\n2\\ny\\n' > new; commit new
            git checkout -q main; printf 'x\\n1\\ny\\n' > new; commit new; git merge side
            """)
        #expect(drawn(try marked("new")) == ["x/1/y/", nil, "x/2/y/"])
    }
}
