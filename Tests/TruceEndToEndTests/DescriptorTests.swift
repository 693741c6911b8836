import Testing

extension EndToEnd {
    /// The program as a shell starts it with standard descriptors closed: what it opens must not take their places.
    @Suite struct DescriptorTests {
        private func shell(_ line: String, _ bench: Workbench, input: String = "") throws -> Finished {
            try bench.run(shell: line, input: Array(input.utf8))
        }

        @Test func closedDescriptorsAreNotReused() throws {
            let bench = try Workbench()
            let saved = try shell("truce put notes --create", bench, input: "one")
            #expect(saved.status == 0, "\(saved.errors)")
            for command in ["truce get notes", "truce ls", "truce log notes", "truce --version", "truce --help"] {
                let ran = try shell("\(command) >&-", bench)
                #expect(ran.status == 1)
                #expect(ran.errors == "truce: standard output cannot be written: Bad file descriptor\n", "\(command)")
            }
            let put = try shell("truce put other --create <&-", bench)
            #expect(put.status == 2)
            #expect(put.errors == "truce: standard input cannot be read: Bad file descriptor\n")
            #expect(try shell("truce get nothing 2>&- >&- <&-", bench).status == 1)
            // Its database is the first file that a server opens.
            let store = bench.folder.path + "/other/store.sqlite"
            let serve = "truce serve --store \(store) --socket \(bench.folder.path)/run/s --idle-exit 0.01 >&- <&-"
            let served = try shell("\(serve) 2>\(bench.folder.path)/log; \(serve)", bench)
            #expect(served.status == 0, "\(served.errors)")
            #expect(try shell("truce get notes", bench).text == "one")
        }
    }
}
