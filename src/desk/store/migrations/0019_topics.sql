-- What unanswered questions are about, as it was last worked out, so that a topic keeps its id and its name.
CREATE TABLE known_topics (
    site     TEXT NOT NULL,
    -- Stays with the topic over days.
    topic    TEXT NOT NULL,
    -- A phrase that stands in its questions.
    name     TEXT NOT NULL,
    -- Hashes of its questions' words, 8 bytes each, the high byte first.
    marks    BLOB NOT NULL,
    -- The latest day on which it was found, since 1970-01-01; it goes as the counts of that day go.
    last_day INTEGER NOT NULL,
    PRIMARY KEY (site, topic)
) WITHOUT ROWID;

PRAGMA user_version = 19;
