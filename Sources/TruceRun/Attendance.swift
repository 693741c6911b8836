import TruceDocument
import TruceEditor
import TruceTerminal

/// One seat's company: what is told to others at the same document, and heard of them.
@TerminalActor
final class Attendance {
    private let company: any EventFeed & PresenceStore
    /// Tells this editor apart from others of the same actor.
    private let session: String
    private let makeCaller: @Sendable () -> Caller
    private var following: Task<Void, Never>?
    /// Under which name others know that the document is open here.
    private var announced: String?
    /// What is being said to others. One thing is said after the other: a late announcement would undo the leaving.
    private var saying: Task<Void, Never>?

    /// How long leaving may take: what is not said lapses by itself.
    private static let patience = Duration.milliseconds(1_500)

    init(
        _ company: any EventFeed & PresenceStore, session: String, makeCaller: @escaping @Sendable () -> Caller
    ) {
        self.company = company
        self.session = session
        self.makeCaller = makeCaller
    }

    deinit { following?.cancel() }

    /// Hands over what happens there, and no longer what happened where it was before.
    func follow(_ followed: Followed, _ receive: @escaping @Sendable (FeedNews) async -> Void) {
        following?.cancel()
        let (company, caller) = (company, makeCaller())
        following = Task {
            do {
                try await company.follow(followed.document, after: nil, as: caller) { news in
                    guard followed.isAbout(news) else { return }
                    try Task.checkCancellation()
                    await receive(news)
                }
            } catch let problem as Problem {
                // A feed that is refused is none: the editor learns from its saves what others do.
                await receive(.interrupted(problem))
            } catch {}
        }
    }

    /// Tells others of this editor; gives those who are there besides. nil where the store is away.
    func announce(_ announcement: Announcement) async -> [Presence]? {
        let before = announced
        announced = announcement.name
        let present = await inTurn {
            if let before, before != announcement.name { await self.leave(before) }
            let report = PresenceReport(
                session: self.session, baseVersion: announcement.baseVersion, state: announcement.state)
            return try? await self.company.report(report, at: announcement.name, as: self.makeCaller())
        }.value
        guard announced == announcement.name else { return nil }
        return present?.filter { $0.session != session }
    }

    /// Leaves: others are told, if that is quick.
    func end() async {
        following?.cancel()
        guard let name = announced else { return }
        announced = nil
        let leaving = inTurn { await self.leave(name) }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await leaving.wait() }
            group.addTask { try? await Task.sleep(for: Self.patience) }
            await group.next()
            group.cancelAll()
        }
    }

    private func leave(_ document: String) async {
        try? await company.leave(session: session, at: document, as: makeCaller())
    }

    private func inTurn<Value: Sendable>(_ body: @escaping @TerminalActor () async -> Value) -> Task<Value, Never> {
        let before = saying
        let task = Task { @TerminalActor in
            await before?.wait()
            return await body()
        }
        saying = Task { _ = await task.wait() }
        return task
    }
}

extension Task where Failure == Never {
    /// The task's value; if whoever waits for it is cancelled, it is too.
    func wait() async -> Success {
        await withTaskCancellationHandler {
            await value
        } onCancel: {
            cancel()
        }
    }
}

extension Followed {
    /// The only document that the store has to tell of; nil for all: which of them gets a name, nobody knows before.
    fileprivate var document: String? { if case .document(let id) = self { id } else { nil } }

    fileprivate func isAbout(_ news: FeedNews) -> Bool {
        guard case .name(let name) = self, case .event(let event) = news else { return true }
        return event.document.map { isOneName($0, name) } ?? false
    }
}
