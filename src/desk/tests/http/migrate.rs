//! A desk moved from its file to a server: nothing lost, nothing twice, numbers go on, and all or nothing.

use desk::{DeskError, Exported, Records, Server, Whose, migrate};
use serde_json::Value;

use crate::boundary::{
    World, at_desk, beacon, conversation, delete, digest, get, message, post, request, token, upload,
};
use crate::engine;

/// A desk in a file with something of everything, and a server's empty database; none where the tests stand on files.
async fn busy() -> Option<(World, Server)> {
    let world = World::with(|settings| {
        settings.server.iter().for_each(engine::drop_database);
        settings.server = None;
        settings.insights = true;
    })
    .await;
    let folder = world.settings.database.parent()?.parent()?;
    let server = Server { files: folder.join("moved"), ..engine::empty(folder).await? };
    let mei = world.owner("Mei").await;
    for name in ["anna", "bert", "carl"] {
        world.check(request(name, "1"), 201).await;
    }
    world.check(delete(conversation("carl")).token(&token("carl")), 204).await;
    world.check(post(format!("{}/claim", at_desk("anna")), Value::Null).cookie(&mei), 204).await;
    for at in 0..250 {
        let said = message(&format!("m{at}"), &format!("Grüße 退款 {at} \u{1f600}"));
        world
            .check(post(format!("{}/messages", conversation("anna")), said).token(&token("anna")), 201)
            .await;
    }
    let pdf = b"%PDF-1.7 moved".to_vec();
    world.check(upload(&conversation("anna"), "f1", "a.pdf", pdf).token(&token("anna")), 201).await;
    world.check(beacon(&digest("anna", 1, serde_json::json!({"asked": 1}))), 204).await;
    world.desk.live_on().await.unwrap();
    world.desk.close().await;
    Some((world, server))
}

async fn exported(location: desk::Location) -> Vec<Exported> {
    let records = Records::open(location).await.unwrap();
    let mut all = Vec::new();
    records
        .export::<DeskError>(&Whose::All, |one| {
            all.push(one);
            Ok(())
        })
        .await
        .unwrap();
    records.close().await;
    all
}

#[tokio::test]
async fn a_moved_desk_is_whole_and_goes_on() {
    let Some((world, server)) = busy().await else { return };
    let moved = migrate(&world.settings.database, &server).await.unwrap();
    assert_eq!((moved.files, moved.missing), (1, 0));
    let rows = |name: &str| moved.tables.iter().find(|table| table.table == name).map(|table| table.rows);
    assert_eq!(
        (rows("conversations"), rows("events"), rows("search_words")),
        (Some(2), Some(254), Some(253))
    );

    let before = exported(world.settings.location()).await;
    let second = World::with(|settings| {
        settings.server.iter().for_each(engine::drop_database);
        settings.server = Some(server.clone());
    })
    .await;
    assert_eq!(exported(second.settings.location()).await, before);
    second.check(request("dora", "1"), 201).await;
    let mei = second.owner("Mei").await;
    let dora: Value = second.check(get(at_desk("dora")).cookie(&mei), 200).await.json();
    assert_eq!(dora["summary"]["number"], 4, "the number of one who was erased is not given again");
    let find = post("/api/v1/agent/find", serde_json::json!({"words": "退款 249"})).cookie(&mei);
    let found: Value = second.check(find, 200).await.json();
    assert_eq!(found["hits"][0]["spot"]["seq"], 252);
    second.check(request("carl", "1"), 410).await;

    assert!(matches!(
        migrate(&world.settings.database, &server).await,
        Err(DeskError::Exists { .. } | DeskError::Database { .. })
    ));
}

#[tokio::test]
async fn what_cannot_come_over_whole_leaves_nothing_there() {
    let Some((world, server)) = busy().await else { return };
    let file = sqlx::sqlite::SqliteConnectOptions::new().filename(&world.settings.database);
    let mut file = sqlx::ConnectOptions::connect(&file).await.unwrap();
    sqlx::raw_sql("CREATE TABLE stray (a); INSERT INTO stray VALUES (1)").execute(&mut file).await.unwrap();
    sqlx::Connection::close(file).await.unwrap();
    let failed = migrate(&world.settings.database, &server).await;
    assert!(matches!(failed, Err(DeskError::Database { .. })), "{failed:?}");
    assert!(!server.files.exists());
    // It is as empty as before.
    let second = World::with(|settings| {
        settings.server.iter().for_each(engine::drop_database);
        settings.server = Some(server.clone());
    })
    .await;
    assert!(exported(second.settings.location()).await.is_empty());
}
