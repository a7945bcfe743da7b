//! Every route by every principal: a new route without a row fails.

use protocol::Progress;
use serde_json::{Value, json};

use crate::boundary::{
    Ask, OWN, World, conversation, get, handoff, id, message, png, post, request, token, upload,
};

/// The statuses for nobody, another visitor, the visitor, and an agent.
type Statuses = [u16; 4];

const MATRIX: [(&str, &str, Statuses); 18] = [
    ("GET", "/health", [200, 200, 200, 200]),
    ("POST", "/api/v1/handoffs", [401, 404, 200, 401]),
    ("GET", "/api/v1/conversations/{id}", [401, 404, 200, 401]),
    ("DELETE", "/api/v1/conversations/{id}", [401, 404, 204, 401]),
    ("POST", "/api/v1/conversations/{id}/messages", [401, 404, 201, 401]),
    ("POST", "/api/v1/conversations/{id}/files", [401, 404, 201, 401]),
    // Whoever has the address may read it: `<img>` can say nothing of who asks.
    ("GET", "/api/v1/files/{file}", [200, 200, 200, 200]),
    ("POST", "/api/v1/agent/session", [401, 401, 401, 401]),
    ("GET", "/api/v1/agent/session", [401, 401, 401, 200]),
    ("DELETE", "/api/v1/agent/session", [401, 401, 401, 204]),
    ("GET", "/api/v1/agent/conversations", [401, 401, 401, 200]),
    ("GET", "/api/v1/agent/conversations/{id}", [401, 401, 401, 200]),
    ("POST", "/api/v1/agent/conversations/{id}/messages", [401, 401, 401, 201]),
    ("POST", "/api/v1/agent/conversations/{id}/files", [401, 401, 401, 201]),
    ("POST", "/api/v1/agent/conversations/{id}/claim", [401, 401, 401, 204]),
    ("POST", "/api/v1/agent/conversations/{id}/release", [401, 401, 401, 204]),
    ("POST", "/api/v1/agent/conversations/{id}/return", [401, 401, 401, 204]),
    ("POST", "/api/v1/agent/conversations/{id}/resolve", [401, 401, 401, 204]),
];

fn body(method: &str, path: &str) -> Value {
    match path {
        _ if method != "POST" => Value::Null,
        "/api/v1/handoffs" => handoff("anna", "1"),
        "/api/v1/agent/session" => json!({"code": "c".repeat(64)}),
        path if path.ends_with("/messages") => message("m1", "Hello"),
        _ => Value::Null,
    }
}

fn ask(method: &'static str, path: &str, name: &str) -> Ask {
    let filled = path.replace("{id}", &id(name));
    if let Some(conversation) = filled.strip_suffix("/files") {
        return upload(conversation, "m1", "a.png", png(1)).origin(OWN);
    }
    let ask = match body(method, path) {
        Value::Null => Ask::new(method, filled),
        body => post(filled, body),
    };
    ask.origin(OWN)
}

/// The id of a file in Anna's conversation.
async fn file(world: &World) -> String {
    world.check(upload(&conversation("anna"), "m0", "a.png", png(0)).token(&token("anna")), 201).await;
    let progress = world.check(get(conversation("anna")).token(&token("anna")), 200).await;
    let progress: Progress = progress.json();
    let mut files = progress.events.into_iter().filter_map(|event| event.message?.attachment);
    files.next().expect("the file is there").id
}

#[test]
fn every_route_has_a_row() {
    let rows: Vec<(&str, &str)> = MATRIX.iter().map(|(method, path, _)| (*method, *path)).collect();
    assert_eq!(rows, desk::routes());
}

#[tokio::test]
async fn every_principal_gets_what_the_matrix_says() {
    for (method, path, statuses) in MATRIX {
        let world = World::new().await;
        world.check(request("anna", "1"), 201).await;
        world.check(request("bert", "1"), 201).await;
        let mei = world.owner("Mei").await;
        let path = &path.replace("{file}", &file(&world).await);
        let principals = [
            ask(method, path, "anna"),
            ask(method, path, "anna").token(&token("bert")),
            ask(method, path, "anna").token(&token("anna")),
            ask(method, path, "anna").header("cookie", &mei),
        ];
        for (at, status) in [0, 1, 3, 2].map(|at| (at, statuses[at])) {
            world.check(principals[at].clone(), status).await;
        }
    }
}

#[tokio::test]
async fn an_unknown_conversation_looks_like_anothers() {
    let world = World::new().await;
    world.check(request("anna", "1"), 201).await;
    let mei = world.owner("Mei").await;
    for (method, path, statuses) in MATRIX.into_iter().filter(|(_, path, _)| path.contains("{id}")) {
        if path.contains("/agent/") {
            world.check(ask(method, path, "nobody").header("cookie", &mei), 404).await;
        } else {
            let unknown = world.check(ask(method, path, "nobody").token(&token("bert")), statuses[1]).await;
            let foreign = world.check(ask(method, path, "anna").token(&token("bert")), statuses[1]).await;
            assert_eq!(unknown.body, foreign.body, "{method} {path}");
            assert_eq!(unknown.headers, foreign.headers, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn an_agents_request_comes_from_our_own_page() {
    let world = World::new().await;
    world.check(request("anna", "1"), 201).await;
    let mei = world.owner("Mei").await;
    let unsafe_agent =
        |(method, path, _): &(&str, &str, Statuses)| path.contains("/agent/") && *method != "GET";
    for (method, path, _) in MATRIX.into_iter().filter(unsafe_agent) {
        for origin in [None, Some("https://evil.example"), Some("null"), Some("http://localhost:8080")] {
            let bare = match body(method, path) {
                Value::Null => Ask::new(method, path.replace("{id}", &id("anna"))),
                body => post(path.replace("{id}", &id("anna")), body),
            };
            let asked = bare.header("cookie", &mei);
            let asked = origin.into_iter().fold(asked, |asked, origin| asked.origin(origin));
            world.check(asked, 403).await;
        }
    }
}
