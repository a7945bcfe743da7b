//! Floods of new conversations end early; what is under way goes on.

use protocol::Problem;

use crate::boundary::{Ask, World, conversation, get, message, post, request, token};

/// A desk behind one proxy that takes two new conversations of an address and three of a site.
async fn world() -> World {
    World::with(|settings| {
        settings.trusted_proxies = 1;
        settings.new_conversations = 2;
        settings.site_conversations = 3;
    })
    .await
}

/// A request for a person as the proxy passes it on; what the visitor claims stands to its left.
fn from(address: &str, name: &str) -> Ask {
    request(name, "1").header("x-forwarded-for", format!("6.6.6.6, {address}"))
}

#[tokio::test]
async fn new_conversations_have_a_measure_by_address_and_by_site() {
    let world = world().await;
    world.check(from("192.0.2.1", "anna"), 201).await;
    world.check(from("192.0.2.1", "bert"), 201).await;
    let refusal = world.check(from("192.0.2.1", "cleo"), 429).await;
    assert_eq!(refusal.header("retry-after"), "601");
    assert_eq!(refusal.header("access-control-expose-headers"), "Retry-After");
    assert_eq!(refusal.json::<Problem>().kind, "/problems/too-many-conversations");
    world.check(from("192.0.2.2", "dora"), 201).await;
    world.check(from("192.0.2.3", "emil"), 429).await;
    world.pass_ms(600_000);
    world.check(from("192.0.2.1", "cleo"), 201).await;
}

#[tokio::test]
async fn what_is_under_way_goes_on() {
    let world = world().await;
    for name in ["anna", "bert"] {
        world.check(from("192.0.2.1", name), 201).await;
    }
    world.check(from("192.0.2.1", "anna"), 200).await;
    let again = request("anna", "2").header("x-forwarded-for", "192.0.2.1");
    world.check(again, 201).await;
    for at in 0..5 {
        let path = format!("{}/messages", conversation("bert"));
        let ask = post(path, message(&format!("m{at}"), "Hello")).token(&token("bert"));
        world.check(ask.header("x-forwarded-for", "192.0.2.1"), 201).await;
    }
    world.check(get(conversation("anna")).token(&token("anna")), 200).await;
}

#[tokio::test]
async fn messages_have_a_measure_by_conversation() {
    let world = World::with(|settings| settings.conversation_messages = 2).await;
    let say = |name: &str, id: &str| {
        let path = format!("{}/messages", conversation(name));
        post(path, message(id, "Hello")).token(&token(name))
    };
    for name in ["anna", "bert"] {
        world.check(request(name, "1"), 201).await;
    }
    for (name, id, status) in [
        ("anna", "m1", 201),
        ("anna", "m1", 200),
        ("nobody", "m1", 404),
        ("anna", "m2", 201),
        ("anna", "m3", 429),
        ("bert", "m1", 201),
    ] {
        world.check(say(name, id), status).await;
    }
    assert_eq!(world.check(say("anna", "m3"), 429).await.header("retry-after"), "601");
    world.pass_ms(600_000);
    world.check(say("anna", "m3"), 201).await;
}

#[tokio::test]
async fn what_was_not_kept_does_not_count() {
    let world = world().await;
    world.check(from("192.0.2.1", "anna"), 201).await;
    for key in ["1", "2", "3"] {
        // Another's conversation, and one key with two bodies.
        let ask = request("anna", key).header("x-forwarded-for", "192.0.2.1");
        world.check(ask, if key == "1" { 200 } else { 201 }).await;
    }
    world.check(from("192.0.2.1", "bert"), 201).await;
}
