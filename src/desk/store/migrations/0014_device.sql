-- What the visitor's browser says that it is (User-Agent), at the latest request for a person; null where it says nothing.
ALTER TABLE conversations ADD COLUMN device TEXT;
PRAGMA user_version = 14;
