-- Times are Unix milliseconds by the desk's clock unless a comment says otherwise.
-- Secrets (tokens, sessions, codes) are kept as SHA-256 only.

-- One row for the desk as a whole.
CREATE TABLE desk (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    -- Grows with every change that an inbox shows; the triggers below are the only writers.
    revision INTEGER NOT NULL
);
INSERT INTO desk (one, revision) VALUES (1, 1);

-- Who may answer visitors.
CREATE TABLE agents (
    id         TEXT PRIMARY KEY,
    -- Shown to visitors.
    name       TEXT NOT NULL,
    role       TEXT NOT NULL CHECK (role IN ('agent', 'lead', 'owner')),
    created_at INTEGER NOT NULL
);

-- One-time codes of sign-in links; a row goes when it is used.
CREATE TABLE sign_in_codes (
    hash       BLOB PRIMARY KEY,
    agent      TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;

-- Signed-in browsers of agents.
CREATE TABLE sessions (
    hash       BLOB PRIMARY KEY,
    agent      TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;

-- A visitor's conversation with the desk: where it stands, and what the inbox lists of it.
CREATE TABLE conversations (
    -- Never given twice, so that "Visitor 7" stays one visitor.
    number            INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Made by the visitor's browser.
    id                TEXT NOT NULL UNIQUE,
    -- The visitor's bearer token.
    token_hash        BLOB NOT NULL,
    status            TEXT NOT NULL
                      CHECK (status IN ('requested', 'assigned', 'returned', 'resolved', 'expired')),
    -- The one owner.
    agent             TEXT REFERENCES agents (id),
    -- 1: upset or urgent, before all others; 0: the rest.
    priority          INTEGER NOT NULL CHECK (priority IN (0, 1)),
    requested_at      INTEGER NOT NULL,
    -- Number of the latest event; each event takes the next in its own transaction.
    seq               INTEGER NOT NULL,
    -- The name that the site told; null where it told none.
    visitor           TEXT,
    -- The latest thing the visitor said, shortened.
    preview           TEXT NOT NULL,
    reason            TEXT NOT NULL,
    -- JSON of protocol::Mood.
    mood              TEXT NOT NULL,
    team              TEXT,
    language          TEXT NOT NULL,
    -- 1 where the visitor spoke last.
    waiting_for_agent INTEGER NOT NULL CHECK (waiting_for_agent IN (0, 1)),
    CHECK ((status = 'assigned') = (agent IS NOT NULL))
);
-- The queue's order, and the inbox's.
CREATE INDEX conversations_in_line ON conversations (status, priority DESC, requested_at, number);

-- Each request for a person as it came; the latest of a conversation is the one an agent reads.
CREATE TABLE handoffs (
    number       INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversations (number) ON DELETE CASCADE,
    -- The idempotency key, and the hash of what came under it: another body under the same key is refused.
    key          TEXT NOT NULL,
    body_hash    BLOB NOT NULL,
    -- JSON of protocol::HandoffRequest.
    request      TEXT NOT NULL,
    at           INTEGER NOT NULL,
    UNIQUE (conversation, key)
);

-- What happened in a conversation, numbered from 1 without gaps: a message, or a new status.
CREATE TABLE events (
    conversation INTEGER NOT NULL REFERENCES conversations (number) ON DELETE CASCADE,
    seq          INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    -- The id that the message's writer gave it: a repeated send is one message.
    message_id   TEXT,
    author       TEXT CHECK (author IN ('visitor', 'assistant', 'agent')),
    -- The agent's display name then.
    name         TEXT,
    text         TEXT,
    -- By the writer's clock; order never depends on it.
    written_at   INTEGER,
    status       TEXT,
    PRIMARY KEY (conversation, seq),
    UNIQUE (conversation, message_id),
    CHECK ((message_id IS NULL) = (text IS NULL)),
    CHECK ((text IS NULL) <> (status IS NULL))
) WITHOUT ROWID;

-- How long visitors waited until an agent took them; tells of no visitor.
CREATE TABLE waits (
    claimed_at INTEGER NOT NULL,
    wait_ms    INTEGER NOT NULL
);
CREATE INDEX waits_by_time ON waits (claimed_at);

-- What visitors took back, as hashes only, so that a late repeat does not bring it back.
CREATE TABLE erased (
    hash BLOB PRIMARY KEY,
    at   INTEGER NOT NULL
) WITHOUT ROWID;

-- The revision cannot be forgotten: it moves with what the inbox shows.
CREATE TRIGGER revision_event AFTER INSERT ON events
    BEGIN UPDATE desk SET revision = revision + 1; END;
CREATE TRIGGER revision_handoff AFTER INSERT ON handoffs
    BEGIN UPDATE desk SET revision = revision + 1; END;
CREATE TRIGGER revision_erase AFTER DELETE ON conversations
    BEGIN UPDATE desk SET revision = revision + 1; END;
CREATE TRIGGER revision_name AFTER UPDATE OF name ON agents
    BEGIN UPDATE desk SET revision = revision + 1; END;

PRAGMA user_version = 1;
