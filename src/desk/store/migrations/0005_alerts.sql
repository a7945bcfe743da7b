-- Alerts to agents who aren't looking, and mail to visitors who have left.

-- Who is told of what happens, as the settings name them; the desk writes them anew at every start.
CREATE TABLE endpoints (
    -- The hash of form and address, in hexadecimal: the address itself may be a secret.
    key         TEXT PRIMARY KEY,
    -- Its place in the settings, from 1; all that a log says of it.
    number      INTEGER NOT NULL,
    -- JSON array of topics; an empty one is told all.
    topics      TEXT NOT NULL,
    -- 1 where a visitor's words may go there.
    words       INTEGER NOT NULL CHECK (words IN (0, 1)),
    -- The console's address, which links begin with.
    console     TEXT NOT NULL,
    -- When it answered that it is gone (410); a replay by hand switches it on again.
    disabled_at INTEGER
) WITHOUT ROWID;

-- What is to be sent, written in the transaction of what it tells.
CREATE TABLE deliveries (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    kind         TEXT NOT NULL CHECK (kind IN ('webhook', 'mail')),
    -- The key of an endpoint, or 'mail'.
    endpoint     TEXT NOT NULL,
    -- The same at every try and every endpoint: receivers tell repeats by it.
    event        TEXT NOT NULL,
    topic        TEXT NOT NULL,
    -- What is erased is no longer sent.
    conversation INTEGER NOT NULL REFERENCES conversations (number) ON DELETE CASCADE,
    -- JSON of alerts::Alert; for mail, the numbers of the events whose words it carries.
    body         TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    -- Not before this; while one is being sent, when it is tried again should the desk die.
    due_at       INTEGER NOT NULL,
    -- Tries begun.
    attempts     INTEGER NOT NULL DEFAULT 0,
    state        TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'dead')),
    -- What the latest try came to, as '503' or 'errcode 45009'; never words of the answer.
    last_status  TEXT,
    -- When it was done or given up.
    settled_at   INTEGER,
    UNIQUE (endpoint, event)
);
CREATE INDEX deliveries_in_line ON deliveries (endpoint, state, id);
CREATE INDEX deliveries_by_conversation ON deliveries (conversation, topic, created_at);

-- The `requested_at` whose overdue wait was told already.
ALTER TABLE conversations ADD COLUMN overdue_told INTEGER;

-- How a visitor can be reached, as the visitor typed it.
CREATE TABLE contacts (
    conversation INTEGER PRIMARY KEY REFERENCES conversations (number) ON DELETE CASCADE,
    email        TEXT,
    phone        TEXT,
    -- What the visitor wishes: an answer in writing, or to be called.
    wish         TEXT NOT NULL CHECK (wish IN ('message', 'callback')),
    note         TEXT,
    -- The code that the address was sent, and when; void where null.
    code_hash    BLOB,
    code_sent_at INTEGER,
    -- Codes tried since.
    tries        INTEGER NOT NULL DEFAULT 0,
    -- When a code proved that the address is the visitor's; nothing but codes is mailed before.
    confirmed_at INTEGER
);
CREATE TRIGGER revision_contact AFTER INSERT ON contacts
    BEGIN UPDATE desk SET revision = revision + 1; END;
CREATE TRIGGER revision_contact_change AFTER UPDATE OF email, phone, wish, note, confirmed_at ON contacts
    BEGIN UPDATE desk SET revision = revision + 1; END;

-- Codes mailed within the last day, so that nobody can flood a stranger with them.
CREATE TABLE codes (
    at           INTEGER NOT NULL,
    -- The hash of the conversation's id: the count outlives what is erased.
    conversation BLOB NOT NULL,
    -- The hash of the address.
    address      BLOB NOT NULL
);
CREATE INDEX codes_by_time ON codes (at);

PRAGMA user_version = 5;
