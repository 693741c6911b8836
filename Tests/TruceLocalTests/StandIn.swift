import Glibc
import TruceClient

@testable import TruceLocal

/// A folder for one test, and a stand-in for the server in it: a real process that listens on the socket, written in
/// the Perl that every Debian and Ubuntu has.
final class StandIn: Sendable {
    let paths: LocalPaths
    private let folder: String

    /// - Parameter runtimeFolder: another one's, for a store of its own that has the sockets in common with that.
    init(sharing runtimeFolder: String? = nil) {
        var template = Array("/tmp/truce-local-XXXXXX".utf8CString)
        folder = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }
        paths = LocalPaths(
            runtimeFolder: runtimeFolder ?? folder + "/run", dataFolder: folder + "/data",
            stateFolder: folder + "/state")
    }

    deinit {
        for process in processes { kill(process, SIGKILL) }
        for file in [paths.socket, paths.socket(2), paths.startLock, paths.serverLog, started, alive] { unlink(file) }
        for path in [paths.runtimeFolder, paths.dataFolder, paths.stateFolder, folder] { rmdir(path) }
    }

    /// A line with the process id for each server that was started.
    private var started: String { folder + "/started" }
    /// Locked by a server as long as it lives; holds its socket's path.
    private var alive: String { folder + "/alive" }

    var processes: [pid_t] { contents(of: started).split(separator: "\n").compactMap { pid_t($0) } }

    var log: String { contents(of: paths.serverLog) }

    /// Answers every request with 200, and ends after a minute whatever happens.
    private static let script = """
        use strict; use IO::Socket::UNIX; alarm 60;
        my ($socket, $started, $alive) = @ARGV;
        open(my $list, ">>", $started); print $list "$$\\n"; close $list;
        unlink $socket;
        open(my $lock, ">", $alive); flock($lock, 2); syswrite($lock, $socket);
        my $listener = IO::Socket::UNIX->new(Local => $socket, Listen => 64) or die "cannot listen";
        open(my $ready, ">&=3"); print $ready "ready\\n"; close $ready;
        while (my $client = $listener->accept) {
            while (my $line = <$client>) { last if $line =~ /^\\r?\\n$/ }
            print $client "HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n";
            close $client;
        }
        """

    var server: LocalServer {
        let alive = alive
        return server {
            let descriptor = open(alive, O_RDWR)
            defer { close(descriptor) }
            guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) != 0 else { return nil }
            return [.unixSocket(path: contents(of: alive))]
        }
    }

    /// - Parameter holder: where the store is said to be served.
    func server(holder: @escaping @Sendable () -> [ServerAddress]?) -> LocalServer {
        let (started, alive) = (started, alive)
        return LocalServer(paths: paths, executable: "/usr/bin/perl", holder: holder) { socket in
            ["-e", Self.script, socket, started, alive]
        }
    }

    /// A server that is no more than a line of shell.
    func shell(_ line: String, deadline: Duration = .seconds(30)) -> LocalServer {
        LocalServer(paths: paths, executable: "/bin/sh", deadline: deadline, holder: { nil }) { _ in ["-c", line] }
    }

    /// Kills the server and returns when it is gone; the socket's file stays.
    func killServer() {
        guard let process = processes.last else { return }
        kill(process, SIGKILL)
        let descriptor = open(alive, O_RDWR)
        flock(descriptor, LOCK_EX)
        close(descriptor)
    }
}

func contents(of path: String) -> String {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(descriptor, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
}
