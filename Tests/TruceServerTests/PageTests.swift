import Logging
import Testing
import TruceDocument

@testable import TruceServer

@Suite struct PageTests {
    @Test(arguments: Reason.allCases)
    func everyReasonHasAPage(_ reason: Reason) async throws {
        let answer = try await RouterFixture().send("GET", "/problems/\(reason.rawValue)")
        #expect(answer.status == 200)
        #expect(answer.text.hasPrefix("\(reason.rawValue) (\(reason.status))\n\(reason.title)\n"))
        #expect(answer.text.split(separator: "\n", omittingEmptySubsequences: false).allSatisfy { $0.count <= 120 })
    }

    @Test func theOverviewComparesTheStatuses() {
        for status in ["400", "401", "403", "404", "405", "409", "412", "422", "428", "429"] {
            #expect(ProblemPage.overview.contains("\n  \(status)  "), "\(status)")
        }
        #expect(ProblemPage.overview.split(separator: "\n").allSatisfy { $0.count <= 120 })
    }

    @Test func loggedValuesStayOnTheirLine() {
        let log = LogLines()
        log.logger().info("a \"b\"\nc", metadata: ["key": "\u{1B}[31m\u{202E}=", "requestId": "x", "plain": "y/z"])
        #expect(
            log.all == [
                #"time=T level=info msg="a \"b\"\nc" requestId=x key="\u{1b}[31m\u{202e}=" plain=y/z"#
            ])
    }

    @Test func dates() {
        #expect(DateHeader.text(784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(DateHeader.text(0) == "Thu, 01 Jan 1970 00:00:00 GMT")
    }
}
