import Testing
import TruceDiff
import TruceMerge

struct RegionTests {
    /// Base, ours, theirs, one word a line, and the regions as `drawn` writes them.
    @Test(arguments: [
        ("a b c", "a b c", "a b c", "=a,b,c"),
        ("a b c", "a x c", "a b c", "=a o:b>x =c"),
        ("a b c", "a b c", "a x c", "=a t:b>x =c"),
        ("a b c", "a x c", "a x c", "=a +b>x =c"),
        ("a b c", "a x c", "a y c", "=a !b>x|y =c"),
        ("a b c d e", "x b c d e", "a b c d y", "o:a>x =b,c,d t:e>y"),
        // One unchanged line between is enough; none is not.
        ("a b c", "x b c", "a b y", "o:a>x =b t:c>y"),
        ("a b", "x b", "a y", "!a,b>x,b|a,y"),
        ("a b", "x a b", "y a b", "!>x|y =a,b"),
        ("a b c", "a c", "a x c", "=a !b>|x =c"),
        // A deletion beside an insertion of the other side.
        ("a b c", "a c", "a b x c", "=a !b>|b,x =c"),
        ("a b c", "a c", "a c", "=a +b> =c"),
        // Two changes of one side meet one of the other.
        ("a b c d", "x b y d", "a p q d", "!a,b,c>x,b,y|a,p,q =d"),
        // What both have alike at the ends is no conflict.
        ("m", "p x s", "p y s", "+>p !m>x|y +>s"),
        ("k", "k x m", "k y m", "=k !>x|y +>m"),
        ("", "a b", "a c", "+>a !>b|c"),
        ("a b", "a x", "b y", "!a,b>a,x|b,y"),
        ("", "", "a", "t:>a"),
        ("a", "", "", "+a>"),
        ("", "", "", ""),
    ])
    func threeTexts(base: String, ours: String, theirs: String, regions: String) {
        #expect(drawn(merge(base, ours, theirs)) == regions)
    }

    /// Base lines go with the part of a conflict in which their words are found again.
    @Test(arguments: [
        // One to one, also where the words say nothing.
        ("p\nq\nr\n", "x\n1\nz\n", "x\n2\nz\n", ["p\n", "q\n", "r\n"]),
        (
            "old heading\nthe text stays long\n", "new heading\nthe text is long\nand more\n",
            "new heading\nthe text was long\n", ["old heading\n", "the text stays long\n", ""]
        ),
        ("only this line\n", "title\nonly my line\n", "title\nonly their line\n", ["", "only this line\n", ""]),
        (
            "a first one\nb second one\n", "a first ten\nq\nb second ten\n", "a first ten\nr\ns\nb second ten\n",
            ["a first one\n", "", "b second one\n"]
        ),
    ])
    func baseLinesFollowTheirWords(base: String, ours: String, theirs: String, parts: [String]) {
        let merge = Merge(base: Snapshot(base), ours: Snapshot(ours), theirs: Snapshot(theirs))
        let changed = merge.regions.filter { $0.kind != .unchanged }.map { text(merge.base.bytes(lines: $0.base)) }
        #expect((changed + ["", ""]).prefix(3) == parts[...])
        #expect(merge.conflicts.count == 1)
    }

    /// Without a base what both have alike is merged, all else asked.
    @Test(arguments: [
        ("a b c", "a b c", "+>a,b,c"),
        ("a b c", "a x c", "+>a !>b|x +>c"),
        ("a", "b", "!>a|b"),
        ("a b", "b", "!>a| +>b"),
        ("", "a", "!>|a"),
        ("a b c d e", "x b y d z", "!>a|x +>b !>c|y +>d !>e|z"),
        ("", "", ""),
    ])
    func twoTexts(ours: String, theirs: String, regions: String) {
        let merge = Merge(ours: lines(ours), theirs: lines(theirs))
        #expect(drawn(merge) == regions)
        #expect(!merge.hasBase)
        #expect(merge.base.bytes.isEmpty)
    }

    @Test func bytesAreKept() {
        let base: [UInt8] = Array("one\r\ntwo\r\n\0three\n".utf8) + [0xFF, 0x0A] + Array("last".utf8)
        var ours = base
        ours.replaceSubrange(0..<3, with: Array("ONE".utf8))
        let theirs = base + Array(" line".utf8)
        let merge = Merge(base: Snapshot(base), ours: Snapshot(ours), theirs: Snapshot(theirs))
        #expect(merge.conflicts.isEmpty)
        #expect(merge.render().bytes == ours + Array(" line".utf8))
    }

    @Test func largeConflictsAndManyConflicts() {
        let base = (0..<20_000).map { "line \($0)\n" }
        func replaced(_ side: String, _ isChanged: (Int) -> Bool) -> Snapshot {
            Snapshot(base.enumerated().map { isChanged($0) ? "\(side) \($0)\n" : $1 }.joined())
        }
        let middle = { (line: Int) in 5_000..<15_000 ~= line }
        let large = Merge(
            base: Snapshot(base.joined()), ours: replaced("ours", middle), theirs: replaced("theirs", middle))
        #expect(large.regions.map(\.kind) == [.unchanged, .conflict(Conflict(.sameLines)), .unchanged])
        #expect(large.regions[1].base == 5_000..<15_000)
        let many = Merge(
            base: Snapshot(base.joined()), ours: replaced("ours") { $0 % 10 == 5 },
            theirs: replaced("theirs") { $0 % 10 == 5 })
        #expect(many.conflicts.count == 2_000)
    }
}
