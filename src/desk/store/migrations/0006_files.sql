-- Images and documents that visitor and agent sent each other; their bytes lie in the folder beside the database.
CREATE TABLE files (
    -- 256 random bits. Whoever has it may read the file, so it stands only in what the conversation's own people get.
    id           TEXT PRIMARY KEY,
    conversation INTEGER NOT NULL,
    -- The message that it is.
    seq          INTEGER NOT NULL,
    -- The name in the folder, random too: who sees the folder cannot ask the desk for its files.
    disk_name    TEXT NOT NULL UNIQUE,
    -- As it was sent, made harmless, with the ending that the kind has.
    name         TEXT NOT NULL,
    -- protocol::FileKind, told from the bytes.
    kind         TEXT NOT NULL CHECK (kind IN ('png', 'jpeg', 'gif', 'webp', 'pdf')),
    -- What lies in the folder: its size, and its SHA-256. The same message with other bytes is refused.
    bytes        INTEGER NOT NULL,
    hash         BLOB NOT NULL,
    -- Pixels, as an image's head says; null for a document.
    width        INTEGER,
    height       INTEGER,
    UNIQUE (conversation, seq),
    FOREIGN KEY (conversation, seq) REFERENCES events (conversation, seq) ON DELETE CASCADE
) WITHOUT ROWID;

-- Files whose row is gone and whose bytes are still to be removed; a crash between the two forgets none.
CREATE TABLE files_gone (
    disk_name TEXT PRIMARY KEY
) WITHOUT ROWID;
CREATE TRIGGER files_gone AFTER DELETE ON files
    BEGIN INSERT OR IGNORE INTO files_gone (disk_name) VALUES (OLD.disk_name); END;

PRAGMA user_version = 6;
