-- What was turned down stays with its evidence, so that it can be looked over and proposed again; where a conversation that it
-- quotes is erased, it goes too.
ALTER TABLE suggestions ADD COLUMN rejected INTEGER NOT NULL DEFAULT 0 CHECK (rejected IN (0, 1));

PRAGMA user_version = 23;
