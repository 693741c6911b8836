import TruceDocument
import TruceScreen
import TruceText

/// Prompts, questions, palette, help and the HTTP panel.
extension Editor {
    mutating func handleOverlay(_ input: Input, at now: Timestamp) -> [Effect] {
        guard let overlay else { return [] }
        switch input {
        case .key(let key): return handle(key, in: overlay, at: now)
        case .paste(let bytes): paste(bytes, into: overlay)
        case .mouse(let event):
            switch event.kind {
            case .wheelUp: return handle(.up, in: overlay, at: now)
            case .wheelDown: return handle(.down, in: overlay, at: now)
            case .press where answers.isEmpty: return press(at: event.position, in: overlay, at: now)
            case .press, .drag, .release: break
            }
        case .pasteTooLong, .focus: break
        }
        return []
    }

    /// A press on a command of the palette runs it; elsewhere it closes what lies over the text.
    private mutating func press(at position: Position, in overlay: Overlay, at now: Timestamp) -> [Effect] {
        self.overlay = nil
        guard case .palette(let palette) = overlay else { return [] }
        let entries = palette.entries(keys)
        guard let entry = palette.entry(at: position, of: entries.count, on: size) else { return [] }
        return perform(entries[entry].action, at: now)
    }

    private mutating func handle(_ key: Key, in overlay: Overlay, at now: Timestamp) -> [Effect] {
        let isAway = key == .escape || key == .control("c")
        switch overlay {
        case .find(let line, let origin): find(line, origin, key, isAway: isAway)
        case .replace(let replacement): return replace(replacement, key, isAway: isAway, at: now)
        case .goToLine(let line): goToLine(line, key, isAway: isAway)
        case .open(let line): return open(line, key, isAway: isAway)
        case .saveAs(let line): return saveAs(line, key, isAway: isAway)
        case .quit, .recover, .gone, .vanished, .overwrite, .malformed, .binary: return answer(overlay, key)
        case .palette(let palette): return choose(palette, key, isAway: isAway, at: now)
        case .help(let top):
            let top = scrolled(top, of: helpLines.count, key, isAway: isAway)
            self.overlay = top.map { .help(top: $0) }
        case .why(let top):
            let top = scrolled(top, of: resolver?.explanation.count ?? 0, key, isAway: isAway)
            self.overlay = top.map { .why(top: $0) }
        case .traffic(let panel): return look(at: panel, key, isAway: isAway)
        }
        return []
    }

    private mutating func paste(_ bytes: [UInt8], into overlay: Overlay) {
        switch overlay {
        case .find(var line, let origin):
            line.paste(bytes)
            look(for: line, origin)
        case .replace(.pattern(var line)):
            line.paste(bytes)
            self.overlay = .replace(.pattern(line))
        case .replace(.text(var line, let pattern)):
            line.paste(bytes)
            self.overlay = .replace(.text(line, of: pattern))
        case .goToLine(var line):
            line.paste(bytes)
            self.overlay = .goToLine(line)
        case .open(var line):
            line.paste(bytes)
            self.overlay = .open(line)
        case .palette(var palette):
            palette.input.paste(bytes)
            palette.selected = 0
            self.overlay = .palette(palette)
        case .saveAs(var line):
            line.paste(bytes)
            self.overlay = .saveAs(line)
        case .replace(.asking), .quit, .recover, .help, .why, .traffic, .gone, .vanished, .overwrite, .malformed,
            .binary:
            break
        }
    }

    // MARK: Prompts

    private mutating func find(_ line: LineInput, _ origin: Selection, _ key: Key, isAway: Bool) {
        var line = line
        switch key {
        case .control("c"):
            overlay = nil
            changeActiveArea { $0.select(origin.range) }
        case _ where isAway: overlay = nil
        case .enter, .down, .alt("n"), .control("f"): findAgain(backwards: false)
        case .up, .alt("N"): findAgain(backwards: true)
        default:
            if line.handle(key) { look(for: line, origin) }
        }
    }

    /// Searches on from where the search began, with every character typed.
    private mutating func look(for line: LineInput, _ origin: Selection) {
        overlay = .find(line, origin: origin)
        let search = Search(Array(line.text.utf8))
        lastSearch = line.text.isEmpty ? nil : search
        guard !line.text.isEmpty else { return }
        select(search, from: origin.range.lowerBound)
    }

    private mutating func goToLine(_ line: LineInput, _ key: Key, isAway: Bool) {
        var line = line
        if isAway {
            overlay = nil
        } else if key == .enter {
            guard let number = Int(line.text), number > 0 else {
                fail("'\(line.text)' is no line number")
                return
            }
            overlay = nil
            let start = activeArea.rope.lineStart(min(number, activeArea.rope.lineCount) - 1)
            changeActiveArea { $0.select(start..<start) }
            say("")
        } else if line.handle(key) {
            overlay = .goToLine(line)
        }
    }

    private mutating func open(_ line: LineInput, _ key: Key, isAway: Bool) -> [Effect] {
        var line = line
        if isAway {
            overlay = nil
        } else if key == .enter {
            guard !isFile else {
                guard line.text.isEmpty else { return open(.file(line.text)) }
                fail("A file has a name: type its path")
                return []
            }
            do throws(DocumentName.Invalid) {
                return open(.document(try DocumentName(typed: line.text).text))
            } catch {
                fail(error.detail)
            }
        } else if line.handle(key) {
            overlay = .open(line)
        }
        return []
    }

    private mutating func saveAs(_ line: LineInput, _ key: Key, isAway: Bool) -> [Effect] {
        var line = line
        if isAway {
            overlay = nil
        } else if key == .enter {
            do throws(DocumentName.Invalid) {
                let name = try DocumentName(typed: line.text)
                overlay = nil
                return send(unsent, as: name.text, .ifNoneExists)
            } catch {
                fail(error.detail)
            }
        } else if line.handle(key) {
            overlay = .saveAs(line)
        }
        return []
    }

    // MARK: Lists

    private mutating func choose(_ palette: Palette, _ key: Key, isAway: Bool, at now: Timestamp) -> [Effect] {
        var palette = palette
        let entries = palette.entries(keys)
        switch key {
        case _ where isAway:
            overlay = nil
            return []
        case .up: palette.selected = max(0, palette.selected - 1)
        case .down: palette.selected = min(max(0, entries.count - 1), palette.selected + 1)
        case .enter:
            guard entries.indices.contains(palette.selected) else { return [] }
            overlay = nil
            return perform(entries[palette.selected].action, at: now)
        default:
            guard palette.input.handle(key) else { return [] }
            palette.selected = 0
        }
        overlay = .palette(palette)
        return []
    }

    /// The first of `count` lines of a panel to show after a key; nil closes the panel.
    private func scrolled(_ top: Int, of count: Int, _ key: Key, isAway: Bool) -> Int? {
        let page = max(1, size.rows - 4)
        let last = max(0, count - max(1, size.rows - 3))
        switch key {
        case .up: return max(0, top - 1)
        case .down: return min(last, top + 1)
        case .pageUp: return max(0, top - page)
        case .pageDown, .character(" "): return min(last, top + page)
        case .function(1), .alt("1"), .control("q"), .character("q"), .character("?"), .enter: return nil
        default: return isAway ? nil : top
        }
    }

    private static let copied = "The curl command is on the clipboard"

    private mutating func look(at panel: TrafficPanel, _ key: Key, isAway: Bool) -> [Effect] {
        var panel = panel
        let exchange = panel.exchange(of: exchanges)
        if panel.isOpen, let exchange, [.up, .down, .pageUp, .pageDown, .character(" ")].contains(key) {
            panel.top = scrolled(panel.top, of: exchange.details.count, key, isAway: false) ?? 0
            overlay = .traffic(panel)
            return []
        }
        let page = max(1, size.rows - 4)
        let last = max(0, exchanges.count - 1)
        switch key {
        case .up: panel.selected = min(last, panel.selected + 1)
        case .pageUp: panel.selected = min(last, panel.selected + page)
        case .down: panel.selected = max(0, panel.selected - 1)
        case .pageDown: panel.selected = max(0, panel.selected - page)
        case .enter where exchange != nil:
            panel.isOpen.toggle()
            panel.top = 0
        case .character("y"):
            guard let exchange else { return [] }
            let command = Array(exchange.curl(endpoint).utf8)
            clipboard = command
            say(Self.copied)
            return [.copy(command)]
        case _ where isAway && panel.isOpen: panel.isOpen = false
        case _ where isAway, .function(4), .alt("4"), .control("q"):
            overlay = nil
            if notice.text == Self.copied { say("") }
            return []
        default: return []
        }
        overlay = .traffic(panel)
        return []
    }
}
