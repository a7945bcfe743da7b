//! A server that takes what Zendesk's documents of tickets say and nothing else.

use std::collections::BTreeMap;

use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use desk::{AdapterKind, AdapterSettings};
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::adapters::{Asked, SECRET, TOKEN, There, settings};
use crate::boundary::{Ask, post};

#[derive(Default)]
pub struct Zendesk {
    /// The first has the id 501 and the requester 901.
    tickets: Vec<Value>,
    /// By the idempotency key of who made it.
    made: BTreeMap<String, Value>,
    /// Comments with what their audit carries.
    audits: Vec<Value>,
}

impl Zendesk {
    fn make(&mut self, key: &str, ticket: &Value) -> (u16, Value) {
        assert!((1..=255).contains(&key.len()));
        if let Some(ticket) = self.made.get(key) {
            return (201, json!({"ticket": ticket}));
        }
        assert!(ticket["subject"].as_str().is_some_and(|subject| subject.chars().count() <= 150));
        assert_eq!(ticket["requester"].as_object().unwrap().keys().collect::<Vec<_>>(), ["name"]);
        assert!(matches!(ticket["priority"].as_str(), Some("normal" | "urgent")));
        let (id, requester) = (501 + self.tickets.len(), 901 + self.tickets.len());
        let made = json!({"id": id, "requester_id": requester, "external_id": ticket["external_id"],
            "status": "new", "tags": ticket["tags"]});
        self.tickets.push(made.clone());
        self.made.insert(key.to_owned(), made.clone());
        let comment = json!({"type": "Comment", "body": ticket["comment"]["body"], "public": true, "author_id": requester});
        self.audits
            .push(json!({"ticket_id": id, "metadata": {"custom": ticket["metadata"], "system": {}}, "events": [comment]}));
        (201, json!({"ticket": made}))
    }

    fn update(&mut self, at: usize, change: &Value) -> (u16, Value) {
        if self.tickets[at]["status"] == "closed" {
            let details = json!({"status": [{"description": "Status: closed prevents ticket update"}]});
            return (
                422,
                json!({"error": "RecordInvalid", "description": "Record validation errors", "details": details}),
            );
        }
        if let Some(status) = change["status"].as_str() {
            assert!(matches!(status, "open" | "solved"));
            self.tickets[at]["status"] = status.into();
        }
        if let Some(comment) = change["comment"].as_object() {
            let is_public = comment["public"].as_bool().unwrap();
            let author = comment.get("author_id").and_then(Value::as_u64);
            assert_eq!(author, is_public.then_some(901 + at as u64));
            let mut kept = Value::from(comment.clone());
            kept["type"] = "Comment".into();
            let custom = change["metadata"].clone();
            self.audits.push(json!({"ticket_id": 501 + at, "metadata": {"custom": custom, "system": {}}, "events": [kept]}));
        }
        (200, json!({"ticket": self.tickets[at]}))
    }

    /// A page of audits, the oldest first; smaller than asked for, so that there are several.
    fn list_audits(&self, id: &str, asked: &str) -> (u16, Value) {
        let after = asked.strip_prefix("audits?page[size]=100").unwrap();
        let from = match after.strip_prefix("&page[after]=") {
            // "c" and a digit, percent-encoded.
            Some(cursor) => cursor.strip_prefix("%63%3").unwrap().parse().unwrap(),
            None => 0,
        };
        let own: Vec<&Value> =
            self.audits.iter().filter(|audit| audit["ticket_id"].as_u64() == id.parse().ok()).collect();
        let until = own.len().min(from + 2);
        let meta = json!({"has_more": until < own.len(), "after_cursor": format!("c{until}")});
        (200, json!({"audits": own[from..until], "meta": meta}))
    }

    fn of(&self, is_public: bool) -> Vec<String> {
        let comments = self.audits.iter().flat_map(|audit| audit["events"].as_array().unwrap());
        let comments = comments.filter(|comment| comment["public"] == is_public);
        comments.map(|comment| comment["body"].as_str().unwrap().to_owned()).collect()
    }

    /// Closes the tickets, as Zendesk does some days after they were solved.
    pub fn close_all(&mut self) {
        self.tickets.iter_mut().for_each(|ticket| ticket["status"] = "closed".into());
        self.made.clear();
    }
}

impl There for Zendesk {
    fn settings(url: &str) -> AdapterSettings {
        settings(AdapterKind::Zendesk, url)
    }

    fn answer(&mut self, asked: &Asked<'_>) -> (u16, Value) {
        let basic = STANDARD.encode(format!("bot@shop.example/token:{TOKEN}"));
        if asked.header("authorization") != format!("Basic {basic}") {
            return (401, json!({"error": "Couldn't authenticate you"}));
        }
        let path = asked.path.strip_prefix("/api/v2/").unwrap_or_else(|| panic!("{}", asked.path));
        let parts: Vec<&str> = path.split('/').collect();
        let at = |id: &str| id.parse::<usize>().unwrap() - 501;
        match (asked.method, &parts[..]) {
            (&Method::POST, ["tickets"]) => self.make(asked.header("idempotency-key"), &asked.body["ticket"]),
            (&Method::PUT, ["tickets", id]) => self.update(at(id), &asked.body["ticket"]),
            (&Method::GET, ["tickets", id, audits]) => self.list_audits(id, audits),
            (&Method::GET, [list]) => {
                let sought = list.strip_prefix("tickets?external_id=").unwrap();
                let found = self.tickets.iter().filter(|ticket| ticket["external_id"] == sought);
                (200, json!({"tickets": found.collect::<Vec<_>>(), "next_page": null}))
            }
            (method, _) => panic!("{method} {}", asked.path),
        }
    }

    fn incoming(&self) -> Vec<String> {
        self.of(true)
    }

    fn notes(&self) -> Vec<String> {
        self.of(false)
    }

    fn standing(&self) -> (usize, bool) {
        (self.tickets.len(), self.tickets.first().is_some_and(|ticket| ticket["status"] == "solved"))
    }

    fn signed(body: String, at_ms: i64) -> Ask {
        let at_s = u64::try_from(at_ms / 1_000).unwrap();
        let timestamp = rfc3339(at_s);
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
        mac.update(format!("{timestamp}{body}").as_bytes());
        post("/api/v1/adapter", Value::Null)
            .header("x-zendesk-webhook-signature-timestamp", timestamp)
            .header("x-zendesk-webhook-signature", STANDARD.encode(mac.finalize().into_bytes()))
            .bytes(body)
    }

    fn words() -> &'static str {
        include_str!("../adapters/zendesk-comment.json")
    }

    fn settled() -> &'static str {
        include_str!("../adapters/zendesk-solved.json")
    }
}

/// The time as Zendesk writes it; the tests' days are those around 15 January 2027.
fn rfc3339(at_s: u64) -> String {
    let day_s = at_s % 86_400;
    let day = 15 + at_s / 86_400 - 1_800_000_000 / 86_400;
    format!("2027-01-{day:02}T{:02}:{:02}:{:02}Z", day_s / 3_600, day_s / 60 % 60, day_s % 60)
}
