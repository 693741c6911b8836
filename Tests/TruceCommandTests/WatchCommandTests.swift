import Testing
import TruceDocument

@testable import TruceCommand

/// `truce watch` against a real server, until its reader has seen enough.
@Suite(.timeLimit(.minutes(2))) struct WatchCommandTests {
    /// Runs the command until it has written so many lines; gives what it wrote, and what came to its end.
    private static func watch(
        _ store: TestStore, _ arguments: String..., lines: Int, isTerminal: Bool = false,
        onLine: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws -> (text: String, status: Int32) {
        let written = WrittenBytes()
        let output = Output(
            isTerminal: isTerminal, hasColours: false,
            write: { bytes in
                written.add(bytes)
                // As a pipe whose reader has gone.
                let count = written.output.count(where: { $0 == 10 })
                onLine(count)
                if count >= lines { throw OutputClosed() }
            }, writeError: { written.addError($0) })
        let surroundings = Surroundings(
            environment: { $0 == "TRUCE_SERVER" ? store.address : nil },
            input: Input(isTerminal: false, readAll: { [] }, readLine: { nil }), output: output,
            utcOffset: { _ in 7200 })
        do {
            let command = try parse(["watch"] + arguments) as? WatchCommand
            try await command?.run(in: surroundings)
        } catch {
            return (String(decoding: written.output, as: UTF8.self), report(error, of: arguments, to: output))
        }
        return ("", -1)
    }

    private static let start = EventCursor.start.text

    @Test func linesInAPipe() async throws {
        try await TestStore.serving { store in
            #expect(await store.truce("put", "notes", "--create", "--as", "bob", input: [0x61]).status == 0)
            #expect(await store.truce("put", "other", "--create", input: [0x61]).status == 0)
            #expect(
                await store.truce("put", "notes", "--if-match", "current", "--as", "bob", input: [0x62]).status == 0)
            let all = try await Self.watch(store, "--after", Self.start, lines: 3)
            #expect(all.status == 0)
            let fields = all.text.split(separator: "\n").map {
                $0.split(separator: "\t", omittingEmptySubsequences: false)
            }
            #expect(fields.map { $0[0] } == (1...3).map { EventCursor(sequence: $0).text[...] })
            #expect(fields.map { $0[2] } == ["document.created", "document.created", "content.updated"])
            #expect(fields.map { $0[3] } == ["notes", "other", "notes"])
            #expect(fields[2][4] == "2" && fields[2][5] == "bob" && fields[2][6].hasPrefix("\"2-"))
            let one = try await Self.watch(
                store, "notes", "--json", "--after", EventCursor(sequence: 1).text, lines: 1)
            let event = try StoreEvent(decoding: Array(one.text.utf8))
            #expect(event.cursor.sequence == 3 && event.version == 2)
            let sentences = try await Self.watch(store, "--after", Self.start, lines: 3, isTerminal: true)
            #expect(sentences.text.contains("  bob created notes\n"))
            #expect(sentences.text.hasSuffix("  bob saved notes v2\n"))
        }
    }

    /// A document is followed through a rename; and when it is deleted, the next one of its name is.
    @Test func aNameIsFollowedToTheNextDocument() async throws {
        try await TestStore.serving { store in
            #expect(await store.truce("put", "notes", "--create", "--as", "bob", input: [0x61]).status == 0)
            let (lines, line) = AsyncStream.makeStream(of: Int.self)
            async let changes: Void = {
                _ = await lines.first { $0 == 1 }
                #expect(await store.truce("mv", "notes", "memo").status == 0)
                #expect(await store.truce("put", "other", "--create", input: [0x61]).status == 0)
                #expect(await store.truce("rm", "memo", "--force").status == 0)
                #expect(await store.truce("put", "other", "--if-match", "current", input: [0x62]).status == 0)
                #expect(await store.truce("put", "Notes", "--create", "--as", "eve", input: [0x61]).status == 0)
                #expect(await store.truce("put", "Notes", "--if-match", "current", input: [0x62]).status == 0)
            }()
            let watched = try await Self.watch(
                store, "notes", "--after", Self.start, lines: 5, onLine: { line.yield($0) })
            await changes
            let told = watched.text.split(separator: "\n").map {
                $0.split(separator: "\t", omittingEmptySubsequences: false)[2...3].joined(separator: " ")
            }
            #expect(
                told == [
                    "document.created notes", "metadata.updated memo", "document.deleted memo",
                    "document.created Notes", "content.updated Notes",
                ])
        }
    }

    @Test func refusals() async throws {
        try await TestStore.serving { store in
            #expect(await store.truce("watch", "nobody").status == 1)
            #expect(await store.truce("watch", "--after", "7").status == 2)
            // A place that the log has never had is said, and what comes now is shown.
            #expect(await store.truce("put", "notes", "--create", input: [0x61]).status == 0)
            let writing = Task {
                for number in 0... {
                    if Task.isCancelled { break }
                    let text = Array("\(number)".utf8)
                    guard await store.truce("put", "notes", "--if-match", "current", input: text).status == 0 else {
                        break
                    }
                }
            }
            let watched = try await Self.watch(store, "--after", EventCursor(sequence: 99).text, lines: 1)
            writing.cancel()
            #expect(watched.status == 0 && watched.text.contains("content.updated"))
            await writing.value
        }
    }
}
