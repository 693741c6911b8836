import Glibc

/// Prints how long an event takes to one subscriber and to a thousand, all of them on one document over a Unix socket.
///
/// A commit is known from outside by the answer to its save: latency is counted from that answer, and beside it from
/// sending the save, which has the disk in it. The median of a save is that of its subscribers; the figure is the median of
/// all saves. One thread reads for all subscribers, and what that takes is in the figure.
func printEvents(_ program: String, _ folder: String) {
    raiseOpenFileLimit()
    let run = folder + "/run"
    mkdir(run, 0o700)
    let server = Child([program, "serve", "--socket", run + "/s", "--store", folder + "/events.sqlite"])
    defer { server.end() }
    let writer = Connection(socket: run + "/s")
    let text = [UInt8](repeating: 120, count: 1_024)
    var etag = writer.put(text, header: "If-None-Match: *")
    for count in [1, 1_000] {
        let readers = Subscribers(count, socket: run + "/s")
        var fromCommit: [Double] = []
        var fromSending: [Double] = []
        var last: [Double] = []
        for index in 0..<100 {
            var changed = text
            changed[index] = 121
            changed[index + 100] = UInt8(ascii: "0") + UInt8(count == 1 ? 0 : 1)
            let sent = now()
            writer.sendPut(changed, header: "If-Match: \(etag)")
            let arrivals = readers.arrivals(besides: writer)
            etag = writer.receiveTag()
            let sorted = arrivals.events.sorted()
            fromCommit.append(sorted[sorted.count / 2] - arrivals.answer)
            fromSending.append(sorted[sorted.count / 2] - sent)
            last.append(sorted[sorted.count - 1] - arrivals.answer)
        }
        let asked = count == 1 ? "" : " (asked: 100 ms)"
        Figure("event from commit to \(count) subscribers\(asked)", fromCommit).print()
        Figure("event from commit to the last of \(count)", last).print()
        Figure("event from sending the save to \(count) subscribers", fromSending).print()
    }
}

/// Connections that follow the document that figures are taken with.
private final class Subscribers {
    private let connections: [Connection]

    init(_ count: Int, socket: String) {
        connections = (0..<count).map { _ in Connection(socket: socket) }
        for connection in connections {
            connection.send(
                Array(
                    ("GET /v1/events?document=figures HTTP/1.1\r\nHost: localhost\r\n"
                        + "Accept: text/event-stream\r\n\r\n").utf8))
            connection.receive(until: "event: bookmark")
        }
    }

    /// Waits until a save's answer is there and each subscriber has its event: when that was.
    func arrivals(besides writer: Connection) -> (answer: Double, events: [Double]) {
        var waiting = (connections + [writer]).map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        var answer: Double?
        var arrived: [Double] = []
        while answer == nil || arrived.count < connections.count {
            guard poll(&waiting, nfds_t(waiting.count), 10_000) > 0 else { fail("an event did not come within 10 s") }
            for index in waiting.indices where waiting[index].revents != 0 {
                if index == connections.count {
                    answer = now()
                } else if connections[index].receive().contains("event: content.updated") {
                    arrived.append(now())
                } else {
                    continue
                }
                waiting[index].fd = -1
            }
        }
        return (answer ?? 0, arrived)
    }
}

private func raiseOpenFileLimit() {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}
