import Glibc
public import TruceDocument

/// A draft whose editor is gone.
public struct Orphan: Hashable, Sendable {
    public var origin: DraftOrigin
    public var draft: Draft
    /// When the last change was recorded.
    public var at: Timestamp
    /// Whether the user chose to keep it, rather than lost the editor.
    public var isKept: Bool
    private let path: String

    fileprivate init(_ replay: Replay, path: String) {
        origin = replay.origin
        draft = replay.draft
        at = replay.at
        isKept = replay.isKept
        self.path = path
    }

    /// Takes the draft for this editor: as long as the claim lives, no other finds it or claims it. nil where another has
    /// done so, or the draft is gone.
    public func claim() -> DraftClaim? {
        guard let file = LockedFile.openAbandoned(path) else { return nil }
        return DraftClaim(file)
    }
}

/// One editor's hold on a draft that was left behind; an editor that dies lets go of it.
public final class DraftClaim: Sendable {
    private let file: LockedFile

    fileprivate init(_ file: consuming LockedFile) { self.file = file }

    /// Removes the draft. Take it over into a new journal, wait for its `flush()`, and only then discard it.
    public func discard() { file.remove() }
}

extension Journal {
    /// The drafts in `folder` that no living editor holds and that say something the store does not, the newest first;
    /// only those of `store` where it is given. Removes files that hold nothing to recover.
    /// Reads every file that is not locked: linear in their sizes.
    public static func orphans(in folder: String, store: String? = nil) -> [Orphan] {
        var orphans: [Orphan] = []
        for name in entries(of: folder) {
            let path = "\(folder)/\(name)"
            if name.hasSuffix(JournalWriter.newSuffix) {
                LockedFile.openAbandoned(path)?.remove()  // a crash came before it could take its place
            } else if name.hasSuffix(JournalWriter.suffix), let file = LockedFile.openAbandoned(path) {
                guard let replay = (try? file.contents()).flatMap(Replay.init(file:)) else { continue }
                guard replay.draft.isWorthKeeping else {
                    file.remove()
                    continue
                }
                guard store == nil || store == replay.origin.store else { continue }
                orphans.append(Orphan(replay, path: path))
            }
        }
        return orphans.sorted { $0.at > $1.at }
    }

    private static func entries(of folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        return names
    }
}
