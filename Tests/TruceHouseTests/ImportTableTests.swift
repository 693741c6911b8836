import Testing

/// The table of modules in the architecture page holds.
@Suite struct ImportTableTests {
    @Test func everyModuleImportsWhatItsRowNames() throws {
        let table = try ImportTable(#require(Repository.file(ImportTable.page)))
        let modules = Repository.names(in: "Sources").filter { $0 != "Documentation" }
        #expect(!modules.isEmpty)
        expectNone(try table.findings(modules: modules, files: Repository.swiftFiles.filter { !$0.isTest }))
    }

    /// What a layer must never see, through whatever it imports.
    @Test(arguments: [
        ("TruceStorage", ["TruceEditor", "TruceView", "TruceTerminal", "TruceServer", "TruceClient", "Hummingbird"]),
        ("TruceServer", ["TruceEditor", "TruceView", "TruceTerminal", "TruceStorage", "TruceMerge", "GRDB"]),
        ("TruceMerge", ["TruceText", "TruceDocument", "TruceScreen", "TruceEditor", "TruceTerminal", "TruceStorage"]),
        ("TruceEditor", ["TruceView", "TruceTerminal", "TruceClient", "TruceStorage", "TruceServer", "TruceJournal"]),
        ("TruceTerminal", ["TruceEditor", "TruceView", "TruceDocument", "TruceText"]),
        ("TruceClient", ["TruceEditor", "TruceStorage", "TruceServer", "Hummingbird", "GRDB"]),
        ("TruceRun", ["TruceStorage", "TruceServer", "Hummingbird", "GRDB"]),
    ])
    func layersDoNotSeeEachOther(_ module: String, _ hidden: [String]) throws {
        let table = try ImportTable(#require(Repository.file(ImportTable.page)))
        try #require(table.row(of: module) != nil)
        #expect(table.reach(of: module).intersection(hidden).isEmpty)
    }

    private let page = SourceFile(
        "page.md",
        """
        | module | pure | what it is | imports | other modules |
        |---|---|---|---|---|
        | `Low` | yes | knows `Nothing` | – | `Glibc` |
        | `High` | no | all | `Low` | – |

        | module | imports |
        | `Other` | `Low` |
        """)

    @Test func theTableIsRead() {
        #expect(
            ImportTable(page).rows == [
                .init(line: 3, module: "Low", isPure: true, imports: ["Glibc"]),
                .init(line: 4, module: "High", isPure: false, imports: ["Low"]),
            ])
        #expect(ImportTable(page).reach(of: "High") == ["Low", "Glibc"])
    }

    @Test(arguments: [
        ("import Low", "import Glibc", []),
        (
            "\n@_spi(Inner) public import High", "import Glibc",
            [
                "Sources/High/a.swift:2: High must not import High: its row in the table of modules does not name it",
                "page.md:4: High does not import Low",
            ]
        ),
        ("import struct Low.Value", "// import Glibc", ["page.md:3: Low does not import Glibc"]),
    ])
    func disagreementIsFound(_ high: String, _ low: String, _ expected: [String]) throws {
        let files = [SourceFile("Sources/High/a.swift", high), SourceFile("Sources/Low/a.swift", low)]
        let findings = try ImportTable(page).findings(modules: ["High", "Low"], files: files)
        #expect(findings.map(\.description) == expected)
    }

    @Test func rowsAndModulesBelongTogether() throws {
        let low = SourceFile("Sources/Low/a.swift", "import Glibc")
        #expect(
            try ImportTable(page).findings(modules: ["Low", "New"], files: [low]).map(\.description) == [
                "page.md:1: Sources/New has no row in the table of modules", "page.md:4: there is no Sources/High",
                "page.md:4: High does not import Low",
            ])
    }

    @Test(arguments: [
        ("import A", "A"), ("public import A", "A"), ("@testable import A", "A"), ("@_spi(X) internal import A.B", "A"),
        ("@preconcurrency package import func A.b", "A"), ("    import A", "A"), ("let important = A", nil),
        ("// import A", nil), ("\"import A\"", nil),
    ])
    func importsAreRecognized(_ line: String, _ module: String?) throws {
        #expect(try Import.all(in: SourceFile("a.swift", line)).map(\.module) == (module.map { [$0] } ?? []))
    }
}
