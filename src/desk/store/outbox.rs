//! What is to be told, written in the very transaction of what it tells.

use super::database::{Connection, query, query_as, query_scalar};
use super::filing::UPSET;
use super::word::json;
use super::word::{read_json, word};
use super::{Store, StoreError};
use crate::alerts::{Alert, Data, Topic};
use crate::secret::Hash;

/// What a visitor can cause as often as they like is told once in so long, milliseconds.
const FLOOD_MS: i64 = 60_000;
/// Overdue waits that one look finds at most; the next look finds the rest.
const OVERDUE_AT_ONCE: i64 = 100;

/// Longest name of a team that is told, characters.
const TEAM_CHARACTERS: usize = 40;

/// Something that happened in a conversation.
pub struct Happening {
    /// What.
    pub topic: Topic,
    /// The conversation's number.
    pub conversation: i64,
    /// When, Unix milliseconds.
    pub at: i64,
}

/// An endpoint as the store knows it.
pub struct Listener<'a> {
    /// The hash of its form and address.
    pub key: &'a str,
    /// Its place in the settings, from 1.
    pub number: i64,
    /// What it is told of; all where empty.
    pub topics: &'a [Topic],
    /// Whether a visitor's words may go there.
    pub words: bool,
}

/// Writes down what is to be told of a happening: one row for each endpoint that is told of such.
pub async fn announce(connection: &mut Connection, happening: &Happening) -> Result<(), StoreError> {
    let listeners = listeners(connection, happening.topic).await?;
    if listeners.is_empty() || is_flood(connection, happening).await? {
        return Ok(());
    }
    let told = gather(connection, happening.conversation).await?;
    let event = event_id(&told, happening);
    for (key, console, words) in listeners {
        let mut data = told.data.clone();
        data.link = format!("{console}#/c/{}", data.conversation);
        data.question = words.then(|| told.question.clone());
        let alert = Alert::new(happening.topic, happening.at, data);
        let body = serde_json::to_string(&alert).map_err(|_| StoreError::Unreadable("alert"))?;
        keep(connection, &key, &event, happening, &body).await?;
    }
    Ok(())
}

impl Store {
    /// Makes these the endpoints that are told from now on; one that was gone stays so.
    pub async fn listen(&self, listeners: &[Listener<'_>], console: &str) -> Result<(), StoreError> {
        let mut change = self.write().await?;
        let keys: Vec<&str> = listeners.iter().map(|listener| listener.key).collect();
        query("DELETE FROM endpoints WHERE key NOT IN (SELECT value FROM json_each(?))")
            .bind(json(&keys)?)
            .execute(&mut change)
            .await?;
        for listener in listeners {
            query(
                "INSERT INTO endpoints (key, number, topics, words, console) VALUES (?, ?, ?, ?, ?)
                 ON CONFLICT (key) DO UPDATE SET number = excluded.number, topics = excluded.topics,
                    words = excluded.words, console = excluded.console",
            )
            .bind(listener.key)
            .bind(listener.number)
            .bind(json(&listener.topics)?)
            .bind(listener.words)
            .bind(console)
            .execute(&mut change)
            .await?;
        }
        change.commit().await
    }

    /// Tells of each visitor whose first answer is overdue, once a wait.
    pub async fn announce_overdue(&self, now: i64) -> Result<(), StoreError> {
        if overdue(&mut *self.read().await?, now).await?.is_empty() {
            return Ok(());
        }
        let mut change = self.write().await?;
        for conversation in overdue(&mut change, now).await? {
            query("UPDATE conversations SET overdue_told = requested_at WHERE number = ?")
                .bind(conversation)
                .execute(&mut change)
                .await?;
            announce(&mut change, &Happening { topic: Topic::Overdue, conversation, at: now }).await?;
        }
        change.commit().await
    }
}

async fn overdue(connection: &mut Connection, now: i64) -> Result<Vec<i64>, StoreError> {
    Ok(query_scalar(
        "SELECT number FROM conversations WHERE status = 'requested' AND COALESCE(own_due_at, due_at) <= ?
         AND snoozed_until IS NULL AND overdue_told IS DISTINCT FROM requested_at ORDER BY requested_at, number LIMIT ?",
    )
    .bind(now)
    .bind(OVERDUE_AT_ONCE)
    .fetch_all(connection)
    .await?)
}

/// Key, console and whether words may go there, of each endpoint that is told of a topic.
async fn listeners(
    connection: &mut Connection,
    topic: Topic,
) -> Result<Vec<(String, String, bool)>, StoreError> {
    Ok(query_as(
        "SELECT key, console, words FROM endpoints WHERE disabled_at IS NULL
         AND (topics = '[]' OR EXISTS (SELECT 1 FROM json_each(topics) WHERE value = ?)) ORDER BY number",
    )
    .bind(word(&topic))
    .fetch_all(connection)
    .await?)
}

async fn is_flood(connection: &mut Connection, happening: &Happening) -> Result<bool, StoreError> {
    if !happening.topic.can_flood() {
        return Ok(false);
    }
    let lately: Option<i64> = query_scalar(
        "SELECT id FROM deliveries WHERE conversation = ? AND topic = ? AND created_at > ? LIMIT 1",
    )
    .bind(happening.conversation)
    .bind(word(&happening.topic))
    .bind(happening.at - FLOOD_MS)
    .fetch_optional(connection)
    .await?;
    Ok(lately.is_some())
}

/// What every endpoint may know, and the words that only some may.
struct Told {
    data: Data,
    question: String,
    /// Number of the conversation's latest event.
    seq: i64,
}

async fn gather(connection: &mut Connection, conversation: i64) -> Result<Told, StoreError> {
    let row = query(
        "SELECT id, number, seq, status, team, reason, mood, urgent, preview,
            (SELECT json_extract(request, '$.page.url') FROM handoffs h WHERE h.conversation = c.number
             ORDER BY h.number DESC LIMIT 1) AS page,
            (SELECT COUNT(*) FROM conversations WHERE status = 'requested') AS waiting
         FROM conversations c WHERE number = ?",
    )
    .bind(conversation)
    .fetch_one(connection)
    .await?;
    let (mood, page): (String, Option<String>) = (row.try_get("mood")?, row.try_get("page")?);
    let (number, waiting): (i64, i64) = (row.try_get("number")?, row.try_get("waiting")?);
    let data = Data {
        conversation: row.try_get("id")?,
        number: number.unsigned_abs(),
        status: row.try_get("status")?,
        site: page.as_deref().and_then(host),
        team: row.try_get::<Option<String>, _>("team")?.filter(|team| is_name(team)),
        reason: row.try_get("reason")?,
        mood: moods(&read_json("mood", &mood)?),
        urgent: row.try_get("urgent")?,
        waiting: u32::try_from(waiting).unwrap_or(u32::MAX),
        ..Data::default()
    };
    Ok(Told { data, question: row.try_get("preview")?, seq: row.try_get("seq")? })
}

fn moods(mood: &protocol::Mood) -> Vec<String> {
    let signals = [("anger", mood.anger), ("anxiety", mood.anxiety), ("dejection", mood.dejection)];
    signals.into_iter().filter(|(_, share)| *share >= UPSET).map(|(word, _)| word.to_owned()).collect()
}

/// Whether a team is told: a visitor's browser named it, and what could be a link, a mention or a sentence is no team's
/// name and must not reach a chat in the desk's own words.
fn is_name(team: &str) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() || " -_&+()（）/、·，,".contains(c);
    team.chars().count() <= TEAM_CHARACTERS && team.chars().all(is_plain)
}

/// The host of a page's address, which a visitor's browser told: none where it is more than a plain host.
fn host(url: &str) -> Option<String> {
    let host = url.split("://").nth(1)?.split('/').next()?;
    let plain = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte));
    (plain && !host.is_empty() && host.len() <= 253).then(|| host.to_ascii_lowercase())
}

/// The same for one happening at every endpoint and every try; tells nothing of the conversation.
fn event_id(told: &Told, happening: &Happening) -> String {
    let (at, seq) = (happening.at.to_be_bytes(), told.seq.to_be_bytes());
    let (conversation, topic) = (told.data.conversation.as_bytes(), word(&happening.topic));
    let hash = Hash::of_parts(&[b"event", conversation, &seq, &at, topic.as_bytes()]);
    let hex: String = hash.bytes()[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("evt_{hex}")
}

/// Two of the same kind at the same point of a conversation, within a millisecond, are one.
async fn keep(
    connection: &mut Connection,
    endpoint: &str,
    event: &str,
    happening: &Happening,
    body: &str,
) -> Result<(), StoreError> {
    query(
        "INSERT INTO deliveries (kind, endpoint, event, topic, conversation, body, created_at, due_at)
         VALUES ('webhook', ?1, ?2, ?3, ?4, ?5, ?6, ?6) ON CONFLICT DO NOTHING",
    )
    .bind(endpoint)
    .bind(event)
    .bind(word(&happening.topic))
    .bind(happening.conversation)
    .bind(body)
    .bind(happening.at)
    .execute(connection)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_a_teams_name_is_told() {
        for (team, is) in [
            ("billing", true),
            ("Returns & refunds", true),
            ("售后（华东）", true),
            ("http://evil.example", false),
            ("evil.example", false),
            ("@all", false),
            ("x\ny", false),
            (&*"x".repeat(41), false),
        ] {
            assert_eq!(is_name(team), is, "{team}");
        }
    }

    #[test]
    fn only_a_plain_host_is_told() {
        for (url, site) in [
            ("https://Shop.example/cart", Some("shop.example")),
            ("http://[::1]:8080/", Some("[::1]:8080")),
            ("https://<b>/", None),
            ("https://a@b/", None),
            ("", None),
            ("https:///x", None),
        ] {
            assert_eq!(host(url).as_deref(), site, "{url}");
        }
    }
}
