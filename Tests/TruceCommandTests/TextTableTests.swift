import Testing

@testable import TruceCommand

struct TextTableTests {
    private let table = TextTable(
        columns: [.init(heading: "NAME"), .init(heading: "BYTES", isNumber: true), .init(heading: "BY")],
        rows: [
            ["notes", "7", "bob"], ["漢字", "1234567", ""], ["a\tb\n\\c", "0", "e\u{301}ve\u{1B}[2J"],
        ])

    @Test func forPeople() {
        #expect(
            table.laidOut == """
                NAME      BYTES  BY
                notes         7  bob
                漢字    1234567
                a b \\c        0  e\u{301}ve^[[2J

                """)
    }

    @Test func forPrograms() {
        #expect(table.tabSeparated == "notes\t7\tbob\n漢字\t1234567\t\na\\tb\\n\\\\c\t0\te\u{301}ve\u{1B}[2J\n")
    }

    @Test func everyRowIsALineAndEveryCellAField() {
        let cells = ["", "\n", "\r\n", "\t\t", "\\", "\\n", "a\u{2028}b"]
        let columns = [TextTable.Column(heading: "A"), TextTable.Column(heading: "B")]
        let rows = cells.flatMap { first in cells.map { [first, $0] } }
        let text = TextTable(columns: columns, rows: rows).tabSeparated
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        #expect(lines.count == rows.count + 1 && lines.last?.isEmpty == true)
        for line in lines.dropLast() {
            #expect(line.filter { $0 == UInt8(ascii: "\t") }.count == 1)
        }
    }
}
