//! Conversations found again: by words in two languages, among the closed ones, page by page, and by nobody who may not see them.

use desk::{SiteSettings, backup, restore};
use protocol::{Found, Spot};
use serde_json::{Value, json};

use crate::boundary::{
    SHOP, START, World, at_desk, conversation, delete, handoff, message, post, request, token,
};
use crate::engine;

const DAY_MS: i64 = 24 * 3_600_000;

async fn find(world: &World, cookie: &str, asked: Value) -> Found {
    world.check(post("/api/v1/agent/find", asked).cookie(cookie), 200).await.json()
}

/// The short names of the conversations in which words were found.
async fn names(world: &World, cookie: &str, asked: Value) -> Vec<String> {
    let found = find(world, cookie, asked).await;
    let name = |id: &str| id.trim_start_matches("conversation-").trim_end_matches('-').to_owned();
    found.hits.iter().map(|hit| name(&hit.summary.id)).collect()
}

async fn check(world: &World, cookie: &str, words: &str, expected: &[&str]) {
    assert_eq!(names(world, cookie, json!({"words": words})).await, expected, "{words:?}");
}

async fn ask(world: &World, name: &str, change: impl FnOnce(&mut Value)) {
    let mut body = handoff(name, "1");
    change(&mut body);
    world.check(post("/api/v1/handoffs", body).token(&token(name)), 201).await;
    world.pass_ms(1_000);
}

async fn say(world: &World, name: &str, text: &str) {
    let path = format!("{}/messages", conversation(name));
    world.check(post(path, message(&format!("m{}", text.len()), text)).token(&token(name)), 201).await;
    world.pass_ms(1_000);
}

async fn resolve(world: &World, cookie: &str, name: &str) {
    for step in ["claim", "resolve"] {
        world.check(post(format!("{}/{step}", at_desk(name)), "".into()).cookie(cookie), 204).await;
    }
    world.pass_ms(1_000);
}

#[tokio::test]
async fn words_are_found_as_people_type_them() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    ask(&world, "anna", |body| {
        body["question"] = "Where is my café order?".into();
        body["transcript"] = json!([]);
        body["attributes"] = json!({"name": "Anna Müller", "customer": "K-7731"});
    })
    .await;
    ask(&world, "bert", |body| body["question"] = "我要退款，已经等了三天".into()).await;
    say(&world, "bert", "请问什么时候到账？iPhone15的壳子").await;
    say(&world, "anna", "Refund me \"now\", please").await;
    let path = format!("{}/messages", at_desk("anna"));
    world.check(post(path, message("a1", "Your parcel left Rotterdam.")).cookie(&mei), 201).await;
    for (words, expected) in [
        ("cafe", vec!["anna"]),
        ("CAFÉ", vec!["anna"]),
        ("muller", vec!["anna"]),
        ("rotter", vec!["anna"]),
        ("otterdam", vec![]),
        // The words stand in different places of one conversation.
        ("müller rotterdam refund", vec!["anna"]),
        ("müller rotterdam nowhere", vec![]),
        ("ref müller", vec![]),
        ("K-7731", vec!["anna"]),
        ("退款", vec!["bert"]),
        ("退", vec!["bert"]),
        ("款退", vec![]),
        ("到账", vec!["bert"]),
        ("三天 到账", vec!["bert"]),
        // In Traditional signs, which the visitor did not write.
        ("已經等了", vec!["bert"]),
        ("到賬", vec!["bert"]),
        ("ＩＰＨＯＮＥ", vec!["bert"]),
        ("iphone15的壳", vec!["bert"]),
        ("壳子iphone", vec![]),
        ("\"now\"", vec!["anna"]),
        ("\"", vec![]),
        ("refund AND", vec![]),
        ("NEAR(refund", vec![]),
        ("words:refund", vec![]),
        ("refund*", vec!["anna"]),
        ("^refund -x", vec![]),
        ("' ; DROP TABLE search --", vec![]),
        ("()\u{0}", vec![]),
        ("", vec!["anna", "bert"]),
    ] {
        check(&world, &mei, words, &expected).await;
    }
    let long = json!({"words": "x".repeat(201)});
    world.check(post("/api/v1/agent/find", long).cookie(&mei), 422).await;
    world.check(post("/api/v1/agent/find", json!({"after": "x"})).cookie(&mei), 422).await;
    world.check(post("/api/v1/agent/find", json!({"reason": "whim"})).cookie(&mei), 422).await;
}

#[tokio::test]
async fn the_place_is_shown_with_the_words_marked() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    ask(&world, "anna", |body| body["question"] = "我要退款".into()).await;
    say(&world, "anna", "我的<b>退款</b>在哪里，退款").await;
    let spot = async |words: &str| -> Spot {
        let found = find(&world, &mei, json!({"words": words})).await;
        found.hits[0].spot.clone().unwrap()
    };
    let marked = |spot: &Spot| -> Vec<String> {
        let part = |from: u32, to: u32| spot.text.chars().skip(from as usize).take((to - from) as usize);
        spot.marks.iter().map(|mark| part(mark.from, mark.to).collect()).collect()
    };
    let latest = spot("退款").await;
    assert_eq!((latest.seq, latest.text.as_str()), (2, "我的<b>退款</b>在哪里，退款"));
    assert_eq!(marked(&latest), ["退款", "退款"]);
    say(&world, "anna", "這個訂單要退貨").await;
    let other = spot("退货").await;
    assert_eq!((other.text.as_str(), marked(&other)), ("這個訂單要退貨", vec!["退貨".to_owned()]));
    let apart = spot("哪里 under").await;
    assert_eq!((apart.seq, marked(&apart)), (2, vec!["哪里".to_owned()]));
    let first = spot("under way").await;
    assert_eq!((first.seq, first.text.as_str()), (0, "It is *under way*."));
    assert_eq!(marked(&first), ["under", "way"]);
    assert_eq!(find(&world, &mei, json!({})).await.hits[0].spot, None);
}

#[tokio::test]
async fn the_closed_ones_come_page_by_page_the_latest_first() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    for number in 0..103 {
        ask(&world, &format!("v{number}"), |_| ()).await;
        if number != 50 {
            resolve(&world, &mei, &format!("v{number}")).await;
        }
    }
    let (mut after, mut pages, mut seen) = (Value::Null, Vec::new(), Vec::new());
    loop {
        let found = find(&world, &mei, json!({"among": "closed", "after": after})).await;
        pages.push(found.hits.len());
        seen.extend(found.hits.into_iter().map(|hit| hit.summary.number));
        let Some(more) = found.more else { break };
        after = more.into();
    }
    assert_eq!(pages, [50, 50, 2]);
    let expected: Vec<u64> = (1..=103).rev().filter(|number| *number != 51).collect();
    assert_eq!(seen, expected);
    assert_eq!(find(&world, &mei, json!({"words": "parcel"})).await.hits.len(), 50);
    say(&world, "v7", "once more").await;
    assert_eq!(names(&world, &mei, json!({"words": "parcel of v"})).await[0], "v7");
    assert!(!names(&world, &mei, json!({"among": "closed"})).await.contains(&"v7".to_owned()));
}

#[tokio::test]
async fn what_is_found_can_be_narrowed() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    let session: protocol::AgentSession =
        world.check(crate::boundary::get(crate::boundary::SESSION).cookie(&mei), 200).await.json();
    ask(&world, "anna", |body| {
        body["team"] = "billing".into();
        body["language"] = "zh-CN".into();
    })
    .await;
    ask(&world, "bert", |body| {
        body["reason"] = "urgent".into();
        body["trigger"]["mood"] = json!({"anger": 0.6, "anxiety": 0.9});
    })
    .await;
    ask(&world, "cleo", |body| body["trigger"]["mood"] = json!({"gladness": 0.9})).await;
    resolve(&world, &mei, "cleo").await;
    world.check(post(format!("{}/claim", at_desk("anna")), "".into()).cookie(&mei), 204).await;
    for (asked, expected) in [
        (json!({"team": "billing"}), vec!["anna"]),
        (json!({"team": "nobody's"}), vec![]),
        (json!({"language": "en"}), vec!["cleo", "bert"]),
        (json!({"reason": "urgent"}), vec!["bert"]),
        (json!({"feeling": "anxious"}), vec!["bert"]),
        (json!({"feeling": "angry"}), vec![]),
        (json!({"feeling": "calm"}), vec!["anna"]),
        (json!({"feeling": "glad", "words": "cleo"}), vec!["cleo"]),
        (json!({"feeling": "glad", "words": "anna"}), vec![]),
        (json!({"site": "default", "among": "closed"}), vec!["cleo"]),
        (json!({"site": "shop"}), vec![]),
        (json!({"agent": session.agent, "words": "parcel"}), vec!["anna"]),
    ] {
        assert_eq!(names(&world, &mei, asked.clone()).await, expected, "{asked}");
    }
}

#[tokio::test]
async fn an_agent_finds_only_what_the_agent_may_see() {
    let world = World::with(|settings| {
        let origins = vec![SHOP.to_owned()];
        settings.sites = vec![SiteSettings { id: "shop".to_owned(), origins, ..SiteSettings::default() }];
    })
    .await;
    let mei = world.owner("Mei").await;
    world.check(request("anna", "1"), 201).await;
    let own = post("/api/v1/handoffs", handoff("bert", "1")).token(&token("bert"));
    world.check(own, 201).await;
    let bound = world.bound_agent("Tom", &["shop"]).await;
    let other = world.bound_agent("Ute", &["default"]).await;
    for asked in [json!({"words": "parcel"}), json!({})] {
        assert_eq!(names(&world, &mei, asked.clone()).await.len(), 2);
        assert_eq!(names(&world, &bound, asked.clone()).await, ["anna"]);
        assert_eq!(names(&world, &other, asked).await, ["bert"]);
    }
}

#[tokio::test]
async fn what_is_taken_back_or_too_old_is_found_no_more() {
    let world = World::with(|settings| settings.keep_days = 30).await;
    let mei = world.owner("Mei").await;
    for name in ["anna", "bert"] {
        ask(&world, name, |body| body["question"] = "quagmire 泥沼".into()).await;
    }
    check(&world, &mei, "quagmire 泥沼", &["bert", "anna"]).await;
    resolve(&world, &mei, "bert").await;
    world.check(delete(conversation("anna")).token(&token("anna")), 204).await;
    check(&world, &mei, "quagmire", &["bert"]).await;
    check(&world, &mei, "泥", &["bert"]).await;
    world.pass_ms(31 * DAY_MS);
    world.desk.tidy().await.unwrap();
    let mei = world.owner("Mei").await;
    check(&world, &mei, "quagmire", &[]).await;
    check(&world, &mei, "", &[]).await;
}

#[tokio::test]
async fn a_restored_backup_is_searched_as_it_was() {
    if engine::is_server() {
        return;
    }
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    ask(&world, "anna", |body| body["question"] = "quagmire".into()).await;
    check(&world, &mei, "quagmire", &["anna"]).await;
    // This one waits for the index when the copy is made.
    say(&world, "anna", "泥沼").await;
    let database = &world.settings.database;
    let (copy, place) = (database.with_file_name("copy"), database.with_file_name("other/tandem.db"));
    backup(database, &copy).await.unwrap();
    restore(&copy, &place, START).await.unwrap();
    let second = World::with(|settings| settings.database = place).await;
    let mei = second.owner("Mei").await;
    check(&second, &mei, "quagmire 泥沼", &["anna"]).await;
    second.check(delete(conversation("anna")).token(&token("anna")), 204).await;
    check(&second, &mei, "quagmire", &[]).await;
}
