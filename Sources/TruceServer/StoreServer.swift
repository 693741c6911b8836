internal import Dispatch
internal import HummingbirdCore
public import Logging
internal import NIOCore
internal import NIOPosix
public import ServiceLifecycle
public import TruceDocument
internal import UnixSignals

/// The HTTP server over a store: runs until it is shut down, by its service group or because nobody was there.
public struct StoreServer: Service {
    private let store: any ServedStore
    private let configuration: ServerConfiguration
    private let logger: Logger
    private let now: @Sendable () -> Timestamp
    private let onReady: @Sendable ([BoundAddress]) async -> Void

    /// - Parameters:
    ///   - now: The clock by which presence lapses.
    ///   - onReady: Called once, when every listener is bound, with their addresses in the configuration's order.
    public init(
        store: any ServedStore, configuration: ServerConfiguration, logger: Logger,
        now: @escaping @Sendable () -> Timestamp,
        onReady: @escaping @Sendable ([BoundAddress]) async -> Void = { _ in }
    ) {
        self.store = store
        self.configuration = configuration
        self.logger = logger
        self.now = now
        self.onReady = onReady
    }

    /// Serves. Throws ``ServerStartError`` if it cannot listen; returns after a graceful shutdown or an idle exit.
    public func run() async throws {
        let tls = try configuration.tls.map { files throws(ServerStartError) in try ServerTLS(files) }
        try checkThatSomebodyMayCome()
        let listening = try await Listening(configuration)
        defer {
            listening.hide()
            listening.release()
        }
        let connections = Connections(limit: configuration.connectionLimit)
        let events = EventHub()
        let presence = PresenceBook(hub: events, now: now)
        store.observe { [weak events, weak presence] in
            presence?.note($0)
            events?.publish($0)
        }
        store.observeRevocations { [weak connections] in connections?.endStreams(openedWith: $0) }
        events.begin(at: try await store.newestEvent())
        let servers = makeServers(connections, listening, events, presence, tls)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await keepTime(connections, events, presence) }
            group.addTask { await supervise(servers, connections, listening) }
            if let tls { group.addTask { await reload(tls) } }
            try await run(servers)
            group.cancelAll()
        }
    }

    /// How long a stream's last words may take at a shutdown: whoever does not read them has its place.
    private static let streamDrain = Duration.seconds(1)

    private typealias HTTPServer = Server<StoreChannel>

    /// Reads the certificate again at each SIGHUP, so that a new one needs no new server.
    private func reload(_ tls: ServerTLS) async {
        for await _ in await UnixSignalsSequence(trapping: .sighup) {
            do {
                try tls.reload()
                logger.info("the certificate was read again")
            } catch {
                logger.error("the old certificate stays: \(error)")
            }
        }
    }

    /// Throws where tokens are the only way in and there are none.
    private func checkThatSomebodyMayCome() throws(ServerStartError) {
        guard !configuration.noAuth, !store.hasTokens else { return }
        guard !configuration.listeners.contains(where: \.isLocal), let first = configuration.listeners.first else {
            return
        }
        throw ServerStartError(.nobodyHasAToken, address: first.description)
    }

    private func makeServers(
        _ connections: Connections, _ listening: Listening, _ events: EventHub, _ presence: PresenceBook,
        _ tls: ServerTLS?
    ) -> [HTTPServer] {
        let responder = Responder(
            store: store, events: events, presence: presence,
            identification: Identification(
                noAuth: configuration.noAuth, tokens: store, limits: configuration.rates, now: uptime),
            bodyLimit: configuration.bodyLimit, answers: AnswerBudget(limit: configuration.answersLimit),
            logger: logger, makeRequestID: RequestID.make)
        let date = DateHeader()
        let bodies = BodyBudget(limit: configuration.bodiesLimit, largest: configuration.bodyLimit)
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        return configuration.listeners.enumerated().map { index, listener in
            let channel = StoreChannel(
                responder: responder, configuration: configuration, connections: connections, bodies: bodies,
                date: date, isLocal: listener.isLocal, tls: listener.isLocal ? nil : tls)
            return HTTPServer(
                childChannelSetup: channel, configuration: .init(address: listener.address),
                onServerRunning: { channel in await bound(index, channel, connections, listening) },
                eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: quiet)
        }
    }

    private func bound(
        _ index: Int, _ channel: any Channel, _ connections: Connections, _ listening: Listening
    ) async {
        logger.info("listening", metadata: ["address": "\(configuration.listeners[index].description)"])
        do {
            guard let addresses = try listening.bound(index, channel) else { return }
            connections.begin()
            await onReady(addresses)
        } catch {
            logger.error("\(error)")
            try? await channel.close()
        }
    }

    private func run(_ servers: [HTTPServer]) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (server, listener) in zip(servers, configuration.listeners) {
                group.addTask {
                    do { try await server.run() } catch { throw ServerStartError(bind: error, listener) }
                }
            }
            do {
                while try await group.next() != nil {}
            } catch {
                // A listener that fails takes the others with it; cancelling alone does not end them.
                for server in servers { try? await server.shutdownGracefully() }
                throw error
            }
        }
    }

    /// Waits for a graceful shutdown or for nobody to be there; then sees to it that the servers end, at the latest when
    /// the time for what is in flight is over.
    private func supervise(_ servers: [HTTPServer], _ connections: Connections, _ listening: Listening) async {
        let isIdle = await cancelWhenGracefulShutdown { await waitUntilIdle(connections, listening) }
        guard !Task.isCancelled else { return }
        listening.hide()
        logger.info(isIdle ? "leaving: nobody is here" : "shutting down")
        connections.endStreams()
        async let _ = closeWhatIsLeft(connections)
        await withTaskGroup(of: Void.self) { group in
            for server in servers {
                group.addTask { try? await server.shutdownGracefully() }
            }
        }
    }

    /// Closes, unless it is cancelled before, what does not end by itself in the time that a shutdown has.
    private func closeWhatIsLeft(_ connections: Connections) async {
        let streamDrain = min(Self.streamDrain, configuration.drain)
        do {
            try await Task.sleep(for: streamDrain)
            connections.closeStreams()
            try await Task.sleep(for: configuration.drain - streamDrain)
        } catch {
            return
        }
        logger.warning("closing what is still in flight")
        connections.closeAll()
    }

    /// Does what time asks for until it is cancelled: bookmarks, the end of presence that has lapsed, and of streams that
    /// nobody reads.
    private func keepTime(_ connections: Connections, _ events: EventHub, _ presence: PresenceBook) async {
        var bookmark = ContinuousClock.now + configuration.bookmarkInterval
        while true {
            let lapse = presence.untilNextExpiry.map { ContinuousClock.now + $0 } ?? bookmark
            do { try await Task.sleep(until: min(bookmark, lapse), clock: .continuous) } catch { return }
            presence.expire()
            guard bookmark <= .now else { continue }
            bookmark = .now + configuration.bookmarkInterval
            events.bookmark(at: now())
            let dropped = connections.closeStalledStreams(after: configuration.streamPatience)
            if dropped > 0 { logger.info("closed streams that nobody reads", metadata: ["count": "\(dropped)"]) }
        }
    }

    /// Returns true when nobody was there for long enough, and nobody can come any more; false when cancelled.
    private func waitUntilIdle(_ connections: Connections, _ listening: Listening) async -> Bool {
        guard let idleExit = configuration.idleExit else {
            try? await gracefulShutdown()
            return false
        }
        do {
            while true {
                let deadline = connections.idleDeadline(after: idleExit) ?? .now.advanced(by: idleExit)
                if deadline <= .now { break }
                try await Task.sleep(until: deadline, clock: .continuous)
            }
            // Who connected in this very moment is still served; who comes later finds no socket and starts a new server.
            listening.hide()
            repeat {
                try await Task.sleep(for: .milliseconds(50))
            } while connections.idleDeadline(after: .zero) == nil
            return true
        } catch {
            return false
        }
    }
}

/// The time since this machine started, which no correction of the clock moves.
private func uptime() -> Timestamp {
    Timestamp(milliseconds: Int64(DispatchTime.now().uptimeNanoseconds / 1_000_000))
}

/// Serves until SIGTERM, SIGINT, or the idle exit; what is in flight is finished first.
public func serve(
    store: any ServedStore, configuration: ServerConfiguration, logger: Logger,
    now: @escaping @Sendable () -> Timestamp,
    onReady: @escaping @Sendable ([BoundAddress]) async -> Void = { _ in }
) async throws {
    let server = StoreServer(store: store, configuration: configuration, logger: logger, now: now, onReady: onReady)
    let service = ServiceGroupConfiguration.ServiceConfiguration(
        service: server, successTerminationBehavior: .gracefullyShutdownGroup)
    var quiet = logger
    quiet.logLevel = max(logger.logLevel, .warning)
    let group = ServiceGroup(
        configuration: ServiceGroupConfiguration(
            services: [service], gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet))
    try await group.run()
}
