/// Everything that can be done by a key, from the palette, or by a click on a key row.
public enum Action: Hashable, Sendable {
    // The editor
    case save, quit, suspend
    case undo, redo, cut, copy, paste, cutLine, selectAll
    case find, findNext, findPrevious, replace, goToLine
    case open, history
    case palette, help, traffic
    // The three-way view
    case choose(Choice)
    case accept, acceptAll
    case edit, next, previous, nextOfAnyKind, previousOfAnyKind
    case allMine, allTheirs
    case undoDecision, redoDecision
    case why, cycleLayout, toggleBase, zoom, fold
    case forget
    case mergeHead, resubmit, leave
    // EDIT in RESULT
    case endEdit

    /// The command's name in the palette.
    public var title: String {
        switch self {
        case .save: "Save"
        case .quit: "Quit"
        case .suspend: "Suspend"
        case .undo: "Undo"
        case .redo: "Redo"
        case .cut: "Cut the selection"
        case .copy: "Copy the selection"
        case .paste: "Paste"
        case .cutLine: "Cut the line"
        case .selectAll: "Select all"
        case .find: "Find"
        case .findNext: "Find the next"
        case .findPrevious: "Find the previous"
        case .replace: "Replace"
        case .goToLine: "Go to line"
        case .open: "Open another"
        case .history: "History"
        case .palette: "Commands"
        case .help: "Help"
        case .traffic: "HTTP requests and answers"
        case .choose(let choice): "Conflict: take \(choice.title.lowercased())"
        case .accept: "Conflict: accept the merged text"
        case .acceptAll: "Conflict: accept all merged text"
        case .edit: "Conflict: edit by hand"
        case .next: "Conflict: next that is left"
        case .previous: "Conflict: previous that is left"
        case .nextOfAnyKind: "Conflict: next of any kind"
        case .previousOfAnyKind: "Conflict: previous of any kind"
        case .allMine: "Conflict: all that are left mine"
        case .allTheirs: "Conflict: all that are left theirs"
        case .undoDecision: "Conflict: undo"
        case .redoDecision: "Conflict: redo"
        case .forget: "Conflict: forget how it was resolved"
        case .why: "Conflict: why is it one?"
        case .cycleLayout: "View: next layout"
        case .toggleBase: "View: show or hide BASE"
        case .zoom: "View: zoom a pane"
        case .fold: "View: fold what agrees"
        case .mergeHead: "Merge in what was saved since"
        case .resubmit: "Resubmit"
        case .leave: "Back to the editor"
        case .endEdit: "End EDIT"
        }
    }
}

/// Where keys are pressed: the same key may do different things there.
public enum KeyContext: Sendable {
    /// The document's text.
    case text
    /// The three-way view, where letters choose.
    case decide
    /// RESULT, where letters type.
    case edit
}
