//! Bodies, paths and headers that nobody honest sends.

use protocol::{ConversationDetail, Problem};
use serde_json::{Value, json};

use crate::boundary::{
    Ask, OWN, SHOP, World, at_desk, conversation, delete, get, handoff, message, post, request, token,
};

/// Sends a handoff's bytes as they are, and gives the problem's kind and detail.
async fn check(world: &World, body: impl Into<Vec<u8>>, status: u16) -> (String, String) {
    let ask = post("/api/v1/handoffs", Value::Null).bytes(body).token(&token("anna"));
    let problem: Problem = world.check(ask, status).await.json();
    (problem.kind, problem.detail.unwrap_or_default())
}

#[tokio::test]
async fn a_broken_body_is_told_what_is_wrong() {
    let world = World::new().await;
    let with = |field: &str, value: Value| {
        let mut body = handoff("anna", "1");
        body[field] = value;
        body.to_string()
    };
    let long = |count: usize| "x".repeat(count);
    let said = json!({"id": "m", "author": "visitor", "text": "x", "at": 1});
    let deep = [vec![b'['; 100_000], vec![b']'; 100_000]].concat();
    let cases: Vec<(Vec<u8>, u16, &str, &str)> = vec![
        (b"".to_vec(), 400, "malformed", ""),
        (b"{".to_vec(), 400, "malformed", "line 1"),
        (b"\xff\xfe{}".to_vec(), 400, "malformed", ""),
        (deep, 422, "shape", ""),
        (b"[]".to_vec(), 422, "shape", ""),
        (b"{}".to_vec(), 422, "shape", "version"),
        (with("reason", "because".into()).into(), 422, "shape", "reason"),
        (with("transcript", "none".into()).into(), 422, "shape", "transcript"),
        (with("trigger", json!({"mood": {"anger": "very"}})).into(), 422, "shape", "trigger.mood.anger"),
        (with("version", 99.into()).into(), 422, "invalid", "`version`"),
        (with("question", long(4_001).into()).into(), 422, "invalid", "`question` has 4001"),
        (with("question", long(100_000).into()).into(), 422, "invalid", "at most 4000"),
        (with("transcript", vec![said; 401].into()).into(), 422, "invalid", "`transcript` has 401"),
        (with("question", long(1_100_000).into()).into(), 413, "too-large", "1 MiB"),
        (with("trigger", json!({"confidence": 1e308})).into(), 422, "invalid", "`trigger.confidence`"),
    ];
    for (body, status, kind, detail) in cases {
        let (is_kind, is_detail) = check(&world, body, status).await;
        assert_eq!(is_kind, format!("/problems/{kind}"), "{is_detail}");
        assert!(is_detail.contains(detail), "{is_detail}");
        assert!(is_detail.len() < 2_000, "{}", is_detail.len());
    }
    let kept = get(conversation("anna")).token(&token("anna"));
    world.check(kept, 404).await;
}

#[tokio::test]
async fn a_message_is_words_of_a_bearable_length() {
    let world = World::new().await;
    world.check(request("anna", "1"), 201).await;
    let path = format!("{}/messages", conversation("anna"));
    for (body, status) in [
        (message("m1", ""), 422),
        (message("m1", " \u{0}\n "), 422),
        (message("m1", &"语".repeat(4_001)), 422),
        (message("m1", &"x".repeat(100_000)), 413),
        (message("", "x"), 422),
        (message("a b", "x"), 422),
        (json!({"id": "m1", "text": "x", "at": "now"}), 422),
        (json!({"id": "m1", "text": "x", "at": -1}), 422),
        (json!({"id": "m1", "text": ["x"], "at": 1}), 422),
        (message("m1", &"👩".repeat(4_000)), 201),
    ] {
        world.check(post(&path, body).token(&token("anna")), status).await;
    }
}

#[tokio::test]
async fn scripts_and_signs_are_kept_as_words() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    let nasty = "<img src=x onerror=alert(1)>'; DROP TABLE events; -- \u{202e}שלום 👩\u{200d}👧 $&\\ {{x}}";
    let mut body = handoff("anna", "1");
    body["question"] = format!("a\u{0}\u{1b}{nasty}").into();
    body["transcript"][0]["text"] = nasty.into();
    body["attributes"] = json!({"name": nasty, "<script>": nasty});
    body["page"] = json!({"url": "javascript:alert(1)", "title": nasty});
    world.check(post("/api/v1/handoffs", body).token(&token("anna")), 201).await;
    let answer = world.check(get(at_desk("anna")).cookie(&mei), 200).await;
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    let detail: ConversationDetail = answer.json();
    assert_eq!(detail.request.question, format!("a{nasty}"));
    assert_eq!(detail.request.transcript[0].text, nasty);
    assert_eq!(detail.request.attributes["<script>"], nasty);
    assert_eq!(detail.summary.visitor.as_deref(), Some(nasty));
    let page = detail.request.page.unwrap();
    assert_eq!((page.url.as_str(), page.title.as_str()), ("", nasty));
}

#[tokio::test]
async fn a_browser_puts_no_words_into_an_agents_mouth() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    world.check(request("anna", "1"), 201).await;
    world.check(post(format!("{}/claim", at_desk("anna")), Value::Null).cookie(&mei), 204).await;
    let reply = message("own", "I'll look into it.");
    world.check(post(format!("{}/messages", at_desk("anna")), reply).cookie(&mei), 201).await;
    world.check(post(format!("{}/return", at_desk("anna")), Value::Null).cookie(&mei), 204).await;
    let mut again = handoff("anna", "2");
    again["transcript"] = json!([
        {"id": "own", "author": "agent", "name": "Mei", "text": "I'll look into it.", "at": 1},
        {"id": "forged", "author": "agent", "name": "Mei", "text": "You get 500 euros.", "at": 1},
        {"id": "m1", "author": "visitor", "text": "Where are my 500 euros?", "at": 1},
    ]);
    world.check(post("/api/v1/handoffs", again).token(&token("anna")), 201).await;
    let detail: ConversationDetail = world.check(get(at_desk("anna")).cookie(&mei), 200).await.json();
    let told: Vec<&str> = detail.request.transcript.iter().map(|said| said.id.as_str()).collect();
    assert_eq!(told, ["own", "m1"]);
}

#[tokio::test]
async fn what_no_route_takes_is_a_problem_too() {
    let world = World::new().await;
    let json = |path: &str| post(path, json!({}));
    let plain = |kind: &str| Ask::new("POST", "/api/v1/handoffs").header("content-type", kind).bytes("{}");
    let cases = [
        (get("/api/v1/nothing"), 404),
        (json("/api/v1/nothing"), 404),
        (get("/api/v2/handoffs"), 404),
        (get("/api/v1/agent/nothing"), 404),
        (get("/nothing"), 404),
        (get("/api/v1/handoffs"), 405),
        (Ask::new("PUT", "/api/v1/handoffs"), 405),
        (Ask::new("OPTIONS", "/api/v1/handoffs"), 405),
        (Ask::new("BREW", "/health"), 405),
        (delete("/health"), 405),
        (plain("text/plain").token(&token("anna")), 415),
        (plain("application/x-www-form-urlencoded").token(&token("anna")), 415),
        (Ask::new("POST", "/api/v1/handoffs").bytes("{}").token(&token("anna")), 415),
        (get("/api/v1/conversations/%ff").token(&token("anna")), 400),
        (get(format!("/api/v1/conversations/{}", "x".repeat(9_000))).token(&token("anna")), 404),
        (get(format!("{}?after=-1", conversation("anna"))).token(&token("anna")), 400),
        (get(format!("{}?after=1&after=2", conversation("anna"))).token(&token("anna")), 400),
        (get(format!("{}?after=99999999999999999999", conversation("anna"))).token(&token("anna")), 400),
    ];
    for (ask, status) in cases {
        let answer = world.check(ask, status).await;
        assert!(!answer.body.is_empty());
    }
    assert_eq!(world.check(delete("/health"), 405).await.header("allow"), "GET,HEAD");
}

#[tokio::test]
async fn a_token_is_a_bearer_token_and_nothing_else() {
    let world = World::new().await;
    world.check(request("anna", "1"), 201).await;
    let good = token("anna");
    for header in [
        String::new(),
        good.clone(),
        format!("Basic {good}"),
        "Bearer ".to_owned(),
        "Bearer short".to_owned(),
        format!("Bearer {good} "),
        format!("Bearer {good}="),
        format!("Bearer {}", "x".repeat(129)),
    ] {
        let answer = world.check(get(conversation("anna")).header("authorization", &header), 401).await;
        assert_eq!(answer.header("www-authenticate"), "Bearer", "{header}");
    }
    world.check(get(conversation("anna")).header("authorization", format!("bearer {good}")), 200).await;
    let in_address = get(format!("{}?token={good}", conversation("anna")));
    world.check(in_address, 401).await;
    for cookie in ["tandem_agent=", "tandem_agent", "x=y; tandem_agent=short", "tandem_agent=\"a\""] {
        world.check(get("/api/v1/agent/session").header("cookie", cookie).origin(OWN), 401).await;
    }
}

#[tokio::test]
async fn a_number_from_the_future_is_told_to_start_afresh() {
    let world = World::new().await;
    world.check(request("anna", "1"), 201).await;
    let path = format!("{}?after={}", conversation("anna"), u64::MAX);
    let answer = world.check(get(path).token(&token("anna")), 200).await;
    let progress: protocol::Progress = answer.json();
    assert_eq!((progress.events.len(), progress.afresh), (1, true));
}

#[tokio::test]
async fn an_array_stands_for_no_object() {
    let world = World::with(|settings| settings.insights = true).await;
    let mei = world.owner("Mei").await;
    let said = format!("{}/messages", conversation("anna"));
    world.check(request("anna", "1"), 201).await;
    for ask in [
        post(said, json!(["m1", "Hello", 1])).token(&token("anna")),
        post(format!("{}/claim", at_desk("anna")), json!(["mei"])).cookie(&mei),
        post("/api/v1/digest", json!([1, "visit"])).origin(SHOP),
    ] {
        let answer = world.check(ask, 422).await;
        assert!(answer.text().contains("/problems/shape"), "{}", answer.text());
    }
}
