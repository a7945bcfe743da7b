//! Chatwoot, by an inbox with an API channel: contact, conversation, messages; its webhook back.
//!
//! After <https://developers.chatwoot.com/api-reference>. A message carries its time here as `external_created_at`, by
//! which a try that arrived unnoticed is found.

use reqwest::Method;
use serde_json::{Value, json};

use super::call::{Caller, Request, header, hex, id, is_fresh, message_id, unclear, verify};
use super::{Adapter, AdapterSettings, Back, BackDeed, Hook, Opening, Part, Remote, Step, Unsigned, Voice};
use crate::alerts::Answer;
use crate::secret::Secret;

/// The longest name of a contact, characters.
const NAME_CHARACTERS: usize = 100;

/// An inbox of an account.
pub struct Chatwoot {
    caller: Caller,
    account: u64,
    inbox: u64,
    token: String,
    secret: Secret,
}

impl Chatwoot {
    /// # Errors
    /// What is missing in the settings.
    pub fn new(settings: &AdapterSettings, caller: Caller) -> Result<Self, &'static str> {
        let token = std::str::from_utf8(settings.token.bytes()).map_err(|_| "has a token that is no text")?;
        Ok(Self {
            caller,
            account: settings.account.ok_or("has no account: it is the number in the dashboard's address")?,
            inbox: settings.inbox.ok_or("has no inbox: it is the number in the inbox's settings")?,
            token: token.to_owned(),
            secret: settings.secret.clone(),
        })
    }

    async fn ask(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
        now: i64,
        takes: &[u16],
    ) -> Result<(u16, Value), Answer> {
        let path = format!("api/v1/accounts/{}/{path}", self.account);
        let headers = vec![("api_access_token", self.token.clone())];
        self.caller.ask(Request { method, path: &path, headers, body, takes, now }).await
    }

    /// The contact of a conversation here, made where there is none; with it, whether it was there.
    async fn contact(&self, opening: &Opening<'_>) -> Result<(String, bool), Answer> {
        let identifier = format!("tandem-{}", opening.conversation);
        let name = opening.request.attributes.get("name").map_or("Visitor", String::as_str);
        let name: String = name.chars().take(NAME_CHARACTERS).collect();
        let body = json!({"inbox_id": self.inbox, "name": name, "identifier": identifier});
        // An identifier that is taken is refused with 422.
        let (status, made) = self.ask(Method::POST, "contacts", Some(body), opening.now, &[422]).await?;
        if status != 422 {
            return Ok((id(&made["payload"]["contact"]["id"]).ok_or_else(unclear)?, false));
        }
        let path = format!("contacts/search?q={identifier}");
        let (_, found) = self.ask(Method::GET, &path, None, opening.now, &[]).await?;
        let contacts = found["payload"].as_array().ok_or_else(unclear)?;
        let own = contacts.iter().find(|contact| contact["identifier"] == identifier.as_str());
        Ok((own.and_then(|contact| id(&contact["id"])).ok_or_else(unclear)?, true))
    }

    async fn conversation(&self, contact: &str, known: bool, now: i64) -> Result<String, Answer> {
        if known {
            let path = format!("contacts/{contact}/conversations");
            let (_, found) = self.ask(Method::GET, &path, None, now, &[]).await?;
            let own = found["payload"].as_array().ok_or_else(unclear)?.iter();
            if let Some(there) = own.filter_map(|one| id(&one["id"])).next() {
                return Ok(there);
            }
        }
        let contact: u64 = contact.parse().map_err(|_| unclear())?;
        let body = json!({"inbox_id": self.inbox, "contact_id": contact, "status": "open"});
        let (_, made) = self.ask(Method::POST, "conversations", Some(body), now, &[]).await?;
        id(&made["id"]).ok_or_else(unclear)
    }

    /// Whether words of a time stand among the latest messages.
    async fn has(&self, remote: &Remote, part: &Part<'_>) -> Result<bool, Answer> {
        let path = format!("conversations/{}/messages", remote.conversation);
        let (_, found) = self.ask(Method::GET, &path, None, part.now, &[]).await?;
        let messages = found["payload"].as_array().ok_or_else(unclear)?;
        let text = written(part);
        Ok(messages.iter().any(|message| {
            let at = &message["content_attributes"]["external_created_at"];
            message["content"] == text.as_str() && id(at) == Some(part.at.to_string())
        }))
    }
}

impl Adapter for Chatwoot {
    fn open<'a>(&'a self, opening: Opening<'a>) -> Step<'a, Remote> {
        Box::pin(async move {
            let (contact, known) = self.contact(&opening).await?;
            let conversation = self.conversation(&contact, known, opening.now).await?;
            let remote = Remote { conversation, contact };
            let part = Part {
                key: opening.key,
                voice: Voice::Visitor,
                text: &opening.request.question,
                at: opening.at,
                again: known,
                now: opening.now,
            };
            self.add(&remote, part).await?;
            Ok(remote)
        })
    }

    fn add<'a>(&'a self, remote: &'a Remote, part: Part<'a>) -> Step<'a, ()> {
        Box::pin(async move {
            if part.again && self.has(remote, &part).await? {
                return Ok(());
            }
            let kind = if part.voice == Voice::Visitor { "incoming" } else { "outgoing" };
            let body = json!({
                "content": written(&part), "message_type": kind, "private": part.voice == Voice::Inside,
                "external_created_at": part.at,
            });
            let path = format!("conversations/{}/messages", remote.conversation);
            self.ask(Method::POST, &path, Some(body), part.now, &[]).await.map(drop)
        })
    }

    fn end<'a>(&'a self, remote: &'a Remote, now: i64) -> Step<'a, ()> {
        Box::pin(async move {
            let path = format!("conversations/{}/toggle_status", remote.conversation);
            let body = json!({"status": "resolved"});
            self.ask(Method::POST, &path, Some(body), now, &[]).await.map(drop)
        })
    }

    fn read(&self, hook: &Hook<'_>) -> Result<Option<Back>, Unsigned> {
        let timestamp = header(hook.headers, "x-chatwoot-timestamp");
        let signature =
            header(hook.headers, "x-chatwoot-signature").strip_prefix("sha256=").ok_or(Unsigned)?;
        let secret = self.secret.bytes();
        verify(secret, &[timestamp.as_bytes(), b".", hook.body], &hex(signature)?)?;
        let at_s: i64 = timestamp.parse().map_err(|_| Unsigned)?;
        if !is_fresh(at_s.saturating_mul(1_000), hook.now) {
            return Err(Unsigned);
        }
        let told: Value = serde_json::from_slice(hook.body).unwrap_or_default();
        Ok(back(&told, secret))
    }
}

/// The words as they are kept there. In what is outgoing, notes too, Chatwoot would fill in Liquid's places: a visitor's
/// words would read otherwise, and not be found again.
fn written(part: &Part<'_>) -> String {
    if part.voice == Voice::Visitor {
        return part.text.to_owned();
    }
    let mut text = String::with_capacity(part.text.len());
    for character in part.text.chars() {
        if matches!(character, '{' | '%') && text.ends_with('{') {
            text.push(' ');
        }
        text.push(character);
    }
    text
}

fn back(told: &Value, secret: &[u8]) -> Option<Back> {
    match told["event"].as_str()? {
        // A message that failed and is sent again by hand comes as an update; all others have come before.
        "message_created" | "message_updated"
            if told["message_type"] == "outgoing"
                && told["private"] != true
                && told["content_attributes"]["deleted"] != true =>
        {
            let deed = BackDeed::Said {
                id: message_id(secret, &id(&told["id"])?),
                name: told["sender"]["name"].as_str().map(str::to_owned),
                text: words(told)?,
            };
            Some(Back { remote: id(&told["conversation"]["id"])?, deed })
        }
        "conversation_status_changed" if told["status"] == "resolved" => {
            Some(Back { remote: id(&told["id"])?, deed: BackDeed::Resolved })
        }
        _ => None,
    }
}

/// The words, and the addresses of what is attached; none where there is neither.
fn words(told: &Value) -> Option<String> {
    let attached = told["attachments"].as_array().map_or(&[][..], Vec::as_slice);
    let links = attached.iter().filter_map(|one| one["data_url"].as_str());
    let parts: Vec<&str> = told["content"].as_str().into_iter().chain(links).collect();
    let text = parts.join("\n\n");
    (!text.trim().is_empty()).then_some(text)
}
