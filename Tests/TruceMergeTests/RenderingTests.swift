import Testing
import TruceDiff
import TruceMerge

struct RenderingTests {
    @Test(arguments: [
        (Decision.ours, "a\nmine\nc\n"),
        (.theirs, "a\ntheirs\nc\n"),
        (.oursThenTheirs, "a\nmine\ntheirs\nc\n"),
        (.theirsThenOurs, "a\ntheirs\nmine\nc\n"),
        (.base, "a\nb\nc\n"),
        (.neither, "a\nc\n"),
        (.text(Array("own\nwords\n".utf8)), "a\nown\nwords\nc\n"),
        (.text(Array("unfinished".utf8)), "a\nunfinished\nc\n"),
        (.text([]), "a\nc\n"),
    ])
    func decisions(decision: Decision, result: String) throws {
        let merge = merge("a b c", "a mine c", "a theirs c")
        let conflict = try #require(merge.conflicts.first)
        let rendering = merge.render([conflict: decision])
        #expect(text(rendering.bytes) == result)
        #expect(rendering.isComplete)
        #expect(rendering.undecided.isEmpty)
        #expect(merge.mergedBytes(of: conflict) == nil)
    }

    @Test func anUndecidedConflictHasNoText() throws {
        let merge = merge("a b c d e", "a 1 c 3 e", "a 2 c 4 e")
        let rendering = merge.render([3: .theirs])
        #expect(text(rendering.bytes) == "a\nc\n4\ne\n")
        #expect(rendering.undecided == [1])
        #expect(!rendering.isComplete)
        #expect(rendering.ranges == [0..<2, 2..<2, 2..<4, 4..<6, 6..<8])
    }

    @Test func aDecisionOverrulesWhatMerged() {
        let merge = merge("a b c", "a x c", "a b c")
        #expect(text(merge.render().bytes) == "a\nx\nc\n")
        #expect(text(merge.render([1: .base]).bytes) == "a\nb\nc\n")
        #expect(text(merge.render([1: .neither, 99: .base]).bytes) == "a\nc\n")
    }

    /// Both of two last lines without a newline; the one put between is in the style of the texts.
    @Test(arguments: [
        ("a\nb", "a\nx", "a\ny", Decision.oursThenTheirs, "a\nx\ny"),
        ("a\nb", "a\nx", "a\ny\n", .theirsThenOurs, "a\ny\nx"),
        ("a\nb", "a\nx", "a\ny\n", .oursThenTheirs, "a\nx\ny\n"),
        ("a\r\nb", "a\r\nx", "a\r\ny", .oursThenTheirs, "a\r\nx\r\ny"),
        ("a\r\nb", "a\r\nx", "a\r\ny\r\nz", .oursThenTheirs, "a\r\nx\r\ny\r\nz"),
        ("b", "x\r\n1", "y", .oursThenTheirs, "x\r\n1\r\ny"),
        ("b", "x\nz\n", "y\nz\n", .text(Array("own".utf8)), "own\nz\n"),
        ("b", "x\r\nz\r\n", "y\r\nz\r\n", .text(Array("own".utf8)), "own\r\nz\r\n"),
    ])
    func aNewlineComesBetween(base: String, ours: String, theirs: String, decision: Decision, result: String) throws {
        let merge = Merge(base: Snapshot(base), ours: Snapshot(ours), theirs: Snapshot(theirs))
        let conflict = try #require(merge.conflicts.first)
        #expect(text(merge.render([conflict: decision]).bytes) == result)
    }
}
