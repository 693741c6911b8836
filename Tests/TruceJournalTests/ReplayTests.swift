import Testing
import TruceDocument

@testable import TruceJournal

@Suite("Replay")
struct ReplayTests {
    private static func file(_ records: [FileRecord]) -> (bytes: [UInt8], ends: [Int]) {
        var bytes = RecordFrame.magic
        var ends: [Int] = []
        for record in records {
            RecordFrame.append(record.payload, to: &bytes)
            ends.append(bytes.count)
        }
        return (bytes, ends)
    }

    /// A journal with a change of every kind, and the draft after each of its records.
    private static let records: [FileRecord] =
        [.origin(Samples.origin)]
        + [
            JournalRecord.draft(Draft(base: Samples.stored(17, "base"), text: Array("base".utf8))),
            .edits([
                DraftEdit(range: 4..<4, replacement: Array("!".utf8)),
                DraftEdit(range: 0..<1, replacement: Array("B".utf8)),
            ]), .resolution(Samples.resolution), .decisions([7]),
            .edits([DraftEdit(range: 0..<5, replacement: [])]), .resolution(nil),
        ].enumerated().map { .record($0.element, at: Timestamp(milliseconds: Int64($0.offset + 1))) }
        + [.kept(at: Timestamp(milliseconds: 100))]

    private static let drafts: [Draft?] = {
        let base = Samples.stored(17, "base")
        func draft(_ text: String, _ resolution: ResolutionDraft?) -> Draft {
            Draft(base: base, text: Array(text.utf8), resolution: resolution)
        }
        var decided = Samples.resolution
        decided.decisions = [7]
        return [
            nil, draft("base", nil), draft("Base!", nil), draft("Base!", Samples.resolution), draft("Base!", decided),
            draft("", decided), draft("", nil), draft("", nil),
        ]
    }()

    @Test("A file torn at any byte gives the draft after its last whole record")
    func torn() {
        let (bytes, ends) = Self.file(Self.records)
        for length in 0...bytes.count {
            let whole = ends.prefix { $0 <= length }.count
            let replay = Replay(file: Array(bytes.prefix(length)))
            let expected = whole == 0 ? nil : Self.drafts[whole - 1]
            if replay?.draft != expected || replay?.isKept ?? false != (whole == ends.count) {
                Issue.record("torn after \(length) bytes")
            }
        }
        #expect(Replay(file: bytes)?.at == Timestamp(milliseconds: 100))
        #expect(Replay(file: bytes)?.origin == Samples.origin)
    }

    @Test("A byte that was changed ends the replay before its record")
    func changed() {
        let (bytes, ends) = Self.file(Self.records)
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= 0x10
            let whole = index < RecordFrame.magic.count ? 0 : ends.prefix { $0 <= index }.count
            let expected = whole == 0 ? nil : Self.drafts[whole - 1]
            if Replay(file: damaged)?.draft != expected { Issue.record("changed at \(index)") }
        }
    }

    @Test("What was torn may be followed by zeros or by remains of an older file")
    func remains() {
        let (bytes, ends) = Self.file(Self.records)
        for tail in [[UInt8](repeating: 0, count: 100), Array(bytes.suffix(30)), [UInt8](repeating: 0xFF, count: 40)] {
            #expect(Replay(file: Array(bytes.prefix(ends[2])) + tail)?.draft == Self.drafts[2])
        }
    }

    @Test("A change that does not fit the text ends the replay")
    func misfit() {
        let records =
            Self.records.prefix(2) + [
                .record(.edits([DraftEdit(range: 3..<9, replacement: [])]), at: Timestamp(milliseconds: 9)),
                .record(.edits([DraftEdit(range: 0..<1, replacement: [])]), at: Timestamp(milliseconds: 10)),
            ]
        let replay = Replay(file: Self.file(Array(records)).bytes)
        #expect(replay?.draft == Self.drafts[1] && replay?.at == Timestamp(milliseconds: 1))
    }

    @Test(
        "What is no journal",
        arguments: ["", "truce journal", "truce journal 5\n", "truce journal 3\n", "anything else\n at all"])
    func foreign(text: String) {
        #expect(Replay(file: Array(text.utf8)) == nil)
    }

    @Test(
        "Whether a draft is worth keeping",
        arguments: zip(Samples.drafts, [false, true, false, true, false, false, true, true]))
    func worth(draft: Draft, isWorthKeeping: Bool) {
        #expect(draft.isWorthKeeping == isWorthKeeping)
    }
}
