import TruceDocument

/// What `truce conflicts` shows on a terminal.
struct ConflictScreen {
    var groups: [ConflictGroup]
    /// The last conflicts, the newest first.
    var recent: [ConflictRecord]
    /// How many of them are listed.
    var shown: Int
    var now: Timestamp
    /// A moment as people read it, by their own clock.
    var clockTime: (Timestamp) -> String

    /// As many characters as minutes.
    private static let minutes = 20

    var text: String {
        guard !groups.isEmpty || !recent.isEmpty else { return "No conflicts.\n" }
        return groupTable.laidOut + (shown > 0 && !recent.isEmpty ? "\n" + recentTable.laidOut : "")
    }

    private var groupTable: TextTable {
        var monitor = ConflictMonitor()
        for record in recent.reversed() { _ = monitor.note(record) }
        var table = TextTable(columns: [
            .init(heading: "REASON"), .init(heading: "DOCUMENT"), .init(heading: "COUNT", isNumber: true),
            .init(heading: "A MINUTE", isNumber: true), .init(heading: "BEFORE", isNumber: true),
            .init(heading: "LAST \(Self.minutes) MINUTES"), .init(heading: "LAST"), .init(heading: "WHO"),
        ])
        table.rows = groups.map { group in
            [
                group.reason.rawValue, group.document ?? "-", String(group.count),
                group.ratePerMinute.shortText + (group.spiking ? "!" : ""), group.baselinePerMinute.shortText,
                sparkline(monitor.perMinute(Self.minutes, of: group.fingerprint, at: now)),
                clockTime(group.lastSeen), group.actors.joined(separator: " "),
            ]
        }
        return table
    }

    private var recentTable: TextTable {
        var table = TextTable(columns: [
            .init(heading: "TIME"), .init(heading: "REASON"), .init(heading: "DOCUMENT"), .init(heading: "WHO"),
            .init(heading: "VERSION"), .init(heading: "AGE", isNumber: true),
            .init(heading: "REPEATED", isNumber: true), .init(heading: "OUTCOME"),
        ])
        table.rows = recent.prefix(shown).map { record in
            [
                clockTime(record.at), record.reason.rawValue, record.document ?? "-", record.actor, record.versions,
                record.baseAgeSeconds.map { "\($0)s" } ?? "", record.repeated > 0 ? String(record.repeated) : "",
                record.outcome.sentence,
            ]
        }
        return table
    }
}

extension ConflictRecord {
    /// What was meant and what stood there: `v17 on v18`.
    fileprivate var versions: String {
        [attemptedVersion.map { "v\($0)" }, currentVersion.map { "on v\($0)" }].compactMap { $0 }.joined(separator: " ")
    }
}

extension ConflictRecord.Outcome {
    /// As it stands on the wire.
    var word: String {
        switch self {
        case .open: "open"
        case .resolved: "resolved"
        case .abandoned: "abandoned"
        }
    }

    fileprivate var sentence: String {
        if case .resolved(let by, _) = self { "resolved by \(by)" } else { word }
    }
}

extension Double {
    /// A rate with one digit behind the point.
    var shortText: String {
        let tenths = Int((self * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
