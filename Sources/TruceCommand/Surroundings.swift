import Glibc
import TruceDocument
import TruceRun

/// What a command has around it: the process's, or a test's.
struct Surroundings: Sendable {
    /// The value of an environment variable; nil where it is not set.
    var environment: @Sendable (String) -> String?
    var input: Input
    var output: Output
    /// Seconds by which local time is ahead of UTC at a moment.
    var utcOffset: @Sendable (Timestamp) -> Int
    var now: @Sendable () -> Timestamp = { .now }
    /// Waits; throws if the command is to end.
    var pause: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

    static var process: Surroundings {
        Surroundings(
            environment: processEnvironment, input: .process, output: .process(environment: processEnvironment),
            utcOffset: { moment in
                var seconds = time_t(moment.milliseconds / 1000)
                var local = tm()
                return localtime_r(&seconds, &local) == nil ? 0 : local.tm_gmtoff
            })
    }

    /// How a person is told that something takes long; on standard error, if that is a terminal.
    var waitNotice: WaitNotice {
        guard output.isErrorTerminal else { return WaitNotice() }
        return WaitNotice(say: { [output] in output.errorLine($0) }, pause: pause)
    }

    /// A moment as people read it, by their own clock: `2026-04-21 12:08:11`.
    func clockTime(_ moment: Timestamp) -> String {
        let local = Timestamp(milliseconds: (moment.milliseconds / 1000 + Int64(utcOffset(moment))) * 1000)
        return local.rfc3339.replacing("T", with: " ").replacing("Z", with: "")
    }
}

/// The value of a variable of this process's environment.
@Sendable
func processEnvironment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
}
