-- As ../0023_rejected.sql.
ALTER TABLE suggestions ADD COLUMN rejected BIGINT NOT NULL DEFAULT 0 CHECK (rejected IN (0, 1));
