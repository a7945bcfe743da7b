//! A visitor takes it back, and nothing is left.

use std::path::Path;

use desk::{Mail, Secret, Webhook};
use protocol::{Inbox, Role};
use serde_json::json;
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

use crate::boundary::{
    IDENTITY_KEY, INBOX, World, at_desk, claims, conversation, delete, files_on_disk, get, handoff, id,
    message, png, post, request, sign, token, upload,
};
use crate::engine;
use crate::listener::Listener;
use crate::smtp::Smtp;

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
    if engine::is_server() {
        return;
    }
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
    // So that the index holds them too.
    world.desk.live_on().await.unwrap();
    assert_eq!(found(&folder), WORDS);
    world.check(delete(conversation("anna")).token(&token("bert")), 404).await;
    world.check(delete(conversation("anna")).token(&token("anna")), 204).await;
    assert_eq!(found(&folder), [""; 0]);
    let left = indexed(&world.settings.database).await;
    let is_hers = |term: &&Vec<u8>| [&b"xylo"[..], b"yy", b"zz"].iter().any(|word| term.starts_with(word));
    assert_eq!(left.iter().find(is_hers), None, "of some thousand words over many pages");

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

/// Tables that keep something after all conversations are gone: what is of the desk and its agents, and hashes.
const KEPT: [&str; 37] = [
    "agent_sites",
    "agent_teams",
    "agents",
    "asked_questions",
    "audit",
    "canned_replies",
    "codes",
    "console_settings",
    "desk",
    // Agents' own words, as replies that they keep.
    "drafts",
    "edition_bases",
    "editions",
    "endpoints",
    "entry_counts",
    "erased",
    "files_gone",
    "files_total",
    "handlings",
    // What tells of no visitor; what is still under way goes with its conversation.
    "helps",
    "hour_counts",
    "insight_names",
    "known_entries",
    "known_topics",
    "page_counts",
    "reason_counts",
    "room",
    // What the index is made of, with nothing in it.
    "search_config",
    "search_data",
    "search_idx",
    "sessions",
    "sign_in_codes",
    // Hashes of what was decided on, and an agent's word on it; when it was worked out.
    "suggestion_decisions",
    "suggestion_runs",
    "used_nonces",
    // For a day, and of nobody's conversation.
    "visit_matters",
    "visits",
    "waits",
];
/// Tables of which nothing is left.
const EMPTIED: [&str; 18] = [
    "answers",
    "contacts",
    "conversations",
    "deliveries",
    "events",
    "files",
    "handoffs",
    "mentions",
    "notes",
    "passed_on",
    "passed_over",
    "search",
    "search_docsize",
    "search_pending",
    "search_words",
    "suggestion_sources",
    "suggestions",
    "verdicts",
];

#[tokio::test]
async fn nothing_is_left_in_any_table() {
    if engine::is_server() {
        return;
    }
    let (listener, smtp) = (Listener::new().await, Smtp::new().await);
    let world = World::with(|settings| {
        settings.identity_keys = vec![Secret::new(IDENTITY_KEY)];
        settings.webhooks = vec![Webhook {
            url: listener.url.clone(),
            secrets: vec!["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned()],
            include_words: true,
            allow_private: true,
            ..Webhook::default()
        }];
        let from = "Shop <help@shop.example>".to_owned();
        settings.mail = Some(Mail { url: smtp.url.clone(), from, ..Mail::default() });
    })
    .await;
    world.desk.begin_alerts().await.unwrap();
    let mei = world.owner("Mei").await;
    let mut body = handoff("anna", "1");
    let mut vouched = claims("xylophone-subject", "xylophone-nonce");
    (vouched["name"], vouched["email"]) = ("xylophone-vouched".into(), "xylophone@mail.example".into());
    body["identity"] = sign(&vouched).into();
    body["team"] = "xylophone-team".into();
    world.check(post("/api/v1/handoffs", body).token(&token("anna")), 201).await;
    let contact =
        json!({"email": "xylophone@home.example", "phone": "+49 30 555 0199", "note": "xylophone-note"});
    let leave = post(format!("{}/contact", conversation("anna")), contact).token(&token("anna"));
    world.check(leave, 200).await;
    let code = json!({"code": smtp.letters()[0].code()});
    world
        .check(post(format!("{}/contact/confirm", conversation("anna")), code).token(&token("anna")), 200)
        .await;
    let file = upload(&conversation("anna"), "f1", "xylophone-file.png", png(1)).token(&token("anna"));
    world.check(file, 201).await;
    let reply =
        post(format!("{}/messages", at_desk("anna")), message("a1", "xylophone-answered")).cookie(&mei);
    world.check(reply, 201).await;
    let (tom, _) = world.colleague("Tom", Role::Agent).await;
    let note = json!({"id": "n1", "text": "xylophone-internal @Tom", "mentions": [tom]});
    world.check(post(format!("{}/notes", at_desk("anna")), note).cookie(&mei), 201).await;
    world.desk.deliver().await.unwrap();
    world.desk.live_on().await.unwrap();
    world.check(post(format!("{}/claim", at_desk("anna")), serde_json::Value::Null).cookie(&mei), 204).await;
    let solution = message("a2", "The xylophone-lids are made of maple, and fit every frame of that size.");
    world.check(post(format!("{}/messages", at_desk("anna")), solution).cookie(&mei), 201).await;
    world
        .check(post(format!("{}/resolve", at_desk("anna")), serde_json::Value::Null).cookie(&mei), 204)
        .await;
    world.check(get("/api/v1/agent/suggestions?site=default").cookie(&mei), 200).await;
    assert_ne!(count(&world.settings.database, "suggestion_sources").await, 0);
    let folder = world.settings.database.parent().unwrap().to_owned();
    assert!(stands(&folder, "xylophone-note"), "it was there");
    assert!(stands(&folder, "xylophone-internal"), "it was there");
    assert!(indexed(&world.settings.database).await.contains(&b"xylophone".to_vec()), "the index too");

    world.check(delete(conversation("anna")).token(&token("anna")), 204).await;
    for word in ["xylophone", "555 0199", &id("anna")] {
        assert!(!stands(&folder, word), "{word}");
    }
    assert!(files_on_disk(&world).is_empty());
    assert_eq!(indexed(&world.settings.database).await, Vec::<Vec<u8>>::new());
    let rows = rows(&world.settings.database).await;
    let tables: Vec<&str> = rows.iter().map(|(table, _)| table.as_str()).collect();
    for table in KEPT.into_iter().chain(EMPTIED) {
        assert!(tables.contains(&table), "{table} is no table any more: take it out of the lists");
    }
    for (table, count) in &rows {
        let is_emptied = EMPTIED.contains(&table.as_str());
        assert!(
            is_emptied || KEPT.contains(&table.as_str()),
            "put the table `{table}` into one of the lists"
        );
        assert!(!is_emptied || *count == 0, "{count} rows are left in {table}");
    }
}

/// What the index knows of words: its terms, and the beginnings of terms by which its pages are found.
async fn indexed(database: &Path) -> Vec<Vec<u8>> {
    let mut connection = SqliteConnectOptions::new().filename(database).connect().await.unwrap();
    sqlx::raw_sql("CREATE VIRTUAL TABLE temp.terms USING fts5vocab (main, search, instance)")
        .execute(&mut connection)
        .await
        .unwrap();
    let sql = "SELECT CAST(term AS BLOB) FROM terms UNION ALL SELECT CAST(term AS BLOB) FROM search_idx WHERE length(term) > 0";
    sqlx::query_scalar(sql).fetch_all(&mut connection).await.unwrap()
}

/// Whether words stand in any file of the database.
fn stands(folder: &Path, word: &str) -> bool {
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let texts = files.filter(|path| path.is_file()).map(|path| std::fs::read(path).unwrap());
    texts.into_iter().any(|text| text.windows(word.len()).any(|window| window == word.as_bytes()))
}

/// How many rows a table has.
async fn count(database: &Path, table: &str) -> i64 {
    rows(database).await.into_iter().find(|(name, _)| name == table).map_or(0, |(_, count)| count)
}

/// How many rows each table has.
async fn rows(database: &Path) -> Vec<(String, i64)> {
    let mut connection = SqliteConnectOptions::new().filename(database).connect().await.unwrap();
    let sql =
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let tables: Vec<String> = sqlx::query_scalar(sql).fetch_all(&mut connection).await.unwrap();
    let mut counted = Vec::new();
    for table in tables {
        let sql = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM \"{table}\""));
        counted.push((table, sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap()));
    }
    counted
}
