import Glibc
import Testing

@testable import TruceCommand

struct OutputTests {
    @Test func aPipeWithoutAReader() throws {
        signal(SIGPIPE, SIG_IGN)
        var ends: [CInt] = [0, 0]
        try #require(pipe(&ends) == 0)
        close(ends[0])
        #expect(writeAll([1, 2, 3], to: ends[1]) == EPIPE)
        close(ends[1])
    }

    @Test func aFullDisk() throws {
        let full = open("/dev/full", O_WRONLY)
        try #require(full >= 0)
        #expect(writeAll([1] as [UInt8], to: full) == ENOSPC)
        close(full)
        #expect(throws: CommandFailure(.usage, "/dev/full cannot be written: No space left on device")) {
            try writeFile([1], to: "/dev/full")
        }
    }

    @Test func nothingIsWrittenAsNothing() {
        #expect(writeAll([] as [UInt8], to: -1) == 0)
    }

    @Test func filesThatCannotBeUsed() {
        #expect(throws: CommandFailure(.usage, "/nowhere/x cannot be read: No such file or directory")) {
            try readFile("/nowhere/x")
        }
        #expect(throws: CommandFailure(.usage, "/ cannot be read: Is a directory")) { try readFile("/") }
        #expect(
            throws: CommandFailure(.usage, "/nowhere/x cannot be written: its folder does not exist, make it first")
        ) {
            try writeFile([], to: "/nowhere/x")
        }
    }

    @Test(arguments: [
        (["NO_COLOR": "1"], false), (["NO_COLOR": ""], true), ([:], true), (["TERM": "dumb"], false),
    ])
    func coloursAreOnlyForATerminal(_ environment: [String: String], _ onTerminal: Bool) {
        #expect(Output.hasColours(isTerminal: true) { environment[$0] } == onTerminal)
        #expect(!Output.hasColours(isTerminal: false) { environment[$0] })
    }
}
