import TruceMerge

/// What git's configuration calls for where conflicts get markers, its `merge.conflictStyle`; nil where it says nothing,
/// there is no git, or no repository.
///
/// Git itself is asked: it alone knows the files, what they include, and what its own command line and environment add
/// (`git -c`). Throws where the value is none that git knows, as git does.
func gitConflictStyle() throws(CommandFailure) -> MarkerOptions.Style? {
    guard let answer = programOutput(["git", "config", "--get", "merge.conflictStyle"]) else { return nil }
    // Outside a repository git's own merge of files does not ask its configuration.
    guard programOutput(["git", "rev-parse", "--git-dir"]) != nil else { return nil }
    let name = String(decoding: answer.prefix { $0 != 0x0A }, as: UTF8.self)
    guard let style = MarkerOptions.Style(rawValue: name) else {
        throw CommandFailure(.usage, "unknown style '\(name)' given for 'merge.conflictstyle' in git's configuration")
    }
    return style
}
