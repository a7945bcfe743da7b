-- Names this state of the desk's memory; a restored backup gets another, so that browsers start afresh.
ALTER TABLE desk ADD COLUMN epoch TEXT NOT NULL DEFAULT '';
UPDATE desk SET epoch = lower(hex(randomblob(16)));

-- The numbers up to which each side has read.
ALTER TABLE conversations ADD COLUMN visitor_read INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN agent_read INTEGER NOT NULL DEFAULT 0;

-- The display name, then, of the agent whom a change of status concerns.
ALTER TABLE events ADD COLUMN agent TEXT;

PRAGMA user_version = 3;
