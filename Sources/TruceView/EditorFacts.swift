import TruceDocument
import TruceEditor
import TruceText

/// `Ln 12, Col 8`, both from 1; columns count graphemes.
func position(_ area: TextArea) -> String {
    let line = area.rope.line(at: area.cursor)
    let column = area.rope.graphemeCount(in: area.rope.lineStart(line)..<area.cursor)
    return "Ln \(line + 1), Col \(column + 1)"
}

/// `Markdown`, `JSON`, …
func kind(of editor: Editor) -> String {
    if let document = editor.document { return MediaType.label(of: document.mediaType) }
    return MediaType.guess(editor.name).label
}

func label(_ ending: LineEnding) -> String {
    switch ending {
    case .lf: "LF"
    case .crlf: "CRLF"
    case .mixed: "mixed LF, CRLF"
    case .none: "LF"
    }
}
