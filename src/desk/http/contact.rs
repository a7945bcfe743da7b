//! A visitor who leaves says how to be reached.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use protocol::{ConfirmContact, ContactReply, MailOutcome, NewContact};

use super::body::Body;
use super::caller::Token;
use super::fault::Fault;
use crate::Desk;
use crate::alerts::Verdict;
use crate::mail;
use crate::request::{check_code, check_contact};
use crate::secret::{Hash, new_digits};
use crate::store::{Caller, Left};

/// `POST /api/v1/conversations/{id}/contact`
///
/// The code goes out before the answer, so that "code sent" is true; nothing waits in the outbox, which would keep it.
pub async fn leave(
    State(desk): State<Desk>,
    Token(token): Token,
    Path(id): Path<String>,
    Body(mut contact): Body<NewContact>,
) -> Result<Json<ContactReply>, Fault> {
    check_contact(&mut contact)?;
    let caller = Caller { conversation: &id, token };
    let code = new_digits()?;
    let hash = desk.mailer.is_some().then(|| code_hash(&id, &code));
    let mail = match desk.store.leave_contact(caller, &contact, hash, desk.now()).await? {
        Left::Unknown => return Err(Fault::NotFound),
        Left::Kept(outcome) => outcome,
        Left::SendCode(language) => {
            let to = contact.email.as_deref().unwrap_or_default();
            send_code(&desk, caller, to, &code, &language).await?
        }
    };
    Ok(Json(ContactReply { mail }))
}

/// `POST /api/v1/conversations/{id}/contact/confirm`
pub async fn confirm(
    State(desk): State<Desk>,
    Token(token): Token,
    Path(id): Path<String>,
    Body(mut confirm): Body<ConfirmContact>,
) -> Result<Json<ContactReply>, Fault> {
    check_code(&mut confirm)?;
    let caller = Caller { conversation: &id, token };
    let hash = code_hash(&id, &confirm.code);
    match desk.store.confirm_contact(caller, hash, desk.now()).await? {
        None => Err(Fault::NotFound),
        Some(false) => Err(Fault::ContactCode),
        Some(true) => Ok(Json(ContactReply { mail: MailOutcome::Confirmed })),
    }
}

/// `DELETE /api/v1/conversations/{id}/contact`
pub async fn forget(
    State(desk): State<Desk>,
    Token(token): Token,
    Path(id): Path<String>,
) -> Result<StatusCode, Fault> {
    let caller = Caller { conversation: &id, token };
    match desk.store.forget_contact(caller).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Fault::NotFound),
    }
}

async fn send_code(
    desk: &Desk,
    caller: Caller<'_>,
    to: &str,
    code: &str,
    language: &str,
) -> Result<MailOutcome, Fault> {
    let Some(mailer) = &desk.mailer else {
        return Ok(MailOutcome::NotOffered);
    };
    let id = format!("code-{}", new_digits()?);
    let answer = mailer.send(to, mail::code(code, language), &id, desk.now()).await;
    if answer.verdict == Verdict::Done {
        return Ok(MailOutcome::CodeSent);
    }
    tracing::warn!(status = answer.status, "a code could not be mailed");
    desk.store.void_code(caller, code_hash(caller.conversation, code)).await?;
    Ok(MailOutcome::TryLater)
}

/// A code counts for its conversation only.
fn code_hash(conversation: &str, code: &str) -> Hash {
    Hash::of_parts(&[b"contact", conversation.as_bytes(), code.as_bytes()])
}
