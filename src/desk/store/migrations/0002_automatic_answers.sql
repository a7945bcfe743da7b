-- Answers that the assistant gave while a visitor waited: the entry, and its confidence then.
ALTER TABLE events ADD COLUMN entry TEXT;
ALTER TABLE events ADD COLUMN confidence REAL;

PRAGMA user_version = 2;
