import Testing

/// Rules for every file.
@Suite struct HabitTests {
    private static let longest = 600

    /// What the compiler does not check needs a comment that proves it right.
    private static let unproven =
        #"\btry!|\bas!|\bfatalError\b|@unchecked\s+Sendable|\bnonisolated\(unsafe\)|\bunsafeBitCast\b"#
    /// Written in pieces, so that this file does not break its own rule.
    private static let unfinished = #"\b(?:TO"# + #"DO|FIX"# + #"ME)\b"#
    /// Folders of the machine that somebody worked on.
    private static let machinePath = #"(?<![\w.])/(?:work|root|opt|Users)/"#
    /// A test waits for what it is about, never for a time, and is never switched off.
    private static let waiting = #"\b(?:Task|Thread)\.sleep|\b(?:sleep|usleep|nanosleep)(?=\()|\.disabled\("#

    private static func findings(in file: SourceFile) throws -> [Finding] {
        var findings = try file.findings(of: unfinished) { "unfinished: \($0)" }
        findings += try file.findings(of: machinePath) { "a path of somebody's machine: \($0)" }
        findings += try file.findingsInCode(of: unproven) { "\($0) without a comment that proves it right" }
            .filter { file.commentedLines.isDisjoint(with: [$0.line - 1, $0.line]) }
        if file.isTest { findings += try file.findingsInCode(of: waiting) { "a test that waits or is off: \($0)" } }
        if file.lines.count > longest, ["swift", "c", "h", "sh"].contains(where: { file.path.hasSuffix("." + $0) }) {
            findings.append(Finding(file.path, line: longest + 1, "more than \(longest) lines: is it one idea?"))
        }
        return findings
    }

    @Test func everyFileKeepsTheHouseRules() throws {
        #expect(Repository.files.count > 100)
        for file in Repository.files { expectNone(try Self.findings(in: file)) }
    }

    @Test(arguments: [
        ("let a = try! f()", ["1: try! without a comment that proves it right"]),
        ("// f never throws here.\nlet a = try! f()", []),
        ("let a = try! f()  // f never throws here.", []),
        ("// f never throws here.\n\nlet a = b as! C", ["3: as! without a comment that proves it right"]),
        ("final class A: @unchecked Sendable {}", ["1: @unchecked Sendable without a comment that proves it right"]),
        ("let has = \"try!\"", []),
        ("// TO" + "DO: all", ["1: unfinished: TO" + "DO"]),
        ("open(\"/" + "work/a\")", ["1: a path of somebody's machine: /" + "work/"]),
        ("open(\"Sources/work/a\")", []),
        ("try await Task.sleep(for: .seconds(1))", ["1: a test that waits or is off: Task.sleep"]),
        (String(repeating: "a\n", count: 600), []),
        (String(repeating: "a\n", count: 601), ["601: more than 600 lines: is it one idea?"]),
    ])
    func breachesAreFound(_ text: String, _ expected: [String]) throws {
        let findings = try Self.findings(in: SourceFile("Tests/A/a.swift", text))
        #expect(findings.map { "\($0.line): \($0.message)" } == expected)
    }
}
