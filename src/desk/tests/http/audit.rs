//! The audit log: what is written down, by whom, and what never is.

use desk::{Records, Whose};
use protocol::{AuditBy, AuditKind, AuditPage, Role};
use serde_json::json;

use crate::boundary::{OWN, START, World, at_desk, get, patch, post, request};

async fn page(world: &World, cookie: &str, query: &str) -> AuditPage {
    world.check(get(format!("/api/v1/agent/audit{query}")).cookie(cookie), 200).await.json()
}

#[tokio::test]
async fn deeds_are_told_with_who_did_them() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    let (tom, tom_cookie) = world.colleague("Tom", Role::Lead).await;
    let (ada, ada_cookie) = world.colleague("Ada", Role::Agent).await;
    world.check(request("anna", "1"), 201).await;
    world.check(post(format!("{}/claim", at_desk("anna")), json!(null)).cookie(&ada_cookie), 204).await;
    world
        .check(post(format!("{}/claim", at_desk("anna")), json!({"from": ada})).cookie(&tom_cookie), 204)
        .await;
    let to_team = json!({"team": "cards"});
    world.check(post(format!("{}/transfer", at_desk("anna")), to_team).cookie(&mei), 204).await;
    world.check(patch(format!("/api/v1/agent/agents/{tom}"), json!({"capacity": 9})).cookie(&mei), 200).await;
    let entries = page(&world, &mei, "").await.entries;
    let told: Vec<(AuditKind, AuditBy, &str)> = entries
        .iter()
        .map(|entry| (entry.kind, entry.by, entry.name.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(
        told,
        [
            (AuditKind::AgentChanged, AuditBy::Agent, "Mei"),
            (AuditKind::Transferred, AuditBy::Agent, "Mei"),
            (AuditKind::TookOver, AuditBy::Agent, "Tom"),
            (AuditKind::SignedIn, AuditBy::Agent, "Ada"),
            (AuditKind::AgentAdded, AuditBy::CommandLine, ""),
            (AuditKind::SignedIn, AuditBy::Agent, "Tom"),
            (AuditKind::AgentAdded, AuditBy::CommandLine, ""),
            (AuditKind::SignedIn, AuditBy::Agent, "Mei"),
        ]
    );
    let changed = &entries[0].changes[0];
    assert_eq!(
        (changed.field.as_str(), changed.old.as_deref(), changed.new.as_deref()),
        ("capacity", Some("5"), Some("9"))
    );
    let taken = &entries[2];
    assert_eq!((taken.subject.as_deref(), taken.changes[0].old.as_deref()), (Some("1"), Some("Ada")));
    assert_eq!(entries[1].changes[1].new.as_deref(), Some("cards"));
    assert_eq!(page(&world, &mei, &format!("?agent={tom}")).await.entries.len(), 2);
}

#[tokio::test]
async fn a_failed_sign_in_tells_no_login_and_fills_no_disk() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    for number in 0..40 {
        // From another address each, as it would be.
        let ask = post("/api/v1/agent/session", json!({"login": format!("sayno-{number}"), "password": "x"}));
        world.send(ask.origin(OWN)).await;
    }
    let answer = world.check(get("/api/v1/agent/audit?kind=sign_in_failed").cookie(&mei), 200).await;
    assert!(!answer.text().contains("sayno"));
    let entries = answer.json::<AuditPage>().entries;
    assert!((1..=30).contains(&entries.len()), "{}", entries.len());
    assert!(entries.iter().all(|entry| entry.by == AuditBy::Nobody && entry.subject.is_none()));
}

#[tokio::test]
async fn the_log_comes_in_pages_and_goes_after_its_time() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    let (tom, _) = world.colleague("Tom", Role::Agent).await;
    for at in 0..120 {
        let capacity = json!({"capacity": 1 + at % 2});
        world.check(patch(format!("/api/v1/agent/agents/{tom}"), capacity).cookie(&mei), 200).await;
    }
    let first = page(&world, &mei, "?kind=agent_changed").await;
    assert!(first.more && first.entries.len() == 100);
    let last = first.entries.last().unwrap().id;
    let second = page(&world, &mei, &format!("?kind=agent_changed&before={last}")).await;
    assert!(!second.more && second.entries.len() == 20 && second.entries[0].id < last);
    world.pass_ms(366 * 24 * 3_600_000);
    world.desk.tidy().await.unwrap();
    let mei = world.owner("Mei").await;
    let left = page(&world, &mei, "").await.entries;
    assert!(left.iter().all(|entry| entry.at > START), "{left:?}");
}

#[tokio::test]
async fn the_table_holds_no_formula_and_its_export_is_written_down() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    world.desk.add_agent(crate::boundary::invite("=HYPERLINK(1)", Role::Agent)).await.unwrap_err();
    let mut account = crate::boundary::invite("=HYPERLINK(1)", Role::Agent);
    account.login = None;
    world.desk.add_agent(account).await.unwrap();
    let table = world.check(get("/api/v1/agent/audit/table").cookie(&mei), 200).await;
    assert!(table.header("content-disposition").starts_with("attachment"));
    assert!(table.text().contains("'=HYPERLINK(1)") && !table.text().contains(",=HYPERLINK"));
    assert!(table.text().contains("Exported"));
}

#[tokio::test]
async fn what_the_command_line_does_stands_there_too() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    world.check(request("anna", "1"), 201).await;
    let records = Records::open(world.settings.location()).await.unwrap();
    records.export(&Whose::All, |_| Ok::<(), desk::DeskError>(())).await.unwrap();
    records.erase(&[1], START).await.unwrap();
    records.close().await;
    let entries = page(&world, &mei, "").await.entries;
    let told: Vec<_> = entries.iter().take(2).map(|entry| (entry.kind, entry.by, entry.count)).collect();
    assert_eq!(
        told,
        [
            (AuditKind::Erased, AuditBy::CommandLine, Some(1)),
            (AuditKind::Exported, AuditBy::CommandLine, Some(1)),
        ]
    );
}
