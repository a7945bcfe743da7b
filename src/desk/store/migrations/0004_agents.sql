-- What an agent signs in with, lower-cased; null until one is given.
ALTER TABLE agents ADD COLUMN login TEXT;
CREATE UNIQUE INDEX agents_by_login ON agents (login);
-- Argon2id as a PHC string; null until the agent sets a password.
ALTER TABLE agents ADD COLUMN password_hash TEXT;
-- Conversations that the agent takes at once.
ALTER TABLE agents ADD COLUMN capacity INTEGER NOT NULL DEFAULT 5 CHECK (capacity BETWEEN 1 AND 100);
-- What the agent says of itself: may conversations come?
ALTER TABLE agents ADD COLUMN presence TEXT NOT NULL DEFAULT 'here' CHECK (presence IN ('here', 'away'));
-- When the agent last asked for anything, to the minute; null before that.
ALTER TABLE agents ADD COLUMN seen_at INTEGER;
-- Since when the agent may no longer come in; null while the agent may.
ALTER TABLE agents ADD COLUMN disabled_at INTEGER;

-- The teams whose conversations an agent takes.
CREATE TABLE agent_teams (
    agent TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    -- As FAQ entries and handoffs name it.
    team  TEXT NOT NULL,
    PRIMARY KEY (agent, team)
) WITHOUT ROWID;

-- How an agent names a session to end it; tells nothing of the cookie.
ALTER TABLE sessions ADD COLUMN id TEXT;
-- 0 where it began before this was noted.
ALTER TABLE sessions ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;
-- When it last asked for anything, to the minute.
ALTER TABLE sessions ADD COLUMN seen_at INTEGER NOT NULL DEFAULT 0;
-- 1 where a one-time code began it: for a while its agent may set a password without the old one.
ALTER TABLE sessions ADD COLUMN by_code INTEGER NOT NULL DEFAULT 0 CHECK (by_code IN (0, 1));
UPDATE sessions SET id = lower(hex(randomblob(16)));
-- The desk before this one writes sessions without an id.
CREATE TRIGGER session_id AFTER INSERT ON sessions WHEN new.id IS NULL
    BEGIN UPDATE sessions SET id = lower(hex(randomblob(16))) WHERE hash = new.hash; END;
CREATE INDEX sessions_by_agent ON sessions (agent, created_at);

-- How many conversations an agent has.
CREATE INDEX conversations_by_agent ON conversations (agent) WHERE agent IS NOT NULL;

PRAGMA user_version = 4;
