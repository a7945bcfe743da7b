//! A server that takes what Chatwoot's documents say and nothing else: API channel, account 3, inbox 7.

use axum::http::Method;
use desk::{AdapterKind, AdapterSettings};
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::adapters::{Asked, SECRET, TOKEN, There, settings};
use crate::boundary::{Ask, post};

#[derive(Default)]
pub struct Chatwoot {
    /// Identifiers of contacts; the first has the id 901.
    contacts: Vec<String>,
    /// Contacts of conversations; the first has the id 501.
    conversations: Vec<u64>,
    messages: Vec<Value>,
    is_resolved: bool,
}

impl Chatwoot {
    fn contact(&mut self, body: &Value) -> (u16, Value) {
        assert_eq!(body["inbox_id"], 7);
        assert!(body["name"].as_str().is_some_and(|name| !name.is_empty()));
        assert!(body["email"].is_null(), "nobody proved it");
        let identifier = body["identifier"].as_str().unwrap().to_owned();
        if self.contacts.contains(&identifier) {
            return (
                422,
                json!({"message": "Identifier has already been taken", "attributes": ["identifier"]}),
            );
        }
        self.contacts.push(identifier);
        let contact = self.shown(self.contacts.len() - 1);
        (200, json!({"payload": {"contact": contact, "contact_inbox": {"source_id": "b5a1"}}}))
    }

    fn shown(&self, at: usize) -> Value {
        json!({"id": 901 + at, "name": "Visitor", "email": null, "identifier": self.contacts[at],
            "contact_inboxes": [{"source_id": "b5a1", "inbox": {"id": 7, "channel_type": "Channel::Api"}}]})
    }

    fn open(&mut self, body: &Value) -> (u16, Value) {
        assert_eq!((&body["inbox_id"], &body["status"]), (&json!(7), &json!("open")));
        let contact = body["contact_id"].as_u64().unwrap();
        assert!(contact > 900 && contact <= 900 + self.contacts.len() as u64);
        self.conversations.push(contact);
        (200, json!({"id": 500 + self.conversations.len(), "account_id": 3, "inbox_id": 7}))
    }

    fn message(&mut self, body: &Value) -> (u16, Value) {
        let (kind, private) = (body["message_type"].as_str().unwrap(), body["private"].as_bool().unwrap());
        assert!(matches!((kind, private), ("incoming", false) | ("outgoing", true)), "{body}");
        assert!(body["content"].as_str().is_some_and(|content| content.len() <= 150_000));
        let filled_in = |content: &str| content.contains("{{") || content.contains("{%");
        assert!(kind == "incoming" || !body["content"].as_str().is_some_and(filled_in), "{body}");
        let at = body["external_created_at"].as_i64().unwrap();
        let message = json!({"id": 4_000 + self.messages.len(), "content": body["content"], "private": private,
            "message_type": if kind == "incoming" { 0 } else { 1 },
            "content_attributes": {"external_created_at": at}, "conversation_id": 501});
        self.messages.push(message.clone());
        // What comes in opens what was resolved.
        self.is_resolved &= private;
        (200, message)
    }

    fn of(&self, private: bool) -> Vec<String> {
        let messages = self.messages.iter().filter(|message| message["private"] == private);
        messages.map(|message| message["content"].as_str().unwrap().to_owned()).collect()
    }
}

impl There for Chatwoot {
    fn settings(url: &str) -> AdapterSettings {
        settings(AdapterKind::Chatwoot, url)
    }

    fn answer(&mut self, asked: &Asked<'_>) -> (u16, Value) {
        if asked.header("api_access_token") != TOKEN {
            return (401, json!({"error": "Invalid Access Token"}));
        }
        let path = asked.path.strip_prefix("/api/v1/accounts/3/").unwrap_or_else(|| panic!("{}", asked.path));
        let parts: Vec<&str> = path.split('/').collect();
        match (asked.method, &parts[..]) {
            (&Method::POST, ["contacts"]) => self.contact(&asked.body),
            (&Method::GET, ["contacts", search]) => {
                let sought = search.strip_prefix("search?q=").unwrap();
                let found = (0..self.contacts.len()).filter(|at| self.contacts[*at].contains(sought));
                let found: Vec<Value> = found.map(|at| self.shown(at)).collect();
                (200, json!({"meta": {"count": found.len(), "current_page": "1"}, "payload": found}))
            }
            (&Method::GET, ["contacts", contact, "conversations"]) => {
                let own = self.conversations.iter().enumerate();
                let own = own.filter(|(_, of)| contact.parse() == Ok(**of));
                let own: Vec<Value> = own.map(|(at, _)| json!({"id": 501 + at, "status": "open"})).collect();
                (200, json!({"payload": own}))
            }
            (&Method::POST, ["conversations"]) => self.open(&asked.body),
            (&Method::POST, ["conversations", "501" | "502", "messages"]) => self.message(&asked.body),
            (&Method::GET, ["conversations", "501" | "502", "messages"]) => {
                let latest = self.messages.iter().rev().take(20).rev().collect::<Vec<_>>();
                (200, json!({"meta": {}, "payload": latest}))
            }
            (&Method::POST, ["conversations", "501" | "502", "toggle_status"]) => {
                assert_eq!(asked.body, json!({"status": "resolved"}));
                self.is_resolved = true;
                let payload = json!({"success": true, "current_status": "resolved", "conversation_id": 501});
                (200, json!({"meta": {}, "payload": payload}))
            }
            (method, _) => panic!("{method} {}", asked.path),
        }
    }

    fn incoming(&self) -> Vec<String> {
        self.of(false)
    }

    fn notes(&self) -> Vec<String> {
        self.of(true)
    }

    fn standing(&self) -> (usize, bool) {
        (self.conversations.len(), self.is_resolved)
    }

    fn signed(body: String, at_ms: i64) -> Ask {
        let timestamp = (at_ms / 1_000).to_string();
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
        mac.update(format!("{timestamp}.{body}").as_bytes());
        let tag = mac.finalize().into_bytes();
        let hex: String = tag.iter().map(|byte| format!("{byte:02x}")).collect();
        post("/api/v1/adapter", Value::Null)
            .header("x-chatwoot-timestamp", timestamp)
            .header("x-chatwoot-signature", format!("sha256={hex}"))
            .bytes(body)
    }

    fn words() -> &'static str {
        include_str!("../adapters/chatwoot-message.json")
    }

    fn settled() -> &'static str {
        include_str!("../adapters/chatwoot-resolved.json")
    }
}
