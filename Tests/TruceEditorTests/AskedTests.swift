import Testing
import TruceDocument
import TruceScreen
import TruceText

@testable import TruceEditor

/// An answer counts for what was asked last, and for the document that it was asked about.
@Suite struct AskedTests {
    private func head(_ text: String, _ version: Int) -> Reply {
        .opened(.document(EditorUnderTest.head(text, version: version), recovered: nil))
    }

    /// alice's editor on ONE, which reads v2 there; with the ticket of that.
    private func reading() -> (EditorUnderTest, Ticket) {
        var test = CompanyTests.opened()
        test.handle(CompanyTests.saved(2))
        test.press("^S")
        return (test, test.editor.asked.text)
    }

    @Test func aTextThatComesLateIsNotTheNextDocuments() {
        var (test, ticket) = reading()
        test.press("^O t w o Enter T")
        test.handle(.answered(ticket, head("ONE", 2)))
        #expect(test.editor.phase == .opening && test.editor.base == .none)
        test.handle(.opened(.new(recovered: nil)))
        #expect(test.text == "T" && test.editor.name == "two" && test.editor.company.news == nil)
        test.handle(.answered(ticket, head("ONE", 2)))
        test.press("^S")
        #expect(test.text == "T" && test.save?.request.precondition == .ifNoneExists)
    }

    /// What is asked about a document says nothing of another either: not that it is gone, not that it was saved.
    @Test func aLookThatComesLateIsNotTheNextDocuments() {
        var test = CompanyTests.opened()
        test.handle(.feed(.gap, of: .document("01J9")))
        let ticket = test.tickets.last ?? Ticket(number: -1)
        test.press("^O t w o Enter")
        test.handle(.opened(.document(EditorUnderTest.head("two", name: "two"), recovered: nil)))
        test.handle(.answered(ticket, .looked(EditorUnderTest.document(7, by: "bob"))))
        #expect(test.editor.news == nil && test.editor.name == "two")
        test.handle(.answered(ticket, .lookFailed(Problem(.notFound, detail: "gone"))))
        #expect(test.editor.company.gone == nil)
    }

    /// Of two questions the second one's answer counts, in whatever order they come.
    @Test func theNewestAnswerCounts() {
        var (test, first) = reading()
        test.handle(CompanyTests.saved(3))
        test.press("^S")
        let second = test.editor.asked.text
        test.handle(.answered(second, head("three", 3)))
        test.handle(.answered(first, head("two", 2)))
        #expect(test.text == "three" && test.editor.base.version == 3)
    }

    /// A text that was being read while one's own was saved is older than that, or another document's.
    @Test(arguments: [false, true])
    func aSaveOvertakesWhatIsBeingRead(isAnother: Bool) {
        var (test, ticket) = reading()
        test.press("x ^S")
        if isAnother {
            test.answer(test.save, EditorUnderTest.deleted())
            test.press("n 2 Enter")
        }
        test.answer(
            test.save,
            isAnother ? EditorUnderTest.done(1, name: "notes2", id: "01K0") : EditorUnderTest.done(3))
        test.handle(.answered(ticket, head("two", 2)))
        #expect(test.text == "xone" && test.editor.base.version == (isAnother ? 1 : 3))
    }

    @Test func aPieceOfAFileIsNoPieceOfTheNext() {
        var test = EditorUnderTest(.file("/one"))
        let ticket = test.editor.asked.text
        test.handle(.read(.bytes([49])))
        test.press("^O")
        test.paste("/two")
        test.press("Enter")
        test.handle(.answered(ticket, .read(.bytes([49]))))
        test.handle(.answered(ticket, .read(.end(recovered: nil))))
        test.handle(.read(.bytes([50])))
        test.handle(.read(.end(recovered: nil)))
        #expect(test.text == "2" && test.editor.name == "/two")
    }

    /// The other side of a conflict is that document's alone.
    @Test func theirsThatComesLateOpensNoView() {
        var test = EditorUnderTest.opened("a\n")
        test.press("x ^S")
        test.answer(test.save, EditorUnderTest.mismatch(2, nil))
        let ticket = test.editor.asked.theirs ?? Ticket(number: -1)
        test.press("^Z ^O t w o Enter")
        test.handle(.opened(.document(EditorUnderTest.head("two", name: "two"), recovered: nil)))
        let version = Theirs.Version(number: 2, etag: etag(2), actor: "bob", conflict: nil)
        test.handle(.answered(ticket, .fetchedTheirs(Theirs(version: version, at: noon, text: Rope("t")))))
        #expect(!test.editor.isResolving && test.text == "two")
    }
}
