import TruceDocument
import TruceEditor
import TruceScreen
import TruceView

@testable import TruceDemo

/// The demo on a store that compares and saves, with a clock that goes where the demo wants to be woken.
struct DemoUnderTest {
    var demo: Demo
    var now = Timestamp(rfc3339: "2026-04-21T12:08:11Z")!
    /// Texts by version, the first is 1.
    var versions: [[UInt8]] = [Array(DemoDocument.text.utf8)]
    /// Whether saves are compared, as they should be.
    var compares = true
    var status: Int32?
    var wakeTime: Timestamp?
    /// The screens, one for each caption.
    var screens: [(caption: String, frame: Frame)] = []

    init(_ size: Size, speed: Double? = nil) {
        demo = Demo(
            size: size, endpoint: .url("http://h"), utcOffset: 0, play: speed.map { Play(speed: $0) })
    }

    mutating func start() { perform(demo.start) }

    mutating func handle(_ event: Event) { perform(demo.handle(event, at: now)) }

    /// Lets the clock go where an editor wants to be woken: the three-way view takes keys after a pause.
    mutating func pause() {
        now = max(now, wakeTime ?? now)
        handle(.tick)
    }

    mutating func press(_ keys: Key...) { for key in keys { handle(.input(.key(key))) } }

    mutating func type(_ text: String) { for scalar in text.unicodeScalars { press(.character(scalar)) } }

    mutating func click(row: Int, column: Int) {
        let place = Position(row: row, column: column)
        handle(.input(.mouse(MouseEvent(.press(clicks: 1), button: .left, at: place))))
    }

    /// Lets the script play until it ends, or for so many ticks.
    mutating func play(ticks: Int = 100_000) {
        for _ in 0..<ticks where status == nil {
            guard let wake = wakeTime else { return }
            now = max(now, wake)
            wakeTime = nil
            handle(.tick)
            if let play = demo.play, play.chapter > screens.count { screens.append((play.caption, demo.frame)) }
        }
    }

    private mutating func perform(_ effects: [SeatEffect]) {
        for effect in effects where status == nil {
            switch effect.effect {
            case .wake(let time): wakeTime = time
            case .quit(let status): self.status = status
            case .ask(let ticket, .open):
                let head = Head(document: document, content: versions.last ?? [])
                answer(.answered(ticket, .opened(.document(head, recovered: nil))), to: effect.seat)
            case .save(let ticket, let request): save(ticket, request, seat: effect.seat)
            default: break
            }
        }
    }

    private mutating func answer(_ event: Event, to seat: Int) {
        perform(demo.handle(event, atSeat: seat, at: now))
    }

    private func etag(_ version: Int) -> ETag { ETag("\(version)-23456789abcd") }

    private var document: Document {
        Document(
            id: "1", name: DemoDocument.name, title: "", mediaType: "text/markdown", status: "draft",
            version: versions.count, size: 0, metadataETag: ETag("m"), contentETag: etag(versions.count),
            createdAt: now,
            createdBy: "alice", updatedAt: now, updatedBy: "alice")
    }

    private mutating func save(_ ticket: Ticket, _ request: SaveRequest, seat: Int) {
        let head = versions.count
        let isCurrent = request.precondition == .ifMatch(.tags([etag(head)])) || !compares
        if isCurrent { versions.append(request.content) }
        var matches = ""
        if case .ifMatch(.tags(let tags)) = request.precondition { matches = tags.map(\.description).joined() }
        let exchange = Exchange(
            method: "PUT", path: "/v1/documents/\(request.name)/content",
            requestHeaders: [Exchange.Header("If-Match", matches)], requestBody: Exchange.Body(request.content),
            status: isCurrent ? 200 : 409,
            responseHeaders: isCurrent ? [Exchange.Header("ETag", etag(versions.count).description)] : [],
            responseBody: Exchange.Body([]), at: now, microseconds: 900)
        answer(.exchanged(exchange), to: seat)
        if isCurrent {
            answer(
                .saved(ticket, .success(.done(Saved(document: document, created: false, replayed: false)))), to: seat)
            return
        }
        let current = Current(
            version: head, etag: etag(head), changedBy: demo.editors[1 - seat].actor, changedAt: now,
            content: LinkedContent(href: "/h", inline: .content(String(decoding: versions[head - 1], as: UTF8.self))))
        let mismatch = VersionMismatch(
            attempted: Attempt(version: nil, etag: nil), current: current, baseAgeSeconds: 1, repeated: 0, base: nil)
        answer(
            .saved(ticket, .success(.conflict(Problem(.versionMismatch(mismatch), detail: "Somebody was faster.")))),
            to: seat)
    }
}
