public import TruceDocument
public import TruceScreen
public import TruceText

/// One editor on one document, as a value: events go in, effects come out, and nothing else changes it.
///
/// It reads no clock, waits for nothing and draws nothing: ``handle(_:at:)`` is the only way in, `render` of `TruceView`
/// makes a frame of it.
public struct Editor: Sendable {
    /// What is edited.
    public enum Target: Sendable, Equatable {
        /// A document of the store, by its name.
        case document(String)
        /// A plain file, by its path.
        case file(String)
        /// Plain files, merged into one.
        case merge(FileMerge)
    }

    /// How far the text has been read.
    public enum Phase: Sendable, Equatable {
        case opening
        /// A file arrives piece by piece: what is there can be looked at, not changed.
        case reading
        case ready
        /// It cannot be opened, in a sentence for people.
        case failed(String)
    }

    /// What the status row says.
    public struct Notice: Sendable, Equatable {
        public var text: String
        public var isError = false
    }

    /// A save whose answer is awaited.
    struct Saving: Sendable {
        /// What was sent.
        enum Content: Sendable {
            case text
            case result
        }

        var ticket: Ticket
        var content: Content
        var snapshot: TextBuffer.Snapshot
        /// Under which name.
        var name: String
        /// What the store was asked; nil for a file.
        var request: SaveRequest?
        /// When it is sent again; nil while an answer is awaited.
        var dueAgain: Timestamp?
        /// How often the store could not answer it.
        var failures = 0
        /// Whether ^S sent it, so that the person waits for what comes of it.
        var isAwaited = true
        /// Whether ^S has asked meanwhile for what was typed since.
        var isFollowed = false
    }

    public internal(set) var target: Target
    /// Who is writing.
    public let actor: String
    /// How a request is repeated from a shell.
    public let endpoint: Endpoint
    /// Seconds that the person's clock is ahead of UTC.
    public let utcOffset: Int
    /// Whether the three-way view names whose text MINE is: where several editors share a terminal.
    public let namesMine: Bool
    /// Whether others at the same document are told of this editor, and it hears of them.
    public let isAnnounced: Bool
    public let settings: Settings
    public internal(set) var size: Size
    public internal(set) var phase: Phase = .opening
    public internal(set) var area = TextArea(Rope())
    public internal(set) var base: Base = .none
    /// The document as it was last answered; nil until it exists.
    public internal(set) var document: Document?
    /// The resolution that is open or pending.
    public internal(set) var resolver: Resolver?
    /// Whether the three-way view shows.
    public internal(set) var isResolving = false
    public internal(set) var overlay: Overlay?
    /// Which of the answers to an open question Tab has chosen.
    public internal(set) var chosenAnswer: Int?
    public internal(set) var notice = Notice(text: "")
    /// The last requests and answers, oldest first.
    public internal(set) var exchanges: [Exchange] = []
    public let keys = KeyMap.standard
    public internal(set) var company = Company()
    var foresight: Foresight?

    /// Whether the editor has ended and left a draft for the next start.
    public internal(set) var keepsDraft = false
    /// Whether a draft was to be left and could not be: where the editor has ended all the same, it is lost.
    public internal(set) var hasLostDraft = false
    /// Whether what is typed does not reach the journal at present.
    public internal(set) var lacksJournal = false

    var saving: Saving?
    /// A draft that was found and not offered yet.
    var found: Recovered?
    /// The draft that is being claimed, to be taken up or to be thrown away.
    var claiming: (draft: Recovered, isTakenUp: Bool)?
    /// What was typed before the text was there.
    var heldInput: [Input] = []
    var asked = Asked()
    var clipboard: [UInt8] = []
    /// What ^F last looked for.
    public internal(set) var lastSearch: Search?
    /// Whether the editor ends once the running save has succeeded.
    var quitsWhenSaved = false
    /// The person's own text before it got what was typed into RESULT, as the view was left.
    var areaWithoutTyped: TextArea?
    /// When typing in RESULT is written down.
    var journalDue: Timestamp?
    /// When the window got the keyboard.
    var focusedAt: Timestamp?
    /// The three-way view or a question is opening by itself.
    var opensByItself = false
    /// It has, and its keys wait for a pause until then: see ``awaitPause(from:)``.
    var pauseEnd: Timestamp?
    /// Whether the journal knows what a merge of files is about.
    var isMergeJournalled = false
    /// What an earlier run of the same merge of files left, in its journal's name, and nobody took up.
    var leftBehind: String?
    /// Where ^Z would take back the last merge.
    var mergeBarrier: MergeBarrier?

    /// How many exchanges are kept for the HTTP panel.
    public static let keptExchanges = 200
    /// Typing in RESULT is written down so many milliseconds after it began: each time all that was typed there.
    static let journalDelay: Int64 = 500
    /// So many milliseconds without a key are a pause before the three-way view takes letters, which can all be taken back.
    static let pause: Int64 = 500
    /// And before a question takes an answer: longer than it takes until a key that is held repeats itself.
    static let longPause: Int64 = 1_000
    /// A click within so many milliseconds of the window getting the keyboard is what focused it.
    static let focusClick: Int64 = 200

    public init(
        target: Target, actor: String, endpoint: Endpoint, utcOffset: Int = 0, namesMine: Bool = false,
        isAnnounced: Bool = false, settings: Settings = Settings(), size: Size
    ) {
        self.target = target
        self.actor = actor
        self.endpoint = endpoint
        self.utcOffset = utcOffset
        self.namesMine = namesMine
        self.isAnnounced = isAnnounced
        self.settings = settings
        self.size = size
    }

    /// What to do first.
    public var start: [Effect] {
        switch target {
        case .document(let name): [.ask(asked.text, .open(name))]
        case .file(let path): [.ask(asked.text, .readFile(path))]
        case .merge(let merge): [.findDraft(merge.path)]
        }
    }

    /// The document's name, or the file's path.
    public var name: String {
        switch target {
        case .document(let name): name
        case .file(let path): path
        case .merge(let merge): merge.path
        }
    }

    public var isModified: Bool { area.buffer.isModified }
    public var isSaving: Bool { saving != nil }
    /// Whether the three-way view or a question has just opened by itself, and drops keys until the person pauses.
    public var awaitsPause: Bool { pauseEnd != nil }
    /// The resolver while the three-way view shows.
    public var openResolver: Resolver? { isResolving ? resolver : nil }

    /// Takes an event that happened at `now`, and says what to do.
    public mutating func handle(_ event: Event, at now: Timestamp) -> [Effect] {
        let wasDue = journalDue.map { now >= $0 } ?? false
        var effects = take(event, at: now) + offerDraft() + releaseInput(at: now)
        // After the event: what it changed is written down with the rest.
        if wasDue && journalDue != nil { effects += journalResolution() }
        if let due = saving?.dueAgain, now >= due { effects += sendAgainByItself() }
        effects += recall(at: now)
        effects += attend(at: now)
        effects += foresee(at: now)
        if opensByItself {
            opensByItself = false
            effects.append(awaitPause(from: now))
        }
        return scheduled(effects, after: event)
    }

    /// The clock keeps one wish: the earliest, and again after each tick.
    private func scheduled(_ effects: [Effect], after event: Event) -> [Effect] {
        let others = effects.filter { if case .wake = $0 { false } else { true } }
        guard event == .tick || others.count < effects.count,
            let time = [company.due, journalDue, pauseEnd, saving?.dueAgain, foresight?.due].compactMap({ $0 }).min()
        else { return others }
        return others + [.wake(at: time)]
    }

    private mutating func take(_ event: Event, at now: Timestamp) -> [Effect] {
        if let pauseEnd, now >= pauseEnd { self.pauseEnd = nil }
        switch event {
        case .input(let input): return handle(input, at: now)
        case .resize(let size):
            self.size = size
            revealCursor()
            resolver?.resized(to: size)
        case .tick: break
        case .answered(let ticket, let reply): return asked.awaits(ticket) ? take(reply, at: now) : []
        case .foundDraft(let found): return fileMerge.map { begin($0, found: found) } ?? []
        case .saved(let ticket, let result): return take(result, of: ticket, at: now)
        case .wroteFile(let ticket, let outcome): return take(outcome, of: ticket, at: now)
        case .exchanged(let exchange):
            exchanges.append(exchange)
            if exchanges.count > Self.keptExchanges { exchanges.removeFirst(exchanges.count - Self.keptExchanges) }
        case .company(let others):
            company.others = others
            if company.gone != nil { return [asked.ask(.look(name))] }
        case .feed(let news, let followed): return followed == company.followed ? take(news) : []
        case .recalled(let found): take(recalled: found)
        case .claimed(let id, let isOurs): return takeClaim(of: id, isOurs)
        case .journalFailed(let reason):
            lacksJournal = true
            fail("No draft can be kept: save with ^S soon (\(reason))")
        case .journalRecovered: lacksJournal = false
        case .draftNotKept:
            keepsDraft = false
            hasLostDraft = true
            fail("The draft cannot be kept: ^S saves, or ^Q and d discard it")
        case .terminate:
            hasLostDraft = false
            return leave(keepingDraft: hasUnsaved, status: unsavedStatus)
        }
        return []
    }

    private mutating func take(_ reply: Reply, at now: Timestamp) -> [Effect] {
        switch reply {
        case .opened(let opened): return take(opened, at: now)
        case .read(let piece): return take(piece)
        case .fetchedTheirs(let theirs): return resolve(theirs, at: now)
        case .fetchFailed(let problem): failSaving("The other version cannot be read: \(problem.detail)")
        case .looked(let document): return take(looked: document)
        case .lookFailed(let problem): take(lookFailed: problem)
        case .foreseen(let preview): take(preview)
        }
        return []
    }

    private mutating func handle(_ input: Input, at now: Timestamp) -> [Effect] {
        if holds(input) {
            heldInput.append(input)
            return []
        }
        if case .focus(let isGained) = input { focusedAt = isGained ? now : nil }
        if isFocusing(input, at: now) { return [] }
        if case .key(let key) = input, case .failed = phase {
            return [.control("q"), .control("c"), .escape].contains(key) ? [.quit(1)] : []
        }
        if awaitsPause, overlay != nil || isResolving, case .key(let key) = input, key != .escape {
            if overlay == nil { resolver?.message = "Keys pressed as this opened are dropped: letters choose here" }
            return [awaitPause(from: now)]
        }
        if let key = keyRowPressed(by: input) { return handle(.key(key), at: now) }
        if case .key(let key) = input, !answers.isEmpty, chooses(key) {
            guard key == .enter, let answer = takeChosenAnswer() else { return [] }
            return handle(.key(answer.key), at: now)
        }
        let effects: [Effect]
        if overlay != nil {
            effects = handleOverlay(input, at: now)
        } else if isResolving {
            effects = resolverHandles(input, at: now)
        } else {
            effects = handleText(input, at: now)
        }
        if answers.isEmpty { chosenAnswer = nil }
        return effects
    }

    /// Whether a press is the click that gave the window the keyboard: it decides nothing.
    private func isFocusing(_ input: Input, at now: Timestamp) -> Bool {
        guard case .mouse(let event) = input, case .press = event.kind, let focusedAt else { return false }
        return now.milliseconds - focusedAt.milliseconds < Self.focusClick
    }

    /// The key that a click on the row of keys stands for.
    private func keyRowPressed(by input: Input) -> Key? {
        guard case .mouse(let event) = input, case .press = event.kind, event.button == .left,
            event.position.row == size.rows - 1
        else { return nil }
        return KeyBar(self).key(at: event.position.column)
    }

    /// Does what a key or the palette asks for.
    mutating func perform(_ action: Action, at now: Timestamp) -> [Effect] {
        guard !holds(action) else {
            say("The text is still being read")
            return []
        }
        switch action {
        case .palette: overlay = .palette(Palette(context: keyContext))
        case .help: overlay = .help(top: 0)
        case .why: overlay = .why(top: 0)
        case .traffic: overlay = .traffic(TrafficPanel())
        case .find: overlay = .find(LineInput(), origin: activeArea.selection)
        case .findNext: findAgain(backwards: false)
        case .findPrevious: findAgain(backwards: true)
        case .replace: overlay = .replace(.pattern(LineInput()))
        case .goToLine: overlay = .goToLine(LineInput())
        case .open: askToOpen()
        case .history where isFile: say("A file has no versions: documents have")
        case .history: say("In a shell: 'truce log \(name)' lists the versions, 'truce diff \(name)' what changed")
        case .suspend: return [.suspend]
        case .quit: return quit()
        case .paste where clipboard.isEmpty: say("Nothing was cut or copied yet")
        case .paste: return isResolving ? resolverHandles(.paste(clipboard), at: now) : type(clipboard, at: now)
        case .save where !isResolving: return save()
        default:
            if isResolving { return resolverPerforms(action, at: now) }
            if let command = EditCommand(action) { return run(command, at: now) }
        }
        return []
    }

    /// Where keys are pressed at the moment.
    public var keyContext: KeyContext {
        guard let resolver = openResolver else { return .text }
        if case .editing = resolver.state { return .edit }
        return .decide
    }

    /// The text that has the cursor: RESULT in EDIT, else the person's own.
    public var activeArea: TextArea {
        if case .editing(let editing)? = openResolver?.state { return editing.area }
        return area
    }

    mutating func fail(_ text: String) { tell(text, isError: true) }

    mutating func say(_ text: String) { tell(text, isError: false) }

    /// Says something in the status row, whichever view shows.
    private mutating func tell(_ text: String, isError: Bool) {
        notice = Notice(text: text, isError: isError)
        if isResolving { resolver?.message = text }
    }

    /// Ends the editor; what was typed last is written down before.
    mutating func leave(keepingDraft: Bool, status: Int32) -> [Effect] {
        keepsDraft = keepingDraft
        let last = keepingDraft && journalDue != nil ? journalResolution() : []
        journalDue = nil
        return last + [.journal(.finished(keep: keepingDraft)), .quit(status)]
    }
}

extension Editor {
    /// The clock time of a moment where the person is: `12:08`.
    public func clock(_ time: Timestamp) -> String {
        let minutes = (time.milliseconds / 1000 + Int64(utcOffset)) / 60
        let ofDay = ((minutes % 1440) + 1440) % 1440
        let hour = String(ofDay / 60)
        let minute = String(ofDay % 60)
        return (hour.count < 2 ? "0" : "") + hour + ":" + (minute.count < 2 ? "0" : "") + minute
    }
}
