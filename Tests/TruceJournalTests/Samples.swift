import TruceDocument
import TruceTestSupport

@testable import TruceJournal

/// Values that many tests use.
enum Samples {
    static let origin = DraftOrigin(
        store: "unix:/run/store.sock", document: "ops/runbook", documentID: "01J9", session: "s-1", actor: "bøb")

    static func stored(_ version: Int, _ text: String) -> SavedText {
        SavedText(
            version: SavedText.Version(number: version, etag: ETag("\(version)-abc"), author: "bøb"),
            at: Timestamp(milliseconds: -5), text: Array(text.utf8))
    }

    /// What a plain file held.
    static func file(_ text: String) -> SavedText {
        SavedText(version: nil, at: Timestamp(milliseconds: 7), text: Array(text.utf8))
    }

    static let resolution = ResolutionDraft(
        mine: Array("mine".utf8), theirs: stored(18, "theirs"), conflict: "c7", decisions: [0, 255, 10])

    static let drafts = [
        Draft(base: nil, text: []), Draft(base: nil, text: [0xFF, 0]),
        Draft(base: stored(17, "base"), text: Array("base".utf8)),
        Draft(base: stored(17, "base"), text: Array("mine".utf8), resolution: resolution),
        Draft(base: stored(0, ""), text: []),
        Draft(base: file("base"), text: Array("base".utf8)), Draft(base: file("base"), text: []),
        Draft(
            base: file("base"), text: Array("mine".utf8),
            resolution: ResolutionDraft(mine: [], theirs: file("theirs"), decisions: [1])),
    ]

    static let records: [JournalRecord] =
        drafts.map(JournalRecord.draft) + [
            .edits([]), .edits([DraftEdit(range: 0..<0, replacement: [])]),
            .edits([
                DraftEdit(range: 3..<300, replacement: Array("é".utf8)),
                DraftEdit(range: 0..<1, replacement: Array(repeating: 7, count: 1000)),
            ]),
            .resolution(resolution), .resolution(nil), .decisions([]), .decisions([1, 2, 3]),
        ]
}

extension DraftEdit {
    /// A random change of a text of `count` bytes, near the last one more often than not.
    static func random(in count: Int, near last: Int, using generator: inout SeededGenerator) -> DraftEdit {
        let start = Bool.random(using: &generator) ? min(last, count) : Int.random(in: 0...count, using: &generator)
        let length = Int.random(in: 0...min(5, count - start), using: &generator)
        let replacement = (0..<Int.random(in: 0...7, using: &generator)).map { _ in
            UInt8.random(in: 0...255, using: &generator)
        }
        return DraftEdit(range: start..<start + length, replacement: replacement)
    }
}
