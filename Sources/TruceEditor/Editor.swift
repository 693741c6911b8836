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
        var ticket: SaveTicket
        var snapshot: TextBuffer.Snapshot
        /// Whether RESULT was sent, rather than the text.
        var isResubmission: Bool
        var name: String
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
    public internal(set) var notice = Notice(text: "")
    /// The last requests and answers, oldest first.
    public internal(set) var exchanges: [Exchange] = []
    public let keys = KeyMap.standard

    var saving: Saving?
    var lastTicket = 0
    var clipboard: [UInt8] = []
    /// What ^F last looked for.
    public internal(set) var lastSearch: Search?
    /// Whether the editor ends once the running save has succeeded.
    var quitsWhenSaved = false
    /// Whether a file has been written since it was opened.
    var hasWritten = false

    /// How many exchanges are kept for the HTTP panel.
    public static let keptExchanges = 200

    public init(target: Target, actor: String, endpoint: Endpoint, utcOffset: Int = 0, namesMine: Bool = false, size: Size) {
        self.target = target
        self.actor = actor
        self.endpoint = endpoint
        self.utcOffset = utcOffset
        self.namesMine = namesMine
        self.size = size
    }

    /// What to do first.
    public var start: [Effect] {
        switch target {
        case .document(let name): [.open(name)]
        case .file(let path): [.readFile(path)]
        }
    }

    /// The document's name, or the file's path.
    public var name: String {
        switch target {
        case .document(let name): name
        case .file(let path): path
        }
    }

    public var isModified: Bool { area.buffer.isModified }
    public var isSaving: Bool { saving != nil }
    /// The resolver while the three-way view shows.
    public var openResolver: Resolver? { isResolving ? resolver : nil }

    /// Takes an event that happened at `now`, and says what to do.
    public mutating func handle(_ event: Event, at now: Timestamp) -> [Effect] {
        switch event {
        case .input(let input): return handle(input, at: now)
        case .resize(let size):
            self.size = size
            revealCursor()
            resolver?.resized(to: size)
            return []
        case .tick: return []
        case .opened(let opened): return take(opened)
        case .read(let piece): return take(piece)
        case .saved(let ticket, let result): return take(result, of: ticket, at: now)
        case .wroteFile(let ticket, let failure): return takeWritten(ticket, failure)
        case .fetchedTheirs(let theirs): return resolve(theirs)
        case .fetchFailed(let problem):
            fail("The other version cannot be read: \(problem.detail)")
            return []
        case .exchanged(let exchange):
            exchanges.append(exchange)
            if exchanges.count > Self.keptExchanges { exchanges.removeFirst(exchanges.count - Self.keptExchanges) }
            return []
        case .journalFailed(let reason):
            notice = Notice(text: reason, isError: true)
            return []
        case .terminate: return [.journal(.finished(keep: isModified || resolver != nil)), .quit(0)]
        }
    }

    private mutating func handle(_ input: Input, at now: Timestamp) -> [Effect] {
        if case .key(let key) = input, case .failed = phase {
            return key == .control("q") || key == .escape || key == .control("c") ? [.quit(1)] : []
        }
        if overlay != nil { return handleOverlay(input, at: now) }
        if case .mouse(let event) = input, event.position.row == size.rows - 1 {
            guard case .press = event.kind, let action = KeyBar(self).action(at: event.position.column) else {
                return []
            }
            return perform(action, at: now)
        }
        if isResolving { return resolverHandles(input, at: now) }
        return handleText(input, at: now)
    }

    /// Does what a key, the palette or a click asks for.
    mutating func perform(_ action: Action, at now: Timestamp) -> [Effect] {
        switch action {
        case .palette: overlay = .palette(Palette(context: keyContext))
        case .help: overlay = .help(top: 0)
        case .traffic: overlay = .traffic(TrafficPanel())
        case .find: overlay = .find(LineInput(), origin: activeArea.selection)
        case .findNext: findAgain(backwards: false)
        case .findPrevious: findAgain(backwards: true)
        case .goToLine: overlay = .goToLine(LineInput())
        case .suspend: return [.suspend]
        case .paste where clipboard.isEmpty: notice = Notice(text: "Nothing was cut or copied yet")
        case .paste: return isResolving ? resolverHandles(.paste(clipboard), at: now) : type(clipboard, at: now)
        case .save where !isResolving: return save()
        case .quit where !isResolving: return quit()
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

    mutating func fail(_ text: String) { notice = Notice(text: text, isError: true) }

    mutating func say(_ text: String) { notice = Notice(text: text) }

    /// Opens a question; what was typed before it showed answers nothing.
    mutating func ask(_ question: Overlay) -> [Effect] {
        overlay = question
        return question.isQuestion ? [.dropTypedAhead] : []
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
