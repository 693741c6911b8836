import Testing

/// The modules that the architecture page calls pure do no I/O, start no task, read no clock, draw no random number.
@Suite struct PurityTests {
    /// What a pure module does not say.
    private static let forbidden = [
        "a task":
            #"\b(?:Task|TaskGroup|withTaskGroup|withThrowingTaskGroup|async|DispatchQueue|Thread|pthread_create)\b"#
            + #"|\bawait\s+\w|\bactor\s+[A-Z]"#,
        "a lock": #"\b(?:Mutex|Atomic|NSLock)\b"#,
        "a clock": #"\b(?:ContinuousClock|SuspendingClock|Date|clock_gettime|gettimeofday|DispatchTime)\b|\.now\b"#,
        "a random number": #"\b(?:random|randomElement|shuffle|shuffled|SystemRandomNumberGenerator|getrandom|UUID)\b"#,
        "I/O":
            #"\b(?:print|debugPrint|dump|readLine)(?=\()|\b(?:FileManager|FileHandle|ProcessInfo|CommandLine|getenv)\b"#,
    ]

    /// What a pure module that imports the C library for its memory functions does not call.
    private static let forbiddenCalls =
        #"(?<![.\w]|func )(open|close|read|write|pread|pwrite|stat|socket|connect|poll|fork|kill|time|rand|random|printf|puts"#
        + #"|fopen|fwrite|fputs|usleep|sleep|nanosleep|system|exit|abort)\("#

    /// File and word where it is right: a protocol that says what may take time starts no task.
    private static let exceptions: Set = [
        "Sources/TruceDocument/DocumentStore.swift: async", "Sources/TruceDocument/DocumentCatalog.swift: async",
        "Sources/TruceDocument/ServedStore.swift: async", "Sources/TruceDocument/UserStore.swift: async",
        "Sources/TruceDocument/EventLog.swift: async", "Sources/TruceDocument/EventFeed.swift: async",
    ]

    private static func findings(in file: SourceFile) throws -> [Finding] {
        var findings: [Finding] = []
        for (what, pattern) in forbidden.sorted(by: { $0.key < $1.key }) {
            findings += try file.findingsInCode(of: pattern) { "\($0) is \(what), in a pure module" }
        }
        if try Import.all(in: file).contains(where: { $0.module == "Glibc" }) {
            findings += try file.findingsInCode(of: forbiddenCalls) { "\($0)() is I/O, in a pure module" }
        }
        return findings
    }

    @Test func pureModulesArePure() throws {
        let table = try ImportTable(#require(Repository.file(ImportTable.page)))
        let pure = table.rows.filter(\.isPure).map(\.module)
        #expect(pure.count >= 8)
        var excepted: Set<String> = []
        for file in Repository.swiftFiles where !file.isTest && pure.contains(file.target ?? "") {
            for finding in try Self.findings(in: file) {
                let exception = "\(file.path): \(finding.message.prefix { $0 != " " })"
                if Self.exceptions.contains(exception) { excepted.insert(exception) } else { expectNone([finding]) }
            }
        }
        #expect(excepted == Self.exceptions, "an exception that nothing needs")
    }

    /// A pure module leans on pure modules only, so that nothing comes in through an import.
    @Test func pureModulesImportPureModules() throws {
        let table = try ImportTable(#require(Repository.file(ImportTable.page)))
        for row in table.rows where row.isPure {
            for name in row.imports {
                guard let other = table.row(of: name), !other.isPure else { continue }
                expectNone([Finding(table.path, line: row.line, "\(row.module) is pure, \(name) is not")])
            }
        }
    }

    @Test(arguments: [
        ("Task { }", ["Task is a task, in a pure module"]),
        ("let x = await f()", ["await f is a task, in a pure module"]),
        ("case .await(let condition): 1 // Task", []),
        ("let taskName = \"Task\"", []),
        ("let t = Timestamp.now", [".now is a clock, in a pure module"]),
        ("Int.random(in: 0..<4)", ["random is a random number, in a pure module"]),
        ("print(1)", ["print is I/O, in a pure module"]),
        ("read(0, buffer, 1)", []),
        ("import Glibc\nread(0, buffer, 1)", ["read() is I/O, in a pure module"]),
        ("import Glibc\nfunc read(_ a: Int) {}\nself.read(1)\nmemchr(a, b, c)", []),
    ])
    func impurityIsFound(_ text: String, _ expected: [String]) throws {
        #expect(try Self.findings(in: SourceFile("Sources/A/a.swift", text)).map(\.message) == expected)
    }
}
