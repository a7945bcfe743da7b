//! A database of the very first schema, opened by today's desk: nothing of it is lost, and everybody goes on.

use std::path::Path;

use desk::{Desk, Records, Settings};
use protocol::{ConversationDetail, Inbox, Progress, Status};
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteRow};
use sqlx::{Column, ConnectOptions, Row, ValueRef};

use crate::boundary::{
    INBOX, START, World, at_desk, conversation, get, handoff, id, message, post, request, token,
};
use crate::engine;

const FIRST: &str = include_str!("../../store/migrations/0001_conversations.sql");
/// What the first desk kept things in.
const TABLES: [&str; 7] =
    ["agents", "sign_in_codes", "sessions", "conversations", "handoffs", "events", "waits"];

fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

/// Fills a database as the first desk did: Mei owns Anna's conversation, Ben waits, and Carl's was settled.
async fn fill(database: &mut SqliteConnection) {
    sqlx::raw_sql(FIRST).execute(&mut *database).await.unwrap();
    sqlx::raw_sql(
        "INSERT INTO agents (id, name, role, created_at) VALUES ('mei', 'Mei', 'owner', 1);
         INSERT INTO waits (claimed_at, wait_ms) VALUES (5, 30000), (6, 60000);",
    )
    .execute(&mut *database)
    .await
    .unwrap();
    sqlx::query("INSERT INTO sessions (hash, agent, expires_at) VALUES (?, 'mei', ?)")
        .bind(hash("an-old-session-of-that-desk"))
        .bind(START + 1_000_000_000)
        .execute(&mut *database)
        .await
        .unwrap();
    for (number, name, status, agent) in
        [(1, "anna", "assigned", Some("mei")), (2, "ben", "requested", None), (3, "carl", "resolved", None)]
    {
        sqlx::query(
            "INSERT INTO conversations (number, id, token_hash, status, agent, priority, requested_at, seq, visitor,
                preview, reason, mood, team, language, waiting_for_agent)
             VALUES (?, ?, ?, ?, ?, 0, ?, 3, ?, 'Where is it?', 'asked', ?, NULL, 'en', 1)",
        )
        .bind(number)
        .bind(id(name))
        .bind(hash(&token(name)))
        .bind(status)
        .bind(agent)
        .bind(START - 1_000)
        .bind(name)
        .bind(json!({"anger": 0.1, "anxiety": 0.2, "dejection": 0.0, "reasons": []}).to_string())
        .execute(&mut *database)
        .await
        .unwrap();
        sqlx::query(
            "INSERT INTO handoffs (conversation, key, body_hash, request, at) VALUES (?, ?, ?, ?, ?)",
        )
        .bind(number)
        .bind(format!("{name}-1"))
        .bind(hash("body"))
        .bind(handoff(name, "1").to_string())
        .bind(START - 1_000)
        .execute(&mut *database)
        .await
        .unwrap();
        sqlx::query(
            "INSERT INTO events (conversation, seq, at, message_id, author, name, text, written_at, status) VALUES
             (?1, 1, ?2, NULL, NULL, NULL, NULL, NULL, 'requested'),
             (?1, 2, ?2, 'm1', 'visitor', NULL, 'Hello? 你好', ?2, NULL),
             (?1, 3, ?2, 'a1', 'agent', 'Mei', 'Hello, **Mei** here.', ?2, NULL)",
        )
        .bind(number)
        .bind(START - 1_000)
        .execute(&mut *database)
        .await
        .unwrap();
    }
}

async fn open(path: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(path).create_if_missing(true).connect().await.unwrap()
}

/// Every row of a table, with these columns or, without any, all: names with values.
async fn rows(
    database: &mut SqliteConnection,
    table: &str,
    columns: &[String],
) -> Vec<Vec<(String, String)>> {
    let which = if columns.is_empty() { "*".to_owned() } else { columns.join(", ") };
    let sql = format!("SELECT {which} FROM {table} ORDER BY 1, 2");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(database).await.unwrap();
    rows.iter()
        .map(|row| {
            row.columns()
                .iter()
                .map(|column| (column.name().to_owned(), shown(row, column.ordinal())))
                .collect()
        })
        .collect()
}

fn shown(row: &SqliteRow, at: usize) -> String {
    if row.try_get_raw(at).unwrap().is_null() {
        return "null".to_owned();
    }
    row.try_get::<i64, _>(at)
        .map(|value| value.to_string())
        .or_else(|_| row.try_get::<String, _>(at))
        .or_else(|_| row.try_get::<Vec<u8>, _>(at).map(|bytes| format!("{bytes:?}")))
        .unwrap()
}

#[tokio::test]
async fn a_database_of_the_first_schema_loses_nothing() {
    if engine::is_server() {
        return;
    }
    let folder =
        std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("upgrade-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("tandem.db");
    let mut old = open(&path).await;
    fill(&mut old).await;
    let mut before = Vec::new();
    for table in TABLES {
        before.push(rows(&mut old, table, &[]).await);
    }
    sqlx::Connection::close(old).await.unwrap();

    let world = World::with(|settings| settings.database = path.clone()).await;
    world.desk.tidy().await.unwrap();
    let mut now = open(&path).await;
    for (table, before) in TABLES.iter().zip(&before) {
        let columns: Vec<String> =
            before.first().map_or(Vec::new(), |row| row.iter().map(|(name, _)| name.clone()).collect());
        if !columns.is_empty() {
            assert_eq!(&rows(&mut now, table, &columns).await, before, "{table}");
        }
    }
    sqlx::Connection::close(now).await.unwrap();

    // The agent who was signed in still is, and reads all of it.
    let owner = "tandem_agent=an-old-session-of-that-desk";
    let inbox: Inbox = world.check(get(INBOX).cookie(owner), 200).await.json();
    let mut names: Vec<_> = inbox.conversations.iter().filter_map(|one| one.visitor.clone()).collect();
    names.sort();
    assert_eq!(names, ["anna", "ben"]);
    for name in ["anna", "ben", "carl"] {
        let detail: ConversationDetail = world.check(get(at_desk(name)).cookie(owner), 200).await.json();
        assert_eq!(detail.request.question, format!("Where is the parcel of {name}?"));
        let progress: Progress = world.check(get(conversation(name)).token(&token(name)), 200).await.json();
        let said: Vec<_> =
            progress.events.iter().filter_map(|event| Some(event.message.as_ref()?.text.as_str())).collect();
        assert_eq!(said, ["Hello? 你好", "Hello, **Mei** here."]);
    }
    // Repeats are known, numbers go on, and what ended is taken up again.
    let say = |name: &str, id: &str, text: &str| {
        post(format!("{}/messages", conversation(name)), message(id, text)).token(&token(name))
    };
    world.check(say("anna", "m1", "Hello? 你好"), 200).await;
    let posted: protocol::Posted = world.check(say("anna", "m2", "And now?"), 201).await.json();
    assert_eq!(posted.seq, 4);
    world.check(say("carl", "m2", "Once more"), 201).await;
    let carl: Progress = world.check(get(conversation("carl")).token(&token("carl")), 200).await.json();
    assert_eq!(carl.status, Status::Requested);
    world.check(request("dora", "1"), 201).await;
    drop(world);
    let settings = Settings { database: path.clone(), ..Settings::default() };
    let records = Records::open(&settings.database).await.map(drop);
    assert!(records.is_ok(), "the commands read it too");
    assert!(Desk::open(&settings).await.is_ok(), "and it opens again");
    std::fs::remove_dir_all(&folder).unwrap();
}
