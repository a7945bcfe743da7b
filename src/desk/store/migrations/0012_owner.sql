-- What owners set in the console, and who did what.

-- Settings of the console; what stands in flags, the environment or the settings file goes before them.
CREATE TABLE console_settings (
    -- The id of a site; empty for the desk as a whole.
    scope   TEXT PRIMARY KEY,
    -- Counted up at each change; a change names the one that it was made from.
    version INTEGER NOT NULL,
    -- JSON object of what differs from what holds without the console.
    chosen  TEXT NOT NULL
) WITHOUT ROWID;

-- The audit log.
CREATE TABLE audit (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Unix milliseconds.
    at      INTEGER NOT NULL,
    doer    TEXT NOT NULL CHECK (doer IN ('agent', 'command_line', 'desk', 'nobody')),
    -- The agent's id where an agent did it; accounts are never deleted.
    agent   TEXT,
    kind    TEXT NOT NULL,
    -- A colleague's name, a site's id, a conversation's number; nothing of a visitor's.
    subject TEXT,
    -- On how many.
    count   INTEGER,
    -- JSON array of what is otherwise since; never secrets.
    changes TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX audit_by_agent ON audit (agent, id);
CREATE INDEX audit_by_kind ON audit (kind, id);
CREATE INDEX audit_by_time ON audit (at);

-- Rows are added, and go when they are old; a month of them can't be taken away by any setting.
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
CREATE TRIGGER audit_young BEFORE DELETE ON audit
    WHEN old.at > (SELECT MAX(at) FROM audit) - 30 * 86400000
    BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;

PRAGMA user_version = 12;
