-- The words as the index takes them where they are not as they were written: Simplified for Traditional, sign for sign, so that
-- a place in one is the same place in the other.
ALTER TABLE search_words ADD COLUMN folded TEXT;
DROP TRIGGER search_added;
CREATE TRIGGER search_added AFTER INSERT ON search_words
    BEGIN INSERT INTO search (rowid, words) VALUES (new.id, COALESCE(new.folded, new.words)); END;
DROP TRIGGER search_removed;
CREATE TRIGGER search_removed AFTER DELETE ON search_words
    BEGIN INSERT INTO search (search, rowid, words) VALUES ('delete', old.id, COALESCE(old.folded, old.words)); END;
-- What stands in the index as it was written is taken in anew.
INSERT INTO search_pending (id) SELECT id FROM search_words w
    WHERE words GLOB '*[一-鿿]*' AND NOT EXISTS (SELECT 1 FROM search_pending p WHERE p.id = w.id);

PRAGMA user_version = 20;
