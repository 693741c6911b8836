import Glibc
import TruceDocument

/// Held by the one command that starts the server, so that several at the same instant start one.
struct StartLock: Sendable {
    private let descriptor: CInt

    /// Waits until no other command starts the server; that is bounded by their deadlines.
    static func acquire(_ path: String) -> Result<StartLock, Problem> {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            return .failure(LocalPaths.unusable("\(path) cannot be written: \(String(cString: strerror(errno)))."))
        }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else {
                let reason = String(cString: strerror(errno))
                close(descriptor)
                return .failure(LocalPaths.unusable("\(path) cannot be locked: \(reason)."))
            }
        }
        return .success(StartLock(descriptor: descriptor))
    }

    func release() {
        // A child that another thread has just forked may hold the descriptor too: closing alone would not unlock it.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
