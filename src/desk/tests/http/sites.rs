//! One desk, several sites: whose page, whose line, whose agents.

use desk::{DeskError, SiteSettings};
use protocol::{ConversationDetail, HandoffReply, Inbox, Progress};

use crate::boundary::{
    Ask, INBOX, OWN, SHOP, World, at_desk, conversation, delete, get, handoff, message, post, request, token,
};

/// The second site's page.
const BANK: &str = "https://bank.example";

async fn world() -> World {
    World::with(|settings| {
        settings.origins = vec![SHOP.to_owned()];
        settings.sites = vec![SiteSettings {
            id: "bank".to_owned(),
            origins: vec![BANK.to_owned()],
            hours: Some("Wed 09:00-17:00, 2027-01-15 00:00-12:00".to_owned()),
            ..SiteSettings::default()
        }];
    })
    .await
}

/// A request for a person from the bank's page.
fn at_bank(name: &str) -> Ask {
    post("/api/v1/handoffs", handoff(name, "1")).token(&token(name)).origin(BANK)
}

#[tokio::test]
async fn a_conversation_belongs_to_the_site_where_it_began() {
    let world = world().await;
    let mei = world.owner("Mei").await;
    world.check(request("anna", "1"), 201).await;
    world.check(at_bank("bert"), 201).await;
    for (name, site) in [("anna", "default"), ("bert", "bank")] {
        let detail: ConversationDetail = world.check(get(at_desk(name)).cookie(&mei), 200).await.json();
        assert_eq!(detail.summary.site, site);
    }
    let asks = |name: &str| {
        [
            (get(conversation(name)), 200),
            (post(format!("{}/messages", conversation(name)), message("m1", "Hello")), 201),
            (post("/api/v1/handoffs", handoff(name, "1")), 200),
            (delete(conversation(name)), 204),
        ]
    };
    for (name, home, foreign) in [("anna", SHOP, BANK), ("bert", BANK, SHOP)] {
        for (ask, _) in asks(name) {
            world.check(ask.token(&token(name)).origin(foreign), 404).await;
        }
        for (ask, status) in asks(name) {
            world.check(ask.token(&token(name)).origin(home), status).await;
        }
    }
}

#[tokio::test]
async fn a_page_of_no_site_may_not_ask_and_our_own_is_the_default_sites() {
    let world = world().await;
    let foreign = post("/api/v1/handoffs", handoff("anna", "1")).token(&token("anna"));
    world.check(foreign.origin("https://evil.example"), 403).await;
    world.check(post("/api/v1/handoffs", handoff("anna", "1")).token(&token("anna")).origin(OWN), 201).await;
    // A browser leaves the origin out where it asks its own server.
    world.check(get(conversation("anna")).token(&token("anna")), 200).await;
    world.check(get(conversation("anna")).token(&token("anna")).origin(BANK), 404).await;
}

#[tokio::test]
async fn each_site_has_a_line_and_hours_of_its_own() {
    let world = world().await;
    let mei = world.owner("Mei").await;
    for name in ["early0", "early1", "early2"] {
        world.check(request(name, "1"), 201).await;
        world.pass_ms(10_000);
        world.check(post(format!("{}/claim", at_desk(name)), "".into()).cookie(&mei), 204).await;
    }
    let reply: HandoffReply = world.check(request("anna", "1"), 201).await.json();
    assert!(
        matches!(&reply, HandoffReply::Accepted { position: 1, expected_wait_s: Some(10), seq: 1, .. }),
        "{reply:?}"
    );
    let reply: HandoffReply = world.check(at_bank("bert"), 201).await.json();
    assert!(
        matches!(&reply, HandoffReply::Accepted { position: 1, expected_wait_s: None, seq: 1, .. }),
        "{reply:?}"
    );
    world.check(request("cleo", "1"), 201).await;
    let progress = async |name: &str, origin: &str| -> Progress {
        world.check(get(conversation(name)).token(&token(name)).origin(origin), 200).await.json()
    };
    assert_eq!(progress("bert", BANK).await.position, Some(1));
    assert_eq!(progress("cleo", SHOP).await.position, Some(2));
    world.pass_ms(12 * 3_600_000);
    assert!(progress("bert", BANK).await.opens_at.is_some());
    assert_eq!(progress("cleo", SHOP).await.opens_at, None);
}

#[tokio::test]
async fn an_agent_sees_only_the_sites_that_the_account_is_bound_to() {
    let world = world().await;
    let (mei, tom) = (world.owner("Mei").await, world.bound_agent("Tom", &["bank"]).await);
    world.check(request("anna", "1"), 201).await;
    world.check(at_bank("bert"), 201).await;
    let listed = async |cookie: &str| -> Vec<String> {
        let inbox: Inbox = world.check(get(INBOX).cookie(cookie), 200).await.json();
        inbox.conversations.into_iter().map(|one| one.site).collect()
    };
    assert_eq!(listed(&mei).await, ["default", "bank"]);
    assert_eq!(listed(&tom).await, ["bank"]);
    let claim = |name: &str| post(format!("{}/claim", at_desk(name)), "".into()).cookie(&tom);
    let foreign = world.check(claim("anna"), 404).await;
    let unknown = world.check(claim("nobody"), 404).await;
    assert_eq!((foreign.body, foreign.headers), (unknown.body, unknown.headers));
    world.check(claim("bert"), 204).await;
}

#[tokio::test]
async fn a_new_binding_is_seen_at_once() {
    let world = world().await;
    let tom = world.bound_agent("Tom", &["bank"]).await;
    world.check(request("anna", "1"), 201).await;
    let inbox: Inbox = world.check(get(INBOX).cookie(&tom), 200).await.json();
    assert_eq!(inbox.conversations.len(), 0);
    let session: protocol::AgentSession =
        world.check(get("/api/v1/agent/session").cookie(&tom), 200).await.json();
    world.desk.bind_agent(&session.agent, &[]).await.unwrap();
    let after = format!("{INBOX}?after={}", inbox.revision);
    let inbox: Inbox = world.check(get(after).cookie(&tom), 200).await.json();
    assert_eq!(inbox.conversations.len(), 1);
    let error = world.desk.bind_agent(&session.agent, &["bamk"]).await.unwrap_err();
    assert!(matches!(&error, DeskError::NoSuchSite { .. }) && error.to_string().contains("bank"), "{error}");
}
