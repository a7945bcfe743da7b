-- What visitors need, counted by the day; none of it tells of a visitor. Days are since 1970-01-01 and hours 0 to 23, both by
-- the site's time zone as it was when the digest came.

-- Names of what is counted, so that counts are small and each name stands once.
CREATE TABLE insight_names (
    id        INTEGER PRIMARY KEY,
    site      TEXT NOT NULL,
    kind      TEXT NOT NULL CHECK (kind IN ('entry', 'page', 'language')),
    -- An entry's id, a page's path, a language's tag; empty for all those together that were too many on their day.
    name      TEXT NOT NULL,
    first_day INTEGER NOT NULL,
    -- The latest day on which it was counted; a name goes when its counts have gone.
    last_day  INTEGER NOT NULL,
    UNIQUE (site, kind, name)
);
-- How many names are new on a day.
CREATE INDEX insight_names_new ON insight_names (site, kind, first_day);

-- Visits of the last 24 hours: what is still to be known of them. A row goes when its visit is over, and only counts stay.
CREATE TABLE visits (
    number      INTEGER PRIMARY KEY,
    -- SHA-256 of the site's id and the visit's token.
    hash        BLOB NOT NULL UNIQUE,
    site        TEXT NOT NULL,
    -- When it is over, Unix milliseconds.
    over_at     INTEGER NOT NULL,
    -- Where it is counted: where it began.
    day         INTEGER NOT NULL,
    hour        INTEGER NOT NULL,
    language    INTEGER NOT NULL,
    page        INTEGER NOT NULL,
    -- The numbers of the digests that came, a bit each.
    digests     INTEGER NOT NULL,
    -- 1 where a person was asked for.
    handed_over INTEGER NOT NULL CHECK (handed_over IN (0, 1)),
    -- 1 where some question stayed without an answer.
    unanswered  INTEGER NOT NULL CHECK (unanswered IN (0, 1)),
    -- 1 where it is counted as confirmed to be solved.
    confirmed   INTEGER NOT NULL CHECK (confirmed IN (0, 1))
);
CREATE INDEX visits_over ON visits (over_at);

-- What was shown in these visits: an entry each.
CREATE TABLE visit_matters (
    visit    INTEGER NOT NULL REFERENCES visits (number) ON DELETE CASCADE,
    entry    INTEGER NOT NULL,
    -- Where it is counted: where it was first shown.
    day      INTEGER NOT NULL,
    language INTEGER NOT NULL,
    -- How often it was shown.
    answered INTEGER NOT NULL,
    -- 1 where the visitor said that it has settled the matter.
    good     INTEGER NOT NULL CHECK (good IN (0, 1)),
    -- 1 where a thumb went down for it.
    bad      INTEGER NOT NULL CHECK (bad IN (0, 1)),
    PRIMARY KEY (visit, entry)
) WITHOUT ROWID;

-- Counts by the hour.
CREATE TABLE hour_counts (
    site        TEXT NOT NULL,
    day         INTEGER NOT NULL,
    hour        INTEGER NOT NULL,
    language    INTEGER NOT NULL,
    -- Visits that began then, and what they came to.
    visits      INTEGER NOT NULL,
    confirmed   INTEGER NOT NULL,
    presumed    INTEGER NOT NULL,
    handed_over INTEGER NOT NULL,
    -- Questions asked then.
    asked       INTEGER NOT NULL,
    unanswered  INTEGER NOT NULL,
    clarified   INTEGER NOT NULL,
    answered    INTEGER NOT NULL,
    up          INTEGER NOT NULL,
    down        INTEGER NOT NULL,
    -- Questions by confidence.
    below_50    INTEGER NOT NULL,
    below_80    INTEGER NOT NULL,
    below_95    INTEGER NOT NULL,
    from_95     INTEGER NOT NULL,
    -- Questions by how the visitor felt.
    angry       INTEGER NOT NULL,
    anxious     INTEGER NOT NULL,
    dejected    INTEGER NOT NULL,
    calm        INTEGER NOT NULL,
    glad        INTEGER NOT NULL,
    PRIMARY KEY (site, day, hour, language)
) WITHOUT ROWID;

-- Counts by the entry.
CREATE TABLE entry_counts (
    site        TEXT NOT NULL,
    day         INTEGER NOT NULL,
    entry       INTEGER NOT NULL,
    language    INTEGER NOT NULL,
    -- How often its answer was shown.
    shown       INTEGER NOT NULL,
    up          INTEGER NOT NULL,
    down        INTEGER NOT NULL,
    -- Matters, and what they came to.
    confirmed   INTEGER NOT NULL,
    presumed    INTEGER NOT NULL,
    handed_over INTEGER NOT NULL,
    PRIMARY KEY (site, day, entry, language)
) WITHOUT ROWID;

-- Counts by the page.
CREATE TABLE page_counts (
    site        TEXT NOT NULL,
    day         INTEGER NOT NULL,
    page        INTEGER NOT NULL,
    language    INTEGER NOT NULL,
    -- Questions asked there.
    asked       INTEGER NOT NULL,
    up          INTEGER NOT NULL,
    down        INTEGER NOT NULL,
    -- Visits that began there, and what they came to.
    confirmed   INTEGER NOT NULL,
    presumed    INTEGER NOT NULL,
    handed_over INTEGER NOT NULL,
    PRIMARY KEY (site, day, page, language)
) WITHOUT ROWID;

-- Why visits asked for a person.
CREATE TABLE reason_counts (
    site     TEXT NOT NULL,
    day      INTEGER NOT NULL,
    reason   TEXT NOT NULL,
    language INTEGER NOT NULL,
    told     INTEGER NOT NULL,
    PRIMARY KEY (site, day, reason, language)
) WITHOUT ROWID;

-- Questions in visitors' words, without addresses and the numbers of persons, cards and orders, which the browser has taken out.
CREATE TABLE asked_questions (
    -- The day times 2^24, plus a number that counts the day's from 1.
    id         INTEGER PRIMARY KEY,
    site       TEXT NOT NULL,
    language   INTEGER NOT NULL,
    -- protocol::QuestionEnd.
    ended      TEXT NOT NULL CHECK (ended IN
               ('unanswered', 'rated_down', 'clarified', 'low_confidence', 'rated_up', 'sampled')),
    -- The entry that was shown or chosen; null where there was none.
    entry      INTEGER,
    -- 0 to 1; null where nothing was matched.
    confidence REAL,
    text       TEXT NOT NULL
);
CREATE INDEX asked_questions_by_end ON asked_questions (site, ended, id);
CREATE INDEX asked_questions_by_language ON asked_questions (site, language, ended, id);

-- What people did for somebody who asked for one, a row a request. It is kept longer than the conversation, and tells of no
-- visitor and no agent.
CREATE TABLE helps (
    number       INTEGER PRIMARY KEY,
    -- The conversation, while it is kept.
    conversation INTEGER,
    site         TEXT NOT NULL,
    -- Once the conversation has gone, by the quarter of an hour.
    asked_at     INTEGER NOT NULL,
    reason       TEXT NOT NULL,
    -- BCP 47 as the request had it, by its first part.
    language     TEXT NOT NULL,
    -- protocol::Feeling.
    feeling      TEXT NOT NULL,
    -- Until an agent had it, and until an agent's first words; null before.
    wait_ms      INTEGER,
    first_ms     INTEGER,
    -- How long agents had it; null while it is under way, and where none did.
    handling_ms  INTEGER,
    -- Since when an agent has it; null while none does.
    held_since   INTEGER,
    -- How long agents had it before.
    held_ms      INTEGER NOT NULL DEFAULT 0,
    -- 'open', or how it ended, as in `conversations`.
    outcome      TEXT NOT NULL CHECK (outcome IN ('open', 'resolved', 'returned', 'expired')),
    -- What the visitor gave the help, 1 to 5.
    score        INTEGER
);
CREATE INDEX helps_of_conversation ON helps (conversation) WHERE conversation IS NOT NULL;
-- With all that insights read, so that they read nothing else.
CREATE INDEX helps_by_time
    ON helps (site, asked_at, language, reason, outcome, score, feeling, wait_ms, first_ms, handling_ms);

-- They follow what happens in a conversation, so that no desk and no way of changing one forgets them.
CREATE TRIGGER help_begins AFTER INSERT ON events
    WHEN new.status = 'requested' AND NOT EXISTS (SELECT 1 FROM helps
        WHERE conversation = new.conversation AND outcome = 'open')
    BEGIN INSERT INTO helps (conversation, site, asked_at, reason, language, feeling, outcome)
        SELECT number, site, new.at, reason,
            lower(substr(language, 1, CASE instr(language, '-') WHEN 0 THEN 35 ELSE instr(language, '-') - 1 END)),
            CASE WHEN MAX(anger, anxiety, dejection) < 0.5 THEN iif(gladness >= 0.5, 'glad', 'calm')
                WHEN anger >= MAX(anxiety, dejection) THEN 'angry'
                WHEN anxiety >= dejection THEN 'anxious' ELSE 'dejected' END, 'open'
        FROM (SELECT *, COALESCE(mood ->> 'anger', 0) AS anger, COALESCE(mood ->> 'anxiety', 0) AS anxiety,
            COALESCE(mood ->> 'dejection', 0) AS dejection, COALESCE(mood ->> 'gladness', 0) AS gladness
            FROM conversations WHERE number = new.conversation); END;
CREATE TRIGGER help_released AFTER INSERT ON events WHEN new.status = 'requested'
    BEGIN UPDATE helps SET held_ms = held_ms + MAX(new.at - held_since, 0), held_since = NULL
        WHERE conversation = new.conversation AND outcome = 'open' AND held_since IS NOT NULL; END;
CREATE TRIGGER help_held AFTER INSERT ON events WHEN new.status = 'assigned'
    BEGIN UPDATE helps SET wait_ms = COALESCE(wait_ms, MAX(new.at - asked_at, 0)),
        held_since = COALESCE(held_since, new.at)
        WHERE conversation = new.conversation AND outcome = 'open'; END;
CREATE TRIGGER help_spoken AFTER INSERT ON events WHEN new.author = 'agent'
    BEGIN UPDATE helps SET first_ms = MAX(new.at - asked_at, 0)
        WHERE conversation = new.conversation AND outcome = 'open' AND first_ms IS NULL; END;
CREATE TRIGGER help_ended AFTER INSERT ON events WHEN new.status IN ('resolved', 'returned', 'expired')
    BEGIN UPDATE helps SET outcome = new.status, held_since = NULL,
        handling_ms = CASE WHEN wait_ms IS NOT NULL THEN held_ms + MAX(new.at - COALESCE(held_since, new.at), 0) END
        WHERE conversation = new.conversation AND outcome = 'open'; END;
CREATE TRIGGER help_scored AFTER UPDATE OF satisfaction ON conversations
    BEGIN UPDATE helps SET score = new.satisfaction
        WHERE number = (SELECT MAX(number) FROM helps WHERE conversation = new.number); END;
-- A request that was taken back before anything came of it was none.
CREATE TRIGGER help_erased AFTER DELETE ON conversations BEGIN
    DELETE FROM helps WHERE conversation = old.number AND outcome = 'open';
    UPDATE helps SET conversation = NULL, asked_at = asked_at / 900000 * 900000 WHERE conversation = old.number;
END;

-- What stands at the desk already, as far as it can still be told: each conversation's latest request.
INSERT INTO helps (conversation, site, asked_at, reason, language, feeling, wait_ms, first_ms, held_since, handling_ms,
        outcome, score)
    SELECT number, site, requested_at, reason,
        lower(substr(language, 1, CASE instr(language, '-') WHEN 0 THEN 35 ELSE instr(language, '-') - 1 END)),
        CASE WHEN MAX(anger, anxiety, dejection) < 0.5 THEN iif(gladness >= 0.5, 'glad', 'calm')
            WHEN anger >= MAX(anxiety, dejection) THEN 'angry'
            WHEN anxiety >= dejection THEN 'anxious' ELSE 'dejected' END,
        had_at - requested_at, said_at - requested_at, iif(status = 'assigned', COALESCE(claimed_at, had_at), NULL),
        iif(status IN ('requested', 'assigned'), NULL, ended_at - had_at),
        iif(status IN ('requested', 'assigned'), 'open', status), satisfaction
    FROM (SELECT c.*, COALESCE(mood ->> 'anger', 0) AS anger, COALESCE(mood ->> 'anxiety', 0) AS anxiety,
            COALESCE(mood ->> 'dejection', 0) AS dejection, COALESCE(mood ->> 'gladness', 0) AS gladness,
            (SELECT MIN(at) FROM events WHERE conversation = c.number AND status = 'assigned'
                AND at >= c.requested_at) AS had_at,
            (SELECT MIN(at) FROM events WHERE conversation = c.number AND author = 'agent'
                AND at >= c.requested_at) AS said_at,
            (SELECT MAX(at) FROM events WHERE conversation = c.number
                AND status IN ('resolved', 'returned', 'expired')) AS ended_at
        FROM conversations c WHERE watched = 0);

PRAGMA user_version = 15;
