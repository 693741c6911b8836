import TruceDocument
import TruceText

/// Others at the same document: they are told of this editor, and it hears of them.
extension Editor {
    /// What somebody else saved and the text does not know; nil where there is nothing, or a save is on its way that may
    /// be the same.
    public var news: Company.News? {
        guard saving == nil, let news = company.news else { return nil }
        if isOfAnother(news) {
            let theirs = resolver?.theirs.version
            let isThere = news.etag.map { $0 == theirs?.etag } ?? (news.version <= theirs?.number ?? 0)
            return isThere ? nil : news
        }
        let known = max(base.version ?? 0, resolver?.theirs.version?.number ?? 0)
        return news.version > known ? news : nil
    }

    /// What is to be done for the company's sake.
    mutating func attend(at now: Timestamp) -> [Effect] {
        guard isAnnounced, !isFile, phase == .ready else { return [] }
        var wanted: [Effect] = []
        let followed = (company.news?.document ?? document?.id).map(Followed.document) ?? .name(name)
        if followed != company.followed {
            company.followed = followed
            wanted.append(.follow(followed))
        }
        tellNews()
        let announcement = Announcement(name: name, baseVersion: base.version, state: presenceState)
        let isDue = company.due.map { now >= $0 } ?? true
        if isDue || announcement != company.announced {
            company.announced = announcement
            let interval = company.gone == nil ? Company.interval : Company.goneInterval
            let due = Timestamp(milliseconds: now.milliseconds + interval)
            company.due = due
            wanted += [.announce(announcement), .wake(at: due)]
        }
        return wanted
    }

    private var presenceState: Presence.State { resolver != nil ? .resolving : isModified ? .editing : .viewing }

    mutating func take(_ news: FeedNews) -> [Effect] {
        switch news {
        case .connected:
            // A server that began anew knows nobody; and what was saved before the feed began is asked for.
            company.due = nil
            return [asked.ask(.look(name))] + sendAgainByItself()
        case .gap: return [asked.ask(.look(name))]
        case .interrupted(let problem):
            company.others = []
            if problem.reason == .notFound { return [asked.ask(.look(name))] }
        case .event(let event): return take(event)
        }
        return []
    }

    private mutating func take(_ event: StoreEvent) -> [Effect] {
        // Which document has the name now, the event does not say.
        if case .name = company.followed, event.kind != .presenceChanged { return [asked.ask(.look(name))] }
        switch event.kind {
        case .contentUpdated: hear(of: event.version, by: event.actor)
        case .documentDeleted:
            hear(of: Gone(deletedBy: event.actor ?? "Somebody", lastVersion: event.version))
        case .metadataUpdated: return event.document.map { hear(ofName: $0, by: event.actor) } ?? []
        case .presenceChanged: company.due = nil
        default: break
        }
        return []
    }

    /// The document as it is now, or another that has its name.
    mutating func take(looked document: Document) -> [Effect] {
        company.gone = nil
        hear(of: document.version, by: document.updatedBy, in: document.id, with: document.contentETag)
        if document.id == self.document?.id { return hear(ofName: document.name, by: nil) }
        // A text that nobody has begun has nothing to wait for.
        return base == .none && area.rope.isEmpty ? readNews() ?? [] : []
    }

    /// The document cannot be asked for; what is told only if it is gone.
    mutating func take(lookFailed problem: Problem) {
        guard let gone = Gone(problem), document != nil else { return }
        hear(of: gone)
    }

    private mutating func hear(
        of version: Int?, by actor: String?, in document: String? = nil, with etag: ETag? = nil
    ) {
        guard let version, let document = document ?? followedID else { return }
        if let news = company.news, news.document == document, news.version >= version { return }
        company.news = Company.News(version: version, actor: actor ?? "somebody", document: document, etag: etag)
    }

    private var followedID: String? { if case .document(let id)? = company.followed { id } else { nil } }

    /// The document has another name than it had: the editing goes on under it, the draft too.
    private mutating func hear(ofName newName: String, by renamer: String?) -> [Effect] {
        guard let known = document?.name, known != newName else { return [] }
        document?.name = newName
        target = .document(newName)
        resolver?.name = newName
        say(renamer.map { "\($0) renamed '\(known)' to '\(newName)'" } ?? "'\(known)' is called '\(newName)' now")
        return [began] + (resolver == nil ? [] : journalResolution())
    }

    private mutating func hear(of gone: Gone) {
        guard company.gone == nil, saving == nil else { return }
        company.gone = gone
        company.news = nil
        company.due = nil
        resolver?.newer = nil
        let isOwn = gone.deletedBy == actor
        let way = resolver?.remainder == nil ? "^S asks what to do" : "decide the rest, then ^S asks what to do"
        say((isOwn ? "You deleted the document in another session" : gone.sentence) + ": \(way)")
    }

    /// The text goes on from this document: what was heard of another is no news of it, and what is still being read is older.
    mutating func goOn(with document: Document) {
        if document.id != self.document?.id {
            company.news = nil
            asked.forget()
        }
        asked.forgetText()
        company.gone = nil
        self.document = document
    }

    /// Whether the news is of a document that has taken the place of the text's.
    func isOfAnother(_ news: Company.News) -> Bool { document.map { $0.id != news.document } ?? false }

    /// Says once what somebody else saved, and how it is taken.
    private mutating func tellNews() {
        guard let news, !news.isTold else { return }
        company.news?.isTold = true
        if resolver != nil {
            // The view has a row for it.
            let newer = Resolver.Newer(number: news.version, actor: news.actor, isOfAnother: isOfAnother(news))
            resolver?.newer = newer
            if isResolving { return }
        }
        let who: String
        if isOfAnother(news) {
            who = "There is a new document of this name, v\(news.version) by \(news.actor)"
        } else if news.actor == actor {
            who = "You saved v\(news.version) in another session"
        } else {
            who = "\(news.actor) saved v\(news.version)"
        }
        say(who + (isModified || resolver != nil ? ": ^S merges it with yours" : ": ^S reads it"))
    }

    /// ^S on a text that has nothing of its own to save: reads what somebody else saved.
    mutating func readNews() -> [Effect]? {
        guard let news, !isModified else { return nil }
        company.news?.isTold = true
        say("\(news.actor) saved v\(news.version): reading it…")
        return [asked.ask(.open(name))]
    }

    /// The document was read again: its text takes the place of the one there, which has nothing of its own.
    mutating func refresh(_ head: Head, at now: Timestamp) -> [Effect] {
        let isThere = "v\(head.document.version) is there"
        if let open = openResolver, saving == nil {
            if case .editing = open.state {
                // Nothing moves under the fingers.
                resolver?.message = "\(isThere): Esc ends EDIT, then r merges it in"
                return []
            }
            goOn(with: head.document)
            return resolve(Theirs(head, conflict: open.theirs.version?.conflict), at: now)
        }
        guard !isModified, resolver == nil, saving == nil else {
            say("\(isThere): ^S merges it with yours")
            return []
        }
        let rope = Rope(head.content)
        goOn(with: head.document)
        base = .version(BaseVersion(number: head.document.version, etag: head.document.contentETag, text: rope))
        _ = area.replaceAll(with: rope, at: now.milliseconds)
        area.markSaved(area.snapshot())
        mergeBarrier = MergeBarrier(area.buffer.history.state)
        revealCursor()
        say("v\(head.document.version) by \(head.document.updatedBy)")
        return [began]
    }
}
