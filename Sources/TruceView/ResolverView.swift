import TruceDocument
import TruceEditor
import TruceMerge
import TruceScreen
import TruceText

/// The three-way view: title, sentence, panes, status and keys.
struct ResolverView {
    let editor: Editor
    let resolver: Resolver
    private let words: ResolverWords
    private let layout: ResolverLayout

    init(editor: Editor, resolver: Resolver) {
        self.editor = editor
        self.resolver = resolver
        words = ResolverWords(editor: editor, resolver: resolver)
        layout = resolver.layout(editor.size)
    }

    func draw(in frame: inout Frame) {
        drawTitle(in: &frame)
        frame.put(
            words.secondRow(width: frame.size.columns - 2), at: Position(row: 1, column: 1), style: Style(.text),
            maxWidth: frame.size.columns - 2, overflow: .mark)
        for pane in layout.panes { drawHeading(of: pane, in: &frame) }
        drawRules(in: &frame)
        let shared = SharedRows(resolver, layout)
        let result = ResultView(resolver: resolver, search: editor.presentSearch)
        var sides = SidesView(resolver: resolver, layout: layout, shared: shared)
        sides.draw(in: &frame)
        if let pane = layout[.result] {
            result.draw(pane, with: layout.hasJointRows ? shared : nil, in: &frame)
        }
        for pane in layout.panes where pane.hasOverview {
            OverviewView(resolver: resolver, layout: layout, pane: pane).draw(in: &frame)
        }
        drawStatus(in: &frame)
        drawKeys(KeyBar(editor), in: &frame)
    }

    // MARK: Title and status

    /// The counter is never cut: the time goes first, then the middle of the name.
    private func drawTitle(in frame: inout Frame) {
        let width = frame.size.columns
        let isWide = width >= 100
        let style = Style(.titleWarning)
        frame.fill(Rect(row: 0, column: 0, rows: 1, columns: width), style: style)
        let start = resolver.isMerge ? " Merge " : resolver.isFile ? " Merge  " : isWide ? " 409 Conflict  " : " 409 "
        let counter = words.counter(isWide: isWide, room: width - 4 - start.count)
        let counterWidth = Visible.width(counter)
        frame.put(
            counter, at: Position(row: 0, column: width - 1 - counterWidth), style: Style(.titleWarning, .bold))
        let room = width - 1 - counterWidth - 2
        func title(_ name: String, withTime: Bool) -> String {
            start + name + "  " + words.happened(withTime: withTime)
        }
        var text = title(resolver.name, withTime: isWide)
        if Visible.width(text) > room { text = title(resolver.name, withTime: false) }
        let excess = Visible.width(text) - room
        if excess > 0 { text = title(shortened(resolver.name, by: excess), withTime: false) }
        frame.put(text, at: Position(row: 0, column: 0), style: style, maxWidth: max(0, room), overflow: .mark)
    }

    private func drawStatus(in frame: inout Frame) {
        var facts = editor.lacksJournal ? ["no draft kept"] : []
        if case .editing(let editing) = resolver.state { facts.append(position(editing.area)) }
        if layout.hasJointRows, !resolver.isFile { facts.append(words.ifMatch) }
        facts += [kind(of: editor), label(resolver.result.text.lineEnding)]
        if case .asking = resolver.state {
            drawQuestion(words.status, in: &frame)
        } else {
            drawStatusRow(
                words.status, isError: editor.notice.isError && editor.notice.text == words.status,
                right: facts.joined(separator: "  "), in: &frame)
        }
    }

    // MARK: Headings

    private func drawHeading(of pane: ResolverLayout.PaneFrame, in frame: inout Frame) {
        let rect = pane.heading
        guard rect.size.rows > 0 else { return }
        let style = Style(.heading)
        frame.horizontalLine(at: rect.origin, width: rect.size.columns, style: style)
        let (left, right) = words.heading(of: pane, in: layout)
        let width = rect.size.columns
        frame.put(
            " \(left) ", at: Position(row: rect.origin.row, column: rect.origin.column + 1),
            style: Style(.heading, .bold), maxWidth: width - 2, overflow: .mark)
        let isLast = pane.pane == .theirs && layout.arrangement != .stacked
        let margin = isLast && rect.columns.upperBound == frame.size.columns ? 2 : 1
        let rightWidth = Visible.width(right) + 2
        if !right.isEmpty, Visible.width(left) + rightWidth + 5 <= width {
            frame.put(
                " \(right) ",
                at: Position(row: rect.origin.row, column: rect.columns.upperBound - rightWidth - margin),
                style: style)
        }
    }

    /// The rules between panes that stand side by side, with their joints in the headings.
    private func drawRules(in frame: inout Frame) {
        guard layout.arrangement == .panes || layout.arrangement == .columns else { return }
        let style = Style(.heading)
        let height = layout[.mine]?.body.size.rows ?? 0
        for pane in layout.panes where pane.heading.origin.column > 0 && pane.heading.origin.row == 2 {
            let column = pane.heading.origin.column - 1
            frame.put("┬", at: Position(row: 2, column: column), style: style)
            frame.verticalLine(at: Position(row: 3, column: column), height: height, style: style)
        }
        if layout.hasJointRows, let base = layout[.base]?.heading {
            frame.put("├", at: Position(row: base.origin.row, column: base.origin.column - 1), style: style)
            frame.put("┤", at: Position(row: base.origin.row, column: base.columns.upperBound), style: style)
        }
    }
}
