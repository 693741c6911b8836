import Testing
import TruceTestSupport

@testable import TruceText

struct HistoryTests {
    /// What a person does; `wait` is milliseconds.
    enum Step: Sendable {
        case type(String), backspace(Int), delete(Int), left, save, wait(Int64), paste(String), newline
    }

    /// Steps, and the texts that undoing leads through, last text first.
    static let table: [(name: String, steps: [Step], texts: [String])] = [
        ("a word is one step", [.type("hello")], ["hello", ""]),
        ("a step a word", [.type("one two  three")], ["one two  three", "one two  ", "one ", ""]),
        ("a pause", [.type("on"), .wait(2_001), .type("e")], ["one", "on", ""]),
        ("no pause", [.type("on"), .wait(1_999), .type("e")], ["one", ""]),
        ("a movement", [.type("ab"), .left, .type("c")], ["acb", "ab", ""]),
        ("a line end belongs to its line", [.type("ab"), .newline, .type("cd")], ["ab\ncd", "ab\n", ""]),
        ("deletions are one step", [.type("abc"), .backspace(2)], ["a", "abc", ""]),
        ("typing behind deletions", [.type("abc"), .backspace(1), .type("x")], ["abx", "ab", "abc", ""]),
        ("a paste stands alone", [.type("a"), .paste("b c"), .type("d")], ["ab cd", "ab c", "a", ""]),
        ("forward deletions", [.type("abc"), .left, .left, .left, .delete(2)], ["c", "abc", ""]),
        ("a save ends a run", [.type("ab"), .save, .type("c")], ["abc", "ab", ""]),
    ]

    private func perform(_ steps: [Step]) -> TextBuffer {
        var buffer = TextBuffer()
        var time: Int64 = 0
        for step in steps {
            switch step {
            case .type(let text):
                for character in text {
                    buffer.insert(Array(character.utf8), at: time)
                    time += 100
                }
            case .backspace(let count): for _ in 0..<count { buffer.deleteBackward(at: time) }
            case .delete(let count): for _ in 0..<count { buffer.deleteForward(at: time) }
            case .left: buffer.move(.left)
            case .save: buffer.markSaved()
            case .wait(let pause): time += pause - 100
            case .paste(let text): buffer.insert(Array(text.utf8), at: time, kind: .other)
            case .newline: buffer.newline(keepingIndentation: true, at: time)
            }
        }
        return buffer
    }

    @Test(arguments: table)
    func `undo goes back step by step, redo forth`(name: String, steps: [Step], texts: [String]) {
        var buffer = perform(steps)
        var seen = [String(decoding: buffer.rope.allBytes, as: UTF8.self)]
        var selections = [buffer.selection]
        while buffer.undo() != nil {
            seen.append(String(decoding: buffer.rope.allBytes, as: UTF8.self))
            selections.append(buffer.selection)
        }
        #expect(seen == texts)
        #expect(!buffer.history.canUndo && buffer.history.canRedo)
        while buffer.redo() != nil {
            #expect(buffer.rope.allBytes == Array(texts[texts.count - 1 - (buffer.historyDepth)].utf8))
        }
        #expect(buffer.rope.allBytes == Array(texts[0].utf8))
        #expect(buffer.selection == selections[0])
    }

    @Test func `a run goes on only where the cursor was left`() {
        func typed(_ offset: Int, at cursor: Int) -> Transaction {
            let edit = Edit(range: offset..<offset, removed: Rope(), inserted: Rope([97]))
            return Transaction(
                edits: [edit], selectionBefore: Selection(at: cursor), selectionAfter: Selection(at: offset + 1))
        }
        for (cursor, steps) in [(1, 1), (0, 2)] {
            var history = History()
            history.record(typed(0, at: 0), at: 0, kind: .typing)
            history.record(typed(1, at: cursor), at: 0, kind: .typing)
            var count = 0
            while history.undo() != nil { count += 1 }
            #expect(count == steps)
        }
    }

    @Test func `a state marked as saved is not typed away`() {
        func typed(_ offset: Int) -> Transaction {
            Transaction(
                edits: [Edit(range: offset..<offset, removed: Rope(), inserted: Rope([97]))],
                selectionBefore: Selection(at: offset), selectionAfter: Selection(at: offset + 1))
        }
        var history = History()
        history.record(typed(0), at: 0, kind: .typing)
        history.markSaved()
        history.record(typed(1), at: 0, kind: .typing)
        #expect(!history.isAtSavedState)
        #expect(history.undo() != nil)
        #expect(history.isAtSavedState)
    }

    @Test func `an edit ends what could be redone`() {
        var buffer = perform([.type("one two")])
        buffer.undo()
        buffer.insert([120], at: 0)
        #expect(buffer.redo() == nil)
        #expect(buffer.rope.allBytes == Array("one x".utf8))
    }

    @Test func `undone back to the saved text is unmodified`() {
        var buffer = perform([.type("one"), .save])
        #expect(!buffer.isModified)
        buffer.insert([32], at: 0)
        #expect(buffer.isModified)
        buffer.undo()
        #expect(!buffer.isModified)
        buffer.undo()
        #expect(buffer.isModified)
        buffer.redo()
        #expect(!buffer.isModified)
    }

    @Test func `typed back to the saved text is unmodified`() {
        var buffer = TextBuffer(Rope("abc".utf8))
        buffer.move(.documentEnd)
        buffer.insert([120], at: 0)
        buffer.deleteBackward(at: 0)
        #expect(!buffer.isModified)
        buffer.deleteBackward(at: 0)
        #expect(buffer.isModified)
        buffer.insert([100], at: 0)
        #expect(buffer.isModified, "abd is as long as abc")
        buffer.deleteBackward(at: 0)
        buffer.insert([99], at: 0)
        #expect(!buffer.isModified)
    }

    @Test func `a save that arrives later marks what was sent`() {
        var buffer = perform([.type("one")])
        let snapshot = buffer.snapshot()
        buffer.insert([33], at: 0)
        buffer.markSaved(snapshot)
        #expect(buffer.isModified)
        #expect(snapshot.rope.allBytes == Array("one".utf8))
        buffer.deleteBackward(at: 0)
        #expect(!buffer.isModified)
        buffer.undo()
        #expect(buffer.isModified)
        buffer.undo()
        #expect(!buffer.isModified)
    }

    @Test func `a saved state that is no longer in the history stays a text`() {
        var buffer = perform([.type("one two"), .save])
        buffer.undo()
        for byte in Array("two".utf8) { buffer.insert([byte], at: 0) }
        #expect(!buffer.isModified)
        buffer.insert([33], at: 0)
        #expect(buffer.isModified)
    }

    @Test(arguments: 1...30)
    func `modified is what differs`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var saved = Rope(random.awkwardBytes(300))
        var buffer = TextBuffer(saved)
        var snapshot = buffer.snapshot()
        for step in 0..<200 {
            let time = Int64(step * random.below(3000))
            switch random.below(9) {
            case 0: buffer.undo()
            case 1: buffer.redo()
            case 2: buffer.deleteBackward(at: time)
            case 3: snapshot = buffer.snapshot()
            case 4 where step % 5 == 0:
                buffer.markSaved(snapshot)
                saved = snapshot.rope
            case 5:
                let piece = random.awkwardBytes(4)
                if snapshot.rope == buffer.rope || step % 2 == 0 {
                    buffer.load(piece)
                    saved.append(piece)
                    snapshot = buffer.snapshot()
                }
            case 6: buffer.select(Selection(at: random.below(buffer.rope.byteCount + 1)))
            case 7 where buffer.rope.byteCount > 2:
                let start = random.below(buffer.rope.byteCount - 2)
                let bytes = buffer.rope.bytes(in: start..<start + 2)
                buffer.replace(start..<start + 2, with: [bytes[0], UInt8(random.below(2)) + 0x61], at: time)
            default: buffer.insert(awkwardPieces[random.below(3)], at: time)
            }
            #expect(buffer.isModified == (buffer.rope != saved), "step \(step)")
        }
    }
}

extension TextBuffer {
    /// The number of steps that can be undone.
    fileprivate var historyDepth: Int {
        var copy = self
        var depth = 0
        while copy.undo() != nil { depth += 1 }
        return depth
    }
}
