internal import GRDB

/// The tables, and the way from each earlier form of them to the newest.
///
/// SQLite's `user_version` counts the steps taken; `application_id` tells truce's databases from those of others.
enum Schema {
    /// "truc" in ASCII.
    static let applicationID = 0x7472_7563
    static var newest: Int { steps.count }

    /// Step n leads from version n to version n + 1. A step that has been published is never changed.
    private static let steps = [
        Step(sql: documentsAndVersions),
        Step(sql: linksEventsAndPrincipals, fill: { database in try database.linkEveryHead() }),
    ]

    private struct Step: Sendable {
        let sql: String
        /// Derives what the new tables hold of what is there already.
        var fill: @Sendable (Database) throws -> Void = { _ in }
    }

    /// Takes the steps that are missing, each in a transaction of its own.
    static func migrate(_ database: Database, from version: Int) throws {
        for step in version..<newest {
            try database.inTransaction(.immediate) {
                try database.execute(sql: steps[step].sql)
                try steps[step].fill(database)
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

    /// - `links` holds what the head text of each living document refers to as `[[name]]`, by folded name, whether or
    ///   not there is such a document.
    /// - `events` is the one ordered log; AUTOINCREMENT never gives a number again, whatever was cut off at the end.
    ///   `subject` is the id of the document, `document` its name at that time.
    /// - `idempotency` keeps an answer under its key; what is still at work is kept in memory alone.
    /// - `conflicts` has a number for each in the order in which they were written, which is the order of lists.
    /// - `tokens` keeps digests: nobody can read a token out of the database.
    /// - `metadata_revisions` says when each tag of metadata came about and by whom; its rows never change.
    /// - `media_types` says of which media type a document's versions are from a number on, until the next row: what a
    ///   version was saved with, it keeps.
    /// - `documents.numbered_to` is the last version of earlier documents of the names that this one has had: its own go
    ///   on behind that.
    /// - `names.revision` is the document's metadata revision that gave an alias its present form.
    private static let linksEventsAndPrincipals = """
        CREATE TABLE metadata_revisions (
            document_id TEXT NOT NULL REFERENCES documents (id),
            revision INTEGER NOT NULL CHECK (revision > 0),
            at INTEGER NOT NULL,
            by TEXT NOT NULL,
            forced INTEGER NOT NULL CHECK (forced IN (0, 1)),
            PRIMARY KEY (document_id, revision)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO metadata_revisions SELECT id, metadata_revision, created_at, created_by, 0 FROM documents;
        CREATE TABLE media_types (
            document_id TEXT NOT NULL REFERENCES documents (id),
            since INTEGER NOT NULL CHECK (since > 0),
            media_type TEXT NOT NULL,
            PRIMARY KEY (document_id, since)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO media_types SELECT id, 1, media_type FROM documents;
        ALTER TABLE documents ADD COLUMN numbered_to INTEGER NOT NULL DEFAULT 0 CHECK (numbered_to >= 0);
        ALTER TABLE names ADD COLUMN revision INTEGER NOT NULL DEFAULT 1 CHECK (revision > 0);

        CREATE TABLE links (
            document_id TEXT NOT NULL REFERENCES documents (id),
            folded TEXT NOT NULL,
            PRIMARY KEY (document_id, folded)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX links_by_target ON links (folded);

        CREATE TABLE events (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            subject TEXT,
            document TEXT,
            version INTEGER,
            etag TEXT,
            actor TEXT,
            at INTEGER NOT NULL,
            request_id TEXT
        ) STRICT;
        CREATE INDEX events_by_subject ON events (subject, sequence);

        CREATE TABLE idempotency (
            principal TEXT NOT NULL,
            key TEXT NOT NULL,
            fingerprint TEXT NOT NULL CHECK (length(fingerprint) = 64),
            started_at INTEGER NOT NULL,
            status INTEGER NOT NULL,
            headers TEXT NOT NULL,
            body BLOB,
            PRIMARY KEY (principal, key)
        ) STRICT;
        CREATE INDEX idempotency_by_age ON idempotency (started_at);

        CREATE TABLE conflicts (
            sequence INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            at INTEGER NOT NULL,
            reason TEXT NOT NULL,
            document TEXT,
            folded_document TEXT,
            fingerprint TEXT NOT NULL,
            actor TEXT NOT NULL,
            subject TEXT,
            outcome TEXT NOT NULL CHECK (outcome IN ('open', 'resolved', 'abandoned')),
            resolved_by TEXT,
            resolved_at INTEGER,
            record TEXT NOT NULL
        ) STRICT;
        CREATE INDEX conflicts_by_reason ON conflicts (reason, sequence);
        CREATE INDEX conflicts_by_document ON conflicts (folded_document, sequence);
        CREATE INDEX conflicts_by_subject ON conflicts (subject, sequence);
        CREATE INDEX conflicts_open ON conflicts (at) WHERE outcome = 'open';

        CREATE TABLE resolutions (
            key TEXT NOT NULL PRIMARY KEY CHECK (length(key) = 64),
            text TEXT NOT NULL,
            by TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX resolutions_by_age ON resolutions (at);

        CREATE TABLE users (
            name TEXT NOT NULL PRIMARY KEY,
            role TEXT NOT NULL CHECK (role IN ('reader', 'writer', 'admin')),
            created_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE tokens (
            id TEXT NOT NULL PRIMARY KEY,
            user TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
            sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
            created_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX tokens_by_user ON tokens (user);
        """
}
