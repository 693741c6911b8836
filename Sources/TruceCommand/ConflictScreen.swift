import TruceDocument
import TruceScreen

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
    /// What it must fit into, the cursor's row included; nil for as much as there is.
    var size: Size?

    /// As many characters as minutes.
    private static let minutes = 20

    var text: String {
        guard !groups.isEmpty || !recent.isEmpty else { return "No conflicts.\n" }
        var lines = groupTable.lines
        var last = shown > 0 && !recent.isEmpty ? [""] + recentTable.lines : []
        if let size {
            let rows = max(4, size.rows - 1)
            if lines.count + last.count > rows {
                // Both show their beginning; what one does not need the other has.
                last = Array(last.prefix(max(rows / 2, rows - lines.count)))
                lines = lines.cut(to: rows - last.count)
            }
        }
        let fitting = size.map { size in (lines + last).map { $0.cut(to: size.columns) } } ?? lines + last
        return fitting.map { $0 + "\n" }.joined()
    }

    /// Of today the time alone.
    private func time(_ moment: Timestamp) -> String {
        let text = clockTime(moment)
        let day = clockTime(now).prefix(11)
        return text.hasPrefix(day) ? String(text.dropFirst(day.count)) : text
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
                time(group.lastSeen), group.actors.joined(separator: " "),
            ]
        }
        return table
    }

    private var recentTable: TextTable {
        var table = TextTable(columns: [
            .init(heading: "TIME"), .init(heading: "REASON"), .init(heading: "DOCUMENT"), .init(heading: "METHOD"),
            .init(heading: "WHO"), .init(heading: "VERSION"), .init(heading: "AGE", isNumber: true),
            .init(heading: "REPEATED", isNumber: true), .init(heading: "OUTCOME"),
        ])
        table.rows = recent.prefix(shown).map { record in
            [
                time(record.at), record.reason.rawValue, record.document ?? "-", record.method, record.actor,
                record.versions, record.baseAgeSeconds.map { "\($0)s" } ?? "",
                record.repeated > 0 ? String(record.repeated) : "",
                record.outcome.sentence,
            ]
        }
        return table
    }
}

extension [String] {
    /// At most so many lines; the last says how many groups there are besides.
    fileprivate func cut(to rows: Int) -> [String] {
        guard count > rows else { return self }
        return prefix(rows - 1) + ["… and \(count - rows + 1) groups more"]
    }
}

extension String {
    /// At most so many cells; `»` at the end where there is more.
    fileprivate func cut(to columns: Int) -> String {
        guard Visible.width(self) > columns else { return self }
        var end = 0
        var width = 1
        Visible.forEachGlyph(in: utf8.span) { range, glyph in
            width += glyph.width
            if width <= columns { end = range.upperBound }
            return width <= columns
        }
        return String(decoding: utf8.prefix(end), as: UTF8.self) + "»"
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
