import Testing
import TruceDocument
import TruceEditor
import TruceMerge
import TruceTerminal
import TruceTestSupport
import TruceText

@testable import TruceRun

/// What runs on the terminal's thread: one test after the other.
@Suite(.serialized) enum OnTheLoop {}

extension OnTheLoop {
    @Suite("DraftKeeper") struct DraftKeeperTests {
        private let folder = TemporaryFolder()
        private static let noon = Timestamp(milliseconds: 1_776_773_291_000)

        private struct NotWritten: Error {}

        /// What a keeper finds after another one, in `folder/live`, was killed in the middle of its work.
        @TerminalActor
        private static func afterACrash(
            _ folder: TemporaryFolder, of subject: Seat.Drafts.Subject, finding name: String,
            id: String? = nil, as reader: Seat.Drafts.Subject? = nil, _ entries: [JournalEntry]
        ) async throws -> Recovered? {
            let live = folder.path + "/live"
            var sessions = 0
            let keeper = DraftKeeper(
                Seat.Drafts(folder: live, of: subject), of: "bob",
                makeSession: {
                    sessions += 1
                    return "s\(sessions)"
                }
            ) { _ in }
            for entry in entries { keeper.record(entry, at: noon) }
            guard await keeper.flush() else { throw NotWritten() }
            // A copy is what the disk holds, without the living one's lock.
            try folder.copy("live", to: "dead")
            let next = DraftKeeper(
                Seat.Drafts(folder: folder.path + "/dead", of: reader ?? subject), of: "ann", makeSession: { "next" }
            ) { _ in }
            let found = await next.draft(of: name, id: id)
            _ = await keeper.finish(keep: false, at: noon)
            return found
        }

        @Test("A file's draft comes back with its base, by whichever link the file is reached")
        func files() async throws {
            let folder = folder
            folder.put("real.md", "one\n")
            folder.link("link.md", to: "real.md")
            let (link, real) = (folder.path + "/link.md", folder.path + "/real.md")
            let base = Base.file(Rope(Array("one\n".utf8)))
            let entries: [JournalEntry] = [
                .began(name: link, base, base.text), .edited(range: 0..<0, Rope(Array("my ".utf8))),
            ]
            let found = try await onLoop { try await Self.afterACrash(folder, of: .files, finding: real, entries) }
            #expect(found?.base == base && found?.isKept == false && found?.actor == "bob")
            #expect(found.map { $0.text.string } == "my one\n")
            let other = try await onLoop {
                try await Self.afterACrash(folder, of: .files, finding: real + "x", entries)
            }
            #expect(other == nil)
            let document = try await onLoop {
                try await Self.afterACrash(folder, of: .files, finding: real, as: .store("unix:/s"), entries)
            }
            #expect(document == nil, "a document of a store is none of the files")
        }

        @Test("A merge that was under way comes back with its decisions, and with the conflict that it resolves")
        func merges() async throws {
            let folder = folder
            let name = folder.path + "/new.md"
            let version = Theirs.Version(number: 2, etag: ETag("2-a"), actor: "bob", conflict: "c7")
            let theirs = Theirs(version: version, at: Self.noon, text: Rope(Array("theirs".utf8)))
            let saved = SavedResolution(
                mine: Rope([98]), theirs: theirs, decisions: [7: .theirs, 9: .text([1, 0, 255])],
                written: [
                    0: WrittenText(text: [], lines: 0..<0),
                    300: WrittenText(text: [0, 255], lines: 3..<300, isTold: true, isTaken: true),
                ], putAway: [1: [7], 200: [0, 255]])
            let found = try await onLoop {
                try await Self.afterACrash(
                    folder, of: .files, finding: name,
                    [
                        .began(name: name, .none, Rope()), .edited(range: 0..<0, Rope([97])),
                        .resolving(SavedResolution(mine: Rope([98]), theirs: theirs, decisions: [:])),
                        .resolving(saved),
                    ])
            }
            #expect(found?.resolution == saved && found?.base == Base.none && found?.text == Rope([97]))
        }

        @Test("A document's draft is known by the name of its last save, however that is spelled")
        func documents() async throws {
            let folder = folder
            let base = Base.version(BaseVersion(number: 3, etag: ETag("3-a"), text: Rope([97])))
            for (name, isFound) in [("Notes", true), ("notes", true), ("other", false)] {
                let found = try await onLoop {
                    try await Self.afterACrash(
                        folder, of: .store("unix:/s"), finding: name,
                        [
                            .began(name: "old", .none, Rope()), .edited(range: 0..<0, Rope([97])),
                            .began(name: "notes", base, Rope([97])), .edited(range: 1..<1, Rope([98])),
                        ])
                }
                #expect((found != nil) == isFound, "\(name)")
                if isFound { #expect(found?.base == base && found?.text == Rope([97, 98])) }
            }
        }

        @Test("A document's draft is known by the document's id, whatever its name was then")
        func renamed() async throws {
            let folder = folder
            let base = Base.version(BaseVersion(number: 3, etag: ETag("3-a"), text: Rope([97])))
            for (name, id, isFound) in [("new", "01J9", true), ("new", "01K0", false), ("old", "01K0", true)] {
                let found = try await onLoop {
                    try await Self.afterACrash(
                        folder, of: .store("unix:/s"), finding: name, id: id,
                        [.began(name: "old", id: "01J9", base, Rope([97])), .edited(range: 1..<1, Rope([98]))])
                }
                #expect((found?.text == Rope([97, 98])) == isFound, "\(name) \(id)")
                #expect(found?.typedAs == (isFound && name == "new" ? "old" : nil))
            }
        }

        @Test("A text that is as it was leaves nothing behind")
        func unchanged() async throws {
            let folder = folder
            let base = Base.file(Rope([97]))
            let found = try await onLoop {
                try await Self.afterACrash(
                    folder, of: .files, finding: "/x",
                    [
                        .began(name: "/x", base, base.text), .edited(range: 0..<0, Rope([98])),
                        .edited(range: 0..<1, Rope()),
                    ])
            }
            #expect(found == nil)
        }
    }
}
