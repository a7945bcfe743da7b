//! Whatever a test of these asks is compared with the document of the routes: what is asked, and what is answered.

use std::slice;
use std::sync::LazyLock;

use serde_json::Value;

use crate::boundary::{Answer, OWN, SHOP, World, get, post, token};
use crate::document::{Document, Look, PATH, named};

/// What was asked.
pub struct Asked<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub body: &'a [u8],
}

/// Fails where the document doesn't tell of an answer, or of a request that was carried out.
pub fn check_exchange(asked: &Asked<'_>, answer: &Answer) {
    let Some((path, operation)) = operation(asked) else { return };
    let told = format!("{PATH}: `{} {path}`", asked.method);
    if answer.status >= 400 {
        return check_problem(&told, operation, answer);
    }
    let response = &operation["responses"][answer.status.to_string()];
    assert!(!response.is_null(), "{told} answers {}: add it under `responses`", answer.status);
    let schema = &response["content"]["application/json"]["schema"];
    if !schema.is_null() {
        check_body(&format!("{told}, the answer {}", answer.status), schema, &answer.body, Look::Strict);
    }
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    let has_body =
        !matches!(asked.body, b"" | b"null" | b"\"\"") || operation["requestBody"]["required"] == true;
    if !schema.is_null() && has_body {
        check_body(&format!("{told}, the request"), schema, asked.body, Look::Lenient);
    }
}

fn check_problem(told: &str, operation: &Value, answer: &Answer) {
    let problem: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let Some(kind) = problem["type"].as_str().and_then(|kind| kind.strip_prefix("/problems/")) else {
        return;
    };
    let whole = &Document::get().whole;
    let lists = |kinds: &Value| kinds.as_array().is_some_and(|kinds| kinds.iter().any(|one| one == kind));
    assert!(
        lists(&operation["x-problems"]) || lists(&whole["x-problems-anywhere"]),
        "{told} answers {} with the problem `{kind}`: add it to its `x-problems`",
        answer.status
    );
    let status = &whole["x-problems"][kind]["status"];
    assert!(status.is_null() || *status == answer.status, "{PATH}: the status of `x-problems.{kind}`");
}

fn check_body(told: &str, schema: &Value, body: &[u8], look: Look) {
    let Some(name) = named(schema).or(named(&schema["items"])) else { return };
    let value: Value = serde_json::from_slice(body).unwrap_or_else(|error| panic!("{told}: {error}"));
    let values = if named(schema).is_some() { slice::from_ref(&value) } else { list(&value) };
    for value in values {
        let complaints = Document::get().complaints(name, value, look);
        assert!(complaints.is_empty(), "{told} is no `{name}`: {complaints:?}\n{value}");
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("an array is documented")
}

/// The operation that a request means; none for a file of the site, and for a method that the path doesn't take.
fn operation(asked: &Asked<'_>) -> Option<(&'static str, &'static Value)> {
    static OPERATIONS: LazyLock<Vec<(String, &str, &Value)>> =
        LazyLock::new(|| Document::get().operations().collect());
    let path = asked.path.split('?').next().unwrap_or_default();
    let of_method = OPERATIONS.iter().filter(|(method, ..)| method == asked.method);
    let fitting = of_method.filter(|(_, template, _)| fits(template, path));
    // What is spelled out goes before what is filled in.
    fitting
        .min_by_key(|(_, template, _)| template.matches('{').count())
        .map(|(_, path, found)| (*path, *found))
}

fn fits(template: &str, path: &str) -> bool {
    let (mut wanted, mut parts) = (template.split('/'), path.split('/'));
    wanted
        .by_ref()
        .zip(parts.by_ref())
        .all(|(wanted, part)| wanted == part || (wanted.starts_with('{') && !part.is_empty()))
        && template.split('/').count() == path.split('/').count()
}

#[tokio::test]
async fn the_desk_serves_the_document() {
    let world = World::new().await;
    let answer = world.check(get("/api/v1/openapi.json").origin(OWN), 200).await;
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.json::<Value>(), Document::get().whole);
}

/// What the first release wrote, by the type and the sample's label.
fn first(of: &str, label: &str) -> Value {
    let path = format!("{}/tests/contract/v1-first/{of}.json", env!("CARGO_MANIFEST_DIR"));
    let labelled: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    labelled[label].clone()
}

#[tokio::test]
async fn a_page_of_the_first_release_is_still_served() {
    let world = World::new().await;
    let handoff = first("HandoffRequest", "whole");
    let own = format!("/api/v1/conversations/{}", handoff["conversation"].as_str().unwrap());
    let ask = |path: &str, body: Value| post(path, body).token(&token("anna")).origin(SHOP);
    let reply: Value = world.check(ask("/api/v1/handoffs", handoff.clone()), 201).await.json();
    assert_eq!(reply["accepted"]["position"], 1);
    world.check(ask("/api/v1/handoffs", handoff), 200).await;
    for label in ["said", "answered"] {
        world.check(ask(&format!("{own}/messages"), first("NewMessage", label)), 201).await;
    }
    let answer = world.check(get(format!("{own}?after=0")).token(&token("anna")).origin(SHOP), 200).await;
    let progress: Value = answer.json();
    for (key, value) in first("Progress", "waiting").as_object().unwrap() {
        assert!(progress.get(key).is_some(), "{key}: {value}");
    }
    assert_eq!(progress["events"].as_array().unwrap().len(), 3);
}

#[test]
fn a_request_is_told_by_its_path() {
    for (method, path, told) in [
        ("GET", "/api/v1/conversations/x?after=1", Some("/api/v1/conversations/{id}")),
        ("POST", "/api/v1/conversations/x/messages", Some("/api/v1/conversations/{id}/messages")),
        ("GET", "/api/v1/conversations/", None),
        ("GET", "/api/v1/conversations/x/messages", None),
        ("GET", "/console/", None),
    ] {
        let asked = Asked { method, path, body: b"" };
        assert_eq!(operation(&asked).map(|(path, _)| path), told, "{method} {path}");
    }
}
