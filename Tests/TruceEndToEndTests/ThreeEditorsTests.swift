import Foundation
import Testing

extension EndToEnd {
    /// Three people at one document: each pastes a text of their own over the same version and saves it.
    ///
    /// With `TRUCE_TEST_CORPUS` also on texts of real merges: a file of a JSON object a line, each with `path`, `base`, `ours`,
    /// `theirs` and `result`, as it is or compressed by zstd; of those that have conflicts some are taken from all over it.
    @Suite struct ThreeEditorsTests {
        struct Texts: Decodable, Sendable, CustomTestStringConvertible {
            var path: String
            var base: String
            /// What each of the others makes of it, whom a 409 meets.
            var ours: String
            var result: String
            /// What is saved first.
            var theirs: String
            var git: Verdict?

            struct Verdict: Decodable, Sendable { var clean: Bool }

            var testDescription: String { path }
        }

        static let own = [
            Texts(
                path: "runbook.md",
                base: "# Restart\n\n1. Tell the others.\n2. Stop the old node.\n3. Wait for ten minutes.\n",
                ours: "# Restart\n\n1. Tell the others first.\n2. Stop the old node.\n3. Wait for five minutes.\n",
                result: "# Restart\n\n1. Tell everybody.\n2. Stop the node.\n3. Wait for five minutes.\n4. Start it.\n",
                theirs: "# Restart\n\n1. Tell the team.\n2. Stop the old node.\n3. Wait for one minute.\n"),
            Texts(
                path: "limits.yaml", base: "connections: 400\nnodes:\n  - a\n  - b\n",
                ours: "connections: 600\nnodes:\n  - a\n  - b\n  - c\n",
                result: "# by hand\nconnections: 700\nnodes:\n  - b\n", theirs: "connections: 500\nnodes:\n  - a\n"),
        ]

        static let documents: [Texts] = {
            guard let path = ProcessInfo.processInfo.environment["TRUCE_TEST_CORPUS"] else { return own }
            do {
                let words = path.hasSuffix(".zst") ? ["zstd", "-dcq", path] : ["cat", path]
                let lines = try run(words).text.split(separator: "\n")
                let all = try lines.map { try JSONDecoder().decode(Texts.self, from: Data($0.utf8)) }
                let fit = all.filter { $0.git?.clean != true && $0.isPasted }
                return own + stride(from: 0, to: fit.count, by: max(fit.count / 20, 1)).map { fit[$0] }
            } catch {
                Issue.record("no texts in \(path): \(error)")
                return own
            }
        }()

        @Test(arguments: documents)
        func nobodyOverwritesAnybody(_ texts: Texts) throws {
            let bench = try Workbench()
            let name = "shared" + (texts.path.split(separator: ".").last.map { ".\($0)" } ?? "")
            #expect(try bench.run("put", name, "--create", input: Array(texts.base.utf8)).status == 0)
            let editors = try ["alice", "bob", "carol"].map { actor in
                let pane = try bench.open("edit \(name) --as \(actor)", rows: 40, columns: 120)
                try pane.wait(for: "v1 · draft")
                return pane
            }
            for (pane, text) in zip(editors, [texts.theirs, texts.ours, texts.result]) {
                try replace(in: pane, by: text)
            }

            try editors[0].press("C-s")
            try editors[0].wait(for: "Saved v2")
            #expect(try bench.content(name).text == texts.theirs)
            // Bob keeps his own words wherever both changed something, carol those of the others.
            for (pane, all) in [(editors[1], "M"), (editors[2], "T")] {
                let before = try bench.content(name)
                try pane.press("C-s")
                var view = try pane.wait(for: "RESULT ─ DECIDE")
                // What merged is accepted, then what is left is decided; both ask.
                while !view.text.contains("Nothing left"), !view.text.contains("nothing to decide") {
                    try pane.press(view[0].contains("auto") ? "A" : all)
                    try pane.wait(for: "y Yes")
                    let before = view[0]
                    // A key that is quicker than the question counts as typed ahead of it.
                    repeat {
                        try pane.press("y")
                        view = try pane.wait(for: "an answer") { $0[0] != before || $0.text.contains("y Yes") }
                    } while view[0] == before
                }
                // Nothing reached the store meanwhile.
                #expect(try bench.content(name) == before)
                try pane.press("C-s")
                try pane.wait(for: "Saved v")
            }
            #expect(try bench.curl("/v1/documents/\(name)/versions/2/content") == texts.theirs)
            let log = try bench.run("log", name).text.split(separator: "\n")
            #expect(log.count == 4)
            #expect(log[0].contains("merge of v3 by bob") && log[1].contains("merge of v2 by alice"))
        }

        /// Puts another text in the place of all that a pane's editor has.
        private func replace(in pane: Pane, by text: String) throws {
            try pane.press("C-a")
            try pane.press("Delete")
            try pane.paste(text)
            try pane.wait(for: "●")
        }
    }
}

extension EndToEnd.ThreeEditorsTests.Texts {
    /// Whether a terminal pastes all its texts as they are.
    fileprivate var isPasted: Bool {
        [base, ours, theirs, result].allSatisfy { text in
            text.utf8.count < 40_000
                && text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0.value < 0x7F }
        }
    }
}
