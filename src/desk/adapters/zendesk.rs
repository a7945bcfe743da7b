//! Zendesk, by tickets: one a conversation, with its id here as `external_id`; its event webhook back.
//!
//! After <https://developer.zendesk.com/api-reference>. A comment's audit carries its key here as metadata, by which a try
//! that arrived unnoticed is found.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};

use super::call::{Caller, Request, base64, header, id, is_fresh, message_id, unclear, verify};
use super::{Adapter, AdapterSettings, Back, BackDeed, Hook, Opening, Part, Remote, Step, Unsigned, Voice};
use crate::alerts::Answer;
use crate::secret::{Hash, Secret};

/// The longest subject of a ticket, characters.
const SUBJECT_CHARACTERS: usize = 150;
/// Most pages of a ticket's audits that are looked through; a ticket takes 5000 comments.
const AUDIT_PAGES: usize = 100;
/// A ticket that was closed is never opened again.
const CLOSED: u16 = 422;

/// The tickets of an account.
pub struct Zendesk {
    caller: Caller,
    authorization: String,
    secret: Secret,
}

impl Zendesk {
    /// # Errors
    /// What is missing in the settings.
    pub fn new(settings: &AdapterSettings, caller: Caller) -> Result<Self, &'static str> {
        let user = settings.user.as_deref().ok_or("has no user: the mail address of the token's agent")?;
        let token = std::str::from_utf8(settings.token.bytes()).map_err(|_| "has a token that is no text")?;
        let authorization = format!("Basic {}", STANDARD.encode(format!("{user}/token:{token}")));
        Ok(Self { caller, authorization, secret: settings.secret.clone() })
    }

    async fn ask(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
        key: Option<String>,
        now: i64,
    ) -> Result<(u16, Value), Answer> {
        let mut headers = vec![("authorization", self.authorization.clone())];
        headers.extend(key.map(|key| ("idempotency-key", key)));
        let path = format!("api/v2/{path}");
        self.caller.ask(Request { method, path: &path, headers, body, takes: &[CLOSED], now }).await
    }

    /// The newest ticket of a conversation here that can still be written to.
    async fn find(&self, opening: &Opening<'_>) -> Result<Option<Remote>, Answer> {
        let path = format!("tickets?external_id={}", opening.conversation);
        let (_, found) = self.ask(Method::GET, &path, None, None, opening.now).await?;
        let tickets = found["tickets"].as_array().ok_or_else(unclear)?;
        Ok(tickets.iter().rev().find(|ticket| ticket["status"] != "closed").and_then(remote))
    }

    /// Whether a comment of a key stands among the ticket's audits.
    async fn has(&self, remote: &Remote, part: &Part<'_>) -> Result<bool, Answer> {
        let first = format!("tickets/{}/audits?page[size]=100", remote.conversation);
        let mut path = first.clone();
        for _ in 0..AUDIT_PAGES {
            let (_, found) = self.ask(Method::GET, &path, None, None, part.now).await?;
            let audits = found["audits"].as_array().ok_or_else(unclear)?;
            if audits.iter().any(|audit| audit["metadata"]["custom"]["tandem"] == part.key) {
                return Ok(true);
            }
            if found["meta"]["has_more"] != true {
                return Ok(false);
            }
            let cursor = found["meta"]["after_cursor"].as_str().ok_or_else(unclear)?;
            let cursor: String = cursor.bytes().map(|byte| format!("%{byte:02X}")).collect();
            path = format!("{first}&page[after]={cursor}");
        }
        Ok(false)
    }
}

impl Adapter for Zendesk {
    fn open<'a>(&'a self, opening: Opening<'a>) -> Step<'a, Remote> {
        Box::pin(async move {
            if opening.again
                && let Some(there) = self.find(&opening).await?
            {
                return Ok(there);
            }
            let key = Hash::of_parts(&[opening.conversation.as_bytes(), opening.key.as_bytes()]);
            let key: String = key.bytes()[..16].iter().map(|byte| format!("{byte:02x}")).collect();
            let body = json!({"ticket": ticket(&opening)});
            let (_, made) = self.ask(Method::POST, "tickets", Some(body), Some(key), opening.now).await?;
            remote(&made["ticket"]).ok_or_else(unclear)
        })
    }

    fn add<'a>(&'a self, remote: &'a Remote, part: Part<'a>) -> Step<'a, ()> {
        Box::pin(async move {
            if part.again && self.has(remote, &part).await? {
                return Ok(());
            }
            let mut comment = json!({"body": part.text, "public": part.voice == Voice::Visitor});
            if part.voice == Voice::Visitor {
                comment["author_id"] = number(&remote.contact)?;
            }
            let mut ticket = json!({"comment": comment, "metadata": {"tandem": part.key}});
            if part.voice == Voice::Visitor {
                // To Zendesk it is an agent who writes here, and an agent's comment opens nothing by itself.
                ticket["status"] = "open".into();
            }
            let body = json!({"ticket": ticket});
            let path = format!("tickets/{}", remote.conversation);
            match self.ask(Method::PUT, &path, Some(body), None, part.now).await? {
                (CLOSED, _) => Err(Answer::again("closed")),
                _ => Ok(()),
            }
        })
    }

    fn end<'a>(&'a self, remote: &'a Remote, now: i64) -> Step<'a, ()> {
        Box::pin(async move {
            let path = format!("tickets/{}", remote.conversation);
            let body = json!({"ticket": {"status": "solved"}});
            // A ticket that is closed has ended.
            self.ask(Method::PUT, &path, Some(body), None, now).await.map(drop)
        })
    }

    fn read(&self, hook: &Hook<'_>) -> Result<Option<Back>, Unsigned> {
        let timestamp = header(hook.headers, "x-zendesk-webhook-signature-timestamp");
        let signature = base64(header(hook.headers, "x-zendesk-webhook-signature"))?;
        let secret = self.secret.bytes();
        verify(secret, &[timestamp.as_bytes(), hook.body], &signature)?;
        let at: Timestamp = timestamp.parse().map_err(|_| Unsigned)?;
        if !is_fresh(at.as_millisecond(), hook.now) {
            return Err(Unsigned);
        }
        let told: Value = serde_json::from_slice(hook.body).unwrap_or_default();
        Ok(back(&told, secret))
    }
}

fn ticket(opening: &Opening<'_>) -> Value {
    let request = opening.request;
    // Without a mail address: nobody proved it, and Zendesk would write to it.
    let requester = json!({"name": request.attributes.get("name").map_or("Visitor", String::as_str)});
    let line = request.question.split_whitespace().collect::<Vec<_>>().join(" ");
    json!({
        "subject": line.chars().take(SUBJECT_CHARACTERS).collect::<String>(),
        "comment": {"body": request.question},
        "requester": requester,
        "external_id": opening.conversation,
        "priority": if request.trigger.urgent { "urgent" } else { "normal" },
        "tags": ["tandem"],
        "metadata": {"tandem": opening.key},
    })
}

fn remote(ticket: &Value) -> Option<Remote> {
    Some(Remote { conversation: id(&ticket["id"])?, contact: id(&ticket["requester_id"])? })
}

fn number(id: &str) -> Result<Value, Answer> {
    id.parse::<u64>().map(Value::from).map_err(|_| unclear())
}

fn back(told: &Value, secret: &[u8]) -> Option<Back> {
    let remote = id(&told["detail"]["id"])?;
    let event = &told["event"];
    match told["type"].as_str()? {
        "zen:event-type:ticket.comment_added" => {
            let comment = &event["comment"];
            let is_answer = comment["is_public"] == true && comment["author"]["is_staff"] == true;
            let text = comment["body"].as_str().filter(|text| is_answer && !text.trim().is_empty())?;
            let name = comment["author"]["name"].as_str().map(str::to_owned);
            let id = message_id(secret, &id(&comment["id"])?);
            Some(Back { remote, deed: BackDeed::Said { id, name, text: text.to_owned() } })
        }
        "zen:event-type:ticket.status_changed" => {
            let current = event["current"].as_str()?;
            let has_ended = ["solved", "closed"].iter().any(|word| current.eq_ignore_ascii_case(word));
            has_ended.then_some(Back { remote, deed: BackDeed::Resolved })
        }
        _ => None,
    }
}
