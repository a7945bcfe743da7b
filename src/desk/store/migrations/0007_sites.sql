-- The site that a conversation began at; it never changes.
ALTER TABLE conversations ADD COLUMN site TEXT NOT NULL DEFAULT 'default';

-- Who the visitor is, as the site's server vouched by a signed token; null where none did.
-- The site's id of the visitor; empty where two visitors spoke, so that it is nobody's any longer.
ALTER TABLE conversations ADD COLUMN verified_subject TEXT;
-- The e-mail address; an answer may go there.
ALTER TABLE conversations ADD COLUMN verified_email TEXT;
-- The name to show.
ALTER TABLE conversations ADD COLUMN verified_name TEXT;

-- The line of one site.
CREATE INDEX conversations_of_site ON conversations (site, status, priority + urgent DESC, requested_at, number);

-- Whose line a visitor had waited in.
ALTER TABLE waits ADD COLUMN site TEXT NOT NULL DEFAULT 'default';

-- The sites that an agent may see; an agent without a row sees all.
CREATE TABLE agent_sites (
    agent TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    -- The id of a site in the settings.
    site  TEXT NOT NULL,
    PRIMARY KEY (agent, site)
) WITHOUT ROWID;

-- Nonces of identity tokens that were taken; a row goes when its token is past.
CREATE TABLE used_nonces (
    -- SHA-256 of the site's id and the nonce.
    hash       BLOB PRIMARY KEY,
    -- SHA-256 of the id of the conversation that took it, which may repeat it.
    holder     BLOB NOT NULL,
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;

-- Written to and emptied again, to see whether there is room.
CREATE TABLE room (
    filler BLOB NOT NULL
);

-- What else the inbox shows.
CREATE TRIGGER revision_verified AFTER UPDATE OF verified_subject ON conversations
    BEGIN UPDATE desk SET revision = revision + 1; END;
CREATE TRIGGER revision_bound AFTER INSERT ON agent_sites
    BEGIN UPDATE desk SET revision = revision + 1; END;
CREATE TRIGGER revision_unbound AFTER DELETE ON agent_sites
    BEGIN UPDATE desk SET revision = revision + 1; END;

PRAGMA user_version = 7;
