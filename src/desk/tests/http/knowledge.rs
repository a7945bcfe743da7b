//! The knowledge base that the desk hands out to a site's pages.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use desk::{Desk, Settings, SiteSettings, Wording};
use serde_json::{Value, json};

use crate::boundary::{Ask, SHOP, World, get, put, site_rules};

const KNOWLEDGE: &str = "/api/v1/knowledge";
const BANK: &str = "https://bank.example";

/// A new file with a base of one entry.
pub fn file(text: &str) -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let ending = if text.starts_with('{') { "json" } else { "csv" };
    let name = format!("base-{}-{}.{ending}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn base(answer: &str) -> String {
    let entries = json!([{"id": "a", "question": "A?", "answer": answer}]);
    json!({"version": 1, "language": "en", "words": {"en": {"more": "More"}}, "entries": entries}).to_string()
}

fn wording(texts: &[(&str, &str, &str)]) -> Wording {
    let mut wording = Wording::new();
    for (language, key, text) in texts {
        wording.entry((*language).to_owned()).or_default().insert((*key).to_owned(), (*text).to_owned());
    }
    wording
}

fn asked_by(origin: &str) -> Ask {
    get(KNOWLEDGE).origin(origin)
}

#[tokio::test]
async fn each_site_gets_its_own_with_the_owners_words() {
    let (shop, bank) = (file(&base("shop")), file("question,answer\nB?,bank\n"));
    let world = World::with(|settings| {
        settings.origins = vec![SHOP.to_owned()];
        settings.knowledge = Some(shop);
        settings.wording =
            wording(&[("en", "greeting", "Ahoy"), ("zh", "greeting", "您好"), ("en", "more", "And?")]);
        let bank = SiteSettings { knowledge: Some(bank), ..site("bank", BANK) };
        settings.sites = vec![bank, site("none", "https://none.example")];
    })
    .await;
    let told: Value = world.check(asked_by(SHOP), 200).await.json();
    assert_eq!(
        told["words"],
        json!({"en": {"greeting": "Ahoy", "more": "And?"}, "zh": {"greeting": "您好"}})
    );
    assert_eq!(told["entries"][0]["answer"], "shop");
    let answer = world.check(asked_by(BANK), 200).await;
    assert_eq!(answer.json::<Value>()["entries"][0]["answer"], "bank");
    assert_eq!(answer.header("access-control-allow-origin"), BANK);
    world.check(asked_by("https://none.example"), 404).await;
    world.check(asked_by("https://stranger.example"), 403).await;
}

fn site(id: &str, origin: &str) -> SiteSettings {
    SiteSettings { id: id.to_owned(), origins: vec![origin.to_owned()], ..SiteSettings::default() }
}

#[tokio::test]
async fn a_new_file_reaches_the_next_visitor_and_a_broken_one_takes_nothing_away() {
    let path = file(&base("old"));
    let world = World::with(|settings| settings.knowledge = Some(path.clone())).await;
    let first = world.check(asked_by(SHOP), 200).await;
    let known = |tag: &str| asked_by(SHOP).header("if-none-match", tag);
    world.check(known(first.header("etag")), 304).await;
    let packed = world.check(asked_by(SHOP).header("accept-encoding", "gzip"), 200).await;
    assert_eq!((packed.header("content-encoding"), packed.header("etag")), ("gzip", first.header("etag")));
    std::fs::write(&path, base("much newer")).unwrap();
    let second = world.check(known(first.header("etag")), 200).await;
    assert_eq!(second.json::<Value>()["entries"][0]["answer"], "much newer");
    for broken in ["{\"version\": 1,", ""] {
        std::fs::write(&path, broken).unwrap();
        world.check(known(second.header("etag")), 304).await;
    }
    std::fs::remove_file(&path).unwrap();
    world.check(known(second.header("etag")), 304).await;
}

#[tokio::test]
async fn what_cannot_be_handed_out_stops_the_desk_with_its_place() {
    let long = "x".repeat(10_000);
    for (text, words, told) in [
        (Some("{\"version\": 1}"), wording(&[]), ".json:1: error: `entries` is missing"),
        (Some(base("a").as_str()), wording(&[("en", "greeting", &long)]), "wording:"),
        (Some(base("a").as_str()), wording(&[("zh", "greetings", "您好")]), "has a text for `greetings`"),
    ] {
        let settings = Settings { knowledge: text.map(file), wording: words, ..Settings::default() };
        let error = Desk::open(&settings).await.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error.contains(told), "{error}");
    }
    let gone = Settings { knowledge: Some("gone.json".into()), ..Settings::default() };
    let error = Desk::open(&gone).await.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(error.contains("gone.json"), "{error}");
}

#[tokio::test]
async fn words_set_in_the_console_go_out_at_once_and_a_broken_file_takes_nothing_away() {
    let path = file(&base("shop"));
    let world = World::with(|settings| settings.knowledge = Some(path.clone())).await;
    let mei = world.owner("Mei").await;
    let mut rules = site_rules();
    rules["wording"] = json!({"en": {"greeting": "Ahoy", "more": " "}});
    let site = |version: i64, rules: &Value| {
        put("/api/v1/agent/setup/sites/default", json!({"version": version, "rules": rules})).cookie(&mei)
    };
    world.check(site(0, &rules), 200).await;
    let told: Value = world.check(asked_by(SHOP), 200).await.json();
    assert_eq!(told["words"], json!({"en": {"greeting": "Ahoy", "more": "More"}}));
    std::fs::write(&path, "{").unwrap();
    rules["name"] = "Shop".into();
    world.check(site(1, &rules), 200).await;
    let told: Value = world.check(asked_by(SHOP), 200).await.json();
    assert_eq!(told["words"]["en"]["greeting"], "Ahoy");
}

#[tokio::test]
async fn dials_set_in_the_console_go_out_over_those_of_the_file() {
    let own = base("shop").replacen(
        "\"entries\"",
        "\"triage\": {\"precision\": 0.8, \"clarify\": 2}, \"entries\"",
        1,
    );
    let world = World::with(|settings| settings.knowledge = Some(file(&own))).await;
    let mei = world.owner("Mei").await;
    let told = async || world.check(asked_by(SHOP), 200).await.json::<Value>()["triage"].clone();
    assert_eq!(told().await, json!({"precision": 0.8, "clarify": 2}));
    let mut rules = site_rules();
    rules["triage"] = json!({"precision": 0.95, "always": [" my lawyer ", ""]});
    let site = |version: i64, rules: &Value| {
        put("/api/v1/agent/setup/sites/default", json!({"version": version, "rules": rules})).cookie(&mei)
    };
    world.check(site(0, &rules), 200).await;
    assert_eq!(told().await, json!({"precision": 0.95, "clarify": 2, "always": ["my lawyer"]}));
    rules["triage"] = json!({});
    world.check(site(1, &rules), 200).await;
    assert_eq!(told().await, json!({"precision": 0.8, "clarify": 2}), "what was set is taken back");
}
