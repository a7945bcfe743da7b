//! A visitor takes it back, and nothing is left.

use std::path::Path;

use protocol::Inbox;
use serde_json::json;

use crate::boundary::{
    INBOX, World, at_desk, conversation, delete, get, handoff, id, message, post, request, token,
};

const WORDS: [&str; 5] =
    ["xylophone-question", "xylophone-said", "xylophone-answered", "xylophone-name", "xylophone-page"];

/// Which of the words stand in any file of the database.
fn found(folder: &Path) -> Vec<&'static str> {
    let files = std::fs::read_dir(folder).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap());
    let bytes: Vec<u8> = files.flat_map(|file| file.into_iter().chain([0])).collect();
    let stands = |word: &str| bytes.windows(word.len()).any(|window| window == word.as_bytes());
    WORDS.into_iter().filter(|word| stands(word)).collect()
}

#[tokio::test]
async fn undo_leaves_nothing_in_the_file() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    let folder = world.settings.database.parent().unwrap().to_owned();
    for at in 0..30 {
        world.check(request(&format!("before{at}"), "1"), 201).await;
    }
    let mut body = handoff("anna", "1");
    let said: Vec<_> = (0..300)
        .map(|at| json!({"id": at.to_string(), "author": "visitor", "text": format!("xylophone-said {at} {}", "y".repeat(at)), "at": 1}))
        .collect();
    body["question"] = "xylophone-question".into();
    body["transcript"] = said.into();
    body["attributes"] = json!({"name": "xylophone-name"});
    body["page"] = json!({"url": "https://shop.example/xylophone-page", "title": "Cart"});
    let ask = post("/api/v1/handoffs", body.clone()).token(&token("anna"));
    world.check(ask.clone(), 201).await;
    for at in 0..50 {
        let text = format!("xylophone-answered {at} {}", "z".repeat(at * 40));
        let path = format!("{}/messages", at_desk("anna"));
        world.check(post(path, message(&format!("a{at}"), &text)).cookie(&mei), 201).await;
        world.check(request(&format!("between{at}"), "1"), 201).await;
    }
    assert_eq!(found(&folder), WORDS);
    world.check(delete(conversation("anna")).token(&token("bert")), 404).await;
    world.check(delete(conversation("anna")).token(&token("anna")), 204).await;
    assert_eq!(found(&folder), [""; 0]);

    world.check(delete(conversation("anna")).token(&token("anna")), 204).await;
    world.check(delete(conversation("anna")).token(&token("bert")), 404).await;
    world.check(get(conversation("anna")).token(&token("anna")), 404).await;
    world.check(get(at_desk("anna")).cookie(&mei), 404).await;
    let inbox: Inbox = world.check(get(INBOX).cookie(&mei), 200).await.json();
    assert!(inbox.conversations.iter().all(|one| one.id != id("anna")));

    world.check(ask, 410).await;
    assert_eq!(found(&folder), [""; 0], "a late repeat brings nothing back");
    world.check(request("anna", "2"), 201).await;
}

#[tokio::test]
async fn undo_tells_the_inbox() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    world.check(request("anna", "1"), 201).await;
    let inbox: Inbox = world.check(get(INBOX).cookie(&mei), 200).await.json();
    let again = get(format!("{INBOX}?after={}", inbox.revision)).cookie(&mei);
    world.check(again.clone(), 304).await;
    world.check(delete(conversation("anna")).token(&token("anna")), 204).await;
    let inbox: Inbox = world.check(again, 200).await.json();
    assert!(inbox.conversations.is_empty());
}
