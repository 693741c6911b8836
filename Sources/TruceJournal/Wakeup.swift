import Glibc

/// Lets one thread wait until another wakes it: a pipe, so that waiting can have an end and nothing is polled.
struct Wakeup: ~Copyable, Sendable {
    private let reading: CInt
    private let writing: CInt

    init() throws(SystemError) {
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else { throw SystemError("pipe") }
        (reading, writing) = (ends[0], ends[1])
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
    }

    deinit {
        close(reading)
        close(writing)
    }

    /// Ends the present or the next ``wait(milliseconds:)``.
    func wake() {
        var byte: UInt8 = 1
        // A full pipe wakes as well as one byte does.
        _ = write(writing, &byte, 1)
    }

    /// Waits for a ``wake()``, at most for `milliseconds`; nil waits for ever.
    func wait(milliseconds: Int?) {
        var descriptor = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
        guard poll(&descriptor, 1, milliseconds.map(CInt.init(clamping:)) ?? -1) > 0 else { return }
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(reading, &bytes, bytes.count) == bytes.count {}
    }
}
