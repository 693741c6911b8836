import TruceDocument
import TruceText

/// Others at the same document: they are told of this editor, and it hears of them.
extension Editor {
    /// What somebody else saved and the text does not know; nil where there is nothing, or a save is on its way that may
    /// be the same.
    public var news: Company.News? {
        guard saving == nil, let news = company.news else { return nil }
        let known = max(base.version ?? 0, resolver?.theirs.version?.number ?? 0)
        return news.version > known ? news : nil
    }

    /// What is to be done for the company's sake after an event.
    mutating func attend(after event: Event, _ effects: [Effect], at now: Timestamp) -> [Effect] {
        guard isAnnounced, !isFile, phase == .ready else { return [] }
        var wanted: [Effect] = []
        if let id = document?.id, id != company.followed {
            company.followed = id
            company.news = nil
            wanted.append(.follow(id))
        }
        tellNews()
        let announcement = Announcement(name: name, baseVersion: base.version, state: presenceState)
        let isDue = company.due.map { now >= $0 } ?? true
        if isDue || announcement != company.announced {
            company.announced = announcement
            company.due = Timestamp(milliseconds: now.milliseconds + Company.interval)
            wanted.append(.announce(announcement))
        }
        // The clock keeps one wish: the earliest, and again after each tick.
        let wakes = event == .tick || effects.contains { if case .wake = $0 { true } else { false } }
        if wakes || !wanted.isEmpty, let time = [company.due, journalDue].compactMap({ $0 }).min() {
            wanted.append(.wake(at: time))
        }
        return wanted
    }

    private var presenceState: Presence.State { resolver != nil ? .resolving : isModified ? .editing : .viewing }

    mutating func take(_ news: FeedNews) -> [Effect] {
        switch news {
        case .connected:
            // A server that began anew knows nobody; and what was saved before the feed began is asked for.
            company.due = nil
            return [.look(name)]
        case .gap: return [.look(name)]
        case .interrupted: company.others = []
        case .event(let event): take(event)
        }
        return []
    }

    private mutating func take(_ event: StoreEvent) {
        switch event.kind {
        case .contentUpdated: hear(of: event.version, by: event.actor)
        case .documentDeleted where event.actor != actor:
            say("\(event.actor ?? "Somebody") deleted the document: ^S asks what to do")
        case .presenceChanged: company.due = nil
        default: break
        }
    }

    /// The document as it is now.
    mutating func take(looked document: Document) { hear(of: document.version, by: document.updatedBy) }

    private mutating func hear(of version: Int?, by actor: String?) {
        guard let version, version > company.news?.version ?? 0 else { return }
        company.news = Company.News(version: version, actor: actor ?? "somebody")
    }

    /// Says once what somebody else saved, and how it is taken.
    private mutating func tellNews() {
        guard let news, !news.isTold else { return }
        company.news?.isTold = true
        let who =
            news.actor == actor
            ? "You saved v\(news.version) in another session" : "\(news.actor) saved v\(news.version)"
        say(who + (isModified || resolver != nil ? ": ^S merges it with yours" : ": ^S reads it"))
    }

    /// ^S on a text that has nothing of its own to save: reads what somebody else saved.
    mutating func readNews() -> [Effect]? {
        guard let news, !isModified else { return nil }
        say("Reading v\(news.version)…")
        return [.open(name)]
    }

    /// The document was read again: its text takes the place of the one there, which has nothing of its own.
    mutating func refresh(_ head: Head, at now: Timestamp) -> [Effect] {
        guard !isModified, resolver == nil, saving == nil else {
            say("v\(head.document.version) is there: ^S merges it with yours")
            return []
        }
        let rope = Rope(head.content)
        document = head.document
        base = .version(BaseVersion(number: head.document.version, etag: head.document.contentETag, text: rope))
        _ = area.replaceAll(with: rope, at: now.milliseconds)
        area.markSaved(area.snapshot())
        mergeBarrier = MergeBarrier(area.buffer.history.state)
        revealCursor()
        say("v\(head.document.version) by \(head.document.updatedBy)")
        return [began]
    }
}
