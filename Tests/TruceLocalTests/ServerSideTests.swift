import Glibc
import Testing

@testable import TruceLocal

@Suite("ReadinessPipe")
struct ReadinessPipeTests {
    private static func message(_ say: (ReadinessPipe) -> Void) -> [UInt8] {
        var ends: [CInt] = [-1, -1]
        pipe(&ends)
        defer { close(ends[0]) }
        say(ReadinessPipe(descriptor: ends[1]))
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(ends[0], &bytes, bytes.count)
        return Array(bytes.prefix(max(0, count)))
    }

    @Test("What the server says is what the command understands")
    func words() {
        #expect(ServerLaunch.Beginning(message: Self.message { $0.succeed() }) == .ready)
        #expect(ServerLaunch.Beginning(message: Self.message { $0.fail("No.\r\nReally.") }) == .failed("No. Really."))
        #expect(ServerLaunch.Beginning(message: []) == .silent)
        #expect(ServerLaunch.Beginning(message: Array("\n".utf8)) == .silent)
    }

    @Test("A command that has gone does no harm to the server")
    func gone() {
        var ends: [CInt] = [-1, -1]
        pipe(&ends)
        close(ends[0])
        ReadinessPipe(descriptor: ends[1]).succeed()
        #expect(fcntl(ends[1], F_GETFD) == -1)
    }
}

@Suite("BoundedLog")
struct BoundedLogTests {
    @Test("A file stays below the limit and keeps the newest whole lines")
    func bounded() throws {
        var template = Array("/tmp/truce-log-XXXXXX".utf8CString)
        let created = mkstemp(&template)
        let path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        close(created)
        defer { unlink(path) }
        let descriptor = open(path, O_RDWR | O_APPEND)
        defer { close(descriptor) }
        let log = BoundedLog(descriptor: descriptor, limit: 1000)
        for number in 0..<500 {
            log.write("line \(number)")
            let text = contents(of: path)
            try #require(text.utf8.count <= 1000)
            let numbers = text.split(separator: "\n").compactMap { Int($0.dropFirst("line ".count)) }
            try #require(numbers == Array((number - numbers.count + 1)...number))
            try #require(number < 20 || numbers.count > 10)
        }
    }

    @Test("A file that somebody else writes to as well, without appending, is left alone")
    func redirected() throws {
        var template = Array("/tmp/truce-log-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        let path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        defer {
            close(descriptor)
            unlink(path)
        }
        let log = BoundedLog(descriptor: descriptor, limit: 10)
        for _ in 0..<3 { log.write("a long line") }
        #expect(contents(of: path) == String(repeating: "a long line\n", count: 3))
    }

    @Test("What is no file is written to as it is")
    func pipes() {
        var ends: [CInt] = [-1, -1]
        pipe(&ends)
        let log = BoundedLog(descriptor: ends[1], limit: 10)
        for _ in 0..<3 { log.write("a long line") }
        close(ends[1])
        var bytes = [UInt8](repeating: 0, count: 100)
        let count = read(ends[0], &bytes, bytes.count)
        close(ends[0])
        #expect(String(decoding: bytes.prefix(count), as: UTF8.self) == String(repeating: "a long line\n", count: 3))
    }
}
