//! Two desks at one Postgres server: what is done at the one is heard, owned and obeyed at the other.

use std::time::{Duration, Instant};

use protocol::{Author, ConsoleFrame, ConversationDetail, DeskFrame, Inbox, Status};
use serde_json::{Value, json};

use crate::boundary::{
    INBOX, OWN, World, at_desk, conversation, desk_rules, get, id, message, post, put, request, token,
};
use crate::engine;
use crate::live::{Socket, texts};

/// Said at the one and heard at the other within so long.
const HEARD: Duration = Duration::from_secs(2);

/// Two desks, and whether they hear of one another by asking alone; none where the tests stand on files.
async fn two(poll_only: bool) -> Option<(World, World)> {
    if !engine::is_server() {
        return None;
    }
    let one =
        World::with(|settings| settings.server.iter_mut().for_each(|at| at.poll_only = poll_only)).await;
    let other = one.neighbour().await;
    Some((one, other))
}

async fn heard_at_the_other(poll_only: bool) {
    let Some((one, other)) = two(poll_only).await else { return };
    let mei = one.owner("Mei").await;
    one.check(request("anna", "1"), 201).await;
    let mut anna = Socket::visitor(other.listen().await, "anna", 0).await;
    assert_eq!(anna.progress().await.status, Status::Requested);
    let mut console = Socket::agent(one.listen().await, &mei).await;
    console.until(|frame| matches!(frame, ConsoleFrame::Inbox(_)).then_some(())).await;

    let begun = Instant::now();
    one.check(post(format!("{}/claim", at_desk("anna")), Value::Null).cookie(&mei), 204).await;
    while anna.progress().await.status != Status::Assigned {}
    assert!(begun.elapsed() < HEARD, "the visitor heard after {:?}", begun.elapsed());
    one.check(post(format!("{}/messages", at_desk("anna")), message("a1", "Hello")).cookie(&mei), 201).await;
    while texts(&anna.progress().await.events) != ["Hello"] {}

    let begun = Instant::now();
    let said = post(format!("{}/messages", conversation("anna")), message("m1", "Hi there"));
    other.check(said.token(&token("anna")), 201).await;
    let preview = |frame| match frame {
        ConsoleFrame::Inbox(inbox) => {
            inbox.conversations.iter().any(|one| one.preview == "Hi there").then_some(())
        }
        _ => None,
    };
    console.until(preview).await;
    assert!(begun.elapsed() < HEARD, "the agent heard after {:?}", begun.elapsed());
}

#[tokio::test]
async fn what_is_said_at_one_desk_is_heard_at_the_other() {
    heard_at_the_other(false).await;
}

#[tokio::test]
async fn what_is_said_is_heard_though_every_notification_is_lost() {
    heard_at_the_other(true).await;
}

#[tokio::test]
async fn a_hundred_double_claims_have_one_owner_each() {
    let Some((one, other)) = two(false).await else { return };
    let (mei, tom) = (one.owner("Mei").await, one.agent("Tom").await);
    for at in 0..100 {
        let name = format!("v{at:03}");
        one.check(request(&name, "1"), 201).await;
        let claim =
            |cookie: &str| post(format!("{}/claim", at_desk(&name)), Value::Null).origin(OWN).cookie(cookie);
        let (by_mei, by_tom) = tokio::join!(one.send(claim(&mei)), other.send(claim(&tom)));
        let mut statuses = [by_mei.status, by_tom.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 409], "{name}");
        let seen: ConversationDetail = other.check(get(at_desk(&name)).cookie(&tom), 200).await.json();
        let owner = if by_mei.status == 204 { "Mei" } else { "Tom" };
        assert_eq!(seen.summary.agent.as_deref(), Some(owner));
    }
}

#[tokio::test]
async fn messages_from_two_desks_are_numbered_without_gaps_and_kept_once() {
    let Some((one, other)) = two(false).await else { return };
    one.check(request("anna", "1"), 201).await;
    let say = |id: String| {
        post(format!("{}/messages", conversation("anna")), message(&id, &id)).token(&token("anna"))
    };
    for at in 0..50 {
        // The same message at both, and another at each.
        let both = format!("both-{at}");
        let (first, second, third, fourth) = tokio::join!(
            one.send(say(both.clone())),
            other.send(say(both)),
            one.send(say(format!("one-{at}"))),
            other.send(say(format!("other-{at}"))),
        );
        let statuses = [first.status, second.status, third.status, fourth.status];
        assert!(statuses.iter().all(|status| (200..300).contains(status)), "{statuses:?}");
        assert_eq!(first.json::<Value>()["seq"], second.json::<Value>()["seq"]);
    }
    let events = other.check(get(conversation("anna")).token(&token("anna")), 200).await;
    let events = events.json::<protocol::Progress>().events;
    let numbers: Vec<u64> = events.iter().map(|event| event.seq).collect();
    assert_eq!(numbers, (1..=151).collect::<Vec<u64>>());
}

#[tokio::test]
async fn what_an_owner_sets_at_one_desk_holds_at_the_other() {
    let Some((one, other)) = two(false).await else { return };
    let mei = one.owner("Mei").await;
    let mut rules = desk_rules();
    rules["first_response_s"] = 60.into();
    let change = json!({"version": 0, "rules": rules});
    one.check(put("/api/v1/agent/setup/desk", change).origin(OWN).cookie(&mei), 200).await;
    other.desk.live_on().await.unwrap();
    other.check(request("anna", "1"), 201).await;
    let inbox: Inbox = one.check(get(INBOX).cookie(&mei), 200).await.json();
    assert!(inbox.conversations[0].due_at.is_some(), "the other desk knows the target");
}

#[tokio::test]
async fn who_writes_and_who_looks_is_told_at_the_other_desk_too() {
    let Some((one, other)) = two(false).await else { return };
    let (mei, tom) = (one.owner("Mei").await, one.agent("Tom").await);
    one.check(request("anna", "1"), 201).await;
    let (here, there) = (one.listen().await, other.listen().await);
    let open = json!({"open": {"conversation": id("anna"), "after": 1}});
    let mut anna = Socket::visitor(there, "anna", 0).await;
    anna.progress().await;

    let mut first = Socket::agent(here, &mei).await;
    first.say(open.clone()).await;
    let looking = |names: &'static [&'static str]| {
        move |frame| matches!(frame, ConsoleFrame::Looking(seen) if seen == names).then_some(())
    };
    first.until(looking(&[])).await;
    let mut second = Socket::agent(there, &tom).await;
    second.say(open).await;
    second.until(looking(&["Mei"])).await;
    first.until(looking(&["Tom"])).await;

    first.say(json!({"typing": true})).await;
    let by_agent = |frame| match frame {
        DeskFrame::Typing(typing) => Some((typing.name, typing.on)),
        _ => None,
    };
    let told = loop {
        if let Some(told) = by_agent(anna.next().await) {
            break told;
        }
    };
    assert_eq!(told, (Some("Mei".to_owned()), true));
    anna.say(json!({"typing": true})).await;
    first
        .until(|frame| match frame {
            ConsoleFrame::Typing(typing) if typing.author == Author::Visitor => typing.on.then_some(()),
            _ => None,
        })
        .await;

    drop(second);
    first.until(looking(&[])).await;
}
