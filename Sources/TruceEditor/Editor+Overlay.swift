import TruceDocument
import TruceScreen
import TruceText

/// Prompts, questions, palette, help and the HTTP panel.
extension Editor {
    mutating func handleOverlay(_ input: Input, at now: Timestamp) -> [Effect] {
        guard let overlay else { return [] }
        switch input {
        case .key(let key):
            let isAway = key == .escape || key == .control("c")
            switch overlay {
            case .find(let line, let origin): return find(line, origin, key, isAway: isAway)
            case .goToLine(let line): return goToLine(line, key, isAway: isAway)
            case .quit: return answerQuit(key)
            case .recover(let recovered): return answer(recovered, key)
            case .palette(let palette): return choose(palette, key, isAway: isAway, at: now)
            case .help(let top): scrollHelp(top, key, isAway: isAway)
            case .traffic(let panel): return look(at: panel, key, isAway: isAway)
            case .deleted(let deletion): return answer(deletion, key)
            case .saveAs(let line): return saveAs(line, key, isAway: isAway)
            }
            return []
        case .paste(let bytes):
            paste(bytes, into: overlay)
            return []
        case .mouse(let event):
            guard case .press = event.kind, !overlay.isQuestion else { return [] }
            self.overlay = nil
            return []
        case .pasteTooLong, .focus: return []
        }
    }

    private mutating func paste(_ bytes: [UInt8], into overlay: Overlay) {
        switch overlay {
        case .find(var line, let origin):
            line.paste(bytes)
            look(for: line, origin)
        case .goToLine(var line):
            line.paste(bytes)
            self.overlay = .goToLine(line)
        case .palette(var palette):
            palette.input.paste(bytes)
            palette.selected = 0
            self.overlay = .palette(palette)
        case .saveAs(var line):
            line.paste(bytes)
            self.overlay = .saveAs(line)
        case .quit, .recover, .help, .traffic, .deleted: break
        }
    }

    // MARK: Prompts

    private mutating func find(_ line: LineInput, _ origin: Selection, _ key: Key, isAway: Bool) -> [Effect] {
        var line = line
        switch key {
        case .control("c"):
            overlay = nil
            changeActiveArea { $0.select(origin.range) }
        case _ where isAway: overlay = nil
        case .enter where line.text.isEmpty && lastSearch != nil, .down, .alt("n"), .enter, .control("f"):
            findAgain(backwards: false)
        case .up, .alt("N"): findAgain(backwards: true)
        default:
            guard line.handle(key) else { return [] }
            look(for: line, origin)
        }
        return []
    }

    /// Searches on from where the search began, with every character typed.
    private mutating func look(for line: LineInput, _ origin: Selection) {
        overlay = .find(line, origin: origin)
        let search = Search(Array(line.text.utf8))
        lastSearch = line.text.isEmpty ? nil : search
        guard !line.text.isEmpty else { return }
        select(search, from: origin.range.lowerBound)
    }

    private mutating func goToLine(_ line: LineInput, _ key: Key, isAway: Bool) -> [Effect] {
        var line = line
        if isAway {
            overlay = nil
        } else if key == .enter {
            guard let number = Int(line.text), number > 0 else {
                fail("'\(line.text)' is no line number")
                return []
            }
            overlay = nil
            let start = activeArea.rope.lineStart(min(number, activeArea.rope.lineCount) - 1)
            changeActiveArea { $0.select(start..<start) }
            say("")
        } else if line.handle(key) {
            overlay = .goToLine(line)
        }
        return []
    }

    private mutating func saveAs(_ line: LineInput, _ key: Key, isAway: Bool) -> [Effect] {
        var line = line
        if isAway {
            overlay = nil
        } else if key == .enter {
            do throws(DocumentName.Invalid) {
                let name = try DocumentName(line.text)
                overlay = nil
                resolver = nil
                base = .none
                return send(
                    name: name.text, content: area.snapshot(), precondition: .ifNoneExists, resolves: nil, message: "")
            } catch {
                fail(error.detail)
            }
        } else if line.handle(key) {
            overlay = .saveAs(line)
        }
        return []
    }

    // MARK: Questions

    private mutating func answerQuit(_ key: Key) -> [Effect] {
        switch key {
        case .character("s"), .character("S"):
            overlay = nil
            if resolver != nil { return showResolver() }
            quitsWhenSaved = true
            return save()
        case .character("k"), .character("K"): return [.journal(.finished(keep: true)), .quit(0)]
        case .character("d"), .character("D"): return [.journal(.finished(keep: false)), .quit(0)]
        case .escape, .control("c"), .enter:
            overlay = nil
            return []
        default: return []
        }
    }

    private mutating func answer(_ recovered: Recovered, _ key: Key) -> [Effect] {
        switch key {
        case .character("r"), .character("R"):
            overlay = nil
            return recover(recovered)
        case .character("d"), .character("D"):
            overlay = nil
            say("The draft was thrown away")
            return [.journal(.forget(id: recovered.id))]
        case .escape, .control("c"), .enter:
            overlay = nil
            say("The draft stays where it is: it is offered again at the next start")
            return []
        default: return []
        }
    }

    private mutating func answer(_ deletion: DocumentDeleted, _ key: Key) -> [Effect] {
        switch key {
        case .character("r"), .character("R"):
            overlay = nil
            resolver = nil
            base = .none
            return send(
                name: name, content: area.snapshot(), precondition: .ifNoneExists, resolves: nil,
                message: "recreated after v\(deletion.lastVersion)")
        case .character("n"), .character("N"):
            overlay = .saveAs(LineInput(name))
            return []
        case .character("d"), .character("D"): return [.journal(.finished(keep: false)), .quit(1)]
        case .escape, .control("c"), .enter:
            overlay = nil
            say("\(deletion.deletedBy) deleted the document; your text is here: ^S asks again")
            return []
        default: return []
        }
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

    private mutating func scrollHelp(_ top: Int, _ key: Key, isAway: Bool) {
        let page = max(1, size.rows - 4)
        let last = max(0, Help.lines(for: keyContext).count - (size.rows - 3))
        switch key {
        case .up: overlay = .help(top: max(0, top - 1))
        case .down: overlay = .help(top: min(last, top + 1))
        case .pageUp: overlay = .help(top: max(0, top - page))
        case .pageDown, .character(" "): overlay = .help(top: min(last, top + page))
        default:
            if isAway || key == .function(1) || key == .alt("1") || key == .control("q") || key == .character("q") {
                overlay = nil
            }
        }
    }

    private mutating func look(at panel: TrafficPanel, _ key: Key, isAway: Bool) -> [Effect] {
        var panel = panel
        let step = key == .up || key == .pageUp ? 1 : -1
        let page = key == .pageUp || key == .pageDown ? max(1, size.rows - 4) : 1
        switch key {
        case .up, .down, .pageUp, .pageDown:
            if panel.isOpen {
                panel.top = max(0, panel.top - step * page)
            } else {
                panel.selected = max(0, min(exchanges.count - 1, panel.selected + step * page))
            }
        case .enter where !exchanges.isEmpty:
            panel.isOpen.toggle()
            panel.top = 0
        case .character("y") where !exchanges.isEmpty:
            let exchange = exchanges[exchanges.count - 1 - min(panel.selected, exchanges.count - 1)]
            let command = Array(exchange.curl(endpoint).utf8)
            clipboard = command
            say("The curl command is on the clipboard")
            return [.copy(command)]
        case _ where isAway && panel.isOpen: panel.isOpen = false
        case _ where isAway, .function(4), .alt("4"), .control("q"):
            overlay = nil
            return []
        default: return []
        }
        overlay = .traffic(panel)
        return []
    }
}
