import Foundation
import Synchronization
import Testing
import TruceDocument
import TruceScreen

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
