import Testing

/// The documentation says what is there.
@Suite struct DocumentationTests {
    private static let catalogue = "Sources/Documentation/Truce.docc/"
    private static var articles: [SourceFile] {
        Repository.files.filter { $0.path.hasPrefix(catalogue) && $0.path.hasSuffix(".md") }
    }

    private static func name(of article: SourceFile) -> String {
        String(article.path.split(separator: "/").last?.dropLast(3) ?? "")
    }

    @Test func linksLeadSomewhereAndTheFrontPageLeadsEverywhere() throws {
        let names = Set(Self.articles.map(Self.name))
        let front = try #require(Repository.file(Self.catalogue + "Truce.md"))
        var linked: Set<String> = [Self.name(of: front)]
        for article in Self.articles {
            for (index, line) in article.lines.enumerated() {
                for match in line.matches(of: /<doc:([^>#]+)/) {
                    let target = String(match.output.1)
                    if article.path == front.path { linked.insert(target) }
                    if !names.contains(target) {
                        expectNone([Finding(article.path, line: index + 1, "there is no article \(target)")])
                    }
                }
            }
        }
        expectNone(names.subtracting(linked).sorted().map { Finding(front.path, "\($0) is not linked here") })
    }

    @Test func decisionsAreNumberedAndWhole() {
        let decisions = Self.articles.filter { $0.path.hasPrefix(Self.catalogue + "Decisions/") }
        #expect(!decisions.isEmpty)
        for (index, decision) in decisions.enumerated() {
            let number = String(repeating: "0", count: 4 - String(index + 1).count) + String(index + 1)
            #expect(Self.name(of: decision).hasPrefix(number + "-"), "\(decision.path)")
            #expect(decision.lines.first?.hasPrefix("# \(number): ") == true, "\(decision.path)")
            let headings = decision.lines.filter { $0.hasPrefix("## ") }
            #expect(
                headings == ["## Context", "## Decision", "## Alternatives", "## Consequences"], "\(decision.path)")
        }
    }

    @Test func theChangelogBeginsWithWhatIsNotReleased() throws {
        let changelog = try #require(Repository.file(Self.catalogue + "Changelog.md"))
        #expect(changelog.lines.first { $0.hasPrefix("## ") }?.hasPrefix("## Unreleased") == true)
    }

    /// Each invariant names what holds it, as `Target/Suite` or `Target/Suite/test`.
    @Test func everyInvariantIsHeldByATest() throws {
        let page = try #require(Repository.file(ImportTable.page))
        let invariants = Self.invariants(of: page)
        #expect(invariants.count >= 6)
        for (index, invariant) in invariants.enumerated() {
            #expect(invariant.number == index + 1, "invariants are numbered from 1 without a gap")
            if invariant.tests.isEmpty {
                expectNone([Finding(page.path, line: invariant.line, "the invariant names no test")])
            }
            for test in invariant.tests where try !Self.exists(test) {
                expectNone([Finding(page.path, line: invariant.line, "there is no test \(test)")])
            }
        }
    }

    private static func invariants(of page: SourceFile) -> [(number: Int, line: Int, tests: [String])] {
        var invariants: [(number: Int, line: Int, tests: [String])] = []
        var isInside = false
        for (index, line) in page.lines.enumerated() {
            if line.hasPrefix("## ") { isInside = line == "## Invariants" }
            guard isInside else { continue }
            if let number = line.firstMatch(of: /^(\d+)\.\s/).flatMap({ Int($0.output.1) }) {
                invariants.append((number, index + 1, []))
            }
            guard !invariants.isEmpty else { continue }
            invariants[invariants.count - 1].tests += line.matches(of: /`(\w+Tests\/[\w\/]+)`/).map {
                String($0.output.1)
            }
        }
        return invariants
    }

    private static func exists(_ test: String) throws -> Bool {
        let parts = test.split(separator: "/")
        let code = Repository.swiftFiles.filter { $0.path.hasPrefix("Tests/\(parts[0])/") }.map(\.code)
        return try parts.dropFirst().allSatisfy { part in
            let declaration = try Pattern("\\b(?:struct|class|enum|func) \(part)\\b")
            return code.contains { !declaration.matches(in: $0).isEmpty }
        }
    }
}
