import TruceDocument

extension CommandFailure {
    /// What a conflict means for a command: who came first, when, what is there now, and what to type next.
    ///
    /// - Parameters:
    ///   - name: the document as the command named it.
    ///   - again: the command without its precondition.
    init(conflict problem: Problem, on name: String, again: String, clockTime: (Timestamp) -> String) {
        let sentence =
            switch problem.cause {
            case .versionMismatch(let mismatch):
                "\(name) changed: \(mismatch.current.text(clockTime))"
                    + (mismatch.attempted.version.map { ", you had v\($0)" } ?? "") + ": merge in what "
                    + (mismatch.attempted.version.map { "'truce diff \(name) --from \($0)'" } ?? "'truce log \(name)'")
                    + " shows, then \(again) --if-match \(shellWord(mismatch.current.etag.opaque))"
            case .alreadyExists(let found):
                "\(found.name) exists already: \(found.current.text(clockTime)): merge in what "
                    + "'truce get \(found.name)' shows, then \(again) --if-match \(shellWord(found.current.etag.opaque))"
            case .documentDeleted(let deleted):
                "\(deleted.deletedBy) deleted \(name) at \(clockTime(deleted.deletedAt)), after v\(deleted.lastVersion): "
                    + "truce put \(name) FILE --create brings it back"
            case .stateMismatch(let mismatch):
                "\(name) changed: \(mismatch.changedBy) made \(mismatch.currentETag) at "
                    + "\(clockTime(mismatch.changedAt)): look at it with 'truce get \(name) --json', then \(again) "
                    + "--if-match \(shellWord(mismatch.currentETag.opaque))"
            case .notEditable(_, let allowed):
                problem.detail + (allowed.first.map { " truce status \(name) --to \($0)" } ?? "")
            case .hasDependents(let dependents):
                problem.detail + (dependents.total == 1 ? " Change it first" : " Change them first")
                    + ", or, as an admin, delete it all the same: \(again) --ignore-references"
            default: problem.detail
            }
        self.init(ExitStatus(problem.reason), sentence)
    }
}

extension Current {
    fileprivate func text(_ clockTime: (Timestamp) -> String) -> String {
        "\(changedBy) saved v\(version) \(etag) at \(clockTime(changedAt))"
    }
}

/// The text as one word of a POSIX shell.
func shellWord(_ text: String) -> String {
    let isPlain =
        !text.isEmpty
        && text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "-")...UInt8(ascii: ":")).contains(byte) || byte == UInt8(ascii: "_")
        }
    if isPlain { return text }
    return "'" + text.replacing("'", with: "'\\''") + "'"
}
