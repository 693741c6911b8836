import TruceEditor
import TruceScreen

/// Draws the row that stands for lines which agree and are folded.
func drawFold(of lines: Int, at place: Position, width: Int, in frame: inout Frame) {
    frame.put("···· \(lines) lines agree ····", at: place, style: Style(.dimmed), maxWidth: width, overflow: .mark)
}
