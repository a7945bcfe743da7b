//! What is planned for a conversation: a rest until a time, a date by hand, an exception; and the inbox's order by it.

use desk::{Assignment, Topic, Webhook};
use protocol::{ConversationDetail, ConversationSummary, HandoffReply, Inbox, Progress, Role, Status};
use serde_json::{Value, json};

use crate::boundary::{
    INBOX, START, World, at_desk, conversation, get, handoff, id, message, post, request, token,
};
use crate::listener::Listener;

const HOUR_MS: i64 = 3_600_000;

async fn act(world: &World, cookie: &str, name: &str, path: &str, body: Value, status: u16) {
    world.check(post(format!("{}/{path}", at_desk(name)), body).cookie(cookie), status).await;
}

async fn snooze(world: &World, cookie: &str, name: &str, until: i64, status: u16) {
    act(world, cookie, name, "snooze", json!({"until": until}), status).await;
}

async fn due(world: &World, cookie: &str, name: &str, due_at: Option<i64>, status: u16) {
    act(world, cookie, name, "due", json!({"due_at": due_at}), status).await;
}

async fn row(world: &World, cookie: &str, name: &str) -> ConversationSummary {
    let detail = world.check(get(at_desk(name)).cookie(cookie), 200).await;
    detail.json::<ConversationDetail>().summary
}

/// The names of those listed, in their order.
async fn order(world: &World, cookie: &str) -> Vec<String> {
    let inbox: Inbox = world.check(get(INBOX).cookie(cookie), 200).await.json();
    let name = |id: &str| id.trim_start_matches("conversation-").trim_end_matches('-').to_owned();
    inbox.conversations.iter().map(|row| name(&row.id)).collect()
}

async fn revision(world: &World, cookie: &str) -> u64 {
    world.check(get(INBOX).cookie(cookie), 200).await.json::<Inbox>().revision
}

#[tokio::test]
async fn what_rests_comes_back_at_its_time_and_is_marked() {
    let world = World::new().await;
    let (mei, tom) = (world.owner("Mei").await, world.agent("Tom").await);
    for name in ["anna", "bert"] {
        world.check(request(name, "1"), 201).await;
    }
    act(&world, &mei, "anna", "claim", Value::Null, 204).await;
    for wrong in [START, START - 1, START + 367 * 24 * HOUR_MS] {
        snooze(&world, &mei, "anna", wrong, 422).await;
    }
    snooze(&world, &tom, "anna", START + HOUR_MS, 409).await;
    snooze(&world, &mei, "anna", START + HOUR_MS, 204).await;
    snooze(&world, &tom, "bert", START + 2 * HOUR_MS, 204).await;
    let rests = row(&world, &mei, "anna").await;
    assert_eq!((rests.snoozed_until, rests.back), (Some(START + HOUR_MS), false));
    assert_eq!((rests.status, rests.agent.as_deref()), (Status::Assigned, Some("Mei")), "it stays hers");
    world.pass_ms(HOUR_MS - 1);
    world.desk.live_on().await.unwrap();
    assert!(row(&world, &mei, "anna").await.snoozed_until.is_some());
    let before = revision(&world, &mei).await;
    world.pass_ms(1);
    world.desk.live_on().await.unwrap();
    let back = row(&world, &mei, "anna").await;
    assert_eq!((back.snoozed_until, back.back), (None, true));
    assert!(revision(&world, &mei).await > before, "the inbox is told");
    assert_eq!(order(&world, &mei).await, ["anna", "bert"], "what rests stands last");
    act(&world, &mei, "anna", "messages", message("m1", "Here again"), 201).await;
    assert!(!row(&world, &mei, "anna").await.back, "somebody has done something");
    // By hand, and by whoever takes it.
    act(&world, &tom, "bert", "snooze", json!({"until": null}), 204).await;
    let woken = row(&world, &mei, "bert").await;
    assert_eq!((woken.snoozed_until, woken.back), (None, false));
    snooze(&world, &tom, "bert", START + 5 * HOUR_MS, 204).await;
    act(&world, &mei, "bert", "claim", Value::Null, 204).await;
    assert_eq!(row(&world, &mei, "bert").await.snoozed_until, None);
    act(&world, &mei, "bert", "resolve", Value::Null, 204).await;
    snooze(&world, &mei, "bert", START + 5 * HOUR_MS, 409).await;
}

#[tokio::test]
async fn a_visitors_word_ends_a_rest_at_once() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    for name in ["anna", "bert"] {
        world.check(request(name, "1"), 201).await;
        act(&world, &mei, name, "claim", Value::Null, 204).await;
        snooze(&world, &mei, name, START + HOUR_MS, 204).await;
    }
    let say = post(format!("{}/messages", conversation("anna")), message("v1", "Any news?"));
    world.check(say.token(&token("anna")), 201).await;
    world.check(request("bert", "2"), 201).await;
    for name in ["anna", "bert"] {
        let back = row(&world, &mei, name).await;
        assert_eq!((back.snoozed_until, back.back), (None, true), "{name}");
    }
}

#[tokio::test]
async fn what_rests_is_let_alone_until_it_is_back() {
    let listener = Listener::new().await;
    let world = World::with(|settings| {
        settings.webhooks = vec![Webhook {
            url: listener.url.clone(),
            secrets: vec!["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned()],
            events: vec![Topic::Overdue],
            allow_private: true,
            ..Webhook::default()
        }];
        settings.first_response_s = Some(300);
        settings.expire_hours = 2;
    })
    .await;
    world.desk.begin_alerts().await.unwrap();
    let mei = world.owner("Mei").await;
    world.check(request("anna", "1"), 201).await;
    snooze(&world, &mei, "anna", START + 3 * HOUR_MS, 204).await;
    world.check(request("bert", "1"), 201).await;
    let position = async |name: &str| {
        let progress = world.check(get(conversation(name)).token(&token(name)), 200).await;
        progress.json::<Progress>().position
    };
    assert_eq!(position("bert").await, Some(1), "what rests stands in nobody's way");
    act(&world, &mei, "bert", "resolve", Value::Null, 204).await;
    world.pass_ms(3 * HOUR_MS - 1);
    world.desk.live_on().await.unwrap();
    world.desk.tell_overdue().await.unwrap();
    world.desk.deliver().await.unwrap();
    let rests = row(&world, &mei, "anna").await;
    assert_eq!(rests.status, Status::Requested, "it has not expired");
    assert_eq!(listener.count(), 0, "nor told as overdue");
    world.pass_ms(1);
    world.desk.live_on().await.unwrap();
    world.desk.tell_overdue().await.unwrap();
    world.desk.deliver().await.unwrap();
    assert_eq!(row(&world, &mei, "anna").await.status, Status::Requested, "two hours begin anew");
    assert_eq!(listener.count(), 1);
    world.pass_ms(2 * HOUR_MS);
    world.desk.live_on().await.unwrap();
    assert_eq!(row(&world, &mei, "anna").await.status, Status::Expired);
}

#[tokio::test]
async fn the_desk_gives_nobody_what_rests() {
    let world = World::with(|settings| settings.assignment = Assignment::Load).await;
    let mei = world.owner("Mei").await;
    world.check(request("anna", "1"), 201).await;
    snooze(&world, &mei, "anna", START + 1_000, 204).await;
    world.desk.live_on().await.unwrap();
    assert_eq!(row(&world, &mei, "anna").await.agent, None);
    world.pass_ms(1_000);
    world.desk.live_on().await.unwrap();
    assert_eq!(row(&world, &mei, "anna").await.agent.as_deref(), Some("Mei"));
}

#[tokio::test]
async fn the_overdue_go_first_then_the_urgent_and_a_date_by_hand_counts() {
    let world = World::with(|settings| settings.first_response_s = Some(3_600)).await;
    let (mei, tom) = (world.owner("Mei").await, world.colleague("Tom", Role::Agent).await.1);
    for name in ["anna", "bert", "carl"] {
        world.check(request(name, "1"), 201).await;
        world.pass_ms(1_000);
    }
    let mut urgent = handoff("dora", "1");
    urgent["reason"] = "urgent".into();
    let reply = world.check(post("/api/v1/handoffs", urgent).token(&token("dora")), 201).await;
    assert!(matches!(reply.json::<HandoffReply>(), HandoffReply::Accepted { position: 1, .. }));
    assert_eq!(order(&world, &mei).await, ["dora", "anna", "bert", "carl"]);
    due(&world, &tom, "carl", Some(START + 60_000), 204).await;
    due(&world, &tom, "anna", Some(START + 2 * HOUR_MS), 204).await;
    let set = row(&world, &mei, "carl").await;
    assert_eq!((set.due_at, set.due_by_hand), (Some(START + 60_000), true));
    world.pass_ms(60_000);
    let before = revision(&world, &mei).await;
    world.desk.live_on().await.unwrap();
    assert_eq!(revision(&world, &mei).await, before + 1, "the inbox is told that the order is another");
    world.desk.live_on().await.unwrap();
    assert_eq!(revision(&world, &mei).await, before + 1, "once");
    assert_eq!(order(&world, &mei).await, ["carl", "dora", "anna", "bert"]);
    world.pass_ms(HOUR_MS);
    assert_eq!(
        order(&world, &mei).await,
        ["dora", "bert", "carl", "anna"],
        "Anna's own date is later than the target"
    );
    due(&world, &tom, "carl", None, 204).await;
    let cleared = row(&world, &mei, "carl").await;
    assert_eq!((cleared.due_at, cleared.due_by_hand), (Some(START + 2_000 + HOUR_MS), false));

    act(&world, &mei, "bert", "claim", Value::Null, 204).await;
    due(&world, &tom, "bert", Some(START + 9 * HOUR_MS), 409).await;
    due(&world, &mei, "bert", Some(START + 9 * HOUR_MS), 204).await;
    due(&world, &mei, "bert", Some(START), 422).await;
    act(&world, &mei, "bert", "messages", message("m1", "On it"), 201).await;
    assert_eq!(
        row(&world, &mei, "bert").await.due_at,
        Some(START + 9 * HOUR_MS),
        "an answer is not the end of it"
    );
    act(&world, &mei, "bert", "resolve", Value::Null, 204).await;
    assert_eq!(row(&world, &mei, "bert").await.due_at, None);
    due(&world, &mei, "bert", Some(START + 9 * HOUR_MS), 409).await;
}

#[tokio::test]
async fn it_is_resolved_as_an_exception_and_opened_again() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    world.check(request("anna", "1"), 201).await;
    let exception = async |name| row(&world, &mei, name).await.exception;
    act(&world, &mei, "anna", "resolve", json!({"exception": "yes"}), 422).await;
    act(&world, &mei, "anna", "resolve", json!({"exception": true}), 204).await;
    assert!(exception("anna").await);
    act(&world, &mei, "anna", "resolve", Value::Null, 204).await;
    assert!(!exception("anna").await, "the latest word stands");
    act(&world, &mei, "anna", "resolve", json!({"exception": true}), 204).await;
    let progress = world.check(get(conversation("anna")).token(&token("anna")), 200).await;
    assert!(!progress.text().contains("exception"), "that is nothing for visitors");
    act(&world, &mei, "anna", "claim", Value::Null, 204).await;
    let open = row(&world, &mei, "anna").await;
    assert_eq!((open.status, open.exception), (Status::Assigned, false));
    act(&world, &mei, "anna", "return", Value::Null, 204).await;
    act(&world, &mei, "anna", "claim", Value::Null, 204).await;
    act(&world, &mei, "anna", "resolve", json!({"exception": true}), 204).await;
    let say = post(format!("{}/messages", conversation("anna")), message("v1", "Once more"));
    world.check(say.token(&token("anna")), 201).await;
    let again = row(&world, &mei, "anna").await;
    assert_eq!((again.status, again.exception, again.id), (Status::Requested, false, id("anna")));
}
