//! Reading along: what the assistant and a visitor say, and what an agent who reads it adds, without taking it.

use protocol::{
    Author, Consent, HandoffReason, HandoffRequest, Message, NewMessage, Status, Trigger, VERSION,
    WatchRequest, Whisper,
};

use super::conversation::{Caller, Posting, Standing, admit, find};
use super::database::{Connection, query};
use super::erasure::{erased_request, is_erased};
use super::event::{Speaker, append_message};
use super::filing::{Filing, preview};
use super::handoff::{begin, keep_device, keep_request};
use super::review::keep_answers;
use super::{Agent, Arrival, Store, StoreError};

/// The key of the request that stands for a conversation while nobody asked for a person.
const KEY: &str = "watch";

/// What became of what was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watched {
    /// It is kept.
    Kept,
    /// The conversation is another visitor's.
    Foreign,
    /// The visitor had taken it back.
    Erased,
    /// A person was asked for, so that what is said goes there.
    Passed(Status),
}

impl Store {
    /// Keeps what was said to the assistant and by it, each message once, for agents who read along.
    pub async fn watch(
        &self,
        caller: Caller<'_>,
        request: &WatchRequest,
        arrival: Arrival<'_>,
        now: i64,
    ) -> Result<Watched, StoreError> {
        let mut change = self.write().await?;
        let found = find(&mut change, caller.conversation).await?;
        if found.as_ref().is_some_and(|standing| !caller.token.matches(&standing.token_hash)) {
            return Ok(Watched::Foreign);
        }
        if let Some(status) =
            found.as_ref().map(|standing| standing.status).filter(|status| !is_assistants(*status))
        {
            return Ok(Watched::Passed(status));
        }
        let standing = match found {
            Some(standing) => standing,
            None if is_erased(&mut change, erased_request(caller, KEY)).await? => return Ok(Watched::Erased),
            None => match first(&mut change, caller, request, arrival, now).await? {
                Some(standing) => standing,
                None => return Ok(Watched::Foreign),
            },
        };
        for message in &request.said {
            keep(&mut change, &standing, message, now).await?;
        }
        keep_answers(&mut change, standing.number, &request.said).await?;
        touch(&mut change, &standing, request, now).await?;
        change.commit().await?;
        Ok(Watched::Kept)
    }

    /// Keeps what an agent adds to the assistant's words, or corrects in them; the assistant keeps the conversation.
    pub async fn whisper(
        &self,
        id: &str,
        agent: &Agent,
        whisper: &Whisper,
        now: i64,
    ) -> Result<Posting, StoreError> {
        let mut change = self.write().await?;
        let Some(standing) = find(&mut change, id).await? else {
            return Ok(Posting::Unknown);
        };
        let message = new_message(&whisper.id, &whisper.text, whisper.at);
        if let Some(posting) = admit(&mut change, &standing, Author::Agent, &message, None).await? {
            return Ok(posting);
        }
        if !is_assistants(standing.status) {
            return Ok(Posting::Owned);
        }
        let speaker = Speaker { author: Author::Agent, name: Some(&agent.name) };
        let seq = append_message(&mut change, standing.number, &speaker, &message, now).await?;
        query("UPDATE events SET corrects = ? WHERE conversation = ? AND seq = ?")
            .bind(whisper.corrects.as_deref().unwrap_or_default())
            .bind(standing.number)
            .bind(seq)
            .execute(&mut change)
            .await?;
        change.commit().await?;
        Ok(Posting::Kept(seq.unsigned_abs()))
    }
}

/// Whether the assistant has it.
fn is_assistants(status: Status) -> bool {
    matches!(status, Status::Watched | Status::Returned | Status::Resolved | Status::Expired)
}

fn new_message(id: &str, text: &str, at: i64) -> NewMessage {
    NewMessage { id: id.to_owned(), text: text.to_owned(), at, entry: None, confidence: None, team: None }
}

async fn first(
    connection: &mut Connection,
    caller: Caller<'_>,
    request: &WatchRequest,
    arrival: Arrival<'_>,
    now: i64,
) -> Result<Option<Standing>, StoreError> {
    let stands_for = HandoffRequest {
        version: VERSION,
        conversation: request.conversation.clone(),
        idempotency_key: KEY.to_owned(),
        reason: HandoffReason::Watched,
        trigger: Trigger { mood: request.mood.clone(), ..Trigger::default() },
        question: String::new(),
        language: request.language.clone(),
        transcript: Vec::new(),
        team: None,
        page: request.page.clone(),
        attributes: Default::default(),
        editions: request.editions.clone(),
        identity: None,
        consent: Consent::Told,
    };
    let filing = Filing::new(&stands_for)?;
    begin(connection, caller, (&stands_for, &filing), arrival.site, Status::Watched, now).await?;
    let Some(standing) = find(connection, caller.conversation).await? else { return Ok(None) };
    keep_request(connection, &standing, &stands_for, &filing, now).await?;
    keep_device(connection, standing.number, arrival.device).await?;
    Ok(Some(standing))
}

async fn keep(
    connection: &mut Connection,
    standing: &Standing,
    said: &Message,
    now: i64,
) -> Result<(), StoreError> {
    let mut message = new_message(&said.id, &said.text, said.at);
    (message.entry, message.confidence) = (said.entry.clone(), said.confidence);
    // A message that is known already, or one too many, is passed over: nobody waits for an answer to it.
    if admit(connection, standing, said.author, &message, None).await?.is_none() {
        let speaker = Speaker { author: said.author, name: None };
        append_message(connection, standing.number, &speaker, &message, now).await?;
    }
    Ok(())
}

async fn touch(
    connection: &mut Connection,
    standing: &Standing,
    request: &WatchRequest,
    now: i64,
) -> Result<(), StoreError> {
    let latest = request.said.iter().rev().find(|said| said.author == Author::Visitor);
    query(
        "UPDATE conversations SET requested_at = ?, mood = ?, language = ?, preview = COALESCE(?, preview), watched = 1,
            waiting_for_agent = 0 WHERE number = ?",
    )
    .bind(now)
    .bind(super::word::json(&request.mood)?)
    .bind(&request.language)
    .bind(latest.map(|said| preview(&said.text)))
    .bind(standing.number)
    .execute(connection)
    .await?;
    Ok(())
}
