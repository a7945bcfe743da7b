-- What the desk proposes and people decide. All of it is worked out from other tables, but for the decisions.

-- When it was worked out for a site, and from what.
CREATE TABLE suggestion_runs (
    site    TEXT PRIMARY KEY,
    at      INTEGER NOT NULL,
    -- The tag of the knowledge base's edition then; empty where the site has none.
    edition TEXT NOT NULL,
    -- 1 where something that it was made of is gone: it is worked out anew at the next request.
    stale   INTEGER NOT NULL CHECK (stale IN (0, 1)),
    -- JSON of the topics that were found, so that they keep their ids: [{id, name, marks}], the marks being hashes.
    topics  TEXT NOT NULL
) WITHOUT ROWID;

-- Those that nobody has decided on.
CREATE TABLE suggestions (
    site       TEXT NOT NULL,
    id         TEXT NOT NULL,
    -- Its place in the list, from 0.
    place      INTEGER NOT NULL,
    -- JSON of protocol::Suggestion.
    suggestion TEXT NOT NULL,
    -- JSON of hashes of all that it rests on.
    basis      TEXT NOT NULL,
    PRIMARY KEY (site, id)
) WITHOUT ROWID;

-- The conversations whose words stand in one: where one of them is erased, the suggestion goes with it.
CREATE TABLE suggestion_sources (
    site         TEXT NOT NULL,
    id           TEXT NOT NULL,
    conversation INTEGER NOT NULL REFERENCES conversations (number) ON DELETE CASCADE,
    PRIMARY KEY (site, id, conversation),
    FOREIGN KEY (site, id) REFERENCES suggestions (site, id) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX suggestion_sources_of ON suggestion_sources (conversation);
CREATE TRIGGER suggestion_source_erased BEFORE DELETE ON conversations
    BEGIN
        UPDATE suggestion_runs SET stale = 1
            WHERE site IN (SELECT site FROM suggestion_sources WHERE conversation = OLD.number);
        DELETE FROM suggestions WHERE (site, id) IN
            (SELECT site, id FROM suggestion_sources WHERE conversation = OLD.number);
    END;

-- What people decided: no words of visitors, only what it was about and hashes of what it rested on.
CREATE TABLE suggestion_decisions (
    number   INTEGER PRIMARY KEY,
    site     TEXT NOT NULL,
    id       TEXT NOT NULL,
    accepted INTEGER NOT NULL CHECK (accepted IN (0, 1)),
    basis    TEXT NOT NULL,
    agent    TEXT NOT NULL REFERENCES agents (id),
    -- Why, in the agent's words; may be empty.
    why      TEXT NOT NULL,
    at       INTEGER NOT NULL
);
CREATE INDEX suggestion_decisions_of ON suggestion_decisions (site, at);

PRAGMA user_version = 18;
