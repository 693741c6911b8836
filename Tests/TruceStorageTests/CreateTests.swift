import Testing
import TruceDocument

@testable import TruceStorage

@Suite struct CreateTests {
    @Test func keepsEveryMember() async throws {
        let fixture = try Fixture()
        let new = NewDocument(
            name: "a", title: "Die Übersicht", externalID: "X-1", mediaType: "text/x-thing", tags: ["b", "a"],
            content: Array("text".utf8))
        let document = try #require(try await fixture.store.create(new, as: .test).success)
        #expect(document.title == "Die Übersicht")
        #expect(document.externalID == "X-1")
        #expect(document.mediaType == "text/x-thing")
        #expect(document.tags == ["b", "a"])
        #expect(document.status == "draft")
        let other = try fixture.reopened()
        #expect(try await other.document("a", as: .test) == document)
    }

    @Test func takenNamesAndExternalIDsAreConflicts() async throws {
        let fixture = try Fixture()
        let first = try #require(
            try await fixture.store.create(NewDocument(name: "a", externalID: "X-1"), as: .test).success)
        let name = try #require(try await fixture.store.create(NewDocument(name: "A"), as: .test).problem)
        #expect(
            name.cause
                == .duplicateName(
                    name: "A",
                    existing: Existing(
                        id: first.id, href: "/v1/documents/a", etag: first.etag, contentETag: first.contentETag)))
        let external = try #require(
            try await fixture.store.create(NewDocument(name: "b", externalID: "X-1"), as: .test).problem)
        #expect(external.reason == .duplicateExternalID)
        // A deleted document gives up both.
        _ = try await fixture.store.delete("a", if: .ifMatch(.any), force: false, as: .test)
        let again = try #require(
            try await fixture.store.create(NewDocument(name: "a", externalID: "X-1"), as: .test).success)
        #expect(again.version == 2)
    }

    @Test(arguments: [
        (NewDocument(name: "a b"), ["/name"]),
        (NewDocument(name: "a", title: "two\nlines"), ["/title"]),
        (NewDocument(name: "a", title: String(repeating: "x", count: 501), externalID: ""), ["/title", "/externalId"]),
        (NewDocument(name: "a", tags: ["x", "x"]), ["/tags"]),
        (NewDocument(name: "a", tags: ["ok", "", "a\u{7}"]), ["/tags/1", "/tags/2"]),
        (NewDocument(name: "a", tags: (0...50).map(String.init)), ["/tags"]),
    ])
    func faultsNameTheirPlaces(_ new: NewDocument, _ pointers: [String]) async throws {
        let fixture = try Fixture()
        do throws(Problem) {
            _ = try await fixture.store.create(new, as: .test)
            Issue.record("it was accepted")
        } catch {
            guard case .invalidDocument(let faults) = error.cause else {
                Issue.record("\(error)")
                return
            }
            #expect(faults.map(\.pointer) == pointers)
        }
    }
}
