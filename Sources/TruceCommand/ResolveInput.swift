import Glibc
import TruceDiff
import TruceEditor
import TruceMerge

/// What `truce resolve` is asked to merge, and where the result goes.
struct ResolveInput {
    enum Source {
        case files(current: String, base: String, other: String)
        /// A file with conflict markers.
        case marked(String)
    }

    var source: Source
    var result: String
    /// What CURRENT, BASE and OTHER are to be called, as far as somebody said.
    var labels: [String] = []

    /// Reads the texts. Throws a usage failure for a file that cannot be read, is binary, or has no conflict in it.
    func read() throws(CommandFailure) -> FileMerge {
        switch source {
        case .files(let current, let base, let other):
            let conflict = GitConflict(path: result)
            return FileMerge(
                path: result, present: try present, mine: try readText(current), base: try readText(base),
                theirs: try readText(other), names: names(conflict?.operation, or: [current, base, other]))
        case .marked(let path): return try read(marked: path)
        }
    }

    /// Where git has the three texts and the file is what it made of them, the texts, for the markers may lack the base and
    /// know nothing of what merged. Else what stands in the file: somebody has worked on it since.
    private func read(marked path: String) throws(CommandFailure) -> FileMerge {
        let bytes = try readText(path)
        let markerSize = Git(folderOf: path).markerSize
        let marked = MarkedText(Snapshot(bytes), markerSize: markerSize)
        let stray = marked.strayMarker(markerSize: markerSize).map { $0 + 1 }
        guard let first = marked.conflicts.first else {
            let what =
                stray.map {
                    "no whole conflict: line \($0) is a conflict marker, and others of its conflict are missing."
                }
                ?? "no conflict markers: there is nothing to resolve in it."
            throw CommandFailure(
                .usage, "\(path) has \(what) Three files are merged with 'truce resolve CURRENT BASE OTHER -o RESULT'.")
        }
        let conflict = GitConflict(path: path)
        let names = names(conflict?.operation, first.labels)
        let present = path == result ? bytes : try present
        if let texts = conflict?.texts {
            let (base, ours, theirs) = (Snapshot(texts.base), Snapshot(texts.ours), Snapshot(texts.theirs))
            if marked.isMerge(base: base, ours: ours, theirs: theirs) {
                return FileMerge(
                    path: result, present: present, mine: texts.ours, base: texts.base,
                    theirs: texts.theirs, names: names)
            }
        }
        let merge = marked.merge
        return FileMerge(
            path: result, present: present, mine: merge.ours.bytes,
            base: merge.hasBase ? merge.base.bytes : nil, theirs: merge.theirs.bytes, names: names,
            warning: stray.map { "Line \($0) is a conflict marker without its others: it is text here" })
    }

    // MARK: Names

    /// The sides of three files: as git knows them where it waits for the result, else by the files.
    private func names(_ operation: GitOperation?, or files: [String]) -> SideNames {
        let known = operation.map { [$0.ours, "", $0.theirs ?? ""] } ?? files
        return names(known, operation?.note)
    }

    /// The sides of a file with markers: by their labels, and more fully where git knows more.
    private func names(_ operation: GitOperation?, _ marked: MarkerLabels) -> SideNames {
        func fuller(_ label: String?, _ known: String?) -> String {
            guard let known, known.hasPrefix(label ?? "") else { return label ?? "" }
            return known
        }
        return names(
            [fuller(marked.ours, operation?.ours), marked.base ?? "", fuller(marked.theirs, operation?.theirs)],
            operation?.note)
    }

    private func names(_ known: [String], _ note: String?) -> SideNames {
        let names = labels + known.dropFirst(labels.count)
        return SideNames(mine: names[0], base: names[1], theirs: names[2], note: note)
    }

    // MARK: Files

    /// What RESULT is to replace.
    private var present: [UInt8]? {
        get throws(CommandFailure) {
            if access(result, F_OK) != 0, errno == ENOENT { return nil }
            return try readFile(result)
        }
    }

    private func readText(_ path: String) throws(CommandFailure) -> [UInt8] {
        let bytes = try readFile(path)
        guard !bytes.isBinary else {
            throw CommandFailure(
                .usage,
                "\(path) is binary: it has no lines to decide about. Copy the side that you want over \(result); in a git "
                    + "repository 'git checkout --ours \(result)' or '--theirs' does.")
        }
        return bytes
    }
}
