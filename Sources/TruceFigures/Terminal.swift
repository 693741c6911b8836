import Glibc

/// A program on a pseudo-terminal.
final class Terminal {
    private let descriptor: Int32
    private let child: Child

    init(_ words: [String], rows: UInt16, columns: UInt16) {
        var (ours, theirs): (Int32, Int32) = (-1, -1)
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        guard openpty(&ours, &theirs, nil, nil, &size) == 0 else { fail("there is no pseudo-terminal") }
        _ = fcntl(ours, F_SETFD, FD_CLOEXEC)
        descriptor = ours
        child = Child(words, terminal: theirs)
        close(theirs)
    }

    /// Presses a key; the seconds until the last byte of the answer, which nothing follows for 3 ms.
    func press(_ key: String) -> Double {
        let start = now()
        _ = write(descriptor, key, key.utf8.count)
        var last = start
        while takeOutput(within: last == start ? 1_000 : 3) { last = now() }
        return last - start
    }

    func waitForSilence(atLeast seconds: Double) {
        _ = takeOutput(within: 10_000)
        while takeOutput(within: Int32(seconds * 1000)) {}
    }

    func end() {
        child.end()
        close(descriptor)
    }

    private func takeOutput(within milliseconds: Int32) -> Bool {
        var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&poller, 1, milliseconds) > 0 else { return false }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        return read(descriptor, &bytes, bytes.count) > 0
    }
}
