import ArgumentParser
import Testing
import TruceDocument
import TruceTerminal

@testable import TruceCommand

struct FailureTests {
    @Test func statusesOfReasons() {
        let statuses = Dictionary(grouping: Reason.allCases, by: { ExitStatus($0) })
        #expect(
            statuses[.negative]
                == Reason.allCases.filter { $0.status == 409 } + [.notFound])
        #expect(statuses[.unreachable] == [.requestTimeout, .internalError, .unavailable, .outcomeUnknown])
        #expect(statuses[.usage] == nil && statuses[.done] == nil)
        #expect(statuses[.refused]?.contains(.storageFull) == true)
    }

    /// A problem as a server would send it.
    private func problem(_ reason: Problem.PlainReason, _ detail: String) -> Problem {
        var problem = Problem(reason, detail: detail)
        problem.requestID = "req_1"
        return problem
    }

    @Test func aProblemIsOneLineThatCannotSteerTheTerminal() {
        let written = WrittenBytes()
        let output = Output(
            isTerminal: true, hasColours: true, write: { written.add($0) }, writeError: { written.addError($0) })
        let status = report(problem(.forbidden, "No.\r\n\u{1B}[2J\u{202E}You may not."), of: ["ls"], to: output)
        #expect(status == 4)
        #expect(String(decoding: written.error, as: UTF8.self) == "truce: No. ^[[2J<U+202E>You may not.\n")
        #expect(written.output.isEmpty)
    }

    @Test func theServersFaultsNameTheRequest() {
        let failure = CommandFailure(problem(.internalError, "The store failed."))
        #expect(failure.message == "The store failed. The server's log tells more: requestId=req_1")
        #expect(failure.status == .unreachable)
    }

    @Test(arguments: [
        (TerminalError.typeMissing as any Error, Int32(2), "truce: \(TerminalError.typeMissing)\n"),
        (CancellationError(), 1, "truce: CancellationError()\n"),
        (ExitCode(7), 7, ""),
        (CommandFailure(.unreachable, "gone"), 3, "truce: gone\n"),
    ])
    func whatElseEndsACommand(_ error: any Error, _ status: Int32, _ line: String) {
        let written = WrittenBytes()
        let output = Output(
            isTerminal: false, hasColours: false, write: { written.add($0) }, writeError: { written.addError($0) })
        #expect(report(error, of: ["edit"], to: output) == status)
        #expect(String(decoding: written.error, as: UTF8.self) == line)
        #expect(written.output.isEmpty)
    }

    @Test func aReaderThatHasGoneIsNoFailure() {
        let output = Output(isTerminal: false, hasColours: false, write: { _ in }, writeError: { _ in Issue.record() })
        #expect(report(OutputClosed(), of: ["get"], to: output) == 0)
    }

    @Test(arguments: [
        ("17-9c1f", "17-9c1f"), ("m7.18-9c", "m7.18-9c"), ("", "''"), ("a b", "'a b'"), ("it's", "'it'\\''s'"),
        ("$x", "'$x'"), ("/tmp/a_b.txt", "/tmp/a_b.txt"), ("é", "'é'"), ("*", "'*'"),
    ])
    func wordsOfAShell(_ text: String, _ word: String) {
        #expect(shellWord(text) == word)
    }
}
