-- Replies that agents keep to use again.
CREATE TABLE canned_replies (
    -- Made by the console, so that a repeated save is one reply.
    id    TEXT PRIMARY KEY,
    -- Whose own it is; null where it is everybody's.
    agent TEXT REFERENCES agents (id) ON DELETE CASCADE,
    -- What is typed after the stroke to find it.
    name  TEXT NOT NULL,
    -- Markdown, with {visitor} and {agent} to be filled in.
    text  TEXT NOT NULL
) WITHOUT ROWID;

-- What the assistant answered from the knowledge base, as far as the desk was told: to be looked over by people.
CREATE TABLE answers (
    conversation INTEGER NOT NULL REFERENCES conversations (number) ON DELETE CASCADE,
    -- The message's id.
    message      TEXT NOT NULL,
    -- What the visitor had said before; empty where that is not known.
    question     TEXT NOT NULL,
    answer       TEXT NOT NULL,
    entry        TEXT NOT NULL,
    -- The assistant's confidence then, 0 to 1; null where it told none.
    confidence   REAL,
    -- The visitor's thumb: 1 up, -1 down; 0 for none.
    rating       INTEGER NOT NULL,
    -- By the browser's clock.
    at           INTEGER NOT NULL,
    PRIMARY KEY (conversation, message)
) WITHOUT ROWID;
INSERT OR IGNORE INTO answers (conversation, message, question, answer, entry, confidence, rating, at)
    SELECT h.conversation, json_extract(said.value, '$.id'),
        COALESCE((SELECT json_extract(asked.value, '$.text') FROM json_each(h.request, '$.transcript') asked
            WHERE asked.key < said.key AND json_extract(asked.value, '$.author') = 'visitor'
            ORDER BY asked.key DESC LIMIT 1), ''),
        json_extract(said.value, '$.text'), json_extract(said.value, '$.entry'),
        json_extract(said.value, '$.confidence'), COALESCE(json_extract(said.value, '$.rating'), 0),
        json_extract(said.value, '$.at')
    FROM handoffs h, json_each(h.request, '$.transcript') said
    WHERE json_extract(said.value, '$.author') = 'assistant' AND json_extract(said.value, '$.entry') IS NOT NULL;

-- What agents think of the assistant's answers and of handoffs; the latest word on each stands.
CREATE TABLE verdicts (
    conversation INTEGER NOT NULL REFERENCES conversations (number) ON DELETE CASCADE,
    -- The id of the assistant's message; empty for the handoff.
    subject      TEXT NOT NULL,
    -- protocol::Judgement.
    judgement    TEXT NOT NULL CHECK (judgement IN
                 ('right', 'wrong', 'added', 'needless', 'too_late', 'wrong_team', 'mood_misread')),
    -- The entry that would have been right; null where none was named.
    entry        TEXT,
    -- The right answer, or what is to be added, in an agent's words; null where there are none.
    text         TEXT,
    -- Who said so.
    agent        TEXT NOT NULL REFERENCES agents (id),
    at           INTEGER NOT NULL,
    PRIMARY KEY (conversation, subject)
) WITHOUT ROWID;

PRAGMA user_version = 13;
