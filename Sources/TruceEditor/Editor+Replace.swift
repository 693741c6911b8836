import TruceDocument
import TruceScreen
import TruceText

extension Editor {
    mutating func replace(_ replacement: Replacement, _ key: Key, isAway: Bool, at now: Timestamp) -> [Effect] {
        switch replacement {
        case .asking(let pattern, let text, let replaced):
            return answer(pattern, text, replaced, isAway ? .escape : key, at: now)
        case .pattern, .text:
            if isAway { overlay = nil } else { type(key, into: replacement) }
            return []
        }
    }

    private mutating func type(_ key: Key, into replacement: Replacement) {
        switch replacement {
        case .pattern(let line) where key == .enter:
            guard !line.text.isEmpty else { return }
            overlay = .replace(.text(LineInput(), of: line.text))
        case .text(let line, let pattern) where key == .enter:
            let search = Search(Array(pattern.utf8))
            lastSearch = search
            overlay = .replace(.asking(of: pattern, with: line.text, replaced: 0))
            chosenAnswer = nil
            if !select(search, from: activeArea.selection.range.lowerBound) { overlay = nil }
        case .pattern(var line):
            if line.handle(key) { overlay = .replace(.pattern(line)) }
        case .text(var line, let pattern):
            if line.handle(key) { overlay = .replace(.text(line, of: pattern)) }
        case .asking: break
        }
    }

    private mutating func answer(
        _ pattern: String, _ text: String, _ replaced: Int, _ key: Key, at now: Timestamp
    ) -> [Effect] {
        let search = Search(Array(pattern.utf8))
        let bytes = Array(text.utf8)
        switch key {
        case .character("y"):
            let effects = runActive(.insert(bytes), at: now)
            goOn(search, replaced: replaced + 1, .asking(of: pattern, with: text, replaced: replaced + 1))
            return effects
        case .character("n"):
            goOn(search, replaced: replaced, .asking(of: pattern, with: text, replaced: replaced))
            return []
        case .character("a"):
            overlay = nil
            return runActive(.replaceAll(search, with: bytes), at: now)
        case .escape, .enter:
            overlay = nil
            say(Self.count(replaced))
            return []
        default: return []
        }
    }

    /// Asks about the next match below, or ends.
    private mutating func goOn(_ search: Search, replaced: Int, _ asking: Replacement) {
        let next = search.firstMatch(in: activeArea.rope, from: activeArea.selection.range.upperBound, wrapping: false)
        overlay = next.map { _ in .replace(asking) }
        if let next { changeActiveArea { $0.select(next.range) } } else { say(Self.count(replaced)) }
    }

    private static func count(_ replaced: Int) -> String {
        replaced == 0 ? "Nothing replaced" : "\(replaced) replaced · ^Z takes it back"
    }
}
