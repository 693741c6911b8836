/// How often, and for how long, something is asked for again whose answer is lost or not there yet.
struct Patience {
    /// Requests that may still be sent, this one included.
    private var attempts = 5
    /// A growing pause, so that a server that has just lost its footing is not pushed.
    private var pause = Duration.milliseconds(20)
    /// Set by the first loss: however long the request itself took, it is asked for once more.
    private var deadline: ContinuousClock.Instant?

    /// Waits before the next request, at least so many seconds; false if there is to be none.
    mutating func wait(seconds: Int) async -> Bool {
        attempts -= 1
        let pause = max(self.pause, .seconds(seconds))
        let deadline = self.deadline ?? .now + .seconds(30)
        self.deadline = deadline
        guard attempts > 0, .now + pause < deadline else { return false }
        self.pause *= 3
        do { try await Task.sleep(for: pause) } catch { return false }
        return true
    }
}
