-- When something last happened in a conversation; 0 before anything did.
ALTER TABLE conversations ADD COLUMN moved_at INTEGER NOT NULL DEFAULT 0;
UPDATE conversations SET moved_at = COALESCE(
    (SELECT at FROM events e WHERE e.conversation = conversations.number AND e.seq = conversations.seq), 0);
CREATE TRIGGER conversation_moved AFTER INSERT ON events
    BEGIN UPDATE conversations SET moved_at = new.at WHERE number = new.conversation; END;
-- The closed ones, the latest last. What agents read along with the assistant is not closed.
CREATE INDEX conversations_closed ON conversations (moved_at, number)
    WHERE status IN ('returned', 'resolved', 'expired') AND watched = 0;

-- The words of one message, or of what is known of a visitor, as the index takes them.
CREATE TABLE search_words (
    -- The conversation's number times 2^20, plus the event's; 0 in the event's place for what came with the requests:
    -- who the visitor is, the question, and what was said before.
    id    INTEGER PRIMARY KEY,
    -- With U+001F between signs of scripts that are written without spaces, so that each is a token.
    words TEXT NOT NULL
);
-- Over them, folded: no case, no accents.
CREATE VIRTUAL TABLE search USING fts5 (
    words, content = 'search_words', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);
-- What is deleted is taken out of the index at once, not only marked.
INSERT INTO search (search, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER search_added AFTER INSERT ON search_words
    BEGIN INSERT INTO search (rowid, words) VALUES (new.id, new.words); END;
CREATE TRIGGER search_removed AFTER DELETE ON search_words
    BEGIN INSERT INTO search (search, rowid, words) VALUES ('delete', old.id, old.words); END;

-- What is still to be indexed, so that whoever writes a message doesn't wait for it, and a desk before this one beside it
-- leaves nothing out. Not by OR IGNORE, in whose place an upsert that fires a trigger would set its own way.
CREATE TABLE search_pending (
    -- As in search_words.
    id INTEGER PRIMARY KEY
);
INSERT INTO search_pending (id) SELECT conversation * 1048576 + seq FROM events WHERE text IS NOT NULL;
INSERT INTO search_pending (id) SELECT number * 1048576 FROM conversations;
CREATE TRIGGER search_said AFTER INSERT ON events WHEN new.text IS NOT NULL
    BEGIN INSERT INTO search_pending (id) SELECT new.conversation * 1048576 + new.seq
        WHERE NOT EXISTS (SELECT 1 FROM search_pending WHERE id = new.conversation * 1048576 + new.seq); END;
CREATE TRIGGER search_said_anew AFTER UPDATE OF text ON events
    BEGIN INSERT INTO search_pending (id) SELECT new.conversation * 1048576 + new.seq
        WHERE NOT EXISTS (SELECT 1 FROM search_pending WHERE id = new.conversation * 1048576 + new.seq); END;
CREATE TRIGGER search_asked AFTER INSERT ON handoffs
    BEGIN INSERT INTO search_pending (id) SELECT new.conversation * 1048576
        WHERE NOT EXISTS (SELECT 1 FROM search_pending WHERE id = new.conversation * 1048576); END;
CREATE TRIGGER search_named AFTER UPDATE OF visitor, verified_name, verified_email, verified_subject ON conversations
    BEGIN INSERT INTO search_pending (id) SELECT new.number * 1048576
        WHERE NOT EXISTS (SELECT 1 FROM search_pending WHERE id = new.number * 1048576); END;
CREATE TRIGGER search_reached AFTER INSERT ON contacts
    BEGIN INSERT INTO search_pending (id) SELECT new.conversation * 1048576
        WHERE NOT EXISTS (SELECT 1 FROM search_pending WHERE id = new.conversation * 1048576); END;
CREATE TRIGGER search_reached_anew AFTER UPDATE OF email, phone, note ON contacts
    BEGIN INSERT INTO search_pending (id) SELECT new.conversation * 1048576
        WHERE NOT EXISTS (SELECT 1 FROM search_pending WHERE id = new.conversation * 1048576); END;
CREATE TRIGGER search_unreached AFTER DELETE ON contacts
    WHEN EXISTS (SELECT 1 FROM conversations WHERE number = old.conversation)
    BEGIN INSERT INTO search_pending (id) SELECT old.conversation * 1048576
        WHERE NOT EXISTS (SELECT 1 FROM search_pending WHERE id = old.conversation * 1048576); END;

-- Nothing of what is erased stays to be found.
CREATE TRIGGER search_unsaid AFTER DELETE ON events WHEN old.text IS NOT NULL BEGIN
    DELETE FROM search_words WHERE id = old.conversation * 1048576 + old.seq;
    DELETE FROM search_pending WHERE id = old.conversation * 1048576 + old.seq;
END;
CREATE TRIGGER search_erased AFTER DELETE ON conversations BEGIN
    DELETE FROM search_words WHERE id BETWEEN old.number * 1048576 AND old.number * 1048576 + 1048575;
    DELETE FROM search_pending WHERE id BETWEEN old.number * 1048576 AND old.number * 1048576 + 1048575;
END;

PRAGMA user_version = 11;
