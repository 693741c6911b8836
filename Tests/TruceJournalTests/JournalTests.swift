import Foundation
import Glibc
import Synchronization
import Testing
import TruceDocument
import TruceTestSupport

@testable import TruceJournal

@Suite("Journal")
struct JournalTests {
    private let folder = TemporaryFolder()

    private func journal(
        _ session: String = "s-1", document: String = "notes",
        onHealth: @escaping @Sendable (JournalHealth) -> Void = { _ in }
    ) -> Journal {
        let origin = DraftOrigin(store: "unix:/s", document: document, session: session)
        return Journal(folder: folder.path + "/journals", origin: origin, onHealth: onHealth)
    }

    private var orphans: [Orphan] { Journal.orphans(in: folder.path + "/journals") }

    private static func at(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds) }

    private static let draft = Draft(base: Samples.stored(1, "base"), text: Array("mine".utf8))

    @Test("What was typed comes back from the file, whatever it was", arguments: 0..<10 as Range<UInt64>)
    func law(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        var model = Draft(base: Samples.stored(1, "base"), text: Array("base".utf8))
        let journal = journal()
        journal.append(.draft(model), at: Self.at(0))
        var last = 0
        for step in 1...200 {
            var edits: [DraftEdit] = []
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let edit = DraftEdit.random(in: model.text.count, near: last, using: &generator)
                last = edit.range.lowerBound + edit.replacement.count
                model.text.replaceSubrange(edit.range, with: edit.replacement)
                edits.append(edit)
            }
            switch Int.random(in: 0..<20, using: &generator) {
            case 0: journal.append(.draft(model), at: Self.at(Int64(step)))
            case 1:
                journal.append(.edits(edits), at: Self.at(Int64(step)))
                model.resolution = Bool.random(using: &generator) ? Samples.resolution : nil
                journal.append(.resolution(model.resolution), at: Self.at(Int64(step)))
            case 2:
                journal.append(.edits(edits), at: Self.at(Int64(step)))
                try #require(await journal.flush())
            default: journal.append(.edits(edits), at: Self.at(Int64(step)))
            }
        }
        await journal.letGo()
        #expect(orphans.map(\.draft) == [model], "seed \(seed)")
        #expect(orphans.first?.at == Self.at(200))
    }

    @Test("A living editor's draft is no orphan; a dead one's is, until it is discarded")
    func life() async throws {
        let journal = journal()
        #expect(orphans.isEmpty)
        journal.append(.draft(Self.draft), at: Self.at(1))
        try #require(await journal.flush())
        #expect(orphans.isEmpty)
        await journal.letGo()
        #expect(orphans.map(\.draft) == [Self.draft] && orphans.map(\.isKept) == [false])
        #expect(orphans[0].origin.session == "s-1")
        orphans[0].claim()?.discard()
        #expect(orphans.isEmpty)
    }

    @Test("A draft is claimed by one editor alone, until that lets go of it or discards it")
    func claims() async throws {
        let journal = journal()
        journal.append(.draft(Self.draft), at: Self.at(1))
        await journal.letGo()
        let (first, second) = (orphans[0], orphans[0])
        var claim = first.claim()
        #expect(claim != nil && second.claim() == nil && orphans.isEmpty)
        claim = nil
        #expect(orphans == [first])
        claim = second.claim()
        #expect(first.claim() == nil)
        claim?.discard()
        claim = nil
        #expect(first.claim() == nil && orphans.isEmpty)
    }

    @Test("A draft that is kept is found, one that is discarded is gone, and nothing can be added to either")
    func endings() async throws {
        let kept = journal("kept")
        kept.append(.draft(Self.draft), at: Self.at(1))
        #expect(await kept.keep(at: Self.at(2)))
        let discarded = journal("discarded")
        discarded.append(.draft(Self.draft), at: Self.at(1))
        await discarded.discard()
        let unused = journal("unused")
        #expect(await unused.keep(at: Self.at(2)))
        for journal in [kept, discarded, unused] {
            journal.append(.draft(Draft(base: nil, text: [1])), at: Self.at(3))
            #expect(await journal.flush())
        }
        #expect(orphans.map(\.origin.session) == ["kept"])
        #expect(orphans[0].isKept && orphans[0].draft == Self.draft && orphans[0].at == Self.at(2))
    }

    @Test("Orphans are told apart by store, the newest first")
    func choice() async {
        for (index, document) in ["a", "b", "a"].enumerated() {
            let journal = journal("s\(index)", document: document)
            journal.append(.draft(Self.draft), at: Self.at(Int64(index)))
            await journal.letGo()
        }
        let path = folder.path + "/journals"
        #expect(orphans.map(\.origin.session) == ["s2", "s1", "s0"])
        #expect(Journal.orphans(in: path, store: "unix:/s").map(\.origin.document) == ["a", "b", "a"])
        #expect(Journal.orphans(in: path, store: "http://x").isEmpty)
        #expect(Journal.orphans(in: path + "/none").isEmpty)
    }

    @Test("Files without anything to recover are removed, foreign ones are left alone")
    func cleaning() async throws {
        let clean = journal("clean")
        clean.append(.draft(Draft(base: Samples.stored(1, "x"), text: Array("x".utf8))), at: Self.at(0))
        await clean.letGo()
        let path = folder.path + "/journals"
        for (name, text) in [("later.journal", "truce journal 9\n"), ("half.journal.new", "truce"), ("other", "x")] {
            let file = try LockedFile.create("\(path)/\(name)")
            try file.write(Array(text.utf8), at: 0)
        }
        #expect(orphans.isEmpty)
        #expect(access(path + "/clean.journal", F_OK) != 0 && access(path + "/half.journal.new", F_OK) != 0)
        #expect(access(path + "/later.journal", F_OK) == 0 && access(path + "/other", F_OK) == 0)
    }

    @Test("Folder and file are closed to others")
    func modes() async throws {
        let journal = journal()
        journal.append(.draft(Self.draft), at: Self.at(0))
        try #require(await journal.flush())
        var status = stat()
        #expect(stat(folder.path + "/journals", &status) == 0 && status.st_mode & 0o777 == 0o700)
        #expect(stat(folder.path + "/journals/s-1.journal", &status) == 0 && status.st_mode & 0o777 == 0o600)
        await journal.discard()
    }

    @Test("The file grows with what is typed and shrinks with a whole draft")
    func size() async throws {
        func size() -> Int {
            var status = stat()
            return stat(folder.path + "/journals/s-1.journal", &status) == 0 ? Int(status.st_size) : -1
        }
        let journal = journal()
        journal.append(.draft(Self.draft), at: Self.at(0))
        try #require(await journal.flush())
        let empty = size()
        var typed = 0
        while !journal.wantsDraft {
            journal.append(.edits([DraftEdit(range: 0..<0, replacement: [97])]), at: Self.at(1_776_773_291_000))
            typed += 1
        }
        try #require(await journal.flush())
        #expect(typed > 1000)
        #expect(size() < empty + typed * 32)
        journal.append(.draft(Self.draft), at: Self.at(0))
        #expect(!journal.wantsDraft)
        try #require(await journal.flush())
        #expect(size() == empty)
        await journal.discard()
        #expect(size() == -1)
    }

    @Test("What cannot be written is said once, kept, and written when it can be")
    func health() async throws {
        // A file where the folder should be: that stops root as well.
        try LockedFile.create(folder.path + "/journals").write([1], at: 0)
        let told = Mutex<[JournalHealth]>([])
        let journal = journal { health in told.withLock { $0.append(health) } }
        journal.append(.draft(Self.draft), at: Self.at(0))
        #expect(await !journal.flush())
        journal.append(.edits([DraftEdit(range: 0..<4, replacement: Array("more".utf8))]), at: Self.at(1))
        #expect(await !journal.flush())
        unlink(folder.path + "/journals")
        #expect(await journal.flush())
        let health = told.withLock { $0 }
        #expect(health.count == 2 && health.last == .recovered)
        guard case .failing(let reason)? = health.first else { return #expect(Bool(false), "\(health)") }
        #expect(reason.contains("journals"))
        await journal.letGo()
        #expect(orphans.map(\.draft.text) == [Array("more".utf8)])
    }

    /// Stops root as well: a file where the folder should be. What is in the folder stays where it was.
    private func blockFolder() throws {
        rename(folder.path + "/journals", folder.path + "/aside")
        try LockedFile.create(folder.path + "/journals").write([1], at: 0)
    }

    private func unblockFolder() {
        unlink(folder.path + "/journals")
        rename(folder.path + "/aside", folder.path + "/journals")
    }

    @Test("A draft that cannot be kept does not end the journal: it says so each time, and is kept when it can be")
    func keepingFails() async throws {
        try blockFolder()
        let journal = journal()
        journal.append(.draft(Self.draft), at: Self.at(0))
        #expect(await !journal.keep(at: Self.at(1)))
        journal.append(.edits([DraftEdit(range: 4..<4, replacement: Array(" too".utf8))]), at: Self.at(2))
        #expect(await !journal.keep(at: Self.at(3)))
        #expect(await !journal.flush())
        unblockFolder()
        journal.append(.edits([DraftEdit(range: 0..<0, replacement: Array("all ".utf8))]), at: Self.at(4))
        #expect(await journal.flush())
        // A copy is what the disk holds, without the living one's lock.
        try FileManager.default.copyItem(atPath: folder("journals"), toPath: folder("copy"))
        let copies = Journal.orphans(in: folder("copy"))
        #expect(copies.map(\.draft.text) == [Array("all mine too".utf8)] && copies.map(\.isKept) == [false])
        #expect(await journal.keep(at: Self.at(5)))
        #expect(orphans.map(\.draft.text) == [Array("all mine too".utf8)] && orphans.map(\.isKept) == [true])
    }

    @Test("What was written before a draft could not be kept is removed with the journal")
    func discardingAfterFailure() async throws {
        let journal = journal()
        journal.append(.draft(Self.draft), at: Self.at(0))
        #expect(await journal.flush())
        try blockFolder()
        journal.append(.draft(Draft(base: nil, text: [1])), at: Self.at(1))
        #expect(await !journal.keep(at: Self.at(2)))
        unblockFolder()
        await journal.discard()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder("journals")) == [])
    }

    @Test("Appending from many tasks and many journals at once loses nothing")
    func concurrency() async {
        let journals = (0..<8).map { journal("s\($0)") }
        await withTaskGroup(of: Void.self) { group in
            for journal in journals {
                journal.append(.draft(Draft(base: nil, text: [])), at: Self.at(0))
                for task in 0..<4 {
                    group.addTask {
                        for _ in 0..<100 {
                            let edit = DraftEdit(range: 0..<0, replacement: [UInt8(task)])
                            journal.append(.edits([edit]), at: Self.at(1))
                        }
                        await journal.flush()
                    }
                }
            }
        }
        #expect(orphans.isEmpty)
        for journal in journals { await journal.letGo() }
        let expected = (0..<4).flatMap { [UInt8](repeating: $0, count: 100) }
        #expect(orphans.count == 8)
        #expect(orphans.allSatisfy { $0.draft.text.sorted() == expected })
    }

    @Test("A second editor of the same session cannot take the first one's file")
    func exclusion() async {
        let first = journal()
        first.append(.draft(Self.draft), at: Self.at(0))
        #expect(await first.flush())
        let second = journal()
        second.append(.draft(Draft(base: nil, text: [1])), at: Self.at(0))
        _ = await second.flush()
        await second.letGo()
        await first.letGo()
        #expect(orphans.contains { $0.draft == Self.draft })
    }
}
