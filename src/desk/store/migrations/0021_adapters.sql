-- How far each conversation was passed on to the desk that the owner runs elsewhere.
CREATE TABLE passed_on (
    conversation INTEGER PRIMARY KEY REFERENCES conversations (number) ON DELETE CASCADE,
    -- The key of the adapter among the endpoints.
    endpoint     TEXT NOT NULL,
    -- The conversation's and the visitor's ids over there; null until it is opened.
    remote       TEXT,
    contact      TEXT,
    -- The latest of handoffs.number and of events.seq that are over there.
    handoff      INTEGER NOT NULL DEFAULT 0,
    seq          INTEGER NOT NULL DEFAULT 0,
    -- What was begun and perhaps arrived: an event's number, or below zero a handoff's; looked for before it is sent again.
    trying       INTEGER,
    -- Until then one process has it in hand.
    busy_until   INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX passed_on_by_remote ON passed_on (endpoint, remote);

PRAGMA user_version = 21;
