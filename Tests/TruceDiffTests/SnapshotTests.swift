import Testing
import TruceDiff

struct SnapshotTests {
    @Test(arguments: [
        ("", []),
        ("a", ["a"]),
        ("\n", ["\n"]),
        ("a\n", ["a\n"]),
        ("a\nb", ["a\n", "b"]),
        ("a\r\n\r\nb\r", ["a\r\n", "\r\n", "b\r"]),
        ("\0\n\u{2028}x\n", ["\0\n", "\u{2028}x\n"]),
    ])
    func linesKeepTheirTerminators(content: String, lines: [String]) {
        let snapshot = Snapshot(content)
        #expect(snapshot.lineCount == lines.count)
        #expect((0..<snapshot.lineCount).map { text(Array(snapshot.bytes(lines: $0..<($0 + 1)))) } == lines)
        #expect(snapshot.byteRange(lines: 0..<lines.count) == 0..<content.utf8.count)
    }

    @Test func rangesAreOffsetsIntoTheBytes() {
        let snapshot = Snapshot("one\ntwo\nthree")
        #expect(snapshot.byteRange(line: 1) == 4..<8)
        #expect(snapshot.byteRange(lines: 1..<3) == 4..<13)
        #expect(snapshot.bytes(lines: 1..<2).startIndex == 4)
        #expect(snapshot.byteRange(lines: 3..<3) == 13..<13)
    }

    @Test func bytesThatAreNoTextAreKept() {
        let bytes: [UInt8] = [0xFF, 0x0A, 0x00, 0xC3, 0x0A, 0x80]
        let snapshot = Snapshot(bytes)
        #expect(snapshot.bytes == bytes)
        #expect(snapshot.lineCount == 3)
    }
}
