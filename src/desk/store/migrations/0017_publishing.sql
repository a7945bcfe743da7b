-- The knowledge bases as people change them: drafts of entries, and the editions that were published.

-- What editions hold, each once: going back to an earlier one names the same.
CREATE TABLE edition_bases (
    -- The first 16 bytes of the SHA-256 of `json` before it was packed.
    hash BLOB PRIMARY KEY,
    -- The whole base in the format of the FAQ's file, gzip; without the owner's wording, which is laid over it as it is read.
    json BLOB NOT NULL
);

CREATE TABLE editions (
    site     TEXT NOT NULL,
    -- Counted from 1 within the site.
    number   INTEGER NOT NULL,
    hash     BLOB NOT NULL REFERENCES edition_bases (hash),
    -- Unix milliseconds.
    at       INTEGER NOT NULL,
    -- Who published it, by account; null where it was taken from the owner's file.
    agent    TEXT REFERENCES agents (id),
    why      TEXT NOT NULL,
    -- JSON: where it came from, as `protocol::EditionSource`.
    source   TEXT NOT NULL,
    -- How many entries it holds.
    entries  INTEGER NOT NULL,
    -- JSON arrays of the ids of entries that it added to the one before, changed, and removed.
    added    TEXT NOT NULL,
    changed  TEXT NOT NULL,
    removed  TEXT NOT NULL,
    -- JSON of `protocol::PreviewCounts`; null where nobody looked.
    preview  TEXT,
    PRIMARY KEY (site, number)
) WITHOUT ROWID;
-- An edition is what it was.
CREATE TRIGGER editions_stay BEFORE UPDATE ON editions
    BEGIN SELECT RAISE(ABORT, 'an edition never changes'); END;
CREATE TRIGGER edition_bases_stay BEFORE UPDATE ON edition_bases
    BEGIN SELECT RAISE(ABORT, 'what an edition holds never changes'); END;

-- Changes of entries that are not published yet, one an entry.
CREATE TABLE drafts (
    site        TEXT NOT NULL,
    -- The entry's id.
    entry       TEXT NOT NULL,
    -- Grows at each change, beyond those of drafts that are gone.
    revision    INTEGER NOT NULL,
    -- JSON of `protocol::EditedEntry`; null where the entry is to be removed.
    edited      TEXT,
    -- Who changed it last, by account.
    agent       TEXT NOT NULL REFERENCES agents (id),
    at          INTEGER NOT NULL,
    why         TEXT NOT NULL,
    -- The suggestion that it follows.
    suggestion  TEXT,
    -- Who approved it, by account; null while nobody did.
    approved_by TEXT REFERENCES agents (id),
    -- The edition that it was begun on; 0 where there was none.
    edition     INTEGER NOT NULL,
    -- SHA-256 of the published entry as it was then; null where it was new.
    before      BLOB,
    -- When it was begun, by which new entries are in order.
    begun_at    INTEGER NOT NULL,
    PRIMARY KEY (site, entry)
) WITHOUT ROWID;
-- The largest revision that any draft had; it is never given twice.
ALTER TABLE desk ADD COLUMN draft_revision INTEGER NOT NULL DEFAULT 0;

PRAGMA user_version = 17;
