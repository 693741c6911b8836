import TruceDocument
import TruceEditor
import TruceTerminal

/// How conflicts were resolved, as one seat's store remembers it: each person's own resolution, and the last of anybody's.
///
/// Nobody waits for it: what fails is not remembered, and no more.
@TerminalActor
final class ResolutionMemory {
    private let source: Source
    /// What is being told. One thing is told after the other: a forgetting that is late would undo a remembering.
    private var telling: Task<Void, Never>?

    /// How long the end of the program may wait for what is being told.
    private static let patience = Duration.milliseconds(1_500)
    /// Questions under way at once.
    private static let atOnce = 8

    init(_ store: any ResolutionStore, actor: String, makeID: @escaping @Sendable () -> String) {
        source = Source(store: store, actor: actor, makeID: makeID)
    }

    /// What is remembered for these conflicts: of each what this person did last, else what anybody did.
    func recall(_ keys: [ResolutionKey]) async -> [RememberedResolution] {
        let source = source
        return await withTaskGroup(of: Answer.self) { group in
            var rest = keys[...]
            for key in rest.prefix(Self.atOnce) { group.addTask { await source.recall(key) } }
            rest = rest.dropFirst(Self.atOnce)
            var found: [RememberedResolution] = []
            while let answer = await group.next() {
                switch answer {
                case .found(let resolution): found.append(resolution)
                case .nothing: break
                // A store that does not answer one of them does not answer the others.
                case .failed: rest = []
                }
                if let key = rest.popFirst() { group.addTask { await source.recall(key) } }
            }
            return found
        }
    }

    func remember(_ resolutions: [Resolution]) {
        // One that is refused, as being too long, holds up no other.
        for resolution in resolutions { tell { source in try await source.remember(resolution) } }
    }

    func forget(_ key: ResolutionKey) {
        tell { source in try await source.forget(key) }
    }

    /// Waits until all is told, if that is quick.
    func end() async {
        guard let telling else { return }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await telling.wait() }
            group.addTask { try? await Task.sleep(for: Self.patience) }
            await group.next()
            group.cancelAll()
        }
    }

    private func tell(_ body: @escaping @Sendable (Source) async throws -> Void) {
        let (source, before) = (source, telling)
        telling = Task {
            await before?.wait()
            try? await body(source)
        }
    }
}

private enum Answer: Sendable {
    case found(RememberedResolution)
    case nothing
    case failed
}

/// A store as one person asks it.
private struct Source: Sendable {
    let store: any ResolutionStore
    let actor: String
    let makeID: @Sendable () -> String

    private var caller: Caller { Caller(actor: actor, requestID: makeID()) }

    /// Under what a conflict's resolutions are kept, the person's own first.
    private func keys(of key: ResolutionKey) -> [ResolutionKey] { [key.personal(to: actor), key] }

    func recall(_ key: ResolutionKey) async -> Answer {
        for kept in keys(of: key) {
            do throws(Problem) {
                var resolution = try await store.resolution(kept, as: caller)
                resolution.key = key
                return .found(resolution)
            } catch {
                guard error.reason == .notFound else { return .failed }
            }
        }
        return .nothing
    }

    func remember(_ resolution: Resolution) async throws {
        for key in keys(of: resolution.key) {
            _ = try await store.remember(ResolutionReport(text: resolution.text), under: key, as: caller)
        }
    }

    func forget(_ key: ResolutionKey) async throws {
        for kept in keys(of: key) {
            do throws(Problem) {
                _ = try await store.forget(kept, as: caller)
            } catch {
                guard error.reason == .notFound else { throw error }
            }
        }
    }
}
