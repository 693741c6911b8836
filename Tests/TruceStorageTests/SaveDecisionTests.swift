import Testing
import TruceDocument

@testable import TruceStorage

/// The compare of compare-and-save as a table: every precondition against every state.
@Suite struct SaveDecisionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let state: NameState
        let precondition: Precondition
        var text = "new"
        var actor = "alice"
        let expected: SaveDecision

        var testDescription: String { name }
    }

    static let parent = ETag.content(version: 17, digest: Digest(of: Array("old".utf8)))
    static let current = ETag.content(version: 18, digest: Digest(of: Array("now".utf8)))
    static let living = NameState.living(head(version: 18, parent: 17, text: "now", author: "alice"))
    static let newborn = NameState.living(head(version: 5, parent: nil, text: "now", author: "alice"))
    static let grave = Tombstone(
        documentID: "A", lastVersion: 18, metadataRevision: 7, deletedBy: "bob",
        deletedAt: Timestamp(milliseconds: 0))

    /// A name that came further than the document that had it last.
    static let free = NameState.free(after: grave, reached: Numbering(version: 30, metadataRevision: 9))
    /// A name that was an alias, of a document that is still there.
    static let left = NameState.left(reached: Numbering(version: 18, metadataRevision: 7))

    static func head(version: Int, parent: Int?, text: String, author: String) -> HeadRecord {
        let version = Version(
            number: version, parent: parent, author: author, at: Timestamp(milliseconds: 0), message: "",
            size: text.utf8.count, digest: Digest(of: Array(text.utf8)))
        let document = Document(
            id: "A", name: "notes", title: "", mediaType: "text/plain", status: "draft", version: version.number,
            size: version.size, metadataETag: .metadata(revision: 7), contentETag: version.etag,
            createdAt: version.at, createdBy: author, updatedAt: version.at, updatedBy: author)
        return HeadRecord(
            document: document, metadataRevision: 7, version: version, parentETag: parent == nil ? nil : Self.parent,
            foldedNames: ["notes"])
    }

    static let cases = [
        Case(name: "current tag", state: living, precondition: .tags(current), expected: .update(forced: false)),
        Case(name: "any", state: living, precondition: .ifMatch(.any), expected: .update(forced: true)),
        Case(
            name: "the same text on the current tag is a new version", state: living, precondition: .tags(current),
            text: "now", expected: .update(forced: false)),
        Case(
            name: "the same text with any is a new version", state: living, precondition: .ifMatch(.any), text: "now",
            expected: .update(forced: true)),
        Case(
            name: "current tag in a list", state: living, precondition: .tags(parent, current),
            expected: .update(forced: false)),
        Case(name: "older tag", state: living, precondition: .tags(parent), expected: .refuse(.stale)),
        Case(
            name: "weak current tag", state: living, precondition: .tags(ETag(current.opaque, isWeak: true)),
            expected: .refuse(.stale)),
        Case(name: "foreign tag", state: living, precondition: .tags(ETag("x")), expected: .refuse(.stale)),
        Case(
            name: "replay", state: living, precondition: .tags(parent), text: "now", expected: .replay(created: false)),
        Case(
            name: "replay with a list", state: living, precondition: .tags(ETag("x"), parent), text: "now",
            expected: .replay(created: false)),
        Case(
            name: "the same text by another actor is no replay", state: living, precondition: .tags(parent),
            text: "now", actor: "bob", expected: .refuse(.stale)),
        Case(
            name: "the same text on a still older tag is no replay", state: living,
            precondition: .tags(ETag("16-aaaaaaaaaaaa")), text: "now", expected: .refuse(.stale)),
        Case(
            name: "the parent's tag made weak is no replay", state: living,
            precondition: .tags(ETag(parent.opaque, isWeak: true)), text: "now", expected: .refuse(.stale)),
        Case(
            name: "create on a living one", state: living, precondition: .ifNoneExists,
            expected: .refuse(.alreadyExists)),
        Case(
            name: "create again after edits is no replay", state: living, precondition: .ifNoneExists, text: "now",
            expected: .refuse(.alreadyExists)),
        Case(
            name: "replay of a creation", state: newborn, precondition: .ifNoneExists, text: "now",
            expected: .replay(created: true)),
        Case(
            name: "another's creation is no replay", state: newborn, precondition: .ifNoneExists, text: "now",
            actor: "bob", expected: .refuse(.alreadyExists)),
        Case(
            name: "another text is no replay of a creation", state: newborn, precondition: .ifNoneExists,
            expected: .refuse(.alreadyExists)),
        Case(
            name: "tag on a deleted one", state: free, precondition: .tags(current),
            expected: .refuse(.deleted)),
        Case(
            name: "any on a deleted one", state: free, precondition: .ifMatch(.any),
            expected: .refuse(.deleted)),
        Case(
            name: "create after a deletion goes on counting", state: free, precondition: .ifNoneExists,
            expected: .create(version: 31, metadataRevision: 10)),
        Case(name: "tag on what an alias left", state: left, precondition: .tags(current), expected: .notFound),
        Case(
            name: "create where an alias was goes on counting", state: left, precondition: .ifNoneExists,
            expected: .create(version: 19, metadataRevision: 8)),
        Case(
            name: "tag on a deleted id", state: .gone(grave), precondition: .tags(current), expected: .refuse(.deleted)),
        Case(
            name: "create on a deleted id", state: .gone(grave), precondition: .ifNoneExists,
            expected: .refuse(.alreadyExists)),
        Case(name: "tag on nothing", state: .neverUsed, precondition: .tags(current), expected: .notFound),
        Case(name: "any on nothing", state: .neverUsed, precondition: .ifMatch(.any), expected: .notFound),
        Case(
            name: "create on nothing", state: .neverUsed, precondition: .ifNoneExists,
            expected: .create(version: 1, metadataRevision: 1)),
    ]

    @Test(arguments: cases)
    func decides(_ item: Case) {
        let decision = SaveDecision(
            state: item.state, precondition: item.precondition, digest: Digest(of: Array(item.text.utf8)),
            actor: item.actor)
        #expect(decision == item.expected)
    }

    @Test(arguments: [
        (ETagList.tags([ETag("m7.18-" + current.opaque.dropFirst(3))]), living, proceeds),
        (.any, living, proceeds),
        (.tags([current]), living, .refuse(.stale)),
        (.tags([ETag("m6.18-" + current.opaque.dropFirst(3))]), living, .refuse(.stale)),
        (.any, free, .refuse(.deleted)),
        (.any, .gone(grave), .refuse(.deleted)),
        (.any, left, .notFound),
        (.any, .neverUsed, .notFound),
    ])
    func decidesOnDeletion(_ list: ETagList, _ state: NameState, _ expected: ChangeDecision) {
        #expect(ChangeDecision(state: state, tag: \.etag, precondition: list) == expected)
    }

    private static let proceeds = ChangeDecision.proceed(
        head(version: 18, parent: 17, text: "now", author: "alice"))

    @Test func theTagThatCountsIsTheOneThatIsChanged() {
        let tags = ETagList.tags([ETag("m7")])
        #expect(ChangeDecision(state: Self.living, tag: \.metadataETag, precondition: tags) == Self.proceeds)
        #expect(ChangeDecision(state: Self.living, tag: \.etag, precondition: tags) == .refuse(.stale))
    }
}
