-- What agents do with a conversation beyond answering; none of it is ever told to a visitor.

-- Number of the latest note, or change of one.
ALTER TABLE conversations ADD COLUMN note_number INTEGER NOT NULL DEFAULT 0;
-- Until when it rests; null while it does not.
ALTER TABLE conversations ADD COLUMN snoozed_until INTEGER;
-- When it came back from its latest rest; its age counts from there for what is done with old ones.
ALTER TABLE conversations ADD COLUMN back_at INTEGER;
-- 1 from then until an agent does something with it.
ALTER TABLE conversations ADD COLUMN is_back INTEGER NOT NULL DEFAULT 0 CHECK (is_back IN (0, 1));
-- When it is due by an agent's word, in place of `due_at`.
ALTER TABLE conversations ADD COLUMN own_due_at INTEGER;
-- 1 where it was resolved as an exception: nothing general is to be learned from it.
ALTER TABLE conversations ADD COLUMN exception INTEGER NOT NULL DEFAULT 0 CHECK (exception IN (0, 1));
CREATE INDEX conversations_snoozed ON conversations (snoozed_until) WHERE snoozed_until IS NOT NULL;
CREATE INDEX conversations_due ON conversations (COALESCE(own_due_at, due_at))
    WHERE COALESCE(own_due_at, due_at) IS NOT NULL;

-- The latest time at which something was found overdue, so that the inbox is told once that its order is another.
ALTER TABLE desk ADD COLUMN overdue_at INTEGER NOT NULL DEFAULT 0;

-- What agents write for one another. They stand apart from `events`, whose every row a visitor's browser gets.
CREATE TABLE notes (
    row          INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversations (number) ON DELETE CASCADE,
    -- Made by the writer's browser: a repeated send is one note.
    id           TEXT NOT NULL,
    -- Of `note_number`, at its beginning or its latest change.
    number       INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    -- Who wrote it, and under which name.
    agent        TEXT NOT NULL REFERENCES agents (id),
    name         TEXT NOT NULL,
    text         TEXT NOT NULL,
    -- The team that it asks.
    asks         TEXT,
    -- How the question was settled, and by whom by name; null while it waits for an answer.
    settled      TEXT CHECK (settled IN ('answered', 'closed')),
    settled_by   TEXT,
    -- The id of the question that it answers.
    answers      TEXT,
    -- 1 where it was written as the conversation went back to the assistant.
    with_return  INTEGER NOT NULL DEFAULT 0 CHECK (with_return IN (0, 1)),
    UNIQUE (conversation, id),
    UNIQUE (conversation, number)
);
CREATE INDEX notes_open ON notes (asks, conversation) WHERE asks IS NOT NULL AND settled IS NULL;

-- Agents whom a note names.
CREATE TABLE mentions (
    note  INTEGER NOT NULL REFERENCES notes (row) ON DELETE CASCADE,
    agent TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    -- The display name then, as it stands in the text.
    name  TEXT NOT NULL,
    -- 1 once the agent has looked, and for what is told in the text only.
    seen  INTEGER NOT NULL DEFAULT 0 CHECK (seen IN (0, 1)),
    PRIMARY KEY (note, agent)
) WITHOUT ROWID;
CREATE INDEX mentions_unseen ON mentions (agent) WHERE seen = 0;

-- What else the inbox shows.
CREATE TRIGGER revision_tools AFTER UPDATE OF note_number, snoozed_until, is_back, own_due_at, exception ON conversations
    BEGIN UPDATE desk SET revision = revision + 1; END;
CREATE TRIGGER revision_seen AFTER UPDATE OF seen ON mentions
    BEGIN UPDATE desk SET revision = revision + 1; END;
CREATE TRIGGER revision_team_joined AFTER INSERT ON agent_teams
    BEGIN UPDATE desk SET revision = revision + 1; END;
CREATE TRIGGER revision_team_left AFTER DELETE ON agent_teams
    BEGIN UPDATE desk SET revision = revision + 1; END;
CREATE TRIGGER revision_overdue AFTER UPDATE OF overdue_at ON desk
    BEGIN UPDATE desk SET revision = revision + 1; END;

PRAGMA user_version = 10;
