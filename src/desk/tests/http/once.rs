//! Once, in order, and still there after a restart.

use std::collections::BTreeSet;
use std::sync::Arc;

use protocol::{HandoffReply, Inbox, Posted, Progress, Status};

use crate::boundary::{
    Answer, Ask, INBOX, World, at_desk, conversation, get, handoff, message, post, request, token,
};

async fn all_at_once(world: &Arc<World>, asks: Vec<Ask>) -> Vec<Answer> {
    let sent: Vec<_> = asks
        .into_iter()
        .map(|ask| {
            let world = Arc::clone(world);
            tokio::spawn(async move { world.send(ask).await })
        })
        .collect();
    let mut answers = Vec::new();
    for one in sent {
        answers.push(one.await.unwrap());
    }
    answers
}

#[tokio::test(flavor = "multi_thread")]
async fn one_key_sent_twenty_times_is_one_handoff() {
    let world = Arc::new(World::new().await);
    let mei = world.owner("Mei").await;
    let answers = all_at_once(&world, vec![request("anna", "1"); 20]).await;
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [vec![200; 19], vec![201]].concat());
    for answer in &answers {
        let reply: HandoffReply = answer.json();
        assert!(
            matches!(&reply, HandoffReply::Accepted { position: 1, expected_wait_s: None, seq: 1, .. }),
            "{reply:?}"
        );
    }
    let inbox: Inbox = world.check(get(INBOX).cookie(&mei), 200).await.json();
    assert_eq!(inbox.conversations.len(), 1);
    assert_eq!(inbox.conversations[0].seq, 1);
}

#[tokio::test]
async fn a_key_stands_for_one_body() {
    let world = World::new().await;
    world.check(request("anna", "1"), 201).await;
    let same = serde_json::to_string_pretty(&handoff("anna", "1")).unwrap();
    let send = |body: String| post("/api/v1/handoffs", "".into()).bytes(body).token(&token("anna"));
    world.check(send(same), 200).await;
    let mut other = handoff("anna", "1");
    other["question"] = "Something else".into();
    world.check(send(other.to_string()), 422).await;
    let stranger = post("/api/v1/handoffs", handoff("anna", "1")).token(&token("bert"));
    world.check(stranger, 404).await;

    let say = |text: &str| {
        post(format!("{}/messages", conversation("anna")), message("m1", text)).token(&token("anna"))
    };
    let first: Posted = world.check(say("One"), 201).await.json();
    let again: Posted = world.check(say("One"), 200).await.json();
    assert_eq!(first, again);
    world.check(say("Two"), 422).await;
}

#[tokio::test]
async fn a_second_request_while_one_is_open_keeps_the_place() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    world.check(request("anna", "1"), 201).await;
    world.pass_ms(1_000);
    world.check(request("bert", "1"), 201).await;
    world.pass_ms(1_000);
    let reply: HandoffReply = world.check(request("anna", "2"), 201).await.json();
    assert!(
        matches!(&reply, HandoffReply::Accepted { position: 1, expected_wait_s: None, seq: 1, .. }),
        "{reply:?}"
    );
    let inbox: Inbox = world.check(get(INBOX).cookie(&mei), 200).await.json();
    assert_eq!(inbox.conversations.len(), 2, "at most one is open a conversation");
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_of_both_sides_are_numbered_without_gaps() {
    let world = Arc::new(World::new().await);
    let mei = world.owner("Mei").await;
    world.check(request("anna", "1"), 201).await;
    world.check(post(format!("{}/claim", at_desk("anna")), "".into()).cookie(&mei), 204).await;
    let asks = (0..100).map(|at| {
        let body = message(&format!("m{}", at / 2), &format!("text {}", at / 2));
        match at / 2 % 2 {
            0 => post(format!("{}/messages", conversation("anna")), body).token(&token("anna")),
            _ => post(format!("{}/messages", at_desk("anna")), body).cookie(&mei),
        }
    });
    let answers = all_at_once(&world, asks.collect()).await;
    let kept = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(kept, 50, "each was sent twice");
    let numbers: BTreeSet<u64> = answers.iter().map(|answer| answer.json::<Posted>().seq).collect();
    assert!(numbers.into_iter().eq(3..=52));
    let progress: Progress = world.check(get(conversation("anna")).token(&token("anna")), 200).await.json();
    assert!(progress.events.iter().map(|event| event.seq).eq(1..=52));
}

#[tokio::test]
async fn what_was_acknowledged_outlives_the_desk() {
    let mut world = World::new().await;
    let mei = world.owner("Mei").await;
    world.check(request("anna", "1"), 201).await;
    let say = post(format!("{}/messages", conversation("anna")), message("m1", "Still there?"));
    world.check(say.clone().token(&token("anna")), 201).await;
    let before = world.check(get(conversation("anna")).token(&token("anna")), 200).await.text();
    world.restart().await;
    let after = world.check(get(conversation("anna")).token(&token("anna")), 200).await.text();
    assert_eq!(before, after);
    world.check(request("anna", "1"), 200).await;
    world.check(say.token(&token("anna")), 200).await;
    world.check(get("/api/v1/agent/session").cookie(&mei), 200).await;
}

#[tokio::test]
async fn messages_that_come_together_each_get_what_they_would_get_alone() {
    let world = Arc::new(World::new().await);
    let mei = world.owner("Mei").await;
    let visitors: Vec<String> = (0..12).map(|number| format!("visitor-{number}")).collect();
    for visitor in &visitors {
        world.check(request(visitor, "1"), 201).await;
    }
    world.check(post(format!("{}/resolve", at_desk("visitor-3")), "".into()).cookie(&mei), 204).await;
    let say = |who: &str, by: &str, id: &str, text: &str| {
        post(format!("{}/messages", conversation(who)), message(id, text)).token(&token(by))
    };
    let (mut asks, mut expected) = (Vec::new(), Vec::new());
    for at in 1..=4 {
        for visitor in &visitors {
            asks.push(say(visitor, visitor, &format!("m{at}"), &format!("{at} of {visitor}")));
            expected.push(201);
        }
    }
    for (ask, status) in [
        (say("visitor-0", "visitor-0", "m1", "1 of visitor-0"), 200),
        (say("visitor-1", "visitor-1", "m1", "Something else"), 422),
        (say("visitor-2", "visitor-1", "m5", "By another"), 404),
        (say("nobody", "nobody", "m1", "Hello?"), 404),
        (say("visitor-4", "visitor-4", "m5", "And one more"), 201),
    ] {
        asks.push(ask);
        expected.push(status);
    }
    let answers = all_at_once(&world, asks).await;
    assert_eq!(answers.iter().map(|answer| answer.status).collect::<Vec<_>>(), expected);
    for (number, visitor) in visitors.iter().enumerate() {
        let ask = get(conversation(visitor)).token(&token(visitor));
        let progress: Progress = world.check(ask, 200).await.json();
        assert_eq!(progress.status, Status::Requested, "{visitor}");
        assert!(progress.events.iter().zip(1..).all(|(event, seq)| event.seq == seq), "{progress:?}");
        let said: Vec<&str> =
            progress.events.iter().filter_map(|event| Some(event.message.as_ref()?.text.as_str())).collect();
        let mut expected: Vec<String> = (1..=4).map(|at| format!("{at} of {visitor}")).collect();
        expected.extend((number == 4).then(|| "And one more".to_owned()));
        assert_eq!(said, expected);
        for (at, answer) in answers.iter().skip(number).step_by(visitors.len()).take(4).enumerate() {
            // The request is the first event; one who was resolved came back by another two.
            let seq = at as u64 + if number == 3 { 4 } else { 2 };
            assert_eq!(answer.json::<Posted>().seq, seq, "{visitor}");
        }
    }
}
