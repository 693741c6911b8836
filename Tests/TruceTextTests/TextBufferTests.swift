import Testing
import TruceTestSupport

@testable import TruceText

/// What keys do, drawn.
struct TextBufferTests {
    enum Key: Sendable {
        case type(String), newline, plainNewline, backspace, delete, wordBackspace, wordDelete, cut, all
        case move(Movement), extend(Movement)
        case replaceAll(String, String)
        case undo, redo
    }

    static let table: [(before: String, key: Key, after: String)] = [
        ("Hel|o", .type("l"), "Hell|o"),
        ("Hel[lo|] world", .type("p"), "Help| world"),
        ("[|Hel]lo", .type(""), "|lo"),
        // A mark that stood alone joins what is typed before it.
        ("\n|\u{301}", .type("e"), "\ne\u{301}|"),
        ("漢|字", .backspace, "|字"),
        ("a|👨‍👩‍👧b", .delete, "a|b"),
        ("e\u{301}|", .backspace, "|"),
        ("a\r\n|b", .backspace, "a|b"),
        ("a|\r\nb", .delete, "a|b"),
        ("a[bc|]d", .backspace, "a|d"),
        ("a[|bc]d", .delete, "a|d"),
        ("|a", .backspace, "|a"),
        ("a|", .delete, "a|"),
        ("foo bar|", .wordBackspace, "foo |"),
        ("foo  |", .wordBackspace, "|"),
        ("foo\n|bar", .wordBackspace, "foo|bar"),
        ("foo\r\n|bar", .wordBackspace, "foo|bar"),
        ("|foo bar", .wordDelete, "| bar"),
        ("foo|\nbar", .wordDelete, "foo|bar"),
        ("foo|  \nbar", .wordDelete, "foo|\nbar"),
        ("a\nb|c\nd", .cut, "a\n|d"),
        ("a\n[b\nc|]\nd", .cut, "a\n|d"),
        ("a\n[b\n|]c\nd", .cut, "a\n|c\nd"),
        ("a\nb|", .cut, "a\n|"),
        ("a\n|", .cut, "a\n|"),
        ("a\r\n|b\r\nc", .cut, "a\r\n|c"),
        ("  foo|", .newline, "  foo\n  |"),
        ("\t  foo|bar", .newline, "\t  foo\n\t  |bar"),
        ("  | foo", .newline, "  \n  | foo"),
        ("|  foo", .newline, "\n|  foo"),
        ("  foo|", .plainNewline, "  foo\n|"),
        ("a\r\n  b|", .newline, "a\r\n  b\r\n  |"),
        ("a|\r\nb", .newline, "a\r\n|\r\nb"),
        ("  a[b\ncd|]e", .newline, "  a\n  |e"),
        ("a|b", .all, "[ab|]"),
        ("a[b|]c", .move(.left), "a|bc"),
        ("a[|b]c", .move(.right), "ab|c"),
        ("a|bc", .move(.right), "ab|c"),
        ("|abc", .move(.left), "|abc"),
        ("abc|", .move(.right), "abc|"),
        ("a|bc", .extend(.right), "a[b|]c"),
        ("a[b|]c", .extend(.left), "a|bc"),
        ("a[|b]c", .extend(.left), "[|ab]c"),
        ("a\r\n|b", .move(.left), "a|\r\nb"),
        ("foo bar|", .move(.wordLeft), "foo |bar"),
        ("|foo bar", .extend(.wordRight), "[foo|] bar"),
        ("  foo|", .move(.lineStart), "  |foo"),
        ("  |foo", .move(.lineStart), "|  foo"),
        ("|  foo", .move(.lineStart), "  |foo"),
        ("a\n |", .move(.lineStart), "a\n| "),
        ("a\n | ", .move(.lineStart), "a\n  |"),
        ("fo|o\r\nb", .move(.lineEnd), "foo|\r\nb"),
        ("a\nb|", .move(.documentStart), "|a\nb"),
        ("|a\nb", .extend(.documentEnd), "[a\nb|]"),
        ("foo |bar foo", .replaceAll("foo", "x"), "x |bar x"),
        ("fo[o fo|]o", .replaceAll("foo", "xyzzy"), "xyzzy[ |]xyzzy"),
        ("foo|", .replaceAll("foo", "foo"), "foo|"),
        ("[foo|]", .type("foo"), "foo|"),
        ("a [|b] c", .type("b"), "a b| c"),
        ("foo|", .replaceAll("bar", "foo"), "foo|"),
        ("foo|", .undo, "foo|"),
    ]

    private func press(_ key: Key, in buffer: inout TextBuffer) -> Transaction? {
        switch key {
        case .type(let text): return buffer.insert(Array(text.utf8), at: 0)
        case .newline: return buffer.newline(keepingIndentation: true, at: 0)
        case .plainNewline: return buffer.newline(keepingIndentation: false, at: 0)
        case .backspace: return buffer.deleteBackward(at: 0)
        case .delete: return buffer.deleteForward(at: 0)
        case .wordBackspace: return buffer.deleteWordBackward(at: 0)
        case .wordDelete: return buffer.deleteWordForward(at: 0)
        case .cut: return buffer.cutLine(at: 0)
        case .replaceAll(let old, let new):
            return buffer.replaceAll(Search(Array(old.utf8)), with: Array(new.utf8), at: 0)
        case .undo: return buffer.undo()
        case .redo: return buffer.redo()
        case .all: buffer.selectAll()
        case .move(let movement): buffer.move(movement)
        case .extend(let movement): buffer.move(movement, extend: true)
        }
        return nil
    }

    @Test(arguments: table)
    func `a key does what it should`(before: String, key: Key, after: String) {
        let marked = Marked(before)
        var buffer = marked.buffer
        let transaction = press(key, in: &buffer)
        #expect(Marked(buffer).description == after)
        // The transaction is the change, and undoing it brings back text and selection.
        #expect((transaction != nil) == (buffer.rope.allBytes != marked.bytes))
        guard let transaction else { return }
        var rope = Rope(marked.bytes)
        transaction.apply(to: &rope)
        #expect(rope == buffer.rope)
        #expect(buffer.isModified)
        buffer.undo()
        #expect(Marked(buffer).description == before)
        #expect(!buffer.isModified)
        buffer.redo()
        #expect(Marked(buffer).description == after)
    }

    @Test func `a selection covers whole graphemes`() {
        var buffer = TextBuffer(Rope("ae\u{301}b\r\n".utf8))
        buffer.select(Selection(anchor: 2, head: 3))
        #expect(buffer.selection == Selection(anchor: 1, head: 4))
        buffer.select(Selection(anchor: 6, head: 2))
        #expect(buffer.selection == Selection(anchor: 7, head: 1))
        buffer.select(Selection(at: 6))
        #expect(buffer.selection == Selection(at: 5))
        buffer.select(Selection(anchor: -5, head: 500))
        #expect(buffer.selection == Selection(anchor: 0, head: 7))
    }

    @Test func `a document loads under the hands of who edits it`() {
        var buffer = TextBuffer()
        buffer.load(Array("first\r".utf8))
        #expect(!buffer.isModified && !buffer.history.canUndo)
        buffer.insert(Array("> ".utf8), at: 0)
        buffer.load(Array("\nsecond".utf8))
        #expect(Marked(buffer).description == "> |first\r\nsecond")
        #expect(buffer.isModified)
        buffer.undo()
        #expect(Marked(buffer).description == "|first\r\nsecond")
        #expect(!buffer.isModified)
        #expect(buffer.rope.lineEnding == .crlf)
    }

    @Test func `a cursor at the end of what is loaded is not left inside a grapheme`() {
        var buffer = TextBuffer()
        buffer.load(Array("first\r".utf8))
        buffer.move(.documentEnd)
        buffer.insert([120], at: 0)
        buffer.deleteBackward(at: 0)
        buffer.load([10])
        #expect(Marked(buffer).description == "first|\r\n")
        buffer.undo()
        #expect(Marked(buffer).description == "first\rx|\n")
        buffer.undo()
        #expect(Marked(buffer).description == "first|\r\n")
    }

    @Test func `a range replaced carries the selection along`() {
        var buffer = Marked("one [two|] three").buffer
        let transaction = buffer.replace(0..<3, with: Array("eleven".utf8), at: 0)
        #expect(transaction?.growth == 3)
        #expect(transaction?.range == 0..<3)
        #expect(Marked(buffer).description == "eleven [two|] three")
        #expect(buffer.replace(0..<6, with: Array("eleven".utf8), at: 0) == nil)
    }

    @Test(arguments: 1...20)
    func `whatever keys are pressed, undo and redo lead back and forth`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let original = Rope(random.awkwardBytes(400))
        var buffer = TextBuffer(original)
        var time: Int64 = 0
        for _ in 0..<150 {
            time += Int64(random.below(1500))
            let moves = Movement.allCases
            switch random.below(12) {
            case 0: buffer.select(Selection(at: random.below(buffer.rope.byteCount + 1)))
            case 1: buffer.move(moves[random.below(moves.count)], extend: true)
            case 2: buffer.move(moves[random.below(moves.count)])
            case 3: buffer.newline(keepingIndentation: true, at: time)
            case 4: buffer.deleteBackward(at: time)
            case 5: buffer.deleteWordForward(at: time)
            case 6: buffer.deleteForward(at: time)
            case 7: buffer.cutLine(at: time)
            case 8: buffer.replaceAll(Search([[97], [13], [10], [0xCC, 0x81]][random.below(4)]), with: [98], at: time)
            default: buffer.insert(awkwardPieces[random.below(awkwardPieces.count)], at: time)
            }
            let selection = buffer.selection
            #expect(buffer.rope.roundedDown(selection.head) == selection.head)
            #expect(buffer.rope.roundedDown(selection.anchor) == selection.anchor)
        }
        let final = buffer.rope
        let finalSelection = buffer.selection
        var texts: [Rope] = []
        while buffer.undo() != nil { texts.append(buffer.rope) }
        #expect(buffer.rope == original)
        #expect(!buffer.isModified)
        for text in texts.dropLast().reversed() {
            buffer.redo()
            #expect(buffer.rope == text)
        }
        if !texts.isEmpty { buffer.redo() }
        #expect(buffer.rope == final)
        buffer.select(finalSelection)
        #expect(buffer.selection == finalSelection)
    }
}
