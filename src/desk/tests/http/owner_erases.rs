//! An owner erases somebody in the console: first what would go, then for good.

use protocol::{AuditKind, AuditPage, ErasureFound, Role};
use serde_json::json;

use crate::boundary::{World, conversation, files_on_disk, get, handoff, png, post, request, token, upload};

const FOUND: &str = "/api/v1/agent/erasures/found";
const ERASE: &str = "/api/v1/agent/erasures";

#[tokio::test]
async fn what_would_go_is_shown_and_then_goes_with_its_files() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    let mut anna = handoff("anna", "1");
    anna["attributes"] = json!({"name": "Anna", "email": "anna@home.example"});
    world.check(post("/api/v1/handoffs", anna).token(&token("anna")), 201).await;
    world.check(request("bert", "1"), 201).await;
    world.check(upload(&conversation("anna"), "f1", "a.png", png(1)).token(&token("anna")), 201).await;
    let ask = |visitor: &str| post(FOUND, json!({"visitor": visitor})).cookie(&mei);
    let nobody: ErasureFound = world.check(ask("carl@home.example"), 200).await.json();
    assert!(nobody.conversations.is_empty());
    let found: ErasureFound = world.check(ask("ANNA@home.example"), 200).await.json();
    let one = &found.conversations[0];
    assert_eq!((found.conversations.len(), one.number, one.files), (1, 1, 1));
    assert_eq!(files_on_disk(&world).len(), 1);
    world.check(post(ERASE, json!({"numbers": [one.number]})).cookie(&mei), 204).await;
    assert!(files_on_disk(&world).is_empty());
    world.check(get(conversation("anna")).token(&token("anna")), 404).await;
    world.check(get(conversation("bert")).token(&token("bert")), 200).await;
    world.check(post(ERASE, json!({"numbers": [one.number]})).cookie(&mei), 404).await;
    let log = world.check(get("/api/v1/agent/audit?kind=erased").cookie(&mei), 200).await;
    assert!(!log.text().contains("home.example"));
    let entry = log.json::<AuditPage>().entries.remove(0);
    assert_eq!((entry.kind, entry.name.as_deref(), entry.count), (AuditKind::Erased, Some("Mei"), Some(1)));
}

#[tokio::test]
async fn an_owner_bound_to_another_site_finds_and_erases_nothing() {
    let world = World::with(|settings| {
        settings.sites = vec![desk::SiteSettings { id: "bank".to_owned(), ..Default::default() }];
    })
    .await;
    let (id, ute) = world.colleague("Ute", Role::Owner).await;
    world.desk.bind_agent(&id, &["bank"]).await.unwrap();
    world.check(request("anna", "1"), 201).await;
    let found: ErasureFound =
        world.check(post(FOUND, json!({"visitor": "1"})).cookie(&ute), 200).await.json();
    assert!(found.conversations.is_empty());
    world.check(post(ERASE, json!({"numbers": [1]})).cookie(&ute), 404).await;
    world.check(get(conversation("anna")).token(&token("anna")), 200).await;
}
