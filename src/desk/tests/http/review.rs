//! What agents keep and judge: canned replies, verdicts, the review list, and what suggestions are made of.

use desk::SiteSettings;
use protocol::{CannedReplies, ConversationDetail, Judgement, Material, Review, Role};
use serde_json::{Value, json};

use crate::boundary::{
    START, World, at_desk, delete, get, handoff, message, post, put, request, token, watch,
};
use crate::knowledge::file;

const REPLIES: &str = "/api/v1/agent/replies";
const REVIEW: &str = "/api/v1/agent/review";

fn reply(name: &str, shared: bool) -> Value {
    json!({"name": name, "text": format!("The words of {name}."), "shared": shared})
}

async fn names(world: &World, cookie: &str) -> Vec<String> {
    let replies: CannedReplies = world.check(get(REPLIES).cookie(cookie), 200).await.json();
    replies.replies.into_iter().map(|reply| reply.name).collect()
}

#[tokio::test]
async fn an_agents_replies_are_their_own_and_everybodys_are_for_leads_to_write() {
    let world = World::new().await;
    let (_, lead) = world.colleague("Lea", Role::Lead).await;
    let (_, tom) = world.colleague("Tom", Role::Agent).await;
    let at = |id: &str| format!("{REPLIES}/{id}");
    world.check(put(at("t1"), reply("tomsown", false)).cookie(&tom), 204).await;
    world.check(put(at("s1"), reply("refund", true)).cookie(&lead), 204).await;
    world.check(put(at("s2"), reply("mine", true)).cookie(&tom), 403).await;
    assert_eq!(names(&world, &tom).await, ["refund", "tomsown"]);
    assert_eq!(names(&world, &lead).await, ["refund"]);
    for (ask, status) in [
        (put(at("t1"), reply("stolen", false)).cookie(&lead), 404),
        (delete(at("t1")).cookie(&lead), 404),
        (put(at("s1"), reply("changed", false)).cookie(&tom), 403),
        (delete(at("s1")).cookie(&tom), 403),
        (put(at("t1"), reply("two words", false)).cookie(&tom), 422),
        (put(at("t1"), reply("renamed", false)).cookie(&tom), 204),
        (delete(at("s1")).cookie(&lead), 204),
        (delete(at("s1")).cookie(&lead), 404),
    ] {
        world.check(ask, status).await;
    }
    assert_eq!(names(&world, &tom).await, ["renamed"]);
}

fn verdict(subject: &str, judgement: Value) -> Value {
    json!({"subject": subject, "judgement": judgement, "entry": "returns", "text": " "})
}

#[tokio::test]
async fn a_verdict_stands_until_another_or_until_it_is_taken_back() {
    let world = World::new().await;
    let (mei, tom) = (world.owner("Mei").await, world.agent("Tom").await);
    world.check(request("anna", "1"), 201).await;
    let path = format!("{}/verdict", at_desk("anna"));
    let judge = |cookie: &str, body: Value| put(path.clone(), body).cookie(cookie);
    for (ask, status) in [
        (judge(&mei, verdict("t2", json!("right"))), 204),
        (judge(&tom, verdict("t2", json!("wrong"))), 204),
        (judge(&tom, json!({"judgement": "too_late"})), 204),
        (judge(&tom, verdict("t1", json!("wrong"))), 404),
        (judge(&tom, verdict("gone", json!("wrong"))), 404),
        (judge(&tom, verdict("t2", json!("too_late"))), 422),
        (put(format!("{}/verdict", at_desk("bert")), verdict("", json!("needless"))).cookie(&tom), 404),
    ] {
        world.check(ask, status).await;
    }
    let detail: ConversationDetail = world.check(get(at_desk("anna")).cookie(&mei), 200).await.json();
    let told: Vec<_> =
        detail.verdicts.iter().map(|it| (it.subject.as_str(), it.judgement, it.agent.as_str())).collect();
    assert_eq!(told, [("", Judgement::TooLate, "Tom"), ("t2", Judgement::Wrong, "Tom")]);
    assert_eq!((detail.verdicts[1].entry.as_deref(), &detail.verdicts[1].text), (Some("returns"), &None));
    world.check(judge(&mei, verdict("t2", Value::Null)), 204).await;
    let detail: ConversationDetail = world.check(get(at_desk("anna")).cookie(&mei), 200).await.json();
    assert_eq!(detail.verdicts.len(), 1);
}

/// A handoff in which the assistant had answered so surely.
fn answered(name: &str, confidence: f64, rating: Value) -> Value {
    let mut body = handoff(name, "1");
    (body["transcript"][1]["confidence"], body["transcript"][1]["rating"]) = (json!(confidence), rating);
    body
}

/// The conversation and the question of each answer on the list.
async fn doubtful(world: &World, cookie: &str) -> Vec<(String, String)> {
    let review: Review = world.check(get(REVIEW).cookie(cookie), 200).await.json();
    review.answers.into_iter().map(|it| (it.conversation, it.question)).collect()
}

#[tokio::test]
async fn the_most_doubtful_answers_come_first_until_somebody_has_looked() {
    let world = World::with(|settings| {
        settings.sites = vec![SiteSettings { id: "shop".to_owned(), ..SiteSettings::default() }];
    })
    .await;
    let mei = world.owner("Mei").await;
    for (name, confidence, rating) in [
        ("anna", 0.6, Value::Null),
        ("bert", 0.4, json!(1)),
        ("cleo", 0.99, Value::Null),
        ("dora", 0.98, json!(-1)),
    ] {
        let body = answered(name, confidence, rating);
        world.check(post("/api/v1/handoffs", body).token(&token(name)), 201).await;
    }
    let listed: Vec<String> =
        doubtful(&world, &mei).await.into_iter().map(|(conversation, _)| conversation).collect();
    assert_eq!(listed, ["dora", "bert", "anna"].map(crate::boundary::id));
    assert_eq!(doubtful(&world, &mei).await[0].1, "Where is it?");
    let path = format!("{}/verdict", at_desk("dora"));
    world.check(put(path, verdict("t2", json!("right"))).cookie(&mei), 204).await;
    assert_eq!(doubtful(&world, &mei).await.len(), 2);
    let bound = world.bound_agent("Tom", &["shop"]).await;
    assert!(doubtful(&world, &bound).await.is_empty());
    world.pass_ms(31 * 86_400_000);
    let mei = world.owner("Mei").await;
    assert!(doubtful(&world, &mei).await.is_empty());
}

/// A base with an entry that is answered so, and another.
fn base(answer: &str) -> String {
    let entry = |id: &str, answer: &str| json!({"id": id, "question": format!("{id}?"), "answer": answer});
    json!({"version": 1, "language": "en", "entries": [entry("delivery", answer), entry("other", "same")]})
        .to_string()
}

#[tokio::test]
async fn answers_from_entries_that_the_latest_edition_changed_are_looked_over() {
    let path = file(&base("In two days."));
    let mut world = World::with(|settings| settings.knowledge = Some(path.clone())).await;
    let mei = world.owner("Mei").await;
    let asks = async |world: &World, name: &str, entry: &str, at: i64| {
        let mut body = answered(name, 0.99, Value::Null);
        body["transcript"][1]["entry"] = json!(entry);
        body["transcript"][1]["at"] = json!(at);
        world.check(post("/api/v1/handoffs", body).token(&token(name)), 201).await;
    };
    asks(&world, "anna", "delivery", START).await;
    assert!(doubtful(&world, &mei).await.is_empty(), "the first edition changes nothing");
    world.pass_ms(1_000);
    std::fs::write(&path, base("In three working days.")).unwrap();
    assert!(doubtful(&world, &mei).await.is_empty(), "what was said before stands");
    asks(&world, "bert", "delivery", START + 1_000).await;
    asks(&world, "cleo", "other", START + 1_000).await;
    let review: Review = world.check(get(REVIEW).cookie(&mei), 200).await.json();
    let told: Vec<_> = review.answers.iter().map(|it| (it.conversation.clone(), it.changed)).collect();
    assert_eq!(told, [(crate::boundary::id("bert"), true)]);
    world.restart().await;
    assert_eq!(doubtful(&world, &mei).await.len(), 1, "a restart forgets nothing of it");
}

#[tokio::test]
async fn what_is_read_along_is_looked_over_too() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    let at = |body: Value| post("/api/v1/watch", body).token(&token("anna"));
    world.check(at(watch("anna", &[("visitor", "Where is my parcel?")])), 204).await;
    let mut body = watch("anna", &[("assistant", "It is under way.")]);
    body["said"][0]["entry"] = json!("delivery");
    body["said"][0]["at"] = json!(START);
    body["said"][0]["id"] = json!("another");
    world.check(at(body), 204).await;
    let review: Review = world.check(get(REVIEW).cookie(&mei), 200).await.json();
    let told: Vec<_> = review.answers.iter().map(|it| (it.question.as_str(), it.entry.as_str())).collect();
    assert_eq!(told, [("Where is my parcel?", "delivery")]);
}

const SOLUTION: &str = "Hello Anna! Parcels to an island take two working days more than others. \
    Yours left us today and will be with you on Thursday.";

#[tokio::test]
async fn suggestions_are_made_of_the_base_and_of_what_was_settled() {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("material.json");
    let base = json!({"version": 1, "language": "en", "entries": [{"id": "a", "question": "A?", "variants": ["aa"],
        "answer": "One.", "translations": {"zh": {"question": "甲？", "answer": "一。"}}}]});
    std::fs::write(&path, base.to_string()).unwrap();
    let world = World::with(|settings| settings.knowledge = Some(path)).await;
    let mei = world.owner("Mei").await;
    for name in ["anna", "bert", "cleo"] {
        world.check(request(name, "1"), 201).await;
        world.check(post(format!("{}/claim", at_desk(name)), Value::Null).cookie(&mei), 204).await;
        for (id, text) in [("r1", "Hello!"), ("r2", SOLUTION)] {
            world
                .check(post(format!("{}/messages", at_desk(name)), message(id, text)).cookie(&mei), 201)
                .await;
        }
    }
    world.check(post(format!("{}/resolve", at_desk("anna")), Value::Null).cookie(&mei), 204).await;
    let exception = json!({"exception": true});
    world.check(post(format!("{}/resolve", at_desk("cleo")), exception).cookie(&mei), 204).await;
    let material = get("/api/v1/agent/material?site=default").cookie(&mei);
    let told: Material = world.check(material, 200).await.json();
    assert_eq!(told.entries[0].wordings, ["A?", "aa", "甲？"]);
    let answers: Vec<_> =
        told.entries[0].answers.iter().map(|it| (it.language.as_str(), it.text.as_str())).collect();
    assert_eq!(answers, [("en", "One."), ("zh", "一。")]);
    let solved: Vec<_> = told.solved.iter().map(|it| (it.question.as_str(), it.answer.as_str())).collect();
    assert_eq!(
        solved,
        [("Where is the parcel of anna?", "Parcels to an island take two working days more than others.")],
        "what is of one person goes to nobody else"
    );
    world.check(get("/api/v1/agent/material?site=gone").cookie(&mei), 404).await;
}
