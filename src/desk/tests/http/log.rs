//! Logs never hold what a visitor or an agent said, nor a secret.

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};

use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::boundary::{
    OWN, World, at_desk, conversation, delete, get, handoff, id, message, png, post, token, upload,
};

/// Writes all that is logged, at every level, into one text.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Visit for Log {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        writeln!(self.0.lock().unwrap(), "{field}={value:?}").unwrap();
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn no_words_tokens_or_names_are_logged() {
    let log = Log::default();
    // For the whole process, so that the other tests' secrets are watched for too.
    tracing::subscriber::set_global_default(log.clone()).unwrap();
    let world = World::new().await;
    let code = world.desk.sign_in_code().await.unwrap();
    let answer = world
        .check(post("/api/v1/agent/session", json!({"code": code, "name": "sayno-agent"})).origin(OWN), 201)
        .await;
    let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
    let mut body = handoff("anna", "1");
    body["question"] = "sayno-question anna@sayno.example".into();
    body["attributes"] = json!({"name": "sayno-name", "email": "anna@sayno.example"});
    let asks = [
        (post("/api/v1/handoffs", body.clone()).token(&token("anna")), 201),
        (post("/api/v1/handoffs", json!({"reason": "sayno-reason"})).token(&token("anna")), 422),
        (post("/api/v1/handoffs", json!(null)).bytes("{sayno").token(&token("anna")), 400),
        (
            post(format!("{}/messages", conversation("anna")), message("m1", "sayno-text"))
                .token(&token("anna")),
            201,
        ),
        (post(format!("{}/messages", at_desk("anna")), message("a1", "sayno-reply")).cookie(&cookie), 201),
        (get(format!("{}?after=sayno", conversation("anna"))).token(&token("anna")), 400),
        (upload(&conversation("anna"), "f1", "sayno.png", png(1)).token(&token("anna")), 201),
        (upload(&conversation("anna"), "f2", "sayno.png", "sayno-bytes").token(&token("anna")), 415),
        (get("/api/v1/files/sayno-sayno-sayno-sayno-sayno"), 404),
        (get("/sayno/file").cookie(&cookie), 404),
        (delete(conversation("anna")).token(&token("anna")), 204),
    ];
    for (ask, status) in asks {
        world.check(ask, status).await;
    }
    world.desk.close().await;
    world.send(post("/api/v1/handoffs", body).token(&token("anna"))).await;
    let log = log.0.lock().unwrap().clone();
    assert!(log.contains("/api/v1/conversations/{id}"), "the log works: {log}");
    assert!(log.contains("the store could not do"), "the log works: {log}");
    let session = cookie.split('=').nth(1).unwrap();
    for secret in ["sayno", &code, session, &token("anna"), &id("anna")] {
        assert!(!log.contains(secret), "{log}");
    }
}
