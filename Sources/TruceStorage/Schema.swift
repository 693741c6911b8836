internal import GRDB

/// The tables, and the way from each earlier form of them to the newest.
///
/// SQLite's `user_version` counts the steps taken; `application_id` tells truce's databases from those of others.
enum Schema {
    /// "truc" in ASCII.
    static let applicationID = 0x7472_7563
    static var newest: Int { steps.count }

    /// Step n leads from version n to version n + 1. A step that has been published is never changed.
    private static let steps = [documentsAndVersions]

    /// Takes the steps that are missing, each in a transaction of its own.
    static func migrate(_ database: Database, from version: Int) throws {
        for step in version..<newest {
            try database.inTransaction(.immediate) {
                try database.execute(sql: steps[step])
                try database.execute(sql: "PRAGMA user_version = \(step + 1); PRAGMA application_id = \(applicationID)")
                return .commit
            }
        }
    }

    /// - A row of `documents` stays when its document is deleted: history belongs to the id.
    /// - `searched` holds name and title in lower case, for the search in lists.
    /// - `names` is the one namespace of names and aliases; only living documents are in it.
    /// - `tombstones` keeps the numbering of a name that is free again.
    /// - `versions` rows never change. `encoding` says how `content` is to be read: `full` is the text itself.
    ///   The column comes last, so that reading the others skips a large text's pages.
    private static let documentsAndVersions = """
        CREATE TABLE documents (
            id TEXT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            folded_name TEXT NOT NULL,
            title TEXT NOT NULL,
            searched TEXT NOT NULL,
            external_id TEXT,
            media_type TEXT NOT NULL,
            status TEXT NOT NULL,
            tags TEXT NOT NULL,
            metadata_revision INTEGER NOT NULL CHECK (metadata_revision > 0),
            head INTEGER NOT NULL CHECK (head > 0),
            created_at INTEGER NOT NULL,
            created_by TEXT NOT NULL,
            updated_at INTEGER NOT NULL,
            updated_by TEXT NOT NULL,
            deleted_at INTEGER,
            deleted_by TEXT,
            CHECK ((deleted_at IS NULL) = (deleted_by IS NULL))
        ) STRICT;
        CREATE INDEX documents_by_name ON documents (folded_name);
        CREATE UNIQUE INDEX documents_by_external_id ON documents (external_id) WHERE deleted_at IS NULL;
        CREATE INDEX documents_by_update ON documents (updated_at, id) WHERE deleted_at IS NULL;

        CREATE TABLE names (
            folded TEXT NOT NULL PRIMARY KEY,
            text TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('name', 'alias')),
            document_id TEXT NOT NULL REFERENCES documents (id)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX names_one_for_each ON names (document_id) WHERE kind = 'name';
        CREATE INDEX names_by_document ON names (document_id);

        CREATE TABLE versions (
            document_id TEXT NOT NULL REFERENCES documents (id),
            number INTEGER NOT NULL CHECK (number > 0),
            parent INTEGER,
            author TEXT NOT NULL,
            at INTEGER NOT NULL,
            message TEXT NOT NULL,
            size INTEGER NOT NULL CHECK (size >= 0),
            sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
            merge_of INTEGER,
            forced INTEGER NOT NULL CHECK (forced IN (0, 1)),
            encoding TEXT NOT NULL CHECK (encoding IN ('full', 'delta')),
            content BLOB NOT NULL,
            PRIMARY KEY (document_id, number)
        ) STRICT;

        CREATE TABLE tombstones (
            folded_name TEXT NOT NULL PRIMARY KEY,
            document_id TEXT NOT NULL REFERENCES documents (id),
            last_version INTEGER NOT NULL,
            metadata_revision INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
