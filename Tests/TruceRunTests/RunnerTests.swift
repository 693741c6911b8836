import Glibc
import Testing
import TruceDocument
import TruceEditor
import TruceScreen
import TruceStorage
import TruceTerminal
import TruceTestSupport
import TruceText
import TruceView

@testable import TruceRun

extension OnTheLoop {
    /// The runner with a real editor, a real store, real journals and real files.
    @Suite("Runner") struct RunnerTests {
        private let folder = TemporaryFolder()

        private static func store(_ folder: TemporaryFolder) throws -> SQLiteStore {
            try SQLiteStore(
                path: folder.path + "/store.sqlite", now: { .now }, random: { UInt64.random(in: .min ... .max) })
        }

        @Test("Opens, saves, meets a conflict and resolves it")
        func conflict() async throws {
            let folder = folder
            let (text, requests) = try await onLoop {
                let store = try Self.store(folder)
                let bench = Bench(.document("notes"), store: store, folder)
                #expect(await bench.answer() == .answered(Ticket(number: 0), .opened(.new(recovered: nil))))
                bench.press(.character("a"), .control("s"))
                guard case .saved(_, .success(.done)) = await bench.answer() else { throw Unexpected() }
                let current = try await store.head("notes", as: Caller(actor: "bob", requestID: "1"))
                _ = try await store.save(
                    SaveRequest(
                        name: "notes", content: Array("b".utf8),
                        precondition: .ifMatch(.tags([current.document.contentETag]))),
                    as: Caller(actor: "bob", requestID: "2"))
                bench.press(.character("c"), .control("s"))
                guard case .saved(_, .success(.conflict)) = await bench.answer() else { throw Unexpected() }
                bench.pause()
                bench.press(.character("b"), .control("s"))
                guard case .saved(_, .success(.done)) = await bench.answer() else { throw Unexpected() }
                bench.press(.control("q"))
                #expect(await bench.end() == 0)
                return (try await store.head("notes", as: Caller(actor: "bob", requestID: "3")).content, bench.editor)
            }
            #expect(String(decoding: text, as: UTF8.self) == "ac\nb")
            #expect(requests.base.version == 3)
            #expect(folder.names(in: "journals") == [], "what is saved leaves no draft")
        }

        @Test("How a conflict was resolved is told to the store, proposed to others, and forgotten by all")
        func resolutions() async throws {
            let folder = folder
            try await onLoop {
                let store = try Self.store(folder)
                /// The editor of an actor whose save of `ca` has met bob's `b`.
                @TerminalActor func meet(_ actor: String, _ name: String, remembered: [String]) async throws -> Bench {
                    let bob = Caller(actor: "bob", requestID: name)
                    let first = SaveRequest(name: name, content: Array("a".utf8), precondition: .ifNoneExists)
                    guard case .done(let made) = try await store.save(first, as: bob) else { throw Unexpected() }
                    let bench = Bench(.document(name), store: store, folder, actor: actor, remembers: true)
                    try await bench.opened()
                    let second = SaveRequest(
                        name: name, content: Array("b".utf8),
                        precondition: .ifMatch(.tags([made.document.contentETag])))
                    _ = try await store.save(second, as: Caller(actor: "bob", requestID: "\(name)-again"))
                    bench.press(.character("c"), .control("s"))
                    guard case .saved(_, .success(.conflict)) = await bench.answer() else { throw Unexpected() }
                    guard case .recalled(let found) = await bench.answer() else { throw Unexpected() }
                    #expect(found.map(\.by) == remembered)
                    bench.pause()
                    return bench
                }
                @TerminalActor func save(_ bench: Bench) async throws {
                    bench.press(.control("s"))
                    guard case .saved(_, .success(.done)) = await bench.answer() else { throw Unexpected() }
                    bench.press(.control("q"))
                    #expect(await bench.end() == 0)
                }
                var bench = try await meet("alice", "one", remembered: [])
                bench.press(.character("b"))
                try await save(bench)
                bench = try await meet("carol", "two", remembered: ["alice"])
                #expect(bench.editor.resolver?.result.text.string == "ca\nb")
                bench.press(.character("m"))
                try await save(bench)
                // Carol's was the last, but alice has her own.
                bench = try await meet("alice", "three", remembered: ["alice"])
                #expect(bench.editor.resolver?.result.text.string == "ca\nb")
                bench.press(.character("f"), .character("y"), .character("t"))
                bench.press(.control("q"), .character("d"))
                #expect(await bench.end() == 0)
                bench = try await meet("alice", "four", remembered: [])
                bench.press(.control("q"), .character("d"))
                #expect(await bench.end() == 0)
            }
        }

        @Test("What the end of the terminal leaves unsaved is offered, taken over and saved", arguments: [true, false])
        func drafts(isFile: Bool) async throws {
            let folder = folder
            folder.put("file", "one")
            let target = isFile ? Editor.Target.file(folder.path + "/file") : .document("notes")
            let saved = try await onLoop {
                let store = try Self.store(folder)
                _ = try await store.save(
                    SaveRequest(name: "notes", content: Array("one".utf8), precondition: .ifNoneExists),
                    as: Caller(actor: "alice", requestID: "1"))
                let first = Bench(target, store: store, folder)
                try await first.opened()
                first.press(.character("m"), .character("y"))
                first.runner.handle(.terminate)
                #expect(await first.end() == 0)
                let second = Bench(target, store: store, folder)
                let recovered = try await second.opened()
                #expect(recovered.map { $0.text.string } == "myone" && recovered?.isKept == true)
                #expect(recovered.map { $0.base.text.string } == "one")
                let third = Bench(target, store: store, folder)
                #expect(try await third.opened() == recovered)
                second.pause()
                second.press(.character("r"), .control("s"))
                #expect(await second.answer() == recovered.map { .claimed(id: $0.id, true) })
                third.pause()
                third.press(.character("d"))
                #expect(await third.answer() == recovered.map { .claimed(id: $0.id, false) })
                #expect(third.editor.notice.text == "Another editor has taken up this draft, or thrown it away")
                third.press(.control("q"))
                #expect(await third.end() == 0)
                _ = await second.answer()
                #expect(!second.editor.isModified)
                second.press(.control("q"))
                #expect(await second.end() == 0)
                return try await store.head("notes", as: Caller(actor: "alice", requestID: "2")).content
            }
            #expect(String(decoding: saved, as: UTF8.self) == (isFile ? "one" : "myone"))
            #expect(folder.text("file") == (isFile ? "myone" : "one"))
        }

        @Test("A file that somebody else wrote opens the view; what was decided is written over what was seen")
        func file() async throws {
            let folder = folder
            folder.put("file", "one\ntwo\nthree\n")
            try await onLoop {
                let bench = Bench(.file(folder.path + "/file"), store: try Self.store(folder), folder)
                try await bench.opened()
                folder.put("file", "one\ntwo\nTHREE\n")
                bench.press(.character("x"), .control("s"))
                guard case .wroteFile(_, .changed) = await bench.answer() else { throw Unexpected() }
                #expect(folder.text("file") == "one\ntwo\nTHREE\n" && bench.editor.isResolving)
                bench.pause()
                bench.press(.control("s"))
                #expect(await bench.answer() == .wroteFile(Ticket(number: 2), .written))
                bench.press(.control("q"))
                #expect(await bench.end() == 0)
            }
            #expect(folder.text("file") == "xone\ntwo\nTHREE\n")
        }

        @Test("A file with several names is written in place, once its draft is on disk")
        func hardLinks() async throws {
            let folder = folder
            folder.put("file", "one")
            #expect(link(folder.path + "/file", folder.path + "/other") == 0)
            try await onLoop {
                let store = try Self.store(folder)
                let bench = Bench(.file(folder.path + "/file"), store: store, folder)
                try await bench.opened()
                bench.press(.character("x"), .control("s"))
                #expect(await bench.answer() == .wroteFile(Ticket(number: 1), .written))
                #expect(folder.text("other") == "xone")
                let unsafe = Bench(.file(folder.path + "/file"), store: store, folder, keepsDrafts: false)
                try await unsafe.opened()
                unsafe.press(.character("y"), .control("s"))
                guard case .wroteFile(_, .failed(let reason)) = await unsafe.answer() else { throw Unexpected() }
                #expect(reason.hasSuffix("can only be written in place, and the draft is not on disk to protect it."))
            }
            #expect(folder.text("other") == "xone")
        }

        @Test("An editor whose draft cannot be kept stays, says so each time, and keeps it when that is possible again")
        func keeping() async throws {
            let folder = folder
            folder.put("file", "one")
            folder.put("journals", "in the way")
            try await onLoop {
                let store = try Self.store(folder)
                let bench = Bench(.file(folder.path + "/file"), store: store, folder)
                try await bench.opened()
                for round in 1...2 {
                    bench.press(.character("x"), .control("q"), .character("k"))
                    while await bench.answer() != .draftNotKept {}
                    #expect(!bench.editor.keepsDraft && bench.editor.lacksJournal, "round \(round)")
                }
                unlink(folder.path + "/journals")
                bench.press(.character("x"))
                while await bench.answer() != .journalRecovered {}
                #expect(folder.names(in: "journals").count == 1)
                bench.press(.control("q"), .character("k"))
                #expect(await bench.end() == 0)
                #expect(bench.editor.keepsDraft)
                let next = Bench(.file(folder.path + "/file"), store: store, folder)
                let recovered = try await next.opened()
                #expect(recovered?.text.string == "xxxone" && recovered?.isKept == true)
            }
        }

        @Test("An end from outside that loses a draft is no good end")
        func lostDraft() async throws {
            let folder = folder
            folder.put("file", "one")
            folder.put("journals", "in the way")
            try await onLoop {
                let bench = Bench(.file(folder.path + "/file"), store: try Self.store(folder), folder)
                try await bench.opened()
                bench.press(.character("x"))
                bench.runner.handle(.terminate)
                #expect(await bench.end() == 1)
                #expect(bench.editor.hasLostDraft && !bench.editor.keepsDraft)
            }
        }

        @Test(
            "What is saved or discarded after a draft could not be kept leaves no draft behind",
            arguments: [true, false])
        func keepingFails(isSaved: Bool) async throws {
            let folder = folder
            folder.put("file", "one")
            try await onLoop {
                let bench = Bench(.file(folder.path + "/file"), store: try Self.store(folder), folder)
                try await bench.opened()
                bench.press(.character("x"))
                while folder.names(in: "journals").isEmpty { await Task.yield() }
                let isMoved = rename(folder.path + "/journals", folder.path + "/aside") == 0
                folder.put("journals", "in the way")
                // So much that the journal is written anew.
                bench.runner.handle(.input(.paste([UInt8](repeating: 97, count: 200_000))))
                bench.press(.control("q"), .character("k"))
                while await bench.answer() != .draftNotKept {}
                unlink(folder.path + "/journals")
                #expect(isMoved && rename(folder.path + "/aside", folder.path + "/journals") == 0)
                if isSaved {
                    bench.press(.control("s"))
                    while true {
                        if case .wroteFile(_, .written) = await bench.answer() { break }
                    }
                    bench.press(.control("q"))
                } else {
                    bench.press(.control("q"), .character("d"))
                }
                #expect(await bench.end() == 0)
            }
            #expect(folder.names(in: "journals") == [])
        }

        @Test("What is saved needs no draft: nothing warns that none is kept any more")
        func savingWithoutDraft() async throws {
            let folder = folder
            folder.put("file", "one")
            folder.put("journals", "in the way")
            try await onLoop {
                let bench = Bench(.file(folder.path + "/file"), store: try Self.store(folder), folder)
                try await bench.opened()
                bench.press(.character("x"))
                while !bench.editor.lacksJournal { _ = await bench.answer() }
                bench.press(.control("s"))
                while await bench.answer() != .journalRecovered {}
                #expect(!bench.editor.lacksJournal && !bench.editor.isModified)
                bench.press(.control("q"))
                #expect(await bench.end() == 0)
            }
            #expect(folder.text("file") == "xone")
        }

        @Test("An editor whose draft cannot be kept is left by discarding it")
        func discarding() async throws {
            let folder = folder
            folder.put("file", "one")
            folder.put("journals", "in the way")
            try await onLoop {
                let bench = Bench(.file(folder.path + "/file"), store: try Self.store(folder), folder)
                try await bench.opened()
                bench.press(.character("x"), .control("q"), .character("k"))
                while await bench.answer() != .draftNotKept {}
                bench.press(.control("q"), .character("d"))
                #expect(await bench.end() == 0)
            }
            #expect(folder.text("file") == "one")
        }
    }
}

struct Unexpected: Error {}

/// One editor with its runner, and what happens to it.
@TerminalActor
private final class Bench {
    let runner: Runner<WatchedProgram>
    private let answers: AsyncStream<Event>
    private let ends: AsyncStream<Int32>

    init(
        _ target: Editor.Target, store: SQLiteStore, _ folder: TemporaryFolder, actor: String = "alice",
        keepsDrafts: Bool = true, remembers: Bool = false
    ) {
        let (answers, answered) = AsyncStream<Event>.makeStream()
        let (ends, ended) = AsyncStream<Int32>.makeStream()
        self.answers = answers
        self.ends = ends
        let isFile = if case .file = target { true } else { false }
        let drafts = Seat.Drafts(folder: folder.path + "/journals", of: isFile ? .files : .store("here"))
        let editor = Editor(target: target, actor: actor, endpoint: .url(""), size: Size(rows: 24, columns: 80))
        runner = Runner(
            WatchedProgram(solo: SoloProgram(editor), answered: answered),
            seats: [
                Seat(
                    store: store, actor: actor, drafts: keepsDrafts ? drafts : nil, resolutions: remembers ? store : nil
                )
            ],
            output: Runner.Output(
                copy: { _ in }, dropTypedAhead: {}, wake: { _ in }, suspend: {}, quit: { ended.yield($0) }),
            makeID: { "id-\(UInt64.random(in: 0 ... .max))" })
        runner.begin()
    }

    var editor: Editor { runner.program.solo.editor }

    func press(_ keys: Key...) {
        for key in keys { runner.handle(.input(.key(key))) }
    }

    /// Lets the three-way view that has opened by itself see that nobody types.
    func pause() { while editor.awaitsPause { runner.handle(.tick) } }

    /// The next answer to an effect.
    func answer() async -> Event? { await first(of: answers) }

    /// Waits for the text; the draft that was found.
    @discardableResult
    func opened() async throws -> Recovered? {
        while let event = await answer() {
            switch event {
            case .answered(_, .opened(.document(_, let recovered))), .answered(_, .opened(.new(let recovered))),
                .answered(_, .read(.end(let recovered))), .answered(_, .read(.missing(let recovered))):
                return recovered
            case .answered(_, .read(.bytes)): continue
            default: throw Unexpected()
            }
        }
        throw Unexpected()
    }

    /// The exit status.
    func end() async -> Int32? { await first(of: ends) }

    private func first<Element: Sendable>(of stream: AsyncStream<Element>) async -> Element? {
        for await element in stream { return element }
        return nil
    }
}

/// An editor that tells of each answer once it has taken it.
private struct WatchedProgram: Program {
    var solo: SoloProgram
    let answered: AsyncStream<Event>.Continuation

    var start: [SeatEffect] { solo.start }
    var frame: Frame { solo.frame }

    mutating func handle(_ event: Event, at now: Timestamp) -> [SeatEffect] { solo.handle(event, at: now) }

    mutating func handle(_ event: Event, atSeat seat: Int, at now: Timestamp) -> [SeatEffect] {
        defer { answered.yield(event) }
        return solo.handle(event, atSeat: seat, at: now)
    }
}
