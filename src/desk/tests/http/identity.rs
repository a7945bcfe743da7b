//! Who a logged-in visitor is: vouched for by the site's server, and never a way to another's words.

use desk::Secret;
use protocol::{ConversationDetail, ConversationSummary, Problem};
use serde_json::{Value, json};

use crate::boundary::{
    Answer, IDENTITY_KEY, World, at_desk, claims, conversation, delete, get, handoff, post, request, sign,
    token,
};

async fn world() -> World {
    World::with(|settings| settings.identity_keys = vec![Secret::new(IDENTITY_KEY)]).await
}

/// Sends a handoff with a token of these claims, and gives what agents see of it.
async fn hand_over(world: &World, name: &str, key: &str, claims: &Value) -> ConversationSummary {
    let mut body = handoff(name, key);
    body["identity"] = sign(claims).into();
    body["attributes"] = json!({"name": "Somebody Else"});
    world.check(post("/api/v1/handoffs", body).token(&token(name)), 201).await;
    summary(world, name).await
}

async fn summary(world: &World, name: &str) -> ConversationSummary {
    let mei = world.owner("Mei").await;
    let detail: ConversationDetail = world.check(get(at_desk(name)).cookie(&mei), 200).await.json();
    assert_eq!(detail.request.identity, None, "the token is not kept");
    detail.summary
}

/// Sends an identity for a conversation that is under way.
async fn vouch(world: &World, name: &str, identity: &str, status: u16) -> Answer {
    let path = format!("{}/identity", conversation(name));
    world.check(post(path, json!({"identity": identity})).token(&token(name)), status).await
}

#[tokio::test]
async fn a_signed_visitor_is_marked_and_bears_the_name_that_was_signed() {
    let world = world().await;
    let mut known = claims("u-7", "n1");
    known["name"] = "Anna Ng".into();
    let anna = hand_over(&world, "anna", "1", &known).await;
    assert_eq!((anna.verified, anna.visitor.as_deref()), (true, Some("Anna Ng")));
    let mut bare = claims("u-8", "n2");
    let bert = hand_over(&world, "bert", "1", &bare).await;
    assert_eq!((bert.verified, bert.visitor.as_deref()), (true, Some("u-8")));
    (bare["email"], bare["jti"]) = ("cleo@shop.example".into(), "n3".into());
    let cleo = hand_over(&world, "cleo", "1", &bare).await;
    assert_eq!(cleo.visitor.as_deref(), Some("cleo@shop.example"));
}

#[tokio::test]
async fn a_wrong_identity_keeps_nobody_from_a_person() {
    let world = world().await;
    let mut late = claims("u-7", "n1");
    late["exp"] = 1.into();
    let anna = hand_over(&world, "anna", "1", &late).await;
    assert_eq!((anna.verified, anna.visitor.as_deref()), (false, Some("Somebody Else")));
    let mut body = handoff("bert", "1");
    body["identity"] = "x".repeat(900_000).into();
    world.check(post("/api/v1/handoffs", body).token(&token("bert")), 201).await;
    assert!(!summary(&world, "bert").await.verified);
}

#[tokio::test]
async fn a_later_try_may_carry_a_newer_identity() {
    let world = world().await;
    hand_over(&world, "anna", "1", &claims("u-7", "n1")).await;
    let mut body = handoff("anna", "1");
    body["attributes"] = json!({"name": "Somebody Else"});
    body["identity"] = sign(&claims("u-7", "n2")).into();
    world.check(post("/api/v1/handoffs", body).token(&token("anna")), 200).await;
}

#[tokio::test]
async fn an_anonymous_conversation_becomes_known_by_the_route() {
    let world = world().await;
    world.check(request("anna", "1"), 201).await;
    assert!(!summary(&world, "anna").await.verified);
    let identity = sign(&claims("u-7", "n1"));
    vouch(&world, "anna", &identity, 204).await;
    assert!(summary(&world, "anna").await.verified);
    // The answer may have been lost; the same again is the same.
    vouch(&world, "anna", &identity, 204).await;
    // Later requests without an identity change nothing of it.
    world.check(request("anna", "2"), 201).await;
    assert!(summary(&world, "anna").await.verified);
}

#[tokio::test]
async fn the_route_says_which_claim_is_wrong_and_echoes_nothing() {
    let world = world().await;
    world.check(request("anna", "1"), 201).await;
    for (claim, value) in [
        ("aud", json!("sayno")),
        ("sub", json!("")),
        ("iat", json!("sayno")),
        ("exp", json!(1)),
        ("jti", json!(7)),
    ] {
        let mut claims = claims("sayno-subject", "n1");
        claims[claim] = value;
        let answer = vouch(&world, "anna", &sign(&claims), 401).await;
        let problem: Problem = answer.json();
        assert_eq!(problem.kind, "/problems/identity");
        assert!(problem.detail.unwrap().contains(&format!("`{claim}`")), "{claim}: {}", answer.text());
        assert!(!answer.text().contains("sayno"), "{}", answer.text());
    }
    vouch(&world, "anna", "sayno", 401).await;
    world.pass_ms(361_000);
    vouch(&world, "anna", &sign(&claims("u-7", "n2")), 401).await;
    assert!(!summary(&world, "anna").await.verified);
}

#[tokio::test]
async fn a_token_is_good_for_one_conversation() {
    let mut world = world().await;
    world.check(request("anna", "1"), 201).await;
    let identity = sign(&claims("u-7", "n1"));
    vouch(&world, "anna", &identity, 204).await;
    world.check(request("eve", "1"), 201).await;
    assert!(vouch(&world, "eve", &identity, 401).await.text().contains("`jti`"));
    assert!(!hand_over(&world, "eva", "1", &claims("u-7", "n1")).await.verified);
    // Neither a restart nor the tidying nor the erasure of the first conversation makes it good again.
    world.desk.tidy().await.unwrap();
    world.restart().await;
    world.check(delete(conversation("anna")).token(&token("anna")), 204).await;
    vouch(&world, "eve", &identity, 401).await;
}

#[tokio::test]
async fn knowing_a_visitor_opens_no_other_conversation() {
    let world = world().await;
    hand_over(&world, "anna", "1", &claims("u-7", "n1")).await;
    world.check(request("eve", "1"), 201).await;
    vouch(&world, "eve", &sign(&claims("u-7", "n2")), 204).await;
    // The same subject, and still neither can be read, written or taken back with the other's token.
    for (name, other) in [("anna", "eve"), ("eve", "anna")] {
        world.check(get(conversation(name)).token(&token(other)), 404).await;
        let path = format!("{}/identity", conversation(name));
        let body = json!({"identity": sign(&claims("u-7", "n3"))});
        world.check(post(path, body).token(&token(other)), 404).await;
        world.check(delete(conversation(name)).token(&token(other)), 404).await;
        world.check(get(conversation(name)).token(&token(name)), 200).await;
    }
    // The token that was refused with a 404 is not used up.
    vouch(&world, "eve", &sign(&claims("u-7", "n3")), 204).await;
}

#[tokio::test]
async fn a_conversation_in_which_two_visitors_signed_in_is_nobodys() {
    let world = world().await;
    hand_over(&world, "anna", "1", &claims("u-7", "n1")).await;
    let answer = vouch(&world, "anna", &sign(&claims("u-8", "n2")), 401).await;
    assert!(answer.text().contains("`sub`"), "{}", answer.text());
    assert!(summary(&world, "anna").await.verified, "a refusal changes nothing");
    assert!(!hand_over(&world, "anna", "2", &claims("u-8", "n3")).await.verified);
    assert!(!hand_over(&world, "anna", "3", &claims("u-8", "n4")).await.verified);
    assert!(!hand_over(&world, "anna", "4", &claims("u-7", "n5")).await.verified);
}

#[tokio::test]
async fn without_a_key_nobody_is_known() {
    let world = World::new().await;
    assert!(!hand_over(&world, "anna", "1", &claims("u-7", "n1")).await.verified);
    assert!(vouch(&world, "anna", &sign(&claims("u-7", "n1")), 401).await.text().contains("no identity key"));
}
