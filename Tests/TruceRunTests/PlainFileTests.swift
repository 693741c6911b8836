import Glibc
import Testing
import TruceDocument
import TruceEditor
import TruceTestSupport
import TruceText

@testable import TruceRun

@Suite("PlainFile")
struct PlainFileTests {
    private let folder = TemporaryFolder()

    private var file: String { folder.path + "/file" }

    private func write(_ text: String, replacing expected: String?, journalled: Bool = true) -> WriteOutcome {
        PlainFile.write(
            Rope(Array(text.utf8)), to: file, replacing: expected.map { Rope(Array($0.utf8)) },
            mayWriteInPlace: journalled)
    }

    // MARK: Reading

    @Test("A file's pieces make the whole", arguments: [0, 1, 65_535, 65_536, 65_537, 1_200_000])
    func pieces(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        folder.put("file", bytes)
        var read: [UInt8] = []
        #expect(PlainFile.read(file) { read += $0 } == .whole)
        #expect(read == bytes)
    }

    @Test("What is no file is said")
    func noFiles() {
        #expect(PlainFile.read(file) { _ in } == .missing)
        #expect(PlainFile.read(folder.path) { _ in } == .failed("\(folder.path) is not a file that can be edited."))
        #expect(mkfifo(file, 0o600) == 0)
        #expect(PlainFile.read(file) { _ in } == .failed("\(file) is not a file that can be edited."))
        #expect(PlainFile.read(file + "/x") { _ in } == .failed("\(file)/x cannot be read: Not a directory."))
    }

    @Test("However a file is reached, its real path is one")
    func realPaths() {
        let real = PlainFile.realPath(folder.path)
        folder.put("file", [])
        symlink("file", folder.path + "/link")
        symlink("./link", folder.path + "/second")
        symlink(".", folder.path + "/here")
        symlink("here/later", folder.path + "/nowhere")
        symlink(folder.path + "/later", folder.path + "/absolute")
        symlink("circle", folder.path + "/circle")
        for (path, name) in [
            ("file", "file"), ("link", "file"), ("second", "file"), ("here/here/link", "file"), ("later", "later"),
            ("here/later", "later"), ("nowhere", "later"), ("here/absolute", "later"), ("circle", "circle"),
        ] {
            #expect(PlainFile.realPath(folder.path + "/" + path) == real + "/" + name, "\(path)")
        }
        #expect(PlainFile.realPath("/no-such-file") == "/no-such-file")
        #expect(PlainFile.realPath("no-such-file").hasSuffix("/no-such-file"))
        #expect(PlainFile.realPath("/no/such/file") == "/no/such/file")
    }

    // MARK: Writing

    @Test("A new file has the mode that new files have")
    func creates() {
        folder.put("other", "")
        #expect(write("a\n", replacing: nil) == .written)
        #expect(folder.text("file") == "a\n" && folder.status("file").st_mode == folder.status("other").st_mode)
        #expect(folder.names == ["file", "other"])
    }

    @Test(
        "A file is replaced in one step and keeps its mode", arguments: [0o644, 0o600, 0o755, 0o4755] as [mode_t],
        [0, 1, 60_000])
    func replaces(mode: mode_t, lines: Int) {
        let text = String(repeating: "a line of some length\r\n", count: lines)
        folder.put("file", "before")
        chmod(file, mode)
        let before = folder.status("file")
        #expect(write(text, replacing: "before") == .written)
        let after = folder.status("file")
        let isWhole = folder.text("file") == text
        #expect(isWhole && after.st_mode == before.st_mode)
        #expect(after.st_ino != before.st_ino && folder.names == ["file"])
    }

    @Test("Owner, group and access list are kept", .enabled(if: geteuid() == 0, "only root gives files away"))
    func attributes() throws {
        folder.put("file", "before")
        chown(file, 4_321, 1_234)
        // Version 2; rw for the owner, user 77 and the mask, r for the group, nothing for others.
        let nobody: [UInt8] = [255, 255, 255, 255]
        var list: [UInt8] = [2, 0, 0, 0, 1, 0, 6, 0] + nobody
        list += [2, 0, 6, 0, 77, 0, 0, 0]
        list += [4, 0, 4, 0] + nobody
        list += [16, 0, 6, 0] + nobody
        list += [32, 0, 0, 0] + nobody
        let canHoldLists = ExtendedAttribute.set(file, "system.posix_acl_access", list)
        #expect(write("after", replacing: "before") == .written)
        let status = folder.status("file")
        #expect(folder.text("file") == "after" && status.st_uid == 4_321 && status.st_gid == 1_234)
        if canHoldLists { #expect(ExtendedAttribute.get(file, "system.posix_acl_access") == list) }
    }

    @Test("A link stays one, and what it leads to is written, even if that is not there yet")
    func links() {
        folder.put("real", "before")
        symlink("real", file)
        #expect(write("after", replacing: "before") == .written)
        #expect(folder.text("real") == "after" && folder.isLink("file"))
        unlink(folder.path + "/real")
        #expect(write("again", replacing: nil) == .written)
        #expect(folder.text("real") == "again" && folder.isLink("file"))
    }

    @Test("All names of a file say the same afterwards; without a draft on disk nothing is done")
    func hardLinks() {
        folder.put("file", "before")
        #expect(link(file, folder.path + "/other") == 0)
        #expect(
            write("after", replacing: "before", journalled: false)
                == .failed("\(file) can only be written in place, and the draft is not on disk to protect it."))
        #expect(folder.text("other") == "before")
        #expect(write("much longer than before", replacing: "before") == .written)
        #expect(folder.text("other") == "much longer than before" && folder.status("file").st_nlink == 2)
        #expect(write("x", replacing: "much longer than before") == .written)
        #expect(folder.text("other") == "x" && folder.names == ["file", "other"])
        folder.put("other", "theirs")
        #expect(theirs(write("mine", replacing: "x")) == "theirs")
        #expect(folder.text("file") == "theirs")
    }

    // MARK: What somebody else wrote

    private func theirs(_ outcome: WriteOutcome) -> String? {
        guard case .changed(let theirs) = outcome, theirs.version == nil else { return nil }
        return theirs.text.string
    }

    static let changes: [(expected: String?, present: String)] = [
        (nil, "theirs"), (nil, ""), ("before", "theirs"), ("before", "beforf"), ("before", ""), ("", "theirs"),
    ]

    @Test("What somebody else wrote is never overwritten", arguments: changes)
    func changed(expected: String?, present: String) {
        folder.put("file", present)
        let before = folder.status("file")
        let outcome = write("mine", replacing: expected)
        #expect(theirs(outcome) == present)
        guard case .changed(let theirs) = outcome else { return }
        #expect(theirs.at.milliseconds / 1000 == Int64(before.st_mtim.tv_sec))
        #expect(folder.text("file") == present && folder.status("file").st_ino == before.st_ino)
        #expect(folder.names == ["file"])
    }

    @Test("What somebody else removed is not brought back unasked")
    func vanished() {
        #expect(write("mine", replacing: "before") == .vanished)
        #expect(folder.names == [])
    }

    @Test("A file that was only touched, or that says already what is to be written, has not changed")
    func unchanged() {
        folder.put("file", "before")
        unlink(file)
        folder.put("file", "before")
        #expect(write("mine", replacing: "before") == .written)
        #expect(write("mine", replacing: "before") == .written)
        #expect(write("mine", replacing: nil) == .written)
        #expect(folder.text("file") == "mine")
    }

    // MARK: What cannot be written

    @Test("What is no file is not written")
    func refused() {
        mkdir(file, 0o700)
        #expect(
            write("x", replacing: "y") == .failed("\(file) cannot be written: Is a directory. Your text is still here.")
        )
        rmdir(file)
        mkfifo(file, 0o600)
        #expect(write("x", replacing: "y") == .failed("\(file) is not a file that can be written."))
    }

    @Test("A file in a folder that takes no new ones is written in place; one that is not to be written is not")
    func permissions() {
        folder.put("file", "before")
        folder.put("guarded", "before")
        folder.giveAway()
        chmod(folder.path + "/guarded", 0o444)
        chmod(folder.path, 0o555)
        asNobody {
            #expect(write("after", replacing: "before") == .written)
            let guarded = folder.path + "/guarded"
            let denied = "cannot be written: Permission denied. Your text is still here."
            #expect(
                PlainFile.write(Rope(), to: guarded, replacing: Rope(Array("before".utf8)), mayWriteInPlace: true)
                    == .failed("\(guarded) \(denied)"))
            let missing = folder.path + "/missing"
            #expect(
                PlainFile.write(Rope(), to: missing, replacing: nil, mayWriteInPlace: true)
                    == .failed("\(missing) \(denied)"))
        }
        chmod(folder.path, 0o755)
        #expect(folder.text("file") == "after" && folder.text("guarded") == "before")
        #expect(folder.names == ["file", "guarded"])
    }
}
