import Foundation
import Glibc

/// Runs a program of the system, found through PATH, on files made of the given contents, named `0`, `1`, …, in the folder
/// that holds them; gives its exit status and what it wrote to standard output.
///
/// Not with Foundation's `Process`: it lists the descriptors of this process, in which all tests run, and reads past the
/// end of its buffer where there are more than a thousand.
public func run(
    _ program: String, _ arguments: [String], on files: [[UInt8]]
) throws -> (status: Int32, output: [UInt8]) {
    let folder = TemporaryFolder()
    for (index, bytes) in files.enumerated() {
        try Data(bytes).write(to: URL(fileURLWithPath: folder("\(index)")))
    }
    let words = (["env", "-C", folder.path, program] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, folder("output"), O_WRONLY | O_CREAT, 0o600)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var child: pid_t = 0
    let code = posix_spawnp(&child, "env", &actions, nil, words, environ)
    guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO) }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    let output = try Data(contentsOf: URL(fileURLWithPath: folder("output")))
    // As a shell has it: 128 and more for a signal.
    return (status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F), [UInt8](output))
}
