//! What is taken away for good: by its visitor, by the owner's command, or because its time is over.

use super::audit::{By, Deed, note};
use super::conversation::Caller;
use super::database::{Connection, query, query_as, query_scalar};
use super::word::read_word;
use super::{Store, StoreError};
use crate::secret::Hash;
use protocol::{AuditKind, Status};

/// Conversations erased in one transaction, so that nobody waits long for the next.
const AT_ONCE: i64 = 100;

/// A conversation that the owner named, as it is shown before it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// As the inbox shows it.
    pub number: i64,
    /// The visitor's name where the site told it.
    pub visitor: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// When a person was asked for, Unix milliseconds.
    pub requested_at: i64,
    /// How many messages stand in it, those before the handoff not counted.
    pub messages: i64,
    /// How many of them are files.
    pub files: i64,
}

/// Erases all of a conversation within a transaction. Only hashes stay, so that a late repeat of a request doesn't bring
/// it back. Whoever commits it says `owe_checkpoint`, and takes the files away afterwards.
pub async fn erase(connection: &mut Connection, number: i64, now: i64) -> Result<(), StoreError> {
    let Some((id, token)): Option<(String, Vec<u8>)> =
        query_as("SELECT id, token_hash FROM conversations WHERE number = ?")
            .bind(number)
            .fetch_optional(&mut *connection)
            .await?
    else {
        return Ok(());
    };
    let token = Hash::kept(&token).ok_or(StoreError::Unreadable("token_hash"))?;
    let caller = Caller { conversation: &id, token };
    let keys: Vec<String> = query_scalar("SELECT key FROM handoffs WHERE conversation = ?")
        .bind(number)
        .fetch_all(&mut *connection)
        .await?;
    let requests = keys.iter().map(|key| erased_request(caller, key));
    for hash in requests.chain([erased_conversation(caller)]) {
        query(
            "INSERT INTO erased (hash, at) VALUES (?, ?) ON CONFLICT (hash) DO UPDATE SET at = excluded.at",
        )
        .bind(hash.bytes())
        .bind(now)
        .execute(&mut *connection)
        .await?;
    }
    query("DELETE FROM conversations WHERE number = ?").bind(number).execute(connection).await?;
    Ok(())
}

/// Whether something with this name was erased.
pub async fn is_erased(connection: &mut Connection, hash: Hash) -> Result<bool, StoreError> {
    let found: Option<i64> = query_scalar("SELECT at FROM erased WHERE hash = ?")
        .bind(hash.bytes())
        .fetch_optional(connection)
        .await?;
    Ok(found.is_some())
}

/// The name of an erased request; nobody without the token can make it.
pub fn erased_request(caller: Caller<'_>, key: &str) -> Hash {
    Hash::of_parts(&[b"request", caller.conversation.as_bytes(), caller.token.bytes(), key.as_bytes()])
}

/// The name of an erased conversation.
pub fn erased_conversation(caller: Caller<'_>) -> Hash {
    Hash::of_parts(&[b"conversation", caller.conversation.as_bytes(), caller.token.bytes()])
}

/// Numbers of the conversations that `visitor` names: by id, by number as the inbox shows it, by an attribute that the
/// site told of the visitor, by what the site's server vouched for, or by the address or number that the visitor left.
pub async fn numbers_of(connection: &mut Connection, visitor: &str) -> Result<Vec<i64>, StoreError> {
    let visitor = visitor.trim();
    if visitor.is_empty() {
        return Ok(Vec::new());
    }
    let bare = visitor.trim_start_matches("Visitor ").trim_start_matches('#');
    Ok(query_scalar(
        "SELECT number FROM conversations c WHERE id = ?1 OR number = ?2 OR lower(visitor) = lower(?1)
            OR lower(verified_subject) = lower(?1) OR lower(verified_email) = lower(?1) OR lower(verified_name) = lower(?1)
            OR EXISTS (SELECT 1 FROM contacts k WHERE k.conversation = c.number
                AND (lower(k.email) = lower(?1) OR k.phone = ?1))
            OR EXISTS (SELECT 1 FROM handoffs h, json_each(h.request, '$.attributes') a
                WHERE h.conversation = c.number AND lower(a.key) IN ('email', 'name', 'subject')
                AND lower(a.value) = lower(?1))
         ORDER BY number",
    )
    .bind(visitor)
    .bind(bare.parse::<i64>().ok())
    .fetch_all(connection)
    .await?)
}

impl Store {
    /// The conversations that `visitor` names, as the owner sees them before they go.
    pub async fn find_visitor(&self, visitor: &str) -> Result<Vec<Found>, StoreError> {
        let mut view = self.read().await?;
        let mut found = Vec::new();
        for number in numbers_of(&mut view, visitor).await? {
            let row = query(
                "SELECT visitor, status, requested_at,
                    (SELECT COUNT(*) FROM events WHERE conversation = number AND text IS NOT NULL) AS messages,
                    (SELECT COUNT(*) FROM files WHERE conversation = number) AS files
                 FROM conversations WHERE number = ?",
            )
            .bind(number)
            .fetch_one(&mut view)
            .await?;
            found.push(Found {
                number,
                visitor: row.try_get("visitor")?,
                status: read_word("status", row.try_get("status")?)?,
                requested_at: row.try_get("requested_at")?,
                messages: row.try_get("messages")?,
                files: row.try_get("files")?,
            });
        }
        Ok(found)
    }

    /// Erases conversations by their numbers, a batch in a transaction.
    pub async fn erase_numbers(&self, by: By<'_>, numbers: &[i64], now: i64) -> Result<(), StoreError> {
        for batch in numbers.chunks(usize::try_from(AT_ONCE).unwrap_or(1)) {
            let mut change = self.write().await?;
            for number in batch {
                erase(&mut change, *number, now).await?;
            }
            note(&mut change, Deed::new(by, AuditKind::Erased, now).of(batch.len())).await?;
            self.owe_checkpoint();
            change.commit().await?;
        }
        Ok(())
    }

    /// Erases a batch of the conversations that ended and in which nothing happened since a time; gives how many it
    /// was, 0 when none is left.
    pub async fn erase_ended(&self, untouched_since: i64, now: i64) -> Result<usize, StoreError> {
        let sql = "SELECT c.number FROM conversations c JOIN events e ON e.conversation = c.number AND e.seq = c.seq
             WHERE c.status IN ('returned', 'resolved', 'expired') AND e.at <= ? LIMIT ?";
        let find = || query_scalar(sql).bind(untouched_since).bind(AT_ONCE);
        // Looked for first without the lock that writers wait for: mostly there is none.
        let seen: Vec<i64> = find().fetch_all(&mut *self.read().await?).await?;
        if seen.is_empty() {
            return Ok(0);
        }
        let mut change = self.write().await?;
        let numbers: Vec<i64> = find().fetch_all(&mut change).await?;
        for number in &numbers {
            erase(&mut change, *number, now).await?;
        }
        note(&mut change, Deed::new(By::Desk, AuditKind::Retention, now).of(numbers.len())).await?;
        self.owe_checkpoint();
        change.commit().await?;
        Ok(numbers.len())
    }
}
