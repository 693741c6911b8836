import TruceScreen

extension Editor {
    /// What the status row says at the moment, whichever view shows.
    private var said: String { openResolver?.message ?? notice.text }

    /// What F1 shows: the whole of what the status row has no room for, and the help.
    public var helpLines: [String] {
        let help = fileMerge == nil ? Help.lines(for: keyContext) : Help.merging
        guard Visible.width(said) > size.columns - 2 else { return help }
        return wrappedWords(said, width: max(1, size.columns - 2)) + [""] + help
    }
}

/// What F1 explains.
public enum Help {
    /// The lines for where the keys are pressed, widest 78 cells.
    public static func lines(for context: KeyContext) -> [String] {
        switch context {
        case .text: text
        case .decide, .edit: resolving
        }
    }

    private static let text = [
        "Everything you type goes into the text. ^S saves it.",
        "",
        "If somebody else saved first, nothing is overwritten: the server answers 409",
        "and the three-way view opens by itself. Your text stays as it is meanwhile.",
        "",
        "  ^S  Save                      ^Q  Quit (asks if something is unsaved)",
        "  ^Z  Undo                      ^Y  Redo",
        "  ^X  Cut    ^C  Copy           ^V  Paste    ^K  Cut the line",
        "  ^A  Select all                Shift with arrows selects",
        "  ^F  Find (Enter next, Up previous)         ^R  Replace   ^G  Go to line",
        "  ^O  Open another document                  F2  Versions (or Alt-2)",
        "  ^P  Commands by name          F4  HTTP requests and answers (or Alt-4)",
        "",
        "  Arrows, Home, End, PgUp, PgDn move; with Ctrl or Alt by words, Ctrl-Home",
        "  and Ctrl-End to the ends of the text. The mouse places, selects, scrolls.",
        "",
        "Characters that a terminal would act upon are drawn visibly: ^[ <U+202E> <FF>.",
        "What is typed is journalled: after a crash it is offered again.",
        "",
        "Esc closes this help.",
    ]

    private static let resolving = about409 + deciding + leaving409 + marks

    /// For a merge of files.
    static let merging = aboutMerge + deciding + leavingMerge + marks

    private static let about409 = [
        "409 is no error: somebody saved a newer version while you edited.",
        "MINE is your text, THEIRS the saved one, BASE what you both started from.",
        "RESULT is what ^S sends, with If-Match naming the version you have seen here.",
        "",
    ]

    private static let aboutMerge = [
        "MINE and THEIRS are the two sides of the merge, under the names in their",
        "headings; BASE is what both started from. RESULT is what ^S writes.",
        "",
    ]

    private static let deciding = [
        "DECIDE: letters choose for the conflict, or the merged text (~), at hand",
        "  m  Mine      t  Theirs      b  Both, mine first      B  Both, theirs first",
        "  o  Base      x  Neither     e  Edit by hand (or Enter)",
        "  a  Accept the merged text   A  All of it       f  Forget what is remembered",
        "  n  Next that is left        N  Previous       . ,  any kind       1-9  jump",
        "  M  All conflicts left mine  T  All theirs      u  Undo    U  Redo",
        "  ?  Why is it one            =  Show or hide BASE    c  Fold what agrees",
        "  v  Next layout, all panes   z  Zoom a pane     r  Merge in what is newer",
        "",
        "EDIT: everything types; Esc ends it and keeps the text",
    ]

    private static let leaving409 = [
        "  ^S  Resubmit, once nothing is left     Esc  Back to your text, resolve later",
        "  ^Q  Quit (keeps both texts if you like)",
        "",
    ]

    private static let leavingMerge = [
        "  ^S  Write, once nothing is left        Esc, ^Q  Leave: nothing is written,",
        "                                         decisions are kept if you like",
        "",
    ]

    private static let marks = [
        "Marks:  * differs from BASE   ! undecided   ~ merged or remembered: proposed",
        "        + merged by lines     m t b B o x a  what decided    e  your own text",
        "Mouse:  a click goes there, also on a mark at the right edge; right: commands",
        "Esc closes this help.",
    ]
}
