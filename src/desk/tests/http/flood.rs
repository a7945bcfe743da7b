//! However much one visitor sends, agents can still work and the desk holds only so much.

use protocol::{ConversationDetail, HandoffReply, Inbox, Progress};
use serde_json::{Value, json};

use crate::boundary::{
    Ask, INBOX, World, at_desk, conversation, get, handoff, id, message, post, request, token,
};
use crate::live::Socket;

/// Nearly as large as a body may be.
fn large(at: usize) -> Value {
    json!({"id": format!("m{at}"), "text": "👩".repeat(15_000), "at": 1, "entry": "delivery"})
}

fn say(body: Value) -> Ask {
    post(format!("{}/messages", conversation("anna")), body).token(&token("anna"))
}

/// Fills Anna's conversation with all the words that it takes; gives how many messages that were.
async fn fill(world: &World) -> usize {
    world.check(request("anna", "1"), 201).await;
    for at in 0..100 {
        if world.send(say(large(at))).await.status == 409 {
            return at;
        }
    }
    panic!("6 MB are too many");
}

#[tokio::test]
async fn a_conversation_holds_so_many_words_and_is_read_a_part_at_a_time() {
    let world = World::new().await;
    let (at, mei) = (world.listen().await, world.owner("Mei").await);
    let count = fill(&world).await;
    assert!((60..80).contains(&count), "{count}");
    assert!(world.check(say(message("one-more", "x")), 409).await.text().contains("too-long"));
    world.check(say(large(0)), 200).await;

    let (mut after, mut parts) = (0, 0);
    loop {
        let path = format!("{}?after={after}", conversation("anna"));
        let answer = world.check(get(path).token(&token("anna")), 200).await;
        assert!(answer.body.len() < 1024 * 1024, "{}", answer.body.len());
        let progress: Progress = answer.json();
        let Some(last) = progress.events.last() else { break };
        assert_eq!(progress.events[0].seq, after + 1);
        (after, parts) = (last.seq, parts + 1);
    }
    assert_eq!(after, count as u64 + 1);
    assert!(parts > 5, "{parts}");

    let mut anna = Socket::visitor(at, "anna", 0).await;
    while anna.progress().await.events.last().unwrap().seq < after {}
    let mut desk = Socket::agent(at, &mei).await;
    desk.say(json!({"open": {"conversation": id("anna")}})).await;
    desk.until(|frame| match frame {
        protocol::ConsoleFrame::News(news) if news.events.last()?.seq == after => Some(()),
        _ => None,
    })
    .await;
}

#[tokio::test]
async fn a_conversation_has_so_many_requests_and_repeats_are_none() {
    let world = World::new().await;
    for key in 0..50 {
        world.check(request("anna", &key.to_string()), 201).await;
    }
    assert!(world.check(request("anna", "50"), 409).await.text().contains("too-long"));
    world.check(request("anna", "7"), 200).await;
    world.check(request("bert", "1"), 201).await;
}

#[tokio::test]
async fn the_inbox_shows_a_mood_at_a_glance_and_the_request_has_it_whole() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    let reason = json!({"sign": "words".repeat(40), "span": "x".repeat(1_000), "weight": 0.5});
    let mut body = handoff("anna", "1");
    body["trigger"]["mood"] = json!({"anger": 0.7, "reasons": vec![reason; 50]});
    body["attributes"] = json!({"name": "n".repeat(1_000)});
    let answer = world.check(post("/api/v1/handoffs", body).token(&token("anna")), 201).await;
    assert!(matches!(answer.json(), HandoffReply::Accepted { .. }));
    let answer = world.check(get(INBOX).cookie(&mei), 200).await;
    assert!(answer.body.len() < 2_000, "{}", answer.text());
    let summary = answer.json::<Inbox>().conversations.remove(0);
    assert_eq!((summary.mood.anger, summary.mood.reasons.len()), (0.7, 5));
    let detail: ConversationDetail = world.check(get(at_desk("anna")).cookie(&mei), 200).await.json();
    assert_eq!(detail.request.trigger.mood.reasons[49].span.len(), 1_000);
}
