//! What operators watch: it counts what happened, and tells of nobody.

use axum::body::{Body, to_bytes};
use axum::http::Request;
use serde_json::json;
use tower::ServiceExt;

use crate::boundary::{
    World, at_desk, conversation, delete, get, handoff, id, message, png, post, request, token, upload,
};

async fn page(world: &World) -> String {
    let ask = Request::get("/metrics").body(Body::empty()).unwrap();
    let answer = desk::metrics(world.desk.clone()).oneshot(ask).await.unwrap();
    assert_eq!(answer.status(), 200);
    let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The value of a line that begins so, labels and all.
fn value(page: &str, name: &str) -> f64 {
    let line = page.lines().find(|line| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(' ')));
    let line = line.unwrap_or_else(|| panic!("{name} is not in\n{page}"));
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_conversation_is_counted_and_none_of_its_words_are_told() {
    let world = World::with(|settings| {
        settings.webhooks = vec![desk::Webhook {
            url: "https://hooks.example/sayno-hook".to_owned(),
            secrets: vec!["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned()],
            ..desk::Webhook::default()
        }];
    })
    .await;
    world.desk.begin_alerts().await.unwrap();
    let mei = world.owner("sayno-agent").await;
    let mut body = handoff("anna", "1");
    body["question"] = "sayno-question anna@sayno.example".into();
    body["team"] = "sayno-team".into();
    body["attributes"] = json!({"name": "sayno-name", "email": "anna@sayno.example"});
    world.check(post("/api/v1/handoffs", body.clone()).token(&token("anna")), 201).await;
    world.check(post("/api/v1/handoffs", body).token(&token("anna")), 200).await;
    world.check(request("ben", "1"), 201).await;
    world.pass_ms(7_000);
    let first = page(&world).await;
    assert_eq!(value(&first, "tandem_queue_waiting"), 2.0);
    assert_eq!(value(&first, "tandem_queue_oldest_wait_seconds"), 7.0);
    assert_eq!(value(&first, "tandem_deliveries{kind=\"webhook\",state=\"waiting\"}"), 2.0);

    let said = |path: String, id: &str, text: &str| post(format!("{path}/messages"), message(id, text));
    world.check(said(at_desk("anna"), "a1", "sayno-reply").cookie(&mei), 201).await;
    world.check(said(conversation("anna"), "v1", "sayno-text").token(&token("anna")), 201).await;
    world.check(said(conversation("anna"), "v1", "sayno-text").token(&token("anna")), 200).await;
    world.check(upload(&conversation("anna"), "f1", "sayno.png", png(1)).token(&token("anna")), 201).await;
    let contact = json!({"phone": "+49 30 4711", "wish": "callback"});
    world.check(post(format!("{}/contact", conversation("anna")), contact).token(&token("anna")), 200).await;
    world.check(post(format!("{}/resolve", at_desk("anna")), json!(null)).cookie(&mei), 204).await;
    world.check(get("/sayno-path").token(&token("anna")), 404).await;
    let page = page(&world).await;
    for (name, count) in [
        ("tandem_handoffs_total{reason=\"asked\"}", 2.0),
        ("tandem_messages_total{author=\"visitor\"}", 2.0),
        ("tandem_messages_total{author=\"agent\"}", 1.0),
        ("tandem_requests_total{method=\"POST\",route=\"/api/v1/handoffs\",status=\"2xx\"}", 3.0),
        ("tandem_requests_total{method=\"GET\",route=\"other\",status=\"4xx\"}", 1.0),
        ("tandem_request_seconds_count{route=\"/api/v1/handoffs\"}", 3.0),
        ("tandem_queue_waiting", 1.0),
        ("tandem_sockets", 0.0),
    ] {
        assert_eq!(value(&page, name), count, "{name}");
    }
    assert!(value(&page, "tandem_commit_seconds_count") >= 6.0);
    assert!(value(&page, "tandem_database_bytes") > 4_096.0);
    for told in ["sayno", "anna", "4711", "hooks.example", "shop.example", &id("anna"), &token("anna"), &mei]
    {
        assert!(!page.contains(told), "{told} is in\n{page}");
    }
    world.check(delete(conversation("anna")).token(&token("anna")), 204).await;
}

#[tokio::test]
async fn the_desks_own_address_hands_none_of_it_out() {
    let world = World::new().await;
    for path in ["/metrics", "/api/v1/metrics"] {
        world.check(get(path), 404).await;
    }
    assert_eq!(desk::Settings::default().metrics, None);
}

#[tokio::test]
async fn methods_that_callers_invent_are_one() {
    let world = World::new().await;
    for at in 0..20 {
        let ask = Request::builder().method(format!("SAYNO{at}").as_str()).uri("/api/v1/handoffs");
        let answer = desk::app(world.desk.clone()).oneshot(ask.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), 405);
    }
    let page = page(&world).await;
    assert!(!page.contains("SAYNO"), "{page}");
    let count = "tandem_requests_total{method=\"other\",route=\"/api/v1/handoffs\",status=\"4xx\"}";
    assert_eq!(value(&page, count), 20.0);
}
