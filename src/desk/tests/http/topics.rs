//! What unanswered questions are about: the same topics from day to day, of one's own sites, gone in time.

use desk::SiteSettings;
use protocol::{InsightTopic, InsightTopics, Role};
use serde_json::{Value, json};

use crate::boundary::{World, beacon, digest, get};

const DAY_MS: i64 = 24 * 3_600_000;
const LOCKERS: [&str; 5] = [
    "do you ship to a parcel locker",
    "can you ship to a parcel locker",
    "is it possible to ship to a parcel locker",
    "please ship it to a parcel locker",
    "ship to a parcel locker",
];
const INVOICES: [&str; 5] =
    ["发票抬头可以改吗", "发票抬头写错了可以改吗", "怎么改发票抬头", "我要改发票抬头", "改发票抬头"];

async fn world() -> World {
    World::with(|settings| (settings.insights, settings.time_zone) = (true, "UTC".to_owned())).await
}

async fn ask(world: &World, visit: &str, texts: &[&str], end: &str) {
    let question = |text: &&str| json!({"text": text, "end": end, "language": language_of(text)});
    let questions: Vec<Value> = texts.iter().map(question).collect();
    let told = json!({"asked": texts.len(), "questions": questions});
    world.check(beacon(&digest(visit, 1, told)), 204).await;
}

fn language_of(text: &str) -> &'static str {
    if text.is_ascii() { "en" } else { "zh" }
}

async fn seen(world: &World, cookie: &str, query: &str) -> InsightTopics {
    let path = format!("/api/v1/agent/insights/topics?site=default&{query}");
    world.check(get(path).cookie(cookie), 200).await.json()
}

/// The topic of which an example holds a word: its count and the one before; none where there is none.
fn of(topics: &InsightTopics, word: &str) -> Option<(u64, u64)> {
    topic(topics, word).map(|topic| (topic.count, topic.before))
}

fn topic<'a>(topics: &'a InsightTopics, word: &str) -> Option<&'a InsightTopic> {
    topics.topics.iter().find(|topic| topic.examples.iter().any(|text| text.contains(word)))
}

#[tokio::test]
async fn topics_are_counted_by_the_day_and_keep_their_ids() {
    let world = world().await;
    ask(&world, "one", &LOCKERS, "unanswered").await;
    world.pass_ms(7 * DAY_MS);
    let mei = world.owner("Mei").await;
    ask(&world, "two", &LOCKERS[..4], "unanswered").await;
    ask(&world, "three", &INVOICES, "rated_down").await;
    // What was answered well is no matter here.
    ask(&world, "four", &["thank you for the lamp", "thank you for the lamps"], "rated_up").await;
    let first = seen(&world, &mei, "days=7").await;
    assert_eq!((of(&first, "locker"), of(&first, "发票")), (Some((4, 5)), Some((5, 0))), "{first:?}");
    assert_eq!((first.questions, first.loners, first.topics.len()), (9, 0, 2));
    assert!(first.topics[0].name.contains("发票抬头"), "the larger one first, by its words: {first:?}");
    let lockers = topic(&first, "locker").unwrap();
    assert_eq!(lockers.trend, [0, 0, 0, 0, 0, 0, 4]);
    assert!(lockers.examples.iter().all(|text| LOCKERS[..4].contains(&text.as_str())), "{lockers:?}");
    let wide = seen(&world, &mei, "days=30").await;
    assert_eq!((of(&wide, "locker"), of(&wide, "发票")), (Some((9, 0)), Some((5, 0))), "{wide:?}");
    assert_eq!(wide.topics[0].id, lockers.id);
    assert_eq!(wide.topics[0].trend, [0, 0, 0, 0, 0, 0, 0, 5, 0, 4]);
    let zh = seen(&world, &mei, "days=7&language=zh-CN").await;
    assert_eq!((zh.questions, of(&zh, "locker")), (5, None));
    // A day later others have come in other words.
    world.pass_ms(DAY_MS);
    let more = ["would you ship to a parcel locker", "do you ship it to a parcel locker please"];
    ask(&world, "five", &more, "low_confidence").await;
    let later = seen(&world, &mei, "days=30").await;
    assert_eq!(of(&later, "locker"), Some((11, 0)), "{later:?}");
    assert_eq!(topic(&later, "locker").map(|it| &it.id), Some(&lockers.id));
}

#[tokio::test]
async fn an_answer_is_kept_until_other_questions_have_come_and_a_while_has_passed() {
    let world = world().await;
    let mei = world.owner("Mei").await;
    ask(&world, "one", &LOCKERS, "unanswered").await;
    assert_eq!(seen(&world, &mei, "days=7").await.topics.len(), 1);
    ask(&world, "two", &INVOICES, "unanswered").await;
    assert_eq!(seen(&world, &mei, "days=7").await.topics.len(), 1, "worked out a moment ago");
    world.pass_ms(120_000);
    assert_eq!(seen(&world, &mei, "days=7").await.topics.len(), 2);
    // With an end that is rarer than the others, too.
    let engraved =
        ["do you engrave a name", "can you engrave a name", "engrave a name", "please engrave a name"];
    ask(&world, "three", &engraved, "clarified").await;
    world.pass_ms(120_000);
    assert_eq!(seen(&world, &mei, "days=7").await.topics.len(), 3);
    world.pass_ms(8 * DAY_MS);
    let mei = world.owner("Mei").await;
    assert_eq!(seen(&world, &mei, "days=7").await, InsightTopics::default());
}

#[tokio::test]
async fn topics_are_those_of_a_site_that_one_sees() {
    let world = World::with(|settings| {
        settings.insights = true;
        settings.sites = vec![SiteSettings { id: "bank".to_owned(), ..SiteSettings::default() }];
    })
    .await;
    let mei = world.owner("Mei").await;
    ask(&world, "one", &LOCKERS, "unanswered").await;
    let at = |site: &str| get(format!("/api/v1/agent/insights/topics?days=7&site={site}"));
    let theirs: InsightTopics = world.check(at("bank").cookie(&mei), 200).await.json();
    assert_eq!(theirs, InsightTopics::default());
    let (id, ute) = world.colleague("Ute", Role::Lead).await;
    world.desk.bind_agent(&id, &["bank"]).await.unwrap();
    world.check(at("default").cookie(&ute), 404).await;
    world.check(at("nowhere").cookie(&mei), 404).await;
    world.check(at("bank&language=%3Cb%3E").cookie(&mei), 422).await;
    world.check(get("/api/v1/agent/insights/topics?days=7").cookie(&mei), 400).await;
    world.check(get("/api/v1/agent/insights/topics?days=8&site=bank").cookie(&mei), 422).await;
}

#[tokio::test]
async fn topics_go_with_the_counts_of_their_days() {
    let world = World::with(|settings| (settings.insights, settings.insights_days) = (true, 14)).await;
    let mei = world.owner("Mei").await;
    let odd = [
        "do you sell a xylophone",
        "can you sell me a xylophone",
        "sell a xylophone",
        "please sell me a xylophone",
    ];
    // What all have in common tells nothing: there must be others.
    ask(&world, "one", &[&odd[..], &INVOICES[..]].concat(), "unanswered").await;
    assert_eq!(of(&seen(&world, &mei, "days=30").await, "xylophone"), Some((4, 0)));
    world.pass_ms(16 * DAY_MS);
    world.desk.tidy().await.unwrap();
    let folder = world.settings.database.parent().unwrap();
    // At a server there is no file.
    let files = std::fs::read_dir(folder).into_iter().flatten().map(|file| file.unwrap().path());
    for file in files.filter(|path| path.is_file()) {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!bytes.windows(9).any(|window| window == b"xylophone"), "{}", file.display());
    }
}
