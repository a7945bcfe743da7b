-- How much was said, so that it need not be reckoned with each message.
ALTER TABLE conversations ADD COLUMN said_bytes INTEGER NOT NULL DEFAULT 0;
UPDATE conversations SET said_bytes =
    COALESCE((SELECT SUM(octet_length(text)) FROM events WHERE events.conversation = conversations.number), 0);

PRAGMA user_version = 22;
