internal import GRDB
public import TruceDocument

extension SQLiteStore: ResolutionStore {
    public func resolution(_ key: ResolutionKey, as caller: Caller) async throws(Problem) -> RememberedResolution {
        let found = try await read { database in
            let sql = "SELECT text, by, at FROM resolutions WHERE key = ?"
            return try Row.fetchOne(database.cachedStatement(sql: sql), arguments: [key.text]).map { row in
                RememberedResolution(
                    key: key, text: row["text"], by: row["by"], at: Timestamp(milliseconds: row["at"]))
            }
        }
        guard let found else { throw notRemembered }
        return found
    }

    public func remember(
        _ report: ResolutionReport, under key: ResolutionKey, as caller: Caller
    ) async throws(Problem) -> Outcome<Remembered> {
        try await mutate(cost: report.text.utf8.count, as: caller) { [now] database, _ in
            let resolution = RememberedResolution(key: key, text: report.text, by: caller.actor, at: now())
            return .done(Remembered(resolution: resolution, created: try database.remember(resolution)))
        }
    }

    public func forget(_ key: ResolutionKey, as caller: Caller) async throws(Problem) -> Outcome<Void> {
        try await mutate(cost: 0, as: caller) { database, _ in
            try database.cachedStatement(sql: "DELETE FROM resolutions WHERE key = ?").execute(arguments: [key.text])
            guard database.changesCount > 0 else { throw notRemembered }
            return .done(())
        }
    }
}

private let notRemembered = Problem(.notFound, detail: "Nobody remembers how such a conflict was resolved.")

extension Database {
    /// Keeps a resolution, and forgets those remembered longest ago when there are too many; whether it is a new one.
    fileprivate func remember(_ resolution: RememberedResolution) throws -> Bool {
        let values: StatementArguments = [
            resolution.text, resolution.by, resolution.at.milliseconds, resolution.key.text,
        ]
        try cachedStatement(sql: "UPDATE resolutions SET text = ?, by = ?, at = ? WHERE key = ?")
            .execute(arguments: values)
        guard changesCount == 0 else { return false }
        try cachedStatement(sql: "INSERT INTO resolutions (text, by, at, key) VALUES (?, ?, ?, ?)")
            .execute(arguments: values)
        try cachedStatement(
            sql: """
                DELETE FROM resolutions WHERE rowid IN (SELECT rowid FROM resolutions ORDER BY at DESC, rowid DESC
                    LIMIT -1 OFFSET \(RememberedResolution.maximumCount))
                """
        ).execute()
        return true
    }
}
