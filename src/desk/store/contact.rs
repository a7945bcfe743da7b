//! How a visitor can be reached after leaving, and the code that proves an address to be theirs.

use protocol::{Contact, MailOutcome, NewContact, Wish};

use super::conversation::{Caller, find_own};
use super::database::{Connection, query, query_as, query_scalar};
use super::outbox::{Happening, announce};
use super::word::{read_word, word};
use super::{Store, StoreError};
use crate::alerts::Topic;
use crate::secret::Hash;

/// How long a code is good, milliseconds: 15 minutes.
const CODE_MS: i64 = 15 * 60_000;
/// Wrong codes, then it is void.
const TRIES: i64 = 5;
/// A repeat of the same address gets no second code within so long, milliseconds.
const AGAIN_MS: i64 = 60_000;
/// How long a code counts against the limits, milliseconds.
pub const DAY_MS: i64 = 24 * 3_600_000;
/// Codes a day for one conversation, and for one address, so that nobody floods a stranger.
const CODES_A_DAY: i64 = 3;
/// Codes a day of the whole desk, so that nobody sends strangers one each.
const CODES_A_DAY_IN_ALL: i64 = 500;

/// What became of a contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Left {
    /// No such conversation, or another's.
    Unknown,
    /// It is kept; nothing is to be sent.
    Kept(MailOutcome),
    /// It is kept; the code is now to be mailed, in this language.
    SendCode(String),
}

struct Kept {
    email: Option<String>,
    phone: Option<String>,
    wish: String,
    note: Option<String>,
    code_hash: Option<Vec<u8>>,
    code_sent_at: Option<i64>,
    tries: i64,
    confirmed_at: Option<i64>,
}

impl Store {
    /// Keeps how a visitor can be reached, in place of what was left before; with `code` the desk can mail, and the code is
    /// what proves the address.
    pub async fn leave_contact(
        &self,
        caller: Caller<'_>,
        contact: &NewContact,
        code: Option<Hash>,
        now: i64,
    ) -> Result<Left, StoreError> {
        let mut change = self.write().await?;
        let Some(standing) = find_own(&mut change, caller).await? else {
            return Ok(Left::Unknown);
        };
        let before = kept(&mut change, standing.number).await?;
        let is_news = before.as_ref().is_none_or(|before| !before.says(contact));
        let same_address = before.as_ref().is_some_and(|before| before.email == contact.email);
        keep(&mut change, standing.number, contact, same_address).await?;
        if is_news {
            let happening = Happening { topic: Topic::Contact, conversation: standing.number, at: now };
            announce(&mut change, &happening).await?;
        }
        let before = before.filter(|_| same_address);
        let left = match (&contact.email, code) {
            (Some(email), Some(code)) => {
                prove(&mut change, standing.number, caller.conversation, email, code, before, now).await?
            }
            _ => Left::Kept(MailOutcome::NotOffered),
        };
        change.commit().await?;
        Ok(left)
    }

    /// Voids a code that could not be mailed.
    pub async fn void_code(&self, caller: Caller<'_>, code: Hash) -> Result<(), StoreError> {
        let mut change = self.write().await?;
        query(
            "UPDATE contacts SET code_hash = NULL, code_sent_at = NULL WHERE code_hash = ?
             AND conversation = (SELECT number FROM conversations WHERE id = ?)",
        )
        .bind(code.bytes())
        .bind(caller.conversation)
        .execute(&mut change)
        .await?;
        change.commit().await
    }

    /// Whether a code proves the address; none for another's or an unknown conversation. A repeat proves it too.
    pub async fn confirm_contact(
        &self,
        caller: Caller<'_>,
        code: Hash,
        now: i64,
    ) -> Result<Option<bool>, StoreError> {
        let mut change = self.write().await?;
        let Some(standing) = find_own(&mut change, caller).await? else {
            return Ok(None);
        };
        let Some(kept) = kept(&mut change, standing.number).await? else {
            return Ok(Some(false));
        };
        if !kept.has_good_code(now) {
            return Ok(Some(false));
        }
        let right = kept.code_hash.as_ref().is_some_and(|hash| code.matches(hash));
        query(
            "UPDATE contacts SET tries = tries + ?, confirmed_at = COALESCE(confirmed_at, ?) WHERE conversation = ?",
        )
        .bind(!right)
        .bind(right.then_some(now))
        .bind(standing.number)
        .execute(&mut change)
        .await?;
        change.commit().await?;
        Ok(Some(right))
    }

    /// Forgets how a visitor can be reached; false for another's or an unknown conversation.
    pub async fn forget_contact(&self, caller: Caller<'_>) -> Result<bool, StoreError> {
        let mut change = self.write().await?;
        let Some(standing) = find_own(&mut change, caller).await? else {
            return Ok(false);
        };
        for sql in [
            "DELETE FROM contacts WHERE conversation = ?",
            "DELETE FROM deliveries WHERE conversation = ? AND kind = 'mail'",
            "UPDATE desk SET revision = revision + 1 WHERE ? > 0",
        ] {
            query(sql).bind(standing.number).execute(&mut change).await?;
        }
        self.owe_checkpoint();
        change.commit().await?;
        Ok(true)
    }
}

impl Kept {
    fn says(&self, contact: &NewContact) -> bool {
        self.email == contact.email
            && self.phone == contact.phone
            && self.note == contact.note
            && self.wish == word(&contact.wish)
    }

    fn has_good_code(&self, now: i64) -> bool {
        self.tries < TRIES && self.code_sent_at.is_some_and(|sent| now - sent < CODE_MS)
    }
}

async fn kept(connection: &mut Connection, conversation: i64) -> Result<Option<Kept>, StoreError> {
    let row = query("SELECT * FROM contacts WHERE conversation = ?")
        .bind(conversation)
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    Ok(Some(Kept {
        email: row.try_get("email")?,
        phone: row.try_get("phone")?,
        wish: row.try_get("wish")?,
        note: row.try_get("note")?,
        code_hash: row.try_get("code_hash")?,
        code_sent_at: row.try_get("code_sent_at")?,
        tries: row.try_get("tries")?,
        confirmed_at: row.try_get("confirmed_at")?,
    }))
}

/// Another address is not confirmed by the code of the one before.
async fn keep(
    connection: &mut Connection,
    conversation: i64,
    contact: &NewContact,
    same_address: bool,
) -> Result<(), StoreError> {
    query(
        "INSERT INTO contacts (conversation, email, phone, wish, note) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (conversation) DO UPDATE SET email = ?2, phone = ?3, wish = ?4, note = ?5,
            code_hash = CASE WHEN ?6 <> 0 THEN contacts.code_hash END, code_sent_at = CASE WHEN ?6 <> 0 THEN contacts.code_sent_at END,
            confirmed_at = CASE WHEN ?6 <> 0 THEN contacts.confirmed_at END",
    )
    .bind(conversation)
    .bind(&contact.email)
    .bind(&contact.phone)
    .bind(word(&contact.wish))
    .bind(&contact.note)
    .bind(same_address)
    .execute(connection)
    .await?;
    Ok(())
}

/// What an address still needs to be the visitor's; `before` is what stood of the same address.
async fn prove(
    connection: &mut Connection,
    conversation: i64,
    id: &str,
    email: &str,
    code: Hash,
    before: Option<Kept>,
    now: i64,
) -> Result<Left, StoreError> {
    if let Some(before) = &before {
        if before.confirmed_at.is_some() {
            return Ok(Left::Kept(MailOutcome::Confirmed));
        }
        if before.has_good_code(now) && before.code_sent_at.is_some_and(|sent| now - sent < AGAIN_MS) {
            return Ok(Left::Kept(MailOutcome::CodeSent));
        }
    }
    let (id, address) = (Hash::of(id), Hash::of_parts(&[b"address", email.to_lowercase().as_bytes()]));
    if !may_send(connection, id, address, now).await? {
        return Ok(Left::Kept(MailOutcome::TryLater));
    }
    query("INSERT INTO codes (at, conversation, address) VALUES (?, ?, ?)")
        .bind(now)
        .bind(id.bytes())
        .bind(address.bytes())
        .execute(&mut *connection)
        .await?;
    let language = query_scalar(
        "UPDATE contacts SET code_hash = ?, code_sent_at = ?, tries = 0 WHERE conversation = ?
         RETURNING (SELECT language FROM conversations c WHERE c.number = conversation)",
    )
    .bind(code.bytes())
    .bind(now)
    .bind(conversation)
    .fetch_one(connection)
    .await?;
    Ok(Left::SendCode(language))
}

async fn may_send(
    connection: &mut Connection,
    conversation: Hash,
    address: Hash,
    now: i64,
) -> Result<bool, StoreError> {
    let (mine, theirs, all): (i64, i64, i64) = query_as(
        "SELECT COUNT(*) FILTER (WHERE conversation = ?2), COUNT(*) FILTER (WHERE address = ?3), COUNT(*)
         FROM codes WHERE at > ?1",
    )
    .bind(now - DAY_MS)
    .bind(conversation.bytes())
    .bind(address.bytes())
    .fetch_one(connection)
    .await?;
    Ok(mine < CODES_A_DAY && theirs < CODES_A_DAY && all < CODES_A_DAY_IN_ALL)
}

/// How a visitor can be reached, as agents see it; none where nothing was left.
pub async fn contact(connection: &mut Connection, conversation: i64) -> Result<Option<Contact>, StoreError> {
    let Some(kept) = kept(connection, conversation).await? else {
        return Ok(None);
    };
    let wish: Wish = read_word("wish", kept.wish)?;
    let confirmed = kept.confirmed_at.is_some();
    Ok(Some(Contact { email: kept.email, phone: kept.phone, confirmed, wish, note: kept.note }))
}
