public import TruceDocument
public import TruceEditor
import TruceJournal
public import TruceTerminal
import TruceText
public import TruceView

/// Runs a program: the one place that performs effects and waits for their answers.
///
/// Everything in it is on the terminal's thread; what takes time goes to a task, and only its answer comes back.
@TerminalActor
public final class Runner<Running: Program> {
    /// What the surroundings do for a program: a terminal, or a printer of screens.
    public struct Output {
        public var copy: @TerminalActor ([UInt8]) -> Void
        public var dropTypedAhead: @TerminalActor () -> Void
        public var wake: @TerminalActor (Timestamp) -> Void
        public var suspend: @TerminalActor () -> Void
        public var quit: @TerminalActor (Int32) -> Void

        public init(
            copy: @escaping @TerminalActor ([UInt8]) -> Void, dropTypedAhead: @escaping @TerminalActor () -> Void,
            wake: @escaping @TerminalActor (Timestamp) -> Void, suspend: @escaping @TerminalActor () -> Void,
            quit: @escaping @TerminalActor (Int32) -> Void
        ) {
            self.copy = copy
            self.dropTypedAhead = dropTypedAhead
            self.wake = wake
            self.suspend = suspend
            self.quit = quit
        }
    }

    public private(set) var program: Running
    /// Whether something happened since the last ``takeChange()``.
    private var hasChanged = true
    private let seats: [Seat]
    private let output: Output
    private let makeID: @Sendable () -> String
    private var keepers: [DraftKeeper?] = []
    private var attendances: [Attendance?] = []
    private var memories: [ResolutionMemory?] = []
    /// The text of the version that was looked at last for what a merge with it would come to, by seat.
    private var foreseen: [(name: String, version: Int, text: [UInt8])?] = []
    private var finishing: Task<Bool, Never>?
    /// The request ids of saves that the store has not answered: a save that is sent again is the same request.
    private var openSaves: [OpenSave: String] = [:]
    /// Whether the system wants the end: then nobody can be asked any more.
    private var isTerminating = false

    /// - Parameter makeID: a new name at each call, of letters, digits and `-`: for request ids and journals.
    public init(_ program: Running, seats: [Seat], output: Output, makeID: @escaping @Sendable () -> String) {
        self.program = program
        self.seats = seats
        self.output = output
        self.makeID = makeID
        keepers = seats.indices.map { index in
            seats[index].drafts.map { drafts in
                DraftKeeper(drafts, of: seats[index].actor, makeSession: makeID) { [weak self] health in
                    switch health {
                    case .failing(let reason): self?.answer(.journalFailed(reason), index)
                    case .recovered: self?.answer(.journalRecovered, index)
                    }
                }
            }
        }
        attendances = seats.map { seat in
            seat.company.map { company in
                Attendance(company, session: makeID()) { Caller(actor: seat.actor, requestID: makeID()) }
            }
        }
        foreseen = seats.map { _ in nil }
        memories = seats.map { seat in
            seat.resolutions.map { ResolutionMemory($0, actor: seat.actor, makeID: makeID) }
        }
        for (index, seat) in seats.enumerated() {
            seat.relay?.listen { [weak self] exchange in
                Task { @TerminalActor in self?.answer(.exchanged(exchange), index) }
            }
        }
    }

    /// Performs what the program wants first.
    public func begin() { perform(program.start) }

    /// Takes what happened to the terminal.
    public func handle(_ event: Event) {
        hasChanged = true
        if event == .terminate { isTerminating = true }
        perform(program.handle(event, at: .now))
    }

    /// Whether there is something new to show since the last call.
    public func takeChange() -> Bool {
        defer { hasChanged = false }
        return hasChanged
    }

    private func answer(_ event: Event, _ seat: Int) {
        hasChanged = true
        perform(program.handle(event, atSeat: seat, at: .now))
    }

    private func perform(_ effects: [SeatEffect]) {
        for effect in effects { perform(effect.effect, effect.seat) }
    }

    private func perform(_ effect: Effect, _ seat: Int) {
        switch effect {
        case .ask(let ticket, let inquiry): answer(inquiry, ticket, seat)
        case .save(let ticket, let request):
            reply(to: seat) { .saved(ticket, await self.save(request, OpenSave(seat: seat, ticket: ticket))) }
        case .findDraft(let path): reply(to: seat) { .foundDraft(await self.keepers[seat]?.draft(of: path)) }
        case .writeFile(let ticket, let path, let text, let expected):
            reply(to: seat) { .wroteFile(ticket, await self.write(text, to: path, replacing: expected, seat)) }
        case .journal(.finished(let keep)):
            let keeper = keepers[seat]
            finishing = Task { @TerminalActor in await keeper?.finish(keep: keep, at: .now) ?? true }
        case .journal(let entry): keepers[seat]?.record(entry, at: .now)
        case .claim(let id):
            let keeper = keepers[seat]
            reply(to: seat) { .claimed(id: id, await keeper?.claim(id) ?? false) }
        case .follow(let followed):
            attendances[seat]?.follow(followed) { [weak self] news in
                await self?.answer(.feed(news, of: followed), seat)
            }
        case .announce(let announcement): announce(announcement, seat)
        case .recall(let keys):
            guard let memory = memories[seat] else { return }
            reply(to: seat) { .recalled(await memory.recall(keys)) }
        case .remember(let resolutions): memories[seat]?.remember(resolutions)
        case .forget(let key): memories[seat]?.forget(key)
        case .copy(let bytes): output.copy(bytes)
        case .dropTypedAhead: output.dropTypedAhead()
        case .wake(let time): output.wake(time)
        case .suspend: output.suspend()
        case .quit(let status):
            // A draft is safe before the editor is gone.
            let finishing = finishing
            Task { @TerminalActor in
                let isSafe = await finishing?.value ?? true
                if !isSafe { self.answer(.draftNotKept, seat) }
                if isSafe || self.isTerminating {
                    for memory in self.memories { await memory?.end() }
                    for attendance in self.attendances { await attendance?.end() }
                    self.output.quit(isSafe ? status : max(1, status))
                }
            }
        }
    }

    private func reply(to seat: Int, _ body: @escaping @TerminalActor () async -> Event) {
        Task { @TerminalActor in self.answer(await body(), seat) }
    }

    private func answer(_ inquiry: Inquiry, _ ticket: Ticket, _ seat: Int) {
        func tell(_ body: @escaping @TerminalActor () async -> Reply) {
            reply(to: seat) { .answered(ticket, await body()) }
        }
        switch inquiry {
        case .open(let name): tell { await self.open(name, seat) }
        case .readFile(let path): read(path, ticket, seat)
        case .fetchTheirs(let source): tell { await self.fetch(source, seat) }
        case .look(let name): tell { await self.look(at: name, seat) }
        case .foresee(let subject): tell { .foreseen(await self.foresee(subject, seat)) }
        }
    }

    // MARK: The store

    private func open(_ name: String, _ seat: Int) async -> Reply {
        do throws(Problem) {
            let head = try await asking(seat) { store, caller throws(Problem) in try await store.head(name, as: caller)
            }
            return .opened(.document(head, recovered: await keepers[seat]?.draft(of: name, id: head.document.id)))
        } catch {
            let recovered = await keepers[seat]?.draft(of: name)
            return .opened(
                error.reason == .notFound ? .new(recovered: recovered) : .failed(error, recovered: recovered))
        }
    }

    private func save(_ request: SaveRequest, _ save: OpenSave) async -> Result<SaveOutcome, Problem> {
        let id = openSaves[save] ?? makeID()
        openSaves[save] = id
        do throws(Problem) {
            let outcome = try await asking(save.seat, requestID: id) { store, caller throws(Problem) in
                try await store.save(request, as: caller)
            }
            if case .conflict(let problem) = outcome, problem.retry == .sameRequest { return .success(outcome) }
            openSaves[save] = nil
            return .success(outcome)
        } catch {
            if error.retry != .sameRequest { openSaves[save] = nil }
            return .failure(error)
        }
    }

    private func fetch(_ source: Theirs.Source, _ seat: Int) async -> Reply {
        do throws(Problem) {
            let text = try await asking(seat) { store, caller throws(Problem) in
                try await store.content(ofVersion: source.version.number, of: source.name, as: caller)
            }
            return .fetchedTheirs(source.with(text))
        } catch {
            return .fetchFailed(error)
        }
    }

    private func foresee(_ subject: MergePreview.Subject, _ seat: Int) async -> MergePreview? {
        var theirs = foreseen[seat].flatMap { $0.name == subject.name && $0.version == subject.version ? $0.text : nil }
        if theirs == nil {
            theirs = try? await asking(seat) { store, caller throws(Problem) in
                try await store.content(ofVersion: subject.version, of: subject.name, as: caller)
            }
        }
        guard let theirs else { return nil }
        foreseen[seat] = (subject.name, subject.version, theirs)
        return await inBackground { MergePreview(subject, theirs: theirs) }
    }

    private func announce(_ announcement: Announcement, _ seat: Int) {
        guard let attendance = attendances[seat] else { return }
        Task { @TerminalActor in
            // Who is not heard is announced again soon.
            guard let others = await attendance.announce(announcement) else { return }
            self.answer(.company(others), seat)
        }
    }

    private func look(at name: String, _ seat: Int) async -> Reply {
        do throws(Problem) {
            return .looked(
                try await asking(seat) { store, caller throws(Problem) in try await store.document(name, as: caller) })
        } catch {
            return .lookFailed(error)
        }
    }

    /// Asks the store; where it is away, or an answer was lost, brings it back and asks once more, as the same caller: a
    /// save that is sent twice is made once, and one whose answer was lost stays so until an answer says what became of it.
    private func asking<Value: Sendable>(
        _ seat: Int, requestID: String? = nil, _ body: (any DocumentStore, Caller) async throws(Problem) -> Value
    ) async throws(Problem) -> Value {
        let caller = Caller(actor: seats[seat].actor, requestID: requestID ?? makeID())
        let store = seats[seat].store
        do throws(Problem) {
            return try await body(store, caller)
        } catch  where error.reason == .unavailable || error.reason == .outcomeUnknown {
            guard let reconnect = seats[seat].reconnect else { throw error }
            do throws(Problem) {
                if let obstacle = await reconnect() { throw obstacle }
                return try await body(store, caller)
            } catch let later {
                throw later.after(error)
            }
        }
    }

    // MARK: Files

    private func read(_ path: String, _ ticket: Ticket, _ seat: Int) {
        func tell(_ piece: FilePiece) { answer(.answered(ticket, .read(piece)), seat) }
        let (pieces, continuation) = AsyncStream<[UInt8]>.makeStream()
        Task { @TerminalActor in
            async let reading = inBackground {
                defer { continuation.finish() }
                return PlainFile.read(path) { continuation.yield($0) }
            }
            for await bytes in pieces { tell(.bytes(bytes)) }
            switch await reading {
            case .whole: tell(.end(recovered: await self.keepers[seat]?.draft(of: path)))
            case .missing: tell(.missing(recovered: await self.keepers[seat]?.draft(of: path)))
            case .failed(let reason): tell(.failed(reason))
            }
        }
    }

    private func write(_ text: Rope, to path: String, replacing expected: Rope?, _ seat: Int) async -> WriteOutcome {
        // A crash may tear a file that is written in place: the draft is on disk before.
        let isDraftSafe = await keepers[seat]?.flush() ?? false
        return await inBackground {
            PlainFile.write(text, to: path, replacing: expected, mayWriteInPlace: isDraftSafe)
        }
    }
}

/// A save that was sent, and from where.
private struct OpenSave: Hashable {
    var seat: Int
    var ticket: Ticket
}
