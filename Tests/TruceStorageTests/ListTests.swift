import Testing
import TruceDocument

@testable import TruceStorage

@Suite struct ListTests {
    static func filled() async throws -> Fixture {
        let fixture = try Fixture()
        for (index, name) in ["b", "A", "ops/c", "é", "D"].enumerated() {
            let new = NewDocument(
                name: name, title: "Title \(index)", externalID: index == 2 ? "X-2" : nil,
                tags: index % 2 == 0 ? ["even", "50%"] : ["odd"])
            _ = try await fixture.store.create(new, as: .test)
            fixture.clock.advance(seconds: 1)
        }
        _ = try await fixture.store.create(NewDocument(name: "gone", tags: ["even"]), as: .test)
        _ = try await fixture.store.delete("gone", if: .ifMatch(.any), force: false, as: .test)
        return fixture
    }

    @Test(arguments: [
        (DocumentQuery(), ["A", "b", "D", "ops/c", "é"]),
        (DocumentQuery(sort: .updated), ["D", "é", "ops/c", "A", "b"]),
        (DocumentQuery(text: "OPS"), ["ops/c"]),
        (DocumentQuery(text: "title 4"), ["D"]),
        (DocumentQuery(text: "É"), ["é"]),
        (DocumentQuery(text: "%"), []),
        (DocumentQuery(tag: "even"), ["b", "D", "ops/c"]),
        (DocumentQuery(tag: "50%", sort: .updated), ["D", "ops/c", "b"]),
        (DocumentQuery(tag: "eve"), []),
        (DocumentQuery(externalID: "X-2"), ["ops/c"]),
        (DocumentQuery(status: "draft", tag: "odd"), ["A", "é"]),
        (DocumentQuery(status: "published"), []),
    ])
    func finds(_ query: DocumentQuery, _ names: [String]) async throws {
        let fixture = try await Self.filled()
        let page = try await fixture.store.list(query, as: .test)
        #expect(page.items.map(\.name) == names)
        #expect(page.next == nil)
    }

    @Test(arguments: DocumentQuery.Sort.allCases, 1...6)
    func pagesAreTheList(_ sort: DocumentQuery.Sort, _ limit: Int) async throws {
        let fixture = try await Self.filled()
        let whole = try await fixture.store.list(DocumentQuery(sort: sort), as: .test).items
        var items: [Document] = []
        var cursor: String?
        repeat {
            let query = DocumentQuery(sort: sort, page: PageRequest(cursor: cursor, limit: limit))
            let page = try await fixture.store.list(query, as: .test)
            #expect(page.items.count <= limit)
            items += page.items
            cursor = page.next
        } while cursor != nil
        #expect(items == whole)
    }

    /// Documents that come and go between two pages move no other one.
    @Test func pagesStayInPlace() async throws {
        let fixture = try await Self.filled()
        let first = try await fixture.store.list(DocumentQuery(page: PageRequest(limit: 2)), as: .test)
        try await fixture.put("0", "new, before the cursor")
        _ = try await fixture.store.delete("A", if: .ifMatch(.any), force: false, as: .test)
        let second = try await fixture.store.list(
            DocumentQuery(page: PageRequest(cursor: first.next, limit: 9)), as: .test)
        #expect(second.items.map(\.name) == ["D", "ops/c", "é"])
    }

    @Test func versionsComeNewestFirstPageByPage() async throws {
        let fixture = try Fixture()
        var document = try #require(try await fixture.put("a", "1").success).document
        for number in 2...7 {
            document = try #require(
                try await fixture.put("a", "\(number)", if: .tags(document.contentETag)).success
            ).document
        }
        var numbers: [Int] = []
        var cursor: String?
        repeat {
            let page = try await fixture.store.versions(
                of: "a", page: PageRequest(cursor: cursor, limit: 3), as: .test)
            numbers += page.items.map(\.number)
            cursor = page.next
        } while cursor != nil
        #expect(numbers == [7, 6, 5, 4, 3, 2, 1])
    }

    @Test func foreignCursorsAreMalformed() async throws {
        let fixture = try await Self.filled()
        do throws(Problem) {
            _ = try await fixture.store.list(DocumentQuery(page: PageRequest(cursor: "xyz")), as: .test)
            Issue.record("it was accepted")
        } catch {
            #expect(error.reason == .malformedRequest)
        }
    }
}
