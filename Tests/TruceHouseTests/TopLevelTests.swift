import Testing

/// What stands beside Package.swift is decided: nothing strays there.
@Suite struct TopLevelTests {
    @Test func onlyWhatBelongsThereIsThere() {
        // What the package manager writes there is none of ours.
        let names = Repository.names(in: "").filter { !$0.hasPrefix(".") && $0 != "Package.resolved" }
        #expect(names == ["Package.swift", "README.md", "Resources", "Sources", "Tests"])
    }
}
