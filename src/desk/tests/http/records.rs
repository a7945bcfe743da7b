//! The owner's commands: a backup that is put back, an export, an erasure that leaves no word, and retention.

use std::path::PathBuf;

use desk::{DeskError, Exported, Records, Whose, backup, restore};
use protocol::Progress;

use crate::boundary::{
    IDENTITY_KEY, START, World, at_desk, claims, conversation, delete, files_on_disk, get, handoff, id,
    message, png, post, request, sign, token, upload,
};
use crate::engine;

const DAY_MS: i64 = 24 * 3_600_000;

/// Anna's conversation with ten messages and a file.
async fn busy() -> World {
    let world = World::new().await;
    world.check(request("anna", "1"), 201).await;
    for at in 0..10 {
        say(&world, &format!("m{at}"), 201).await;
    }
    world.check(upload(&conversation("anna"), "f1", "a.png", png(1)).token(&token("anna")), 201).await;
    world
}

async fn say(world: &World, id: &str, status: u16) {
    let path = format!("{}/messages", conversation("anna"));
    world.check(post(path, message(id, &format!("xylophone {id}"))).token(&token("anna")), status).await;
}

async fn progress(world: &World) -> Progress {
    world.check(get(conversation("anna")).token(&token("anna")), 200).await.json()
}

fn beside(world: &World, name: &str) -> PathBuf {
    world.settings.database.with_file_name(name)
}

#[tokio::test]
async fn a_backup_made_at_work_is_put_back_and_numbers_go_on() {
    if engine::is_server() {
        return;
    }
    let world = busy().await;
    let (copy, place) = (beside(&world, "copy"), beside(&world, "other/tandem.db"));
    let made = backup(&world.settings.database, &copy).await.unwrap();
    assert_eq!((made.files, made.missing), (1, 0));
    let before = progress(&world).await;
    say(&world, "later", 201).await;
    assert!(copy.join("tandem.db").is_file() && !copy.join("tandem.db-wal").exists());

    let restored = restore(&copy, &place, START).await.unwrap();
    assert_eq!((restored.files, restored.missing, restored.aside), (1, 0, None));
    let second = World::with(|settings| settings.database = place.clone()).await;
    let events = progress(&second).await.events;
    assert_eq!(events, before.events, "all that was acknowledged before the backup, and nothing else");
    say(&second, "m3", 200).await;
    say(&second, "after", 201).await;
    let numbers: Vec<u64> = progress(&second).await.events.iter().map(|event| event.seq).collect();
    assert_eq!(numbers, (1..=13).collect::<Vec<u64>>(), "gapless");
    let file = events.iter().find_map(|event| event.message.as_ref()?.attachment.clone()).unwrap();
    assert_eq!(second.check(get(format!("/api/v1/files/{}", file.id)), 200).await.body, png(1));
}

#[tokio::test]
async fn a_restore_waits_for_no_desk_and_keeps_what_was_there() {
    if engine::is_server() {
        return;
    }
    let world = busy().await;
    let (copy, database) = (beside(&world, "copy"), world.settings.database.clone());
    backup(&database, &copy).await.unwrap();
    let refused = restore(&copy, &database, START).await.unwrap_err();
    assert!(matches!(refused, DeskError::Running { .. }) && refused.to_string().contains("stop the desk"));
    say(&world, "only-before", 201).await;
    world.desk.close().await;
    let aside = restore(&copy, &database, START).await.unwrap().aside.unwrap();
    assert!(aside.to_string_lossy().ends_with("tandem.db.before-20270115-080000"), "{}", aside.display());
    // What was put aside is a whole desk, which can be put back in the same way.
    let again = restore(&aside, &database, START).await.unwrap();
    assert_eq!((again.files, again.missing), (1, 0));
    assert!(again.aside.unwrap().to_string_lossy().ends_with("tandem.db.before-20270115-080000-2"));
    let third = World::with(|settings| settings.database = database.clone()).await;
    say(&third, "only-before", 200).await;
}

#[tokio::test]
async fn what_is_no_backup_is_refused_and_changes_nothing() {
    if engine::is_server() {
        return;
    }
    let world = busy().await;
    let (copy, place) = (beside(&world, "copy"), beside(&world, "other/tandem.db"));
    backup(&world.settings.database, &copy).await.unwrap();
    assert!(matches!(backup(&world.settings.database, &copy).await, Err(DeskError::Exists { .. })));
    assert!(matches!(backup(&place, &beside(&world, "c")).await, Err(DeskError::Missing { .. })));
    assert!(matches!(restore(&beside(&world, "none"), &place, START).await, Err(DeskError::Missing { .. })));
    let database = copy.join("tandem.db");
    let whole = std::fs::read(&database).unwrap();
    let mut torn = whole.clone();
    torn[4_096 * 3..4_096 * 7].fill(0x5a);
    let mut newer = whole.clone();
    newer[60..64].copy_from_slice(&99_u32.to_be_bytes());
    for (bytes, told) in [
        (torn, "use another backup"),
        (newer, "newer Tandem (schema 99)"),
        (
            b"no database at all, but as long as a header of one is, which is a hundred bytes, and more"
                .repeat(9),
            "use another backup",
        ),
        (Vec::new(), "use another backup"),
        (whole[..whole.len() / 2].to_vec(), "use another backup"),
    ] {
        std::fs::write(&database, bytes).unwrap();
        let error = restore(&copy, &place, START).await.unwrap_err().to_string();
        assert!(error.contains(told), "{error}");
        assert!(!place.exists());
    }
    let left = std::fs::read_dir(place.parent().unwrap()).unwrap().count();
    assert_eq!(left, 1, "nothing is left but the lock");
}

#[tokio::test]
async fn a_restore_replaces_what_cannot_be_read_any_more() {
    if engine::is_server() {
        return;
    }
    let world = busy().await;
    let (copy, database) = (beside(&world, "copy"), world.settings.database.clone());
    backup(&database, &copy).await.unwrap();
    world.desk.close().await;
    std::fs::write(&database, "torn to pieces").unwrap();
    let aside = restore(&copy, &database, START).await.unwrap().aside.unwrap();
    assert_eq!(std::fs::read(aside).unwrap(), b"torn to pieces");
    let second = World::with(|settings| settings.database = database.clone()).await;
    say(&second, "m3", 200).await;
}

#[tokio::test]
async fn a_backup_without_one_of_its_files_is_put_back_without_it() {
    if engine::is_server() {
        return;
    }
    let world = busy().await;
    let (copy, place) = (beside(&world, "copy"), beside(&world, "other/tandem.db"));
    std::fs::write(&files_on_disk(&world)[0], "changed on the disk").unwrap();
    let made = backup(&world.settings.database, &copy).await.unwrap();
    assert_eq!((made.files, made.missing), (0, 1));
    let restored = restore(&copy, &place, START).await.unwrap();
    assert_eq!((restored.files, restored.missing), (0, 1));
}

async fn export(world: &World, which: Whose) -> Vec<Exported> {
    let records = Records::open(world.settings.location()).await.unwrap();
    let mut all = Vec::new();
    let take = |one| {
        all.push(one);
        Ok::<(), DeskError>(())
    };
    records.export(&which, take).await.unwrap();
    records.close().await;
    all
}

#[tokio::test]
async fn an_export_holds_all_of_those_who_are_meant() {
    let world = busy().await;
    let mut body = handoff("bert", "1");
    body["attributes"] = serde_json::json!({"email": "Bert@shop.example", "name": "Bert"});
    world.check(post("/api/v1/handoffs", body).token(&token("bert")), 201).await;
    for (which, ids) in [
        (Whose::All, vec![id("anna"), id("bert")]),
        (Whose::Conversation(id("anna")), vec![id("anna")]),
        (Whose::Conversation(id("nobody")), vec![]),
        (Whose::Visitor("bert@SHOP.example".to_owned()), vec![id("bert")]),
        (Whose::Visitor("bert".to_owned()), vec![id("bert")]),
        (Whose::Visitor("Visitor 1".to_owned()), vec![id("anna")]),
        (Whose::Visitor("2".to_owned()), vec![id("bert")]),
        (Whose::Visitor("%".to_owned()), vec![]),
        (Whose::Visitor(String::new()), vec![]),
    ] {
        let found = export(&world, which.clone()).await;
        let found: Vec<String> = found.into_iter().map(|one| one.conversation.id).collect();
        assert_eq!(found, ids, "{which:?}");
    }
    let anna = export(&world, Whose::Conversation(id("anna"))).await.remove(0);
    assert_eq!(anna.events, progress(&world).await.events);
    assert_eq!((anna.requests.len(), anna.requests[0].request.transcript.len()), (1, 2));
}

/// Whether a word stands in any file of the database or of its folder of files.
fn stands(world: &World, word: &str) -> bool {
    let folder = world.settings.database.parent().unwrap();
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.is_file()).chain(files_on_disk(world));
    files
        .map(|path| std::fs::read(path).unwrap())
        .any(|bytes| bytes.windows(word.len()).any(|window| window == word.as_bytes()))
}

#[tokio::test]
async fn an_erased_visitor_leaves_no_word_while_the_desk_runs() {
    let world = busy().await;
    world.check(request("bert", "1"), 201).await;
    let pdf = b"%PDF-1.7 xylophone in a document".to_vec();
    world.check(upload(&conversation("anna"), "f2", "a.pdf", pdf).token(&token("anna")), 201).await;
    assert!(stands(&world, "xylophone"));
    let records = Records::open(world.settings.location()).await.unwrap();
    let found = records.find("1").await.unwrap();
    assert_eq!((found.len(), found[0].messages, found[0].files), (1, 12, 2));
    records.erase(&[found[0].number], START).await.unwrap();
    assert!(!stands(&world, "xylophone") && !stands(&world, "anna"));
    assert!(files_on_disk(&world).is_empty());
    assert!(records.find("1").await.unwrap().is_empty());
    records.close().await;
    world.check(get(conversation("anna")).token(&token("anna")), 404).await;
    world.check(request("anna", "1"), 410).await;
    world.check(delete(conversation("anna")).token(&token("anna")), 204).await;
    world.check(get(conversation("bert")).token(&token("bert")), 200).await;
}

#[tokio::test]
async fn a_visitor_is_found_by_what_was_left_or_vouched_and_the_export_has_it() {
    let world = World::with(|settings| settings.identity_keys = vec![desk::Secret::new(IDENTITY_KEY)]).await;
    world.check(request("anna", "1"), 201).await;
    world.check(request("bert", "1"), 201).await;
    let contact = serde_json::json!({"email": "Anna@home.example", "phone": "+49 30 1234"});
    world.check(post(format!("{}/contact", conversation("anna")), contact).token(&token("anna")), 200).await;
    let mut vouched = claims("customer-7", "nonce");
    (vouched["name"], vouched["email"]) = ("Anna Lee".into(), "lee@work.example".into());
    let vouched = serde_json::json!({"identity": sign(&vouched)});
    world.check(post(format!("{}/identity", conversation("anna")), vouched).token(&token("anna")), 204).await;
    let records = Records::open(world.settings.location()).await.unwrap();
    for called in ["anna@home.example", "+49 30 1234", "customer-7", "lee@work.example", "anna lee"] {
        let found = records.find(called).await.unwrap();
        assert_eq!(found.iter().map(|one| one.number).collect::<Vec<_>>(), [1], "{called}");
    }
    records.close().await;
    let exported = export(&world, Whose::Visitor("customer-7".to_owned())).await.remove(0);
    assert_eq!(exported.contact.unwrap().email.as_deref(), Some("Anna@home.example"));
    assert_eq!(exported.identity.unwrap().email.as_deref(), Some("lee@work.example"));
}

#[tokio::test]
async fn what_ended_is_kept_for_its_days_and_what_is_open_for_ever() {
    let world = busy().await;
    let mei = world.owner("Mei").await;
    for at in 0..120 {
        let name = format!("many{at}");
        world.check(request(&name, "1"), 201).await;
        world
            .check(post(format!("{}/resolve", at_desk(&name)), serde_json::Value::Null).cookie(&mei), 204)
            .await;
    }
    world.check(request("bert", "1"), 201).await;
    world.check(post(format!("{}/return", at_desk("anna")), serde_json::Value::Null).cookie(&mei), 204).await;
    let left = async |name: &str, status| {
        world.desk.tidy().await.unwrap();
        world.check(get(conversation(name)).token(&token(name)), status).await;
    };
    world.pass_ms(30 * DAY_MS - 1);
    left("anna", 200).await;
    left("many0", 200).await;
    // What is touched is young again.
    world.check(request("many0", "2"), 201).await;
    let mei = world.owner("Mei").await;
    world
        .check(post(format!("{}/resolve", at_desk("many0")), serde_json::Value::Null).cookie(&mei), 204)
        .await;
    world.pass_ms(3_600_000);
    left("anna", 404).await;
    left("many119", 404).await;
    left("many0", 200).await;
    left("bert", 200).await;
    assert!(files_on_disk(&world).is_empty() && !stands(&world, "xylophone"));
    world.pass_ms(300 * DAY_MS);
    left("many0", 404).await;
    left("bert", 200).await;
}

#[tokio::test]
async fn for_ever_is_for_ever() {
    let world = World::with(|settings| settings.keep_days = 0).await;
    let mei = world.owner("Mei").await;
    world.check(request("anna", "1"), 201).await;
    world
        .check(post(format!("{}/resolve", at_desk("anna")), serde_json::Value::Null).cookie(&mei), 204)
        .await;
    world.pass_ms(9_000 * DAY_MS);
    world.desk.tidy().await.unwrap();
    world.check(get(conversation("anna")).token(&token("anna")), 200).await;
}
