//! Whose conversation it is, as a site's server vouches.

use super::conversation::{Caller, find_own};
use super::database::{Connection, query, query_scalar};
use super::{Store, StoreError};
use crate::identity::Identity;
use crate::secret::Hash;

/// What became of an identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// The conversation is this visitor's now, or was already.
    Done,
    /// No such conversation, or another's.
    Unknown,
    /// Another conversation used the token.
    Replayed,
    /// The conversation is somebody else's.
    OtherSubject,
}

impl Store {
    /// Says whose a conversation is. It tells of this conversation alone: nothing of the same visitor's others can
    /// be reached by it.
    pub async fn bind(&self, caller: Caller<'_>, identity: &Identity, now: i64) -> Result<Bound, StoreError> {
        let mut change = self.write().await?;
        let Some(standing) = find_own(&mut change, caller).await? else {
            return Ok(Bound::Unknown);
        };
        let bound = bind(&mut change, standing.number, caller.conversation, identity, now).await?;
        if bound == Bound::Done {
            change.commit().await?;
        }
        Ok(bound)
    }
}

/// As [`Store::bind`], with a request for a person, which no wrong identity may hinder. Where another visitor signed
/// in on this browser meanwhile, nobody knows any longer who speaks, then and later.
pub async fn bind_request(
    connection: &mut Connection,
    number: i64,
    conversation: &str,
    identity: &Identity,
    now: i64,
) -> Result<(), StoreError> {
    if bind(connection, number, conversation, identity, now).await? == Bound::OtherSubject {
        query(
            "UPDATE conversations SET verified_subject = '', verified_email = NULL, verified_name = NULL
             WHERE number = ?",
        )
        .bind(number)
        .execute(&mut *connection)
        .await?;
        query("UPDATE contacts SET confirmed_at = NULL WHERE conversation = ?")
            .bind(number)
            .execute(connection)
            .await?;
    }
    Ok(())
}

async fn bind(
    connection: &mut Connection,
    number: i64,
    conversation: &str,
    identity: &Identity,
    now: i64,
) -> Result<Bound, StoreError> {
    let subject: Option<String> = query_scalar("SELECT verified_subject FROM conversations WHERE number = ?")
        .bind(number)
        .fetch_one(&mut *connection)
        .await?;
    if subject.is_some_and(|subject| subject != identity.subject) {
        return Ok(Bound::OtherSubject);
    }
    if !take_nonce(connection, conversation, identity, now).await? {
        return Ok(Bound::Replayed);
    }
    query(
        "UPDATE conversations SET verified_subject = ?, verified_email = ?, verified_name = ? WHERE number = ?",
    )
    .bind(&identity.subject)
    .bind(&identity.email)
    .bind(&identity.name)
    .bind(number)
    .execute(&mut *connection)
    .await?;
    reach(connection, number, identity, now).await?;
    Ok(Bound::Done)
}

/// An address that the site's server vouches for needs no code: answers may go there. What the visitor left stays.
async fn reach(
    connection: &mut Connection,
    number: i64,
    identity: &Identity,
    now: i64,
) -> Result<(), StoreError> {
    if identity.email.is_none() {
        return Ok(());
    }
    query(
        "INSERT INTO contacts (conversation, email, wish, confirmed_at) VALUES (?1, ?2, 'message', ?3)
         ON CONFLICT (conversation) DO UPDATE SET confirmed_at = COALESCE(contacts.confirmed_at, ?3) WHERE contacts.email = ?2",
    )
    .bind(number)
    .bind(&identity.email)
    .bind(now)
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes a token's nonce for a conversation; false if another has it. The same one may come again, as a repeat does.
async fn take_nonce(
    connection: &mut Connection,
    conversation: &str,
    identity: &Identity,
    now: i64,
) -> Result<bool, StoreError> {
    let holder = Hash::of(conversation);
    query("DELETE FROM used_nonces WHERE hash = ? AND expires_at <= ?")
        .bind(identity.nonce.bytes())
        .bind(now)
        .execute(&mut *connection)
        .await?;
    query("INSERT INTO used_nonces (hash, holder, expires_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
        .bind(identity.nonce.bytes())
        .bind(holder.bytes())
        .bind(identity.expires_at)
        .execute(&mut *connection)
        .await?;
    let held: Vec<u8> = query_scalar("SELECT holder FROM used_nonces WHERE hash = ?")
        .bind(identity.nonce.bytes())
        .fetch_one(connection)
        .await?;
    Ok(holder.matches(&held))
}
