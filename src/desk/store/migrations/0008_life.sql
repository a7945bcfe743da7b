-- Milliseconds within which the team means to answer first; null without a target.
ALTER TABLE conversations ADD COLUMN target_ms INTEGER;
-- When the first answer is due; null once somebody answered.
ALTER TABLE conversations ADD COLUMN due_at INTEGER;
-- When the present owner got it; null while nobody owns it.
ALTER TABLE conversations ADD COLUMN claimed_at INTEGER;
-- The owner was chosen by the desk or a colleague and has to take it up by then, or it goes back into the line.
ALTER TABLE conversations ADD COLUMN accept_by INTEGER;
-- 1 while it is with the assistant and agents may read along; its status is then 'returned'.
ALTER TABLE conversations ADD COLUMN watched INTEGER NOT NULL DEFAULT 0 CHECK (watched IN (0, 1));
-- How the visitor found the help: 1 very bad to 5 very good, and a word on it.
ALTER TABLE conversations ADD COLUMN satisfaction INTEGER CHECK (satisfaction BETWEEN 1 AND 5);
ALTER TABLE conversations ADD COLUMN satisfaction_comment TEXT;
CREATE INDEX conversations_to_accept ON conversations (accept_by) WHERE accept_by IS NOT NULL;
CREATE INDEX conversations_watched ON conversations (requested_at) WHERE watched = 1;

-- The id of the assistant's message that an agent who reads along corrects by this one; empty where it adds.
ALTER TABLE events ADD COLUMN corrects TEXT;

-- Agents who did not take a conversation up: the desk chooses others, while there are any.
CREATE TABLE passed_over (
    conversation INTEGER NOT NULL REFERENCES conversations (number) ON DELETE CASCADE,
    agent        TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    PRIMARY KEY (conversation, agent)
) WITHOUT ROWID;

-- How long agents had conversations; tells of no visitor and no agent.
CREATE TABLE handlings (
    ended_at    INTEGER NOT NULL,
    site        TEXT NOT NULL,
    handling_ms INTEGER NOT NULL
);
CREATE INDEX handlings_by_time ON handlings (site, ended_at);

-- What else the inbox shows.
CREATE TRIGGER revision_life AFTER UPDATE OF team, due_at, satisfaction, watched ON conversations
    BEGIN UPDATE desk SET revision = revision + 1; END;
CREATE TRIGGER revision_presence AFTER UPDATE OF presence, capacity, role, disabled_at ON agents
    BEGIN UPDATE desk SET revision = revision + 1; END;

-- What a visitor left rings the conversation's bell.
CREATE TRIGGER bell_contact AFTER INSERT ON contacts
    BEGIN UPDATE conversations SET visitor_read = visitor_read WHERE number = new.conversation; END;
CREATE TRIGGER bell_contact_change AFTER UPDATE OF email, phone, wish, note, confirmed_at ON contacts
    BEGIN UPDATE conversations SET visitor_read = visitor_read WHERE number = new.conversation; END;

PRAGMA user_version = 8;
