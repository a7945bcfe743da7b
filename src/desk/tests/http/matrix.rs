//! Every route by every principal: a new route without a row fails.

use desk::{Secret, SiteSettings};
use serde_json::{Value, json};

use crate::boundary::{
    Ask, IDENTITY_KEY, OWN, World, claims, handoff, id, message, post, request, sign, token,
};

/// The statuses for nobody, another visitor, the visitor, an agent, and an agent of another site.
type Statuses = [u16; 5];

const MATRIX: [(&str, &str, Statuses); 18] = [
    ("GET", "/health", [200, 200, 200, 200, 200]),
    ("GET", "/healthz", [200, 200, 200, 200, 200]),
    ("GET", "/readyz", [200, 200, 200, 200, 200]),
    ("POST", "/api/v1/handoffs", [401, 404, 200, 401, 401]),
    ("GET", "/api/v1/conversations/{id}", [401, 404, 200, 401, 401]),
    ("DELETE", "/api/v1/conversations/{id}", [401, 404, 204, 401, 401]),
    ("POST", "/api/v1/conversations/{id}/messages", [401, 404, 201, 401, 401]),
    ("POST", "/api/v1/conversations/{id}/identity", [401, 404, 204, 401, 401]),
    ("POST", "/api/v1/agent/session", [401, 401, 401, 401, 401]),
    ("GET", "/api/v1/agent/session", [401, 401, 401, 200, 200]),
    ("DELETE", "/api/v1/agent/session", [401, 401, 401, 204, 204]),
    ("GET", "/api/v1/agent/conversations", [401, 401, 401, 200, 200]),
    ("GET", "/api/v1/agent/conversations/{id}", [401, 401, 401, 200, 404]),
    ("POST", "/api/v1/agent/conversations/{id}/messages", [401, 401, 401, 201, 404]),
    ("POST", "/api/v1/agent/conversations/{id}/claim", [401, 401, 401, 204, 404]),
    ("POST", "/api/v1/agent/conversations/{id}/release", [401, 401, 401, 204, 404]),
    ("POST", "/api/v1/agent/conversations/{id}/return", [401, 401, 401, 204, 404]),
    ("POST", "/api/v1/agent/conversations/{id}/resolve", [401, 401, 401, 204, 404]),
];

fn body(method: &str, path: &str) -> Value {
    match path {
        _ if method != "POST" => Value::Null,
        "/api/v1/handoffs" => handoff("anna", "1"),
        "/api/v1/agent/session" => json!({"code": "c".repeat(64)}),
        path if path.ends_with("/identity") => json!({"identity": sign(&claims("anna", "nonce"))}),
        path if path.ends_with("/messages") => message("m1", "Hello"),
        _ => Value::Null,
    }
}

/// A desk with one more site, and a site's server that vouches for visitors.
async fn world() -> World {
    World::with(|settings| {
        settings.identity_keys = vec![Secret::new(IDENTITY_KEY)];
        settings.sites = vec![SiteSettings { id: "shop".to_owned(), ..SiteSettings::default() }];
    })
    .await
}

fn ask(method: &'static str, path: &str, name: &str) -> Ask {
    let filled = path.replace("{id}", &id(name));
    let ask = match body(method, path) {
        Value::Null => Ask::new(method, filled),
        body => post(filled, body),
    };
    ask.origin(OWN)
}

#[test]
fn every_route_has_a_row() {
    let rows: Vec<(&str, &str)> = MATRIX.iter().map(|(method, path, _)| (*method, *path)).collect();
    assert_eq!(rows, desk::routes());
}

#[tokio::test]
async fn every_principal_gets_what_the_matrix_says() {
    for (method, path, statuses) in MATRIX {
        let world = world().await;
        world.check(request("anna", "1"), 201).await;
        world.check(request("bert", "1"), 201).await;
        let mei = world.owner("Mei").await;
        let tom = world.bound_agent("Tom", &["shop"]).await;
        let principals = [
            ask(method, path, "anna"),
            ask(method, path, "anna").token(&token("bert")),
            ask(method, path, "anna").token(&token("anna")),
            ask(method, path, "anna").header("cookie", &mei),
            ask(method, path, "anna").header("cookie", &tom),
        ];
        for (at, status) in [0, 1, 4, 3, 2].map(|at| (at, statuses[at])) {
            world.check(principals[at].clone(), status).await;
        }
    }
}

#[tokio::test]
async fn an_unknown_conversation_looks_like_anothers() {
    let world = world().await;
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
    let world = world().await;
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
