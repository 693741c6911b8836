import Testing

@Suite struct CodeSeparatorTests {
    @Test(arguments: [
        ("let a = 1 // one", "let a = 1       ", [0]),
        ("a /* b /* c */ d */ e", "a                   e", [0]),
        ("a /*\nb */ c\n//", "a   \n     c\n  ", [0, 1, 2]),
        (#"f("a // b", c)"#, #"f("      ", c)"#, []),
        (#""a\"b" c"#, #""    " c"#, []),
        (#""a \(b("c")) d" e"#, #""  \(b(" "))  " e"#, []),
        (##"#"a"b\(c)\#(d)"# e"##, ##"#"       \#(d)"# e"##, []),
        ("\"\"\"\na \"b\" // c\n\"\"\" d // e", "\"\"\"\n          \n\"\"\" d     ", [2]),
        ("\"\"\"\na \\\n  b\n\"\"\" // c", "\"\"\"\n   \n   \n\"\"\"     ", [3]),
        ("\"open\na", "\"    \na", []),
        ("f(a) // (\ng()", "f(a)     \ng()", [0]),
    ])
    func codeAndCommentsAreSeparated(_ text: String, _ code: String, _ commentedLines: [Int]) {
        let separated = CodeSeparator.separate(text)
        #expect(separated.code == code)
        #expect(separated.commentedLines.sorted() == commentedLines)
    }
}
