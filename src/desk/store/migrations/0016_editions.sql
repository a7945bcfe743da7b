-- The entries of the knowledge bases that the desk hands out, to tell which of them the latest edition changed.
CREATE TABLE known_entries (
    site       TEXT NOT NULL,
    -- The entry's id.
    entry      TEXT NOT NULL,
    -- SHA-256 of its questions, wordings and answers.
    digest     BLOB NOT NULL,
    -- When the desk found that the latest edition has changed or added it; null for all others.
    changed_at INTEGER,
    PRIMARY KEY (site, entry)
) WITHOUT ROWID;

PRAGMA user_version = 16;
