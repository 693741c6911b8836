import Testing
import TruceDiff
import TruceTestSupport

@testable import TruceMerge

/// What holds for every typed merge, over small documents one by one and over seeded ones.
struct TypedLawTests {
    @Test(arguments: [TextKind.json, .toml, .yaml])
    func everySmallMapping(kind: TextKind) {
        let values: [Int?] = [nil, 1, 2]
        let documents = values.flatMap { a in values.map { b in [("a", a), ("b", b)] } }
        check(documents.map { write($0.compactMap { key, value in value.map { (key, "\($0)") } }, kind) }, kind)
    }

    @Test func everySmallList() {
        let items = ["1", "2", "3"]
        let lists = [[]] + items.map { [$0] } + items.flatMap { a in items.filter { $0 != a }.map { [a, $0] } }
        check(lists.map { "[\n" + $0.map { "  \($0)" }.joined(separator: ",\n") + "\n]\n" }, .json)
        check(lists.map { "[" + $0.joined(separator: ", ") + "]\n" }, .json)
        check(lists.map { "l:\n" + $0.map { "  - \($0)\n" }.joined() }, .yaml)
    }

    @Test(arguments: 0..<150 as Range<UInt64>)
    func seededDocuments(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let kind = [TextKind.json, .toml, .yaml].randomElement(using: &random) ?? .json
        let base = (0..<Int.random(in: 0...12, using: &random)).map { ("key\($0)", "\($0)") }
        let sides = (0..<2).map { side in
            var entries = base
            for edit in 0..<Int.random(in: 0...4, using: &random) {
                let place = Int.random(in: 0...entries.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: entries.insert(("new\(side)\(edit)", "\(edit)"), at: place)
                case 1 where place < entries.count: entries.remove(at: place)
                case 2 where place < entries.count: entries[place].1 = "\(100 * side + edit)"
                default: break
                }
            }
            return entries
        }
        let texts = ([base] + sides).map { Snapshot(write($0, kind)) }
        #expect(brokenLaw(texts[0], texts[1], texts[2], kind) == nil, "seed \(seed)")
    }

    /// Nested mappings with comments, whose keys also move, and which both sides may add.
    @Test(arguments: 0..<500 as Range<UInt64>)
    func seededTrees(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let kind = [TextKind.json, .toml, .yaml].randomElement(using: &random) ?? .json
        let base = (0..<3).map { table in
            Table(
                name: "t\(table)",
                entries: (0..<Int.random(in: 1...6, using: &random)).map { Table.Entry(key: "k\($0)", value: "\($0)") })
        }
        let sides = (0..<2).map { _ in
            (0..<Int.random(in: 0...4, using: &random)).reduce(into: base) { tables, _ in
                let table = Int.random(in: 0..<tables.count, using: &random)
                tables[table].edit(&random)
            }
        }
        let texts = ([base] + sides).map { Snapshot(Table.write($0, kind)) }
        #expect(brokenLaw(texts[0], texts[1], texts[2], kind) == nil, "seed \(seed)")
    }

    /// Keys and values under a name.
    private struct Table {
        struct Entry {
            var key: String
            var value: String
            var comment = ""
            var remark: String { comment.isEmpty ? "" : " # \(comment)" }
        }

        var name: String
        var entries: [Entry]

        mutating func edit(_ random: inout SeededGenerator) {
            let place = Int.random(in: 0...entries.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            // Few names, so that both sides often add the same.
            case 0 where !entries.contains { $0.key == "n\(place % 2)" }:
                entries.insert(
                    Entry(key: "n\(place % 2)", value: "\(Int.random(in: 0...1, using: &random))"), at: place)
            case 1 where place < entries.count: entries.remove(at: place)
            case 2 where place < entries.count: entries[place].value = "\(Int.random(in: 10...12, using: &random))"
            case 3 where place < entries.count:
                let entry = entries.remove(at: place)
                entries.insert(entry, at: Int.random(in: 0...entries.count, using: &random))
            case 4 where place < entries.count:
                entries[place].comment = "see \(entries.randomElement(using: &random)?.key ?? "")"
            default: break
            }
        }

        static func write(_ tables: [Table], _ kind: TextKind) -> String {
            switch kind {
            case .json:
                return "{\n"
                    + tables.map { table in
                        let entries = table.entries.map { "    \"\($0.key)\": \($0.value)" }
                        return "  \"\(table.name)\": {\n" + entries.joined(separator: ",\n") + "\n  }"
                    }.joined(separator: ",\n") + "\n}\n"
            case .toml:
                return tables.map { table in
                    "[\(table.name)]\n" + table.entries.map { "\($0.key) = \($0.value)\($0.remark)\n" }.joined() + "\n"
                }.joined()
            default:
                return tables.map { table in
                    "\(table.name):\n" + table.entries.map { "  \($0.key): \($0.value)\($0.remark)\n" }.joined()
                }.joined()
            }
        }
    }

    /// A mapping, one entry a line.
    private func write(_ entries: [(String, String)], _ kind: TextKind) -> String {
        switch kind {
        case .json: "{\n" + entries.map { "  \"\($0)\": \($1)" }.joined(separator: ",\n") + "\n}\n"
        case .toml: entries.map { "\($0) = \($1)\n" }.joined()
        default: entries.map { "\($0): \($1)\n" }.joined()
        }
    }

    private func check(_ documents: [String], _ kind: TextKind) {
        let texts = documents.map { Snapshot($0) }
        for base in texts {
            for (index, ours) in texts.enumerated() {
                // The other half is what swapping the sides gives, and that is one of the laws.
                for theirs in texts[index...] {
                    if let law = brokenLaw(base, ours, theirs, kind) {
                        Issue.record("\(law): \([base, ours, theirs].map { text($0.bytes) })")
                        return
                    }
                }
            }
        }
    }

    // MARK: Laws

    private func brokenLaw(_ base: Snapshot, _ ours: Snapshot, _ theirs: Snapshot, _ kind: TextKind) -> String? {
        guard let format = TypedFormat(kind), let trees = try? [base, ours, theirs].map({ try format.parse($0.bytes) })
        else { return nil }
        let merge = typedMerge(base, ours, theirs, kind)
        let mirrored = typedMerge(base, theirs, ours, kind)
        if !coversEveryLine(merge) { return "regions do not cover every line" }
        if merge.conflicts.isEmpty != mirrored.conflicts.isEmpty { return "the mirror image conflicts" }
        guard merge.conflicts.isEmpty else { return nil }
        let result = merge.render().bytes
        // What lines alone decide is theirs to answer for, but for TOML: one key that both inserted stands twice in others.
        let isOfLines = Merge(base: base, ours: ours, theirs: theirs).conflicts.isEmpty
        if isOfLines, kind != .toml { return nil }
        guard let tree = try? format.parse(result) else { return "the result is not well-formed" }
        guard let mirroredTree = try? format.parse(mirrored.render().bytes) else { return "the mirror does not parse" }
        let (old, new) = (trees.map(leaves), leaves(tree))
        // What both inserted at one point may stand in the other order; else the mirror image is the same data.
        if new != leaves(mirroredTree) { return "the mirror image holds other data" }
        if ours.bytes == base.bytes, result != theirs.bytes { return "merge(b, b, x) is not x" }
        if theirs.bytes == base.bytes, result != ours.bytes { return "merge(b, x, b) is not x" }
        if ours.bytes == theirs.bytes, result != ours.bytes { return "merge(b, x, x) is not x" }
        if isOfLines { return nil }
        for side in [old[1], old[2]] where !side.subtracting(old[0]).isSubset(of: new) { return "an insertion is lost" }
        if !new.isSubset(of: old[1].union(old[2])) { return "something was invented" }
        if !old[0].subtracting(old[1]).union(old[0].subtracting(old[2])).isDisjoint(with: new) {
            return "what a side took away is back"
        }
        return nil
    }

    /// The line level and the typed level, without the words that come after them.
    private func typedMerge(_ base: Snapshot, _ ours: Snapshot, _ theirs: Snapshot, _ kind: TextKind) -> Merge {
        let lines = Merge(base: base, ours: ours, theirs: theirs)
        let regions = TypedLevel.refine(
            lines.regions, base: base, ours: ours, theirs: theirs, options: MergeOptions(kind: kind)
        ).regions
        return Merge(base: base, ours: ours, theirs: theirs, hasBase: true, regions: regions)
    }

    private func coversEveryLine(_ merge: Merge) -> Bool {
        func covers(_ lines: KeyPath<Region, Range<Int>>, _ text: Snapshot) -> Bool {
            var done = 0
            for region in merge.regions {
                if region[keyPath: lines].lowerBound != done { return false }
                done = region[keyPath: lines].upperBound
            }
            return done == text.lineCount
        }
        return covers(\.base, merge.base) && covers(\.ours, merge.ours) && covers(\.theirs, merge.theirs)
    }

    /// Every scalar with its path; elements of a list count by their value.
    private func leaves(_ document: TypedDocument) -> Set<String> {
        var leaves: Set<String> = []
        func visit(_ node: TypedNode, _ path: String) {
            if node.shape == .scalar { leaves.insert(path + "=" + text(document.bytes[node.range].trimmed)) }
            for entry in node.entries { visit(entry.value, path + "/" + (entry.key?.text ?? "")) }
        }
        visit(document.root, "")
        return leaves
    }
}
