/// The table of modules in the architecture page: which module imports what, and which are pure.
struct ImportTable {
    struct Row: Equatable {
        var line: Int
        var module: String
        /// Whether it does no I/O, starts no task, reads no clock and draws no random number.
        var isPure: Bool
        /// Modules of this package, and others.
        var imports: Set<String>
    }

    static let page = "Sources/Documentation/Truce.docc/Architecture.md"

    let path: String
    let rows: [Row]

    /// The rows of the first table whose header names the columns `module`, `pure`, `imports` and `other modules`.
    init(_ file: SourceFile) {
        path = file.path
        var rows: [Row] = []
        var columns: [String: Int]?
        for (index, line) in file.lines.enumerated() {
            let cells = Self.cells(of: line)
            guard let columns else {
                if cells.first == "module" {
                    columns = Dictionary(cells.enumerated().map { ($1, $0) }) { first, _ in first }
                }
                continue
            }
            if cells.isEmpty { break }
            guard let module = columns["module"].flatMap({ Self.names(in: cells[$0]).first }) else { continue }
            let imports = ["imports", "other modules"].compactMap { columns[$0] }.flatMap { Self.names(in: cells[$0]) }
            let isPure = columns["pure"].map { cells[$0] == "yes" } ?? false
            rows.append(Row(line: index + 1, module: module, isPure: isPure, imports: Set(imports)))
        }
        self.rows = rows
    }

    func row(of module: String) -> Row? { rows.first { $0.module == module } }

    /// What a module sees through its imports and theirs, itself left out.
    func reach(of module: String) -> Set<String> {
        var reached: Set<String> = []
        var open = [module]
        while let next = open.popLast() {
            for name in row(of: next)?.imports ?? [] where reached.insert(name).inserted { open.append(name) }
        }
        return reached
    }

    /// Where files and table disagree: both ways, so that the table stays true.
    func findings(modules: [String], files: [SourceFile]) throws -> [Finding] {
        var findings: [Finding] = []
        for module in modules where row(of: module) == nil {
            findings.append(Finding(path, "Sources/\(module) has no row in the table of modules"))
        }
        var used: [String: Set<String>] = [:]
        for file in files {
            guard let module = file.target, let row = row(of: module) else { continue }
            for statement in try Import.all(in: file) {
                used[module, default: []].insert(statement.module)
                if !row.imports.contains(statement.module) {
                    findings.append(
                        Finding(
                            file.path, line: statement.line,
                            "\(module) must not import \(statement.module): its row in the table of modules does not name it"
                        ))
                }
            }
        }
        for row in rows {
            if !modules.contains(row.module) {
                findings.append(Finding(path, line: row.line, "there is no Sources/\(row.module)"))
            }
            for name in row.imports.subtracting(used[row.module] ?? []).sorted() {
                findings.append(Finding(path, line: row.line, "\(row.module) does not import \(name)"))
            }
        }
        return findings
    }

    private static func cells(of line: String) -> [String] {
        guard line.hasPrefix("|") else { return [] }
        return line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast().map {
            String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
    }

    /// The names in backquotes.
    private static func names(in cell: String) -> [String] {
        cell.matches(of: /`([^`]+)`/).map { String($0.output.1) }
    }
}

/// One import of a file, whatever its attributes, access and kind.
struct Import: Equatable {
    var module: String
    /// From 1.
    var line: Int

    static func all(in file: SourceFile) throws -> [Import] {
        let attributes = #"(?:@\w+(?:\([^)]*\))?\s+)*"#
        let access = #"(?:(?:public|package|internal|fileprivate|private)\s+)?"#
        let kind = #"(?:(?:typealias|struct|class|enum|protocol|let|var|func|actor|macro)\s+)?"#
        let pattern = try Pattern(#"^[ \t]*"# + attributes + access + #"import\s+"# + kind + #"(\w+)"#)
        return pattern.matches(in: file.code).map { Import(module: $0.text, line: $0.line) }
    }
}
