import TruceDocument
import TruceMerge
import TruceScreen
import TruceText

@testable import TruceEditor

/// Keys written as words: `m`, `^S`, `Esc`, `Shift-Left`, `F1`, `Alt-1`, `Ctrl-Home`; `"text"` types it.
func keys(_ words: String) -> [Key] {
    var keys: [Key] = []
    var rest = words[...]
    while let first = rest.first {
        if first == " " {
            rest = rest.dropFirst()
        } else if first == "\"" {
            let text = rest.dropFirst().prefix { $0 != "\"" }
            keys += text.unicodeScalars.map { .character($0) }
            rest = rest.dropFirst(text.count + 2)
        } else {
            let word = rest.prefix { $0 != " " }
            keys.append(key(String(word)))
            rest = rest.dropFirst(word.count)
        }
    }
    return keys
}

private func key(_ word: String) -> Key {
    for (prefix, modifier) in [("Shift-", Key.Modifiers.shift), ("Alt-", .alt), ("Ctrl-", .control)]
    where word.hasPrefix(prefix) {
        return key(String(word.dropFirst(prefix.count))).with(modifier)
    }
    let named: [String: Key] = [
        "Enter": .enter, "Tab": .tab, "Esc": .escape, "Backspace": .backspace, "Del": .delete, "Up": .up, "Down": .down,
        "Left": .left, "Right": .right, "Home": .home, "End": .end, "PgUp": .pageUp, "PgDn": .pageDown,
        "Space": .character(" "),
    ]
    if let named = named[word] { return named }
    if word.count > 1, word.hasPrefix("^"), let scalar = word.lowercased().unicodeScalars.last {
        return .control(scalar)
    }
    if word.count > 1, word.hasPrefix("F"), let number = Int(word.dropFirst()) { return .function(number) }
    guard word.unicodeScalars.count == 1, let scalar = word.unicodeScalars.first else {
        preconditionFailure("no key is called '\(word)'")
    }
    return .character(scalar)
}

/// A three-way view by itself, and a clock on which a second passes with every key.
struct ViewUnderTest {
    var resolver: Resolver
    var size = Size(rows: 24, columns: 80)
    var now = noon
    /// What the last key asked the editor for.
    var requests: [Resolver.Request] = []

    init(_ base: Base, mine: String, theirs: Theirs, size: Size = Size(rows: 24, columns: 80)) {
        self.size = size
        resolver = Resolver(name: "notes", actor: "alice", base: base, mine: Rope(mine), theirs: theirs, size: size)
    }

    /// A view on texts written as words, a line each.
    init(_ base: String, _ mine: String, _ theirs: String) {
        self.init(
            TruceEditorTests.base(lines(base)), mine: lines(mine), theirs: TruceEditorTests.theirs(lines(theirs)))
    }

    mutating func press(_ words: String, after milliseconds: Int64 = 1_000) {
        for key in keys(words) { handle(.key(key), after: milliseconds) }
    }

    mutating func handle(_ input: Input, after milliseconds: Int64 = 1_000) {
        now = now + milliseconds
        requests = resolver.handle(input, keys: .standard, size: size, at: now)
    }

    /// RESULT's lines as words, `!` for an undecided conflict, each with its mark unless nobody changed it.
    var result: String {
        let rows = resolver.resultRows
        let text = resolver.result.text
        return (0..<rows.count).compactMap { row -> String? in
            switch rows[row] {
            case .undecided: return "!"
            case .nothing: return nil
            case .folded(let lines): return "…\(lines)"
            case .line(let line):
                let word = String(decoding: text.bytes(in: text.lineRange(line)), as: UTF8.self)
                guard let region = rows.region(at: row) else { return word.isEmpty ? nil : word }
                let mark: String
                switch (resolver.result.pieces[region].state, resolver.merge.regions[region].kind) {
                case (.merged, .unchanged): mark = ""
                case (.merged, _): mark = "+"
                case (.proposed, _): mark = "~"
                case (.accepted, _): mark = "a"
                case (.decided(let choice), _): mark = "\(choice.letter)"
                default: mark = "e"
                }
                return mark.isEmpty ? word : "\(mark):\(word)"
            }
        }.joined(separator: " ")
    }

    /// The cursor in RESULT's text, drawn as `|`.
    var typed: String {
        guard case .editing(let editing) = resolver.state else { return "no EDIT" }
        let bytes = editing.area.rope.allBytes
        let cursor = editing.area.cursor
        let text =
            String(decoding: bytes[..<cursor], as: UTF8.self) + "|" + String(decoding: bytes[cursor...], as: UTF8.self)
        return text.replacingNewlines
    }
}

extension String {
    /// Newlines as `/`.
    var replacingNewlines: String { String(map { $0 == "\n" || $0 == "\r\n" ? "/" : $0 }) }
}
