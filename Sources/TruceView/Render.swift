public import TruceEditor
public import TruceScreen

/// The screen of an editor, of the size it was told last. Pure: the same editor gives the same frame.
public func render(_ editor: Editor) -> Frame {
    var frame = Frame(size: editor.size)
    guard editor.size.rows > 0, editor.size.columns > 0 else { return frame }
    if let resolver = editor.openResolver {
        ResolverView(editor: editor, resolver: resolver).draw(in: &frame)
    } else {
        EditorView(editor: editor).draw(in: &frame)
    }
    OverlayView(editor: editor).draw(in: &frame)
    if let cursor = frame.cursor, !Rect(frame.size).contains(cursor) { frame.cursor = nil }
    return frame
}
