//! Every route by every principal: a new route without a row fails.

use desk::{Secret, SiteSettings};
use protocol::{Progress, Role, Sessions};
use serde_json::{Value, json};

use crate::boundary::{
    Ask, IDENTITY_KEY, OWN, START, World, check_answer, claims, conversation, desk_rules, digest, get,
    handoff, id, invite, message, patch, png, post, put, request, sign, site_rules, token, upload, watch,
};
use crate::engine;

/// Who may ask; each is a column of the matrix.
#[derive(Clone, Copy, Debug)]
enum Principal {
    Nobody,
    OtherVisitor,
    Visitor,
    OtherAgent,
    Agent,
    Lead,
    Owner,
}

use Principal::{Agent, Lead, Nobody, OtherAgent, OtherVisitor, Owner, Visitor};

/// The columns in their order.
const PRINCIPALS: [Principal; 7] = [Nobody, OtherVisitor, Visitor, OtherAgent, Agent, Lead, Owner];

/// The statuses for nobody, another visitor, the visitor, another site's agent, an agent, a lead, and an owner.
type Statuses = [u16; PRINCIPALS.len()];

/// Each cell is asked of a fresh desk, on which `{id}` names Anna's conversation, the agent Tom, or a session of the
/// one who asks.
const MATRIX: &[(&str, &str, Statuses)] = &[
    ("GET", "/health", [200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/healthz", [200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/readyz", [200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/api/v1/openapi.json", [200, 200, 200, 200, 200, 200, 200]),
    // This desk has none.
    ("GET", "/api/v1/knowledge", [404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/api/v1/knowledge/{hash}", [404, 404, 404, 404, 404, 404, 404]),
    ("POST", "/api/v1/handoffs", [401, 404, 200, 401, 401, 401, 401]),
    ("GET", "/api/v1/conversations/{id}", [401, 404, 200, 401, 401, 401, 401]),
    ("DELETE", "/api/v1/conversations/{id}", [401, 404, 204, 401, 401, 401, 401]),
    ("POST", "/api/v1/conversations/{id}/messages", [401, 404, 201, 401, 401, 401, 401]),
    ("POST", "/api/v1/conversations/{id}/files", [401, 404, 201, 401, 401, 401, 401]),
    // Whoever has the address may read it: `<img>` can say nothing of who asks.
    ("GET", "/api/v1/files/{file}", [200, 200, 200, 200, 200, 200, 200]),
    ("POST", "/api/v1/conversations/{id}/read", [401, 404, 204, 401, 401, 401, 401]),
    ("POST", "/api/v1/conversations/{id}/end", [401, 404, 204, 401, 401, 401, 401]),
    // The help has not ended yet.
    ("POST", "/api/v1/conversations/{id}/satisfaction", [401, 404, 409, 401, 401, 401, 401]),
    // A person was asked for.
    ("POST", "/api/v1/watch", [401, 404, 409, 401, 401, 401, 401]),
    // No token: nothing in it is anybody's.
    ("POST", "/api/v1/digest", [204, 204, 204, 204, 204, 204, 204]),
    // This desk passes nothing on. Where one does, the signature decides: `adapters.rs`.
    ("POST", "/api/v1/adapter", [404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/api/v1/live", [426, 426, 426, 426, 426, 426, 426]),
    ("POST", "/api/v1/conversations/{id}/identity", [401, 404, 204, 401, 401, 401, 401]),
    ("POST", "/api/v1/conversations/{id}/contact", [401, 404, 200, 401, 401, 401, 401]),
    ("DELETE", "/api/v1/conversations/{id}/contact", [401, 404, 204, 401, 401, 401, 401]),
    // No code was sent, so none is good.
    ("POST", "/api/v1/conversations/{id}/contact/confirm", [401, 404, 422, 401, 401, 401, 401]),
    ("POST", "/api/v1/agent/session", [401, 401, 401, 401, 401, 401, 401]),
    ("GET", "/api/v1/agent/session", [401, 401, 401, 200, 200, 200, 200]),
    ("DELETE", "/api/v1/agent/session", [401, 401, 401, 204, 204, 204, 204]),
    ("POST", "/api/v1/agent/password", [401, 401, 401, 204, 204, 204, 204]),
    ("POST", "/api/v1/agent/presence", [401, 401, 401, 204, 204, 204, 204]),
    ("GET", "/api/v1/agent/sessions", [401, 401, 401, 200, 200, 200, 200]),
    ("DELETE", "/api/v1/agent/sessions", [401, 401, 401, 204, 204, 204, 204]),
    ("DELETE", "/api/v1/agent/sessions/{id}", [401, 401, 401, 204, 204, 204, 204]),
    ("GET", "/api/v1/agent/agents", [401, 401, 401, 200, 200, 200, 200]),
    ("POST", "/api/v1/agent/agents", [401, 401, 401, 403, 403, 403, 201]),
    ("PATCH", "/api/v1/agent/agents/{id}", [401, 401, 401, 403, 403, 200, 200]),
    ("POST", "/api/v1/agent/agents/{id}/code", [401, 401, 401, 403, 403, 403, 201]),
    ("GET", "/api/v1/agent/conversations", [401, 401, 401, 200, 200, 200, 200]),
    ("GET", "/api/v1/agent/conversations/{id}", [401, 401, 401, 404, 200, 200, 200]),
    ("POST", "/api/v1/agent/conversations/{id}/messages", [401, 401, 401, 404, 201, 201, 201]),
    ("POST", "/api/v1/agent/conversations/{id}/files", [401, 401, 401, 404, 201, 201, 201]),
    ("POST", "/api/v1/agent/conversations/{id}/read", [401, 401, 401, 404, 204, 204, 204]),
    ("POST", "/api/v1/agent/conversations/{id}/claim", [401, 401, 401, 404, 204, 204, 204]),
    ("POST", "/api/v1/agent/conversations/{id}/release", [401, 401, 401, 404, 204, 204, 204]),
    ("POST", "/api/v1/agent/conversations/{id}/transfer", [401, 401, 401, 404, 204, 204, 204]),
    // A person was asked for.
    ("POST", "/api/v1/agent/conversations/{id}/whisper", [401, 401, 401, 404, 409, 409, 409]),
    ("POST", "/api/v1/agent/conversations/{id}/return", [401, 401, 401, 404, 204, 204, 204]),
    ("POST", "/api/v1/agent/conversations/{id}/resolve", [401, 401, 401, 404, 204, 204, 204]),
    ("PUT", "/api/v1/agent/conversations/{id}/verdict", [401, 401, 401, 404, 204, 204, 204]),
    ("GET", "/api/v1/agent/review", [401, 401, 401, 200, 200, 200, 200]),
    // Another site's agent may not see the material of the site that is asked for.
    ("GET", "/api/v1/agent/material", [401, 401, 401, 404, 200, 200, 200]),
    // Leads and owners plan by it; an agent works by conversations. Another site's agent is told of the role first.
    ("GET", "/api/v1/agent/insights", [401, 401, 401, 403, 403, 200, 200]),
    ("GET", "/api/v1/agent/insights/questions", [401, 401, 401, 403, 403, 200, 200]),
    ("GET", "/api/v1/agent/insights/topics", [401, 401, 401, 403, 403, 200, 200]),
    ("GET", "/api/v1/agent/insights/table", [401, 401, 401, 403, 403, 200, 200]),
    ("GET", "/api/v1/agent/knowledge", [401, 401, 401, 404, 200, 200, 200]),
    ("POST", "/api/v1/agent/knowledge/drafts", [401, 401, 401, 404, 200, 200, 200]),
    ("GET", "/api/v1/agent/knowledge/questions", [401, 401, 401, 404, 200, 200, 200]),
    ("GET", "/api/v1/agent/knowledge/editions", [401, 401, 401, 404, 200, 200, 200]),
    // Nothing is drafted.
    ("POST", "/api/v1/agent/knowledge/editions", [401, 401, 401, 404, 403, 422, 422]),
    ("GET", "/api/v1/agent/knowledge/editions/{number}", [401, 401, 401, 404, 404, 404, 404]),
    // There is no file to go back to.
    ("POST", "/api/v1/agent/knowledge/restore", [401, 401, 401, 404, 403, 404, 404]),
    // As the material: another site's is none. There is no such suggestion.
    ("GET", "/api/v1/agent/suggestions", [401, 401, 401, 404, 200, 200, 200]),
    ("POST", "/api/v1/agent/suggestions/{id}", [401, 401, 401, 404, 404, 404, 404]),
    ("DELETE", "/api/v1/agent/suggestions/{id}", [401, 401, 401, 404, 404, 404, 404]),
    ("GET", "/api/v1/agent/replies", [401, 401, 401, 200, 200, 200, 200]),
    ("PUT", "/api/v1/agent/replies/{reply}", [401, 401, 401, 204, 204, 204, 204]),
    // There is none.
    ("DELETE", "/api/v1/agent/replies/{reply}", [401, 401, 401, 404, 404, 404, 404]),
    ("POST", "/api/v1/agent/conversations/{id}/notes", [401, 401, 401, 404, 201, 201, 201]),
    ("POST", "/api/v1/agent/conversations/{id}/notes/seen", [401, 401, 401, 404, 204, 204, 204]),
    // There is no question.
    ("POST", "/api/v1/agent/conversations/{id}/notes/close", [401, 401, 401, 404, 404, 404, 404]),
    ("POST", "/api/v1/agent/conversations/{id}/snooze", [401, 401, 401, 404, 204, 204, 204]),
    ("POST", "/api/v1/agent/conversations/{id}/due", [401, 401, 401, 404, 204, 204, 204]),
    ("POST", "/api/v1/agent/find", [401, 401, 401, 200, 200, 200, 200]),
    // A socket's first frame says whose it is: `live.rs` has its matrix.
    ("GET", "/api/v1/agent/live", [401, 401, 401, 426, 426, 426, 426]),
    ("GET", "/api/v1/agent/deliveries", [401, 401, 401, 403, 403, 403, 200]),
    // A conversation's id names no delivery.
    ("POST", "/api/v1/agent/deliveries/{id}/replay", [401, 401, 401, 403, 403, 403, 404]),
    ("GET", "/api/v1/agent/endpoints", [401, 401, 401, 403, 403, 403, 200]),
    ("GET", "/api/v1/agent/setup", [401, 401, 401, 403, 403, 200, 200]),
    ("PUT", "/api/v1/agent/setup/desk", [401, 401, 401, 403, 403, 403, 200]),
    ("PUT", "/api/v1/agent/setup/sites/{site}", [401, 401, 401, 403, 403, 403, 200]),
    // The site `default` is always there.
    ("DELETE", "/api/v1/agent/setup/sites/{site}", [401, 401, 401, 403, 403, 403, 422]),
    ("POST", "/api/v1/agent/setup/hours", [401, 401, 401, 403, 403, 200, 200]),
    ("GET", "/api/v1/agent/setup/words", [401, 401, 401, 403, 403, 200, 200]),
    ("GET", "/api/v1/agent/audit", [401, 401, 401, 403, 403, 403, 200]),
    ("GET", "/api/v1/agent/audit/table", [401, 401, 401, 403, 403, 403, 200]),
    ("POST", "/api/v1/agent/erasures/found", [401, 401, 401, 403, 403, 403, 200]),
    ("POST", "/api/v1/agent/erasures", [401, 401, 401, 403, 403, 403, 204]),
];

fn body(method: &str, path: &str) -> Value {
    match (method, path) {
        ("PATCH", "/api/v1/agent/agents/{id}") => json!({"teams": ["billing"], "capacity": 3}),
        ("POST", "/api/v1/handoffs") => handoff("anna", "1"),
        ("POST", "/api/v1/agent/session") => json!({"code": "c".repeat(64)}),
        ("POST", "/api/v1/agent/password") => json!({"password": "correct horse battery", "login": "zoe"}),
        ("POST", "/api/v1/agent/presence") => json!({"presence": "away"}),
        ("POST", "/api/v1/agent/agents") => json!({"name": "Ute"}),
        ("PUT", "/api/v1/agent/setup/desk") => json!({"version": 0, "rules": desk_rules()}),
        ("PUT", "/api/v1/agent/setup/sites/{site}") => json!({"version": 0, "rules": site_rules()}),
        ("POST", "/api/v1/agent/setup/hours") => json!({"hours": null, "holidays": [], "time_zone": "UTC"}),
        ("POST", "/api/v1/agent/erasures/found") => json!({"visitor": "1"}),
        ("POST", "/api/v1/agent/erasures") => json!({"numbers": [1]}),
        ("POST", "/api/v1/agent/knowledge/drafts") => json!({"site": "default", "changes": [
            {"id": "returns", "change": {"write": {"id": "returns", "question": "Returns?", "answer": "Yes."}}}]}),
        ("POST", "/api/v1/agent/knowledge/editions") => {
            json!({"site": "default", "edition": 0, "drafts": [], "why": "So",
            "preview": preview(), "language": "en", "acknowledged": 0})
        }
        ("POST", "/api/v1/agent/knowledge/restore") => json!({"site": "default", "edition": 0, "to": 0}),
        ("POST", "/api/v1/agent/find") => json!({"words": "parcel"}),
        ("POST", path) if path.ends_with("/contact") => json!({"email": "anna@home.example"}),
        ("POST", path) if path.ends_with("/confirm") => json!({"code": "123456"}),
        ("POST", path) if path.ends_with("/identity") => json!({"identity": sign(&claims("anna", "nonce"))}),
        ("POST", "/api/v1/digest") => digest("matrix", 1, json!({"asked": 1})),
        ("POST", "/api/v1/watch") => watch("anna", &[]),
        ("POST", path) if path.ends_with("/satisfaction") => json!({"score": 5}),
        ("PUT", path) if path.ends_with("/verdict") => json!({"subject": "", "judgement": "needless"}),
        ("PUT", _) => json!({"name": "refund", "text": "Of course."}),
        ("POST", path) if path.ends_with("/transfer") => json!({"team": "billing"}),
        ("POST", path) if path.ends_with("/whisper") => json!({"id": "w1", "text": "Hello", "at": 1}),
        ("POST", path) if path.ends_with("/notes") => json!({"id": "n1", "text": "Ask Tom"}),
        ("POST", path) if path.ends_with("/seen") => json!({"seq": 1}),
        ("POST", path) if path.ends_with("/close") => json!({"note": "n1"}),
        ("POST", path) if path.ends_with("/snooze") => json!({"until": START + 60_000}),
        ("POST", path) if path.ends_with("/due") => json!({"due_at": START + 60_000}),
        ("POST", "/api/v1/agent/suggestions/{id}") => json!({"site": "default", "accept": true}),
        ("POST", path) if path.ends_with("/read") => json!({"seq": 1}),
        ("POST", path) if path.ends_with("/messages") => message("m1", "Hello"),
        _ => Value::Null,
    }
}

/// What a preview showed that changed nothing.
fn preview() -> Value {
    json!({"all": 0, "known": 0, "right_before": 0, "right_after": 0, "better": 0, "worse": 0, "other": 0})
}

/// A desk with one more site, and a site's server that vouches for visitors.
async fn world() -> World {
    World::with(|settings| {
        settings.identity_keys = vec![Secret::new(IDENTITY_KEY)];
        settings.insights = true;
        settings.sites = vec![SiteSettings { id: "shop".to_owned(), ..SiteSettings::default() }];
    })
    .await
}

/// A request without anything that tells where it comes from.
fn bare(method: &'static str, path: &str, filled: String) -> Ask {
    if let Some(conversation) = filled.strip_suffix("/files") {
        return upload(conversation, "m1", "a.png", png(1));
    }
    match (method, body(method, path)) {
        (_, Value::Null) => Ask::new(method, filled),
        ("PATCH", body) => patch(filled, body),
        ("PUT", body) => put(filled, body),
        (_, body) => post(filled, body),
    }
}

fn ask(method: &'static str, path: &str, named: &str) -> Ask {
    let filled = path.replace("{id}", named).replace("{reply}", "r1").replace("{site}", "default");
    let filled = filled.replace("{hash}", &"0".repeat(32)).replace("{number}", "1");
    let asked = match path {
        "/api/v1/agent/material" | "/api/v1/agent/suggestions" => filled + "?site=default",
        "/api/v1/agent/suggestions/{id}" if method == "DELETE" => filled + "?site=default",
        "/api/v1/agent/insights/table" => filled + "?of=days&days=7",
        path if method == "GET" && path.starts_with("/api/v1/agent/knowledge") => filled + "?site=default",
        "/api/v1/agent/insights/topics" => filled + "?days=7&site=default",
        path if path.starts_with("/api/v1/agent/insights") => filled + "?days=7",
        _ => filled,
    };
    bare(method, path, asked).origin(OWN)
}

/// The cookie of a principal who is signed in.
async fn cookie(world: &World, principal: Principal) -> Option<String> {
    let role = match principal {
        Nobody | OtherVisitor | Visitor => return None,
        Agent | OtherAgent => Role::Agent,
        Lead => Role::Lead,
        Owner => Role::Owner,
    };
    let mut account = invite("Zoe", role);
    account.login = None;
    let invited = world.desk.add_agent(account).await.unwrap();
    if matches!(principal, OtherAgent) {
        world.desk.bind_agent(&invited.agent.id, &["shop"]).await.unwrap();
    }
    Some(world.sign_in(&invited.code.code, "Zoe").await)
}

/// What `{id}` names on this path.
async fn named(world: &World, path: &str, cookie: Option<&String>) -> String {
    if path.contains("/agents/") {
        return world.desk.add_agent(invite("Tom", Role::Agent)).await.unwrap().agent.id;
    }
    match cookie {
        Some(cookie) if path.contains("/sessions/") => {
            let list: Sessions = world.check(get("/api/v1/agent/sessions").cookie(cookie), 200).await.json();
            list.sessions[0].id.clone()
        }
        _ => id("anna"),
    }
}

/// Asks as a principal, on a desk where nothing was asked before.
async fn check_cell(method: &'static str, path: &str, principal: Principal, status: u16) {
    let world = world().await;
    world.check(request("anna", "1"), 201).await;
    world.check(request("bert", "1"), 201).await;
    let cookie = cookie(&world, principal).await;
    let path_asked = path.replace("{file}", &file(&world).await);
    let ask = ask(method, &path_asked, &named(&world, path, cookie.as_ref()).await);
    let ask = match (principal, cookie) {
        (_, Some(cookie)) => ask.header("cookie", cookie),
        (OtherVisitor, None) => ask.token(&token("bert")),
        (Visitor, None) => ask.token(&token("anna")),
        (_, None) => ask,
    };
    check_answer(&format!("{method} {path} as {principal:?}"), &world.send(ask).await, status);
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

#[tokio::test(flavor = "multi_thread")]
async fn every_principal_gets_what_the_matrix_says() {
    for (method, path, statuses) in MATRIX.iter().copied() {
        let mut cells: Vec<(Principal, u16)> = PRINCIPALS.into_iter().zip(statuses).collect();
        if engine::is_server() {
            // One who may: the others are turned away by the same code, and a database for each takes minutes.
            let may = cells.iter().position(|(_, status)| *status < 300).unwrap_or_default();
            cells = vec![cells[may]];
        }
        let cells: Vec<_> = cells
            .into_iter()
            .map(|(principal, status)| tokio::spawn(check_cell(method, path, principal, status)))
            .collect();
        for cell in cells {
            cell.await.unwrap();
        }
    }
}

#[tokio::test]
async fn an_unknown_conversation_looks_like_anothers() {
    let world = world().await;
    world.check(request("anna", "1"), 201).await;
    let mei = world.owner("Mei").await;
    for (method, path, statuses) in MATRIX.iter().copied().filter(|(_, path, _)| path.contains("{id}")) {
        let unknown = id("nobody");
        if path.contains("/agent/") {
            world.check(ask(method, path, &unknown).header("cookie", &mei), 404).await;
        } else {
            let unknown = world.check(ask(method, path, &unknown).token(&token("bert")), statuses[1]).await;
            let foreign = ask(method, path, &id("anna")).token(&token("bert"));
            let foreign = world.check(foreign, statuses[1]).await;
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
    for (method, path, _) in MATRIX.iter().copied().filter(unsafe_agent) {
        for origin in [None, Some("https://evil.example"), Some("null"), Some("http://localhost:8080")] {
            let asked = bare(method, path, path.replace("{id}", &id("anna"))).header("cookie", &mei);
            let asked = origin.into_iter().fold(asked, |asked, origin| asked.origin(origin));
            world.check(asked, 403).await;
        }
    }
}
