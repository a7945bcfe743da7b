//! A visitor's side of a conversation: what came since, and taking it all back.

use std::collections::BTreeMap;

use link::{Action, next};
use protocol::{Author, NewMessage, Progress, Status};

use super::closing::satisfaction;
use super::database::{Connection, Row, query, query_scalar};
use super::erasure::{erase, erased_conversation, is_erased};
use super::event::{append_status, events, find_messages};
use super::file::{NewFile, has_room};
use super::word::{json, read_word, word};
use super::{Store, StoreError, queue};
use crate::alerts::Topic;
use crate::secret::Hash;

/// No conversation grows longer; a flood ends here.
const MOST_EVENTS: i64 = 10_000;
/// Nor does it hold more bytes of words, since an agent who looks gets all of them.
const MOST_BYTES: i64 = 4 * 1024 * 1024;

/// A visitor as the request shows it: a conversation, and the hash of a token.
#[derive(Clone, Copy, Debug)]
pub struct Caller<'a> {
    /// The conversation's id.
    pub conversation: &'a str,
    /// The hash of the bearer token.
    pub token: Hash,
}

/// How far a widget got.
#[derive(Clone, Copy, Debug)]
pub struct Since<'a> {
    /// The epoch it knows; empty before the first.
    pub epoch: &'a str,
    /// The number of the latest event seen.
    pub after: u64,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posting {
    /// It is durable under this number.
    Kept(u64),
    /// It already was.
    Repeated(u64),
    /// No such conversation, or another's.
    Unknown,
    /// Another message stands under this id.
    IdReused,
    /// The conversation is as long as it may get.
    TooLong,
    /// Another agent owns the conversation.
    Owned,
    /// The conversation has as many files as it may, or as many bytes of them.
    NoRoom,
}

/// Where a conversation stands.
pub struct Standing {
    pub number: i64,
    pub token_hash: Vec<u8>,
    pub status: Status,
    pub agent: Option<String>,
    pub priority: i64,
    pub requested_at: i64,
    pub seq: i64,
    /// Bytes of words in its events.
    pub said_bytes: i64,
    pub agent_read: i64,
    pub site: String,
    pub team: Option<String>,
    /// When the owner got it.
    pub claimed_at: Option<i64>,
}

macro_rules! standing {
    ($where:literal) => {
        concat!(
            "SELECT id, number, token_hash, status, watched, agent, priority + urgent AS first, requested_at, seq,
                said_bytes, agent_read,                site, team, claimed_at FROM conversations WHERE ",
            $where
        )
    };
}

/// Where a conversation stands, by its id; none when there is none.
pub async fn find(connection: &mut Connection, id: &str) -> Result<Option<Standing>, StoreError> {
    let row = query(standing!("id = ?")).bind(id).fetch_optional(connection).await?;
    row.as_ref().map(read_standing).transpose()
}

/// As [`find`], of many, by their ids.
pub async fn standings(
    connection: &mut Connection,
    ids: &[&str],
) -> Result<BTreeMap<String, Standing>, StoreError> {
    let rows = query(standing!("id IN (SELECT value FROM json_each(?))")).bind(json(&ids)?);
    let rows = rows.fetch_all(connection).await?;
    rows.iter().map(|row| Ok((row.try_get("id")?, read_standing(row)?))).collect()
}

/// As [`find`], by its number.
pub async fn find_number(connection: &mut Connection, number: i64) -> Result<Option<Standing>, StoreError> {
    let row = query(standing!("number = ?")).bind(number).fetch_optional(connection).await?;
    row.as_ref().map(read_standing).transpose()
}

fn read_standing(row: &Row) -> Result<Standing, StoreError> {
    Ok(Standing {
        number: row.try_get("number")?,
        token_hash: row.try_get("token_hash")?,
        status: read_status(row)?,
        agent: row.try_get("agent")?,
        priority: row.try_get("first")?,
        requested_at: row.try_get("requested_at")?,
        seq: row.try_get("seq")?,
        said_bytes: row.try_get("said_bytes")?,
        agent_read: row.try_get("agent_read")?,
        site: row.try_get("site")?,
        team: row.try_get("team")?,
        claimed_at: row.try_get("claimed_at")?,
    })
}

/// The status of a row with the columns `status` and `watched`.
pub fn read_status(row: &Row) -> Result<Status, StoreError> {
    let status = read_word("status", row.try_get("status")?)?;
    let watched: bool = row.try_get("watched")?;
    Ok(if watched && status == Status::Returned { Status::Watched } else { status })
}

/// The word that the column holds: a desk before this one knows nothing of reading along, and sees it as returned.
pub fn kept(status: Status) -> String {
    word(&if status == Status::Watched { Status::Returned } else { status })
}

/// As [`find`], for the visitor whose it is; another's is none.
pub async fn find_own(
    connection: &mut Connection,
    caller: Caller<'_>,
) -> Result<Option<Standing>, StoreError> {
    Ok(find(connection, caller.conversation)
        .await?
        .filter(|standing| caller.token.matches(&standing.token_hash)))
}

/// Puts a conversation that had ended back into the line.
pub async fn reopen(connection: &mut Connection, standing: &Standing, now: i64) -> Result<(), StoreError> {
    if next(standing.status, Action::Request) != Some(Status::Requested) {
        return Ok(());
    }
    query(
        "UPDATE conversations SET status = 'requested', agent = NULL, requested_at = ?1, watched = 0,
            due_at = ?1 + target_ms, exception = 0 WHERE number = ?2",
    )
    .bind(now)
    .bind(standing.number)
    .execute(&mut *connection)
    .await?;
    append_status(connection, standing.number, Status::Requested, None, now).await.map(drop)
}

/// Whether a conversation may take one more message, or what became of it.
pub async fn admit(
    connection: &mut Connection,
    standing: &Standing,
    author: Author,
    message: &NewMessage,
    file: Option<&NewFile>,
) -> Result<Option<Posting>, StoreError> {
    let sought = [(standing.number, message.id.as_str())];
    match find_messages(connection, &sought).await?.get(&standing.number) {
        Some(found) => Ok(Some(found.posting(author, message, file))),
        None => may_take(connection, standing, file).await,
    }
}

/// Whether a conversation has room for one more message, or what became of it.
pub async fn may_take(
    connection: &mut Connection,
    standing: &Standing,
    file: Option<&NewFile>,
) -> Result<Option<Posting>, StoreError> {
    if standing.seq >= MOST_EVENTS || standing.said_bytes >= MOST_BYTES {
        return Ok(Some(Posting::TooLong));
    }
    let has_room = match file {
        Some(file) => has_room(connection, standing.number, file.bytes).await?,
        None => true,
    };
    Ok((!has_room).then_some(Posting::NoRoom))
}

impl Store {
    /// What came since, and where things stand; none for another's or an unknown conversation. Everything from the first
    /// event on where the numbers known before count no longer.
    pub async fn progress(
        &self,
        caller: Caller<'_>,
        since: Since<'_>,
        now: i64,
    ) -> Result<Option<Progress>, StoreError> {
        let mut view = self.read().await?;
        let Some(standing) = find_own(&mut view, caller).await? else {
            return Ok(None);
        };
        let epoch = epoch(&mut view).await?;
        let after = i64::try_from(since.after).unwrap_or(i64::MAX);
        let afresh = after > standing.seq || (!since.epoch.is_empty() && since.epoch != epoch);
        let events = events(&mut view, standing.number, Some(if afresh { 0 } else { after })).await?;
        let agent: Option<String> = query_scalar("SELECT name FROM agents WHERE id = ?")
            .bind(&standing.agent)
            .fetch_optional(&mut view)
            .await?;
        let (position, expected_wait_s) = match standing.status {
            Status::Requested => {
                let position = queue::position(&mut view, &standing).await?;
                (Some(position), queue::expected_wait_s(&mut view, &standing, position, now).await?)
            }
            _ => (None, None),
        };
        Ok(Some(Progress {
            status: standing.status,
            position,
            expected_wait_s,
            opens_at: None,
            agent,
            events,
            epoch,
            afresh,
            agent_read: standing.agent_read.unsigned_abs(),
            long_wait: false,
            satisfaction: satisfaction(&mut view, standing.number).await?,
        }))
    }

    /// The conversation's number, for the visitor whose it is.
    pub async fn number(&self, caller: Caller<'_>) -> Result<Option<i64>, StoreError> {
        Ok(find_own(&mut *self.read().await?, caller).await?.map(|standing| standing.number))
    }

    /// Whether there is a conversation of this id, whosever it is.
    pub async fn is_known(&self, id: &str) -> Result<bool, StoreError> {
        Ok(query_scalar("SELECT EXISTS (SELECT 1 FROM conversations WHERE id = ?)")
            .bind(id)
            .fetch_one(&mut *self.read().await?)
            .await?)
    }

    /// The team of a conversation; none where it has none, or there is no such conversation.
    pub async fn team(&self, id: &str) -> Result<Option<String>, StoreError> {
        let team: Option<Option<String>> = query_scalar("SELECT team FROM conversations WHERE id = ?")
            .bind(id)
            .fetch_optional(&mut *self.read().await?)
            .await?;
        Ok(team.flatten())
    }

    /// Erases all of a conversation; false for another's or an unknown one. Only hashes stay, so that a late
    /// repeat of the request does not bring it back, and a second try of the same visitor is told the same.
    pub async fn erase(&self, caller: Caller<'_>, now: i64) -> Result<bool, StoreError> {
        let mut change = self.write().await?;
        let Some(standing) = find_own(&mut change, caller).await? else {
            return is_erased(&mut change, erased_conversation(caller)).await;
        };
        erase(&mut change, standing.number, now).await?;
        self.owe_checkpoint();
        change.commit().await?;
        Ok(true)
    }
}

/// What a visitor's words are told as, by where the conversation stood: words after its end put it back into the line;
/// those that its agent reads need not be told.
pub async fn topic_of_words(
    connection: &mut Connection,
    standing: &Standing,
) -> Result<Option<Topic>, StoreError> {
    Ok(match standing.status {
        Status::Assigned if !is_away(connection, standing).await? => None,
        Status::Requested | Status::Assigned => Some(Topic::Message),
        Status::Returned | Status::Resolved | Status::Expired => Some(Topic::Requested),
        Status::Watched => None,
    })
}

/// Whether the agent who owns a conversation is away.
async fn is_away(connection: &mut Connection, standing: &Standing) -> Result<bool, StoreError> {
    let presence: Option<String> = query_scalar("SELECT presence FROM agents WHERE id = ?")
        .bind(&standing.agent)
        .fetch_optional(connection)
        .await?;
    Ok(presence.as_deref() == Some("away"))
}

/// Moves a conversation from where it stood to another owner and status; false if it no longer stood there.
pub async fn move_to(
    connection: &mut Connection,
    from: &Standing,
    status: Status,
    agent: Option<&str>,
    now: i64,
) -> Result<bool, StoreError> {
    let moved = query(
        "UPDATE conversations SET status = ?1, agent = ?2, claimed_at = CASE WHEN ?2 IS NULL THEN NULL ELSE ?6 END,
            accept_by = NULL, watched = 0, snoozed_until = NULL, is_back = 0, exception = 0,
            own_due_at = CASE WHEN ?1 IN ('requested', 'assigned') THEN own_due_at END
         WHERE number = ?3 AND status = ?4 AND agent IS NOT DISTINCT FROM ?5",
    )
    .bind(kept(status))
    .bind(agent)
    .bind(from.number)
    .bind(kept(from.status))
    .bind(&from.agent)
    .bind(now)
    .execute(&mut *connection)
    .await?;
    if moved.rows_affected() != 1 {
        return Ok(false);
    }
    if from.status == Status::Assigned {
        queue::record_handling(connection, from, now).await?;
    }
    Ok(true)
}

/// Names the state of the database: another one after a backup was restored.
pub(super) async fn epoch(connection: &mut Connection) -> Result<String, StoreError> {
    Ok(query_scalar("SELECT epoch FROM desk").fetch_one(connection).await?)
}
