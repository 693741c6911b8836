import Foundation
import Synchronization
import Testing
import TruceDocument
import TruceScreen
import TruceTestSupport

@testable import TruceCommand

/// What collides, on a terminal and in a pipe.
struct ConflictsCommandTests {
    /// Three refusals: two of the same stale save, one for a name.
    private static func collide(_ store: TestStore) async throws {
        _ = await store.truce("put", "notes", "--create", input: Array("one".utf8))
        _ = await store.truce("put", "notes", "--if-match", "*", input: Array("two".utf8))
        for _ in 0..<2 {
            let ran = await store.truce(
                "put", "notes", "--if-match", "1-7692c3ad3540", "--as", "bob", input: Array("mine".utf8))
            #expect(ran.status == 1)
        }
        #expect(await store.truce("put", "notes", "--create", input: Array("x".utf8)).status == 1)
    }

    @Test func aLineForEachInAPipe() async throws {
        try await TestStore.serving { store in
            #expect(await store.truce("conflicts") == TestStore.Ran(status: 0, output: [], error: ""))
            try await Self.collide(store)
            let ran = await store.truce("conflicts")
            #expect(ran.status == 0 && ran.error == "")
            let fields = ran.text.split(separator: "\n").map {
                $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            }
            #expect(fields.map { $0[1] } == ["already_exists", "version_mismatch", "version_mismatch"])
            #expect(fields.allSatisfy { $0.count == 10 && $0[2] == "notes" && $0[3] == "PUT" && $0[8] == "open" })
            #expect(fields[1][4...7] == ["bob", "1", "2", "1"] && fields[2][7] == "0")
            #expect(await store.truce("conflicts", "-n", "1").text.split(separator: "\n").count == 1)
            #expect(await store.truce("conflicts", "none").text == "")
            let mismatches = await store.truce("conflicts", "NOTES", "--reason", "version_mismatch", "--json")
            let records = try mismatches.text.split(separator: "\n").map {
                try ConflictRecord(decoding: Array($0.utf8))
            }
            #expect(records.map(\.actor) == ["bob", "bob"] && records.map(\.id) == [fields[1][9], fields[2][9]])
            let groups = await store.truce("conflicts", "--groups")
            #expect(groups.text.split(separator: "\n").map { $0.split(separator: "\t")[3] } == ["1", "2"])
            let wrong = await store.truce("conflicts", "--reason", "not_found")
            #expect(wrong.status == 2 && wrong.error.contains("version_mismatch"))
        }
    }

    @Test func groupsAndTheLastOnATerminal() async throws {
        try await TestStore.serving { store in
            #expect(await store.truce("conflicts", isTerminal: true).text == "No conflicts.\n")
            try await Self.collide(store)
            let lines = await store.truce("conflicts", isTerminal: true).text.split(
                separator: "\n", omittingEmptySubsequences: false
            ).map(String.init)
            #expect(lines[0].hasPrefix("REASON            DOCUMENT  COUNT  A MINUTE  BEFORE  LAST 20 MINUTES"))
            #expect(lines[1].hasPrefix("already_exists    notes         1       0.2     0.0"))
            #expect(
                lines[2].hasPrefix("version_mismatch  notes         2       0.4     0.0") && lines[2].hasSuffix("bob"))
            #expect(lines[1].contains("█") && lines[3] == "" && lines[4].hasPrefix("TIME"))
            #expect(lines[6].contains("  notes     PUT     ") && lines[6].contains("v1 on v2"))
            #expect(lines[6].hasSuffix("1  open"))
        }
    }

    /// Whatever the terminal's size, both tables show their beginning and nothing wraps or scrolls.
    @Test(arguments: [(24, 80), (24, 160), (6, 30), (50, 200), (.max, 80)])
    func theScreenFitsTheTerminal(rows: Int, columns: Int) {
        var monitor = ConflictMonitor()
        let records = (0..<60).map { number in
            ConflictRecord(
                id: "c\(number)", at: Timestamp(milliseconds: TestStore.start - Int64(number) * 1000),
                reason: .versionMismatch, status: 409, actor: "人\(number)", document: "documents/number-\(number % 30)",
                resource: "/", method: "PUT", requestID: "r")
        }
        for record in records.reversed() { _ = monitor.note(record) }
        let now = Timestamp(milliseconds: TestStore.start)
        let screen = ConflictScreen(
            groups: monitor.groups(at: now), recent: records, shown: 10, now: now, clockTime: \.rfc3339,
            size: Size(rows: rows, columns: columns))
        let lines = screen.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
        #expect(lines.count <= rows - 1 && lines.count >= min(rows - 1, 42))
        #expect(lines.allSatisfy { Visible.width($0) <= columns })
        #expect(lines[0].hasPrefix("REASON") && lines.contains { $0.hasPrefix("TIME") })
        let groups = lines.prefix { $0 != "" }
        #expect(groups.count == 31 || groups.last?.hasPrefix("… and \(32 - groups.count) groups") == true)
    }

    /// Whatever spelling or former name a document is called by, its groups are shown with its conflicts.
    @Test func groupsOfADocumentByEachOfItsNames() async throws {
        try await TestStore.serving { store in
            try await Self.collide(store)
            #expect(await store.truce("put", "other", "--create", input: [0x61]).status == 0)
            #expect(await store.truce("put", "other", "--create", input: [0x62]).status == 1)
            #expect(await store.truce("mv", "notes", "memo").status == 0)
            for name in ["memo", "MEMO", "notes", "Notes"] {
                let groups = await store.truce("conflicts", name, "--groups").text
                #expect(groups.split(separator: "\n").map { $0.split(separator: "\t")[2] } == ["notes", "notes"])
            }
            #expect(await store.truce("conflicts", "Other", "--groups").text.contains("\tother\t1\t"))
            #expect(await store.truce("rm", "other", "--force").status == 0)
            #expect(await store.truce("conflicts", "OTHER", "--groups").text.contains("\tother\t1\t"))
            #expect(await store.truce("conflicts", "none", "--groups").text == "")
        }
    }

    /// As with `tail`: some that were there before, and then what comes.
    @Test(arguments: [nil, 0, 1, 2, 9])
    func followsBehindTheLast(limit: Int?) async throws {
        try await TestStore.serving { store in
            try await Self.collide(store)
            let all = await store.truce("conflicts").text.split(separator: "\n").reversed()
            let rounds = Mutex(0)
            let pause: @Sendable (Duration) async throws -> Void = { _ in
                let round = rounds.withLock { rounds in
                    rounds += 1
                    return rounds
                }
                if round == 3 { throw OutputClosed() }
                if round == 1 { _ = await store.truce("put", "notes", "--create", "--as", "eve") }
            }
            let ran =
                if let limit {
                    await store.truce("conflicts", "--follow", "-n", "\(limit)", pause: pause)
                } else {
                    await store.truce("conflicts", "--follow", pause: pause)
                }
            let lines = ran.text.split(separator: "\n")
            #expect(lines.dropLast() == all.suffix(limit ?? 0))
            #expect(lines.last?.contains("\teve\t") == true)
        }
    }

    /// An address at which nothing has answered yet may be a wrong one.
    @Test(arguments: [true, false])
    func followsOnlyWhoHasAnswered(isTerminal: Bool) async throws {
        try await TestStore.serving { store in
            let ran = await run(
                ["conflicts", "--follow"], isTerminal: isTerminal,
                environment: ["TRUCE_SERVER": "unix:\(store.path("nobody"))"]
            ) { _ in throw OutputClosed() }
            #expect(ran.status == 3 && ran.text == "" && ran.error.contains("nobody"))
        }
    }

    /// What follows goes on where the server is away for a while, and says so once.
    @Test(arguments: [true, false])
    func followsWhereTheServerIsAway(isTerminal: Bool) async throws {
        try await TestStore.serving { store in
            try await Self.collide(store)
            let proxy = try CuttingProxy(path: store.path("proxy"), to: store.path("socket"), losing: 0)
            defer { proxy.stop() }
            let rounds = Mutex(0)
            let ran = await run(
                ["conflicts", "--follow"], isTerminal: isTerminal,
                environment: ["TRUCE_SERVER": "unix:\(store.path("proxy"))"]
            ) { _ in
                // Those while it is away do not count.
                guard proxy.remaining == 0 else { return }
                let round = rounds.withLock { rounds in
                    rounds += 1
                    return rounds
                }
                if round == 1 { proxy.lose(5) }
                if round == 2 { _ = await store.truce("put", "notes", "--create", "--as", "eve") }
                if round == 5 { throw OutputClosed() }
            }
            #expect(ran.status == 0)
            #expect(ran.text.contains("eve"))
            #expect(ran.error.components(separatedBy: "trying again").count == 2)
        }
    }

    @Test(arguments: [true, false])
    func followsUntilItIsInterrupted(isTerminal: Bool) async throws {
        try await TestStore.serving { store in
            try await Self.collide(store)
            let rounds = Mutex(0)
            let ran = await store.truce("conflicts", "--follow", isTerminal: isTerminal) { _ in
                let round = rounds.withLock { rounds in
                    rounds += 1
                    return rounds
                }
                if round == 3 { throw OutputClosed() }
                if round == 1 { _ = await store.truce("put", "notes", "--create", "--as", "eve") }
            }
            #expect(ran.status == 0)
            if isTerminal {
                let screens = ran.text.components(separatedBy: "\u{1B}[H\u{1B}[2J").dropFirst()
                #expect(screens.count == 3)
                #expect(!screens[1].contains("eve") && screens[2].contains("eve"))
            } else {
                #expect(ran.text.split(separator: "\n").count == 1 && ran.text.contains("\teve\t"))
            }
        }
    }
}
