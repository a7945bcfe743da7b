//! Logs never hold what a visitor or an agent said, nor a secret.

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};

use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::boundary::{
    IDENTITY_KEY, OWN, World, at_desk, claims, conversation, delete, get, handoff, id, message, png, post,
    sign, token, upload,
};
use crate::listener::Listener;
use crate::smtp::Smtp;
use desk::{Mail, Webhook};

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
    let (listener, smtp) = (Listener::new().await, Smtp::new().await);
    let world = World::with(|settings| {
        settings.identity_keys = vec![desk::Secret::new(IDENTITY_KEY)];
        settings.webhooks = vec![Webhook {
            url: format!("{}/sayno-hook", listener.url),
            secrets: vec!["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned()],
            include_words: true,
            allow_private: true,
            ..Webhook::default()
        }];
        let from = "sayno-shop <help@shop.example>".to_owned();
        settings.mail = Some(Mail { url: smtp.url.clone(), from, ..Mail::default() });
    })
    .await;
    world.desk.begin_alerts().await.unwrap();
    listener.reply(500, None, "sayno-answer");
    smtp.refuse("451 sayno-refusal");
    let code = world.desk.sign_in_code().await.unwrap();
    let answer = world
        .check(post("/api/v1/agent/session", json!({"code": code, "name": "sayno-agent"})).origin(OWN), 201)
        .await;
    let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
    let mut body = handoff("anna", "1");
    body["question"] = "sayno-question anna@sayno.example".into();
    let vouched = sign(&claims("sayno-subject", "sayno-nonce"));
    body["identity"] = vouched.clone().into();
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
        (
            post(format!("{}/identity", conversation("anna")), json!({"identity": vouched}))
                .token(&token("anna")),
            204,
        ),
        (
            post(format!("{}/identity", conversation("anna")), json!({"identity": "sayno"}))
                .token(&token("anna")),
            401,
        ),
        (
            post(format!("{}/contact", conversation("anna")), json!({"email": "anna@sayno.example"}))
                .token(&token("anna")),
            200,
        ),
        (
            post(format!("{}/notes", at_desk("anna")), json!({"id": "sayno-note", "text": "sayno-internal"}))
                .cookie(&cookie),
            201,
        ),
        (
            post(
                format!("{}/notes", at_desk("anna")),
                json!({"id": "sayno-n2", "text": "x", "asks": "sayno"}),
            )
            .cookie(&cookie),
            422,
        ),
        (get(format!("{}?after=sayno", conversation("anna"))).token(&token("anna")), 400),
        (post("/api/v1/agent/session", json!({"login": "sayno", "password": "sayno"})).origin(OWN), 401),
        (
            post("/api/v1/agent/password", json!({"password": "sayno-password", "login": "sayno"}))
                .cookie(&cookie),
            422,
        ),
        (
            post("/api/v1/agent/password", json!({"password": "sayno-password-x", "login": "sayno"}))
                .cookie(&cookie),
            204,
        ),
        (post("/api/v1/agent/agents", json!({"name": "sayno-agent", "login": "sayno"})).cookie(&cookie), 409),
        (upload(&conversation("anna"), "f1", "sayno.png", png(1)).token(&token("anna")), 201),
        (upload(&conversation("anna"), "f2", "sayno.png", "sayno-bytes").token(&token("anna")), 415),
        (post("/api/v1/agent/erasures/found", json!({"visitor": "anna@sayno.example"})).cookie(&cookie), 200),
        (get("/api/v1/agent/audit?kind=sayno").cookie(&cookie), 400),
        (get("/api/v1/files/sayno-sayno-sayno-sayno-sayno"), 404),
        (get("/sayno/file").cookie(&cookie), 404),
        (post("/api/v1/agent/find", json!({"words": "sayno \"sayno"})).cookie(&cookie), 200),
        (post("/api/v1/agent/find", json!({"words": "x", "after": "sayno"})).cookie(&cookie), 422),
        (delete(conversation("anna")).token(&token("anna")), 204),
    ];
    for (ask, status) in asks {
        world.check(ask, status).await;
        world.desk.deliver().await.unwrap();
    }
    assert_eq!(listener.count(), 4, "a request that failed, a message, an assignment, a contact");
    world.desk.close().await;
    world.send(post("/api/v1/handoffs", body).token(&token("anna"))).await;
    let log = log.0.lock().unwrap().clone();
    assert!(log.contains("/api/v1/conversations/{id}"), "the log works: {log}");
    assert!(log.contains("could not be delivered"), "the log works: {log}");
    assert!(log.contains("a code could not be mailed"), "the log works: {log}");
    assert!(log.contains("the store could not do"), "the log works: {log}");
    let session = cookie.split('=').nth(1).unwrap();
    for secret in [
        "sayno",
        "whsec_",
        &listener.url,
        &smtp.url,
        &vouched,
        IDENTITY_KEY,
        &code,
        session,
        &token("anna"),
        &id("anna"),
    ] {
        assert!(!log.contains(secret), "{log}");
    }
}
