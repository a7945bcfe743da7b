-- How many bytes all files have together: one row, so that nobody adds them up at each upload.
CREATE TABLE files_total (
    bytes INTEGER NOT NULL
);
INSERT INTO files_total (bytes) SELECT COALESCE(SUM(bytes), 0) FROM files;
CREATE TRIGGER files_counted AFTER INSERT ON files
    BEGIN UPDATE files_total SET bytes = bytes + NEW.bytes; END;
CREATE TRIGGER files_uncounted AFTER DELETE ON files
    BEGIN UPDATE files_total SET bytes = bytes - OLD.bytes; END;

PRAGMA user_version = 9;
