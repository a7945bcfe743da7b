-- Answers that the assistant gave while a visitor waited: the entry, and its confidence then.
ALTER TABLE events ADD COLUMN entry TEXT;
ALTER TABLE events ADD COLUMN confidence REAL;

-- What cannot wait goes before the merely upset.
ALTER TABLE conversations ADD COLUMN urgent INTEGER NOT NULL DEFAULT 0 CHECK (urgent IN (0, 1));
DROP INDEX conversations_in_line;
CREATE INDEX conversations_in_line ON conversations (status, priority + urgent DESC, requested_at, number);

PRAGMA user_version = 2;
