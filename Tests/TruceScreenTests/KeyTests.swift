import Testing
import TruceScreen

@Suite("Key") struct KeyTests {
    @Test(
        arguments: [
            (.control("s"), "^S"), (.alt("x"), "Alt-x"), (.character("é"), "é"), (.character("A"), "A"),
            (.control(" "), "^Space"),
            (.character(" "), "Space"), (.function(12), "F12"), (.up.with(.shift), "Shift-Up"), (.backTab, "Shift-Tab"),
            (.right.with([.control, .shift]), "Shift-Ctrl-Right"), (.escape, "Esc"), (.pageDown, "PgDn"),
            (.enter, "Enter"),
            (.control("z").with(.shift), "Shift-^Z"), (.character("\u{202E}"), "<U+202E>"),
        ] as [(Key, String)]) func names(key: Key, name: String)
    {
        #expect(key.description == name)
    }
}
