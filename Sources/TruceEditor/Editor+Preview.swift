import TruceDocument
import TruceText

/// Whether unsaved text would merge with what somebody else has saved: known before ^S, and worked out where nobody waits.
extension Editor {
    /// What a merge with ``news`` would come to; nil until it is known.
    public var preview: MergePreview? {
        guard let foresight, foresight.version == news?.version else { return nil }
        return foresight.preview
    }

    /// Asks for a look ahead once somebody else has saved, and again after the text was typed into.
    mutating func foresee(at now: Timestamp) -> [Effect] {
        guard let version = foreseen else {
            foresight = nil
            return []
        }
        var next = foresight.flatMap { $0.version == version ? $0 : nil } ?? Foresight(version: version)
        defer { foresight = next }
        let state = area.buffer.history.state
        var effects: [Effect] = []
        if next.seen != state {
            let isFirst = next.seen == nil
            let due = Timestamp(milliseconds: now.milliseconds + (isFirst ? 0 : Foresight.delay))
            if next.due == nil { effects = [.wake(at: due)] }
            next.seen = state
            next.due = due
        }
        guard let due = next.due, now >= due, !next.isAwaited else { return effects }
        next.due = nil
        next.isAwaited = true
        let subject = MergePreview.Subject(
            name: name, version: version, base: base, mine: area.rope, kind: textKind)
        return [asked.ask(.foresee(subject))]
    }

    /// The version whose merge with unsaved text is foreseen.
    private var foreseen: Int? {
        guard phase == .ready, isModified, resolver == nil, let news, !isOfAnother(news)
        else { return nil }
        return news.version
    }

    mutating func take(_ preview: MergePreview?) {
        foresight?.isAwaited = false
        if let preview { foresight?.preview = preview }
    }
}
