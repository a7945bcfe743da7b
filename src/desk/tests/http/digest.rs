//! What pages tell of visits: taken without a preflight, once, from pages whose owner wants it, and never more than may be.

use desk::SiteSettings;
use protocol::{InsightQuestions, Insights, Problem};
use serde_json::{Value, json};

use crate::boundary::{OWN, SHOP, World, beacon, digest, get, put, site_rules};

/// A desk whose default site wants insights.
async fn world() -> World {
    World::with(|settings| settings.insights = true).await
}

async fn insights(world: &World, cookie: &str) -> Insights {
    world.check(get("/api/v1/agent/insights?days=7").cookie(cookie), 200).await.json()
}

async fn questions(world: &World, cookie: &str) -> InsightQuestions {
    world.check(get("/api/v1/agent/insights/questions?days=7").cookie(cookie), 200).await.json()
}

fn shown(entry: &str) -> Value {
    json!({"asked": 1, "entries": [{"entry": entry, "answered": 1}]})
}

#[tokio::test]
async fn a_beacon_counts_once_however_often_it_comes() {
    let world = world().await;
    let mei = world.owner("Mei").await;
    for _ in 0..3 {
        let answer = world.check(beacon(&digest("anna", 1, shown("delivery"))), 204).await;
        assert!(answer.body.is_empty());
        assert_eq!(answer.header("access-control-allow-origin"), SHOP);
    }
    // The first stands, whatever comes under its number later.
    world.check(beacon(&digest("anna", 1, json!({"asked": 900}))), 204).await;
    world.check(beacon(&digest("anna", 2, shown("returns"))), 204).await;
    // Late and out of order.
    world.check(beacon(&digest("bert", 7, shown("delivery"))), 204).await;
    world.check(beacon(&digest("bert", 3, shown("delivery"))), 204).await;
    let told = insights(&world, &mei).await.visits;
    assert_eq!((told.visits, told.asked, told.answered), (2, 4, 4));
}

#[tokio::test]
async fn a_page_tells_only_where_the_owner_wants_it_and_nothing_else_is_kept() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    let told =
        digest("anna", 1, json!({"asked": 1, "questions": [{"text": "xylophone", "end": "unanswered"}]}));
    let refused = world.check(beacon(&told), 403).await;
    assert_eq!(refused.json::<Problem>().kind, "/problems/insights-off");
    // Not even what is wrong is looked at.
    world.check(beacon(&json!({"version": "none"})), 403).await;
    let seen = insights(&world, &mei).await;
    assert!(!seen.sites[0].on);
    assert_eq!(seen.visits.asked, 0);
    let folder = world.settings.database.parent().unwrap();
    // At a server there is no file.
    let files = std::fs::read_dir(folder).into_iter().flatten().map(|file| file.unwrap().path());
    for file in files.filter(|path| path.is_file()) {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!bytes.windows(9).any(|window| window == b"xylophone"), "{}", file.display());
    }
    let mut rules = site_rules();
    rules["insights"] = true.into();
    let ask = put("/api/v1/agent/setup/sites/default", json!({"version": 0, "rules": rules}));
    world.check(ask.cookie(&mei), 200).await;
    world.check(beacon(&told), 204).await;
    assert!(insights(&world, &mei).await.sites[0].on);
    // A console of before says nothing of it.
    let mut rules = site_rules();
    rules.as_object_mut().unwrap().remove("insights");
    let ask = put("/api/v1/agent/setup/sites/default", json!({"version": 1, "rules": rules}));
    world.check(ask.cookie(&mei), 200).await;
    world.check(beacon(&digest("anna", 2, shown("delivery"))), 403).await;
    assert_eq!(insights(&world, &mei).await.visits.asked, 1, "what was told stays");
}

#[tokio::test]
async fn the_site_is_the_pages_and_a_page_has_to_be_there() {
    let world = World::with(|settings| {
        settings.insights = true;
        settings.sites = vec![
            SiteSettings {
                id: "bank".to_owned(),
                origins: vec!["https://bank.example".to_owned()],
                insights: true,
                ..SiteSettings::default()
            },
            SiteSettings {
                id: "quiet".to_owned(),
                origins: vec!["https://quiet.example".to_owned()],
                ..SiteSettings::default()
            },
        ];
    })
    .await;
    let mei = world.owner("Mei").await;
    let ask = || {
        let told = digest("anna", 1, json!({"asked": 1, "site": "default"}));
        crate::boundary::Ask::new("POST", "/api/v1/digest")
            .header("content-type", "text/plain")
            .bytes(told.to_string())
    };
    world.check(ask().origin("https://bank.example"), 204).await;
    world.check(ask().origin("https://quiet.example"), 403).await;
    world.check(ask().origin("https://evil.example"), 403).await;
    world.check(ask().origin("null"), 403).await;
    world.check(ask(), 403).await;
    let of = |site: &str| get(format!("/api/v1/agent/insights?days=7&site={site}")).cookie(&mei);
    for (site, asked) in [("bank", 1), ("default", 0), ("quiet", 0)] {
        let told: Insights = world.check(of(site), 200).await.json();
        assert_eq!(told.visits.asked, asked, "{site}");
    }
    // The same visit's token at another site is another visit.
    world.check(ask().origin(OWN), 204).await;
    let told: Insights = world.check(of("default"), 200).await.json();
    assert_eq!((told.visits.visits, told.visits.asked), (1, 1));
}

#[tokio::test]
async fn what_no_widget_sends_is_refused_and_nothing_of_it_counts() {
    let world = world().await;
    let mei = world.owner("Mei").await;
    let many = |count: usize| -> Vec<Value> {
        (0..count).map(|at| json!({"entry": format!("e{at}"), "answered": 1})).collect()
    };
    for (told, status) in [
        (json!({"asked": 1_001}), 422),
        (json!({"asked": -1}), 422),
        (json!({"asked": 1.5}), 422),
        (json!({"asked": u64::MAX}), 422),
        (json!({"entries": many(101)}), 422),
        (json!({"number": 0}), 422),
        (json!({"number": 64}), 422),
        (json!({"visit": "short"}), 422),
        (json!({"version": 2}), 422),
        (json!({"language": "'; DROP TABLE visits"}), 422),
        (json!({"handoffs": [{"reason": "bored", "count": 1}]}), 422),
        (json!({"questions": [{"text": "x", "end": "sampled", "confidence": 1e9}]}), 422),
        (json!({"questions": vec![json!({"text": "x", "end": "sampled"}); 41]}), 422),
        (json!({"page": "x".repeat(70_000)}), 413),
    ] {
        world.check(beacon(&digest("anna", 1, told)), status).await;
    }
    let bare = |kind: &str, body: &str| {
        crate::boundary::Ask::new("POST", "/api/v1/digest")
            .header("content-type", kind)
            .bytes(body)
            .origin(SHOP)
    };
    world.check(bare("text/plain", "not json"), 400).await;
    world.check(bare("text/plain", "[]"), 422).await;
    world.check(bare("text/plain", &"[".repeat(60_000)), 422).await;
    world.check(bare("application/x-www-form-urlencoded", "a=b"), 415).await;
    world.check(bare("text/html", "{}"), 415).await;
    assert_eq!(insights(&world, &mei).await.visits, protocol::VisitCounts::default());
    world.check(beacon(&digest("anna", 1, json!({"entries": many(100), "asked": 100}))), 204).await;
    assert_eq!(insights(&world, &mei).await.visits.answered, 100);
}

#[tokio::test]
async fn hostile_words_are_words_and_an_address_goes_no_further() {
    let world = world().await;
    let mei = world.owner("Mei").await;
    let script = "<script>alert(1)</script>'); DROP TABLE visits; --";
    let question = |text: &str| json!({"text": text, "end": "unanswered"});
    let told = json!({
        "asked": 3, "unanswered": 3, "page": "/<img src=x>/anna@home.example?token=secret",
        "entries": [{"entry": script, "answered": 1}],
        "questions": [question(script), question("mail me: anna@home.example"), question("\u{0}\u{202e}abc")],
    });
    world.check(beacon(&digest("anna", 1, told)), 204).await;
    let page = questions(&world, &mei).await;
    let mut texts: Vec<&str> = page.questions.iter().map(|one| one.text.as_str()).collect();
    texts.sort_unstable();
    assert_eq!(texts, [script, "mail me: [@]", "\u{202e}abc"]);
    let seen = insights(&world, &mei).await;
    assert_eq!((seen.visits.asked, seen.visits.unanswered), (3, 3));
    assert_eq!(seen.entries[0].name, script);
    assert_eq!(seen.pages[0].name, "/<img src=x>/*");
    let folder = world.settings.database.parent().unwrap();
    // At a server there is no file.
    let files = std::fs::read_dir(folder).into_iter().flatten().map(|file| file.unwrap().path());
    for file in files.filter(|path| path.is_file()) {
        let bytes = std::fs::read(&file).unwrap();
        for secret in [&b"home.example"[..], b"visit-anna"] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret), "{}", file.display());
        }
    }
}

#[tokio::test]
async fn names_that_are_made_up_are_counted_together() {
    let world = world().await;
    let mei = world.owner("Mei").await;
    for at in 0..30_u8 {
        let entries: Vec<Value> = (0..100)
            .map(|one| json!({"entry": format!("e{}", usize::from(at) * 100 + one), "answered": 1}))
            .collect();
        let language = format!("{}{}", char::from(b'a' + at / 26), char::from(b'a' + at % 26));
        let told = json!({"asked": 100, "entries": entries, "language": language});
        world.check(beacon(&digest(&format!("flood{at}"), 1, told)), 204).await;
    }
    let seen = insights(&world, &mei).await;
    assert_eq!(seen.visits.answered, 3_000);
    let together = |rows: &[protocol::InsightRow]| {
        rows.iter().filter(|row| row.name.is_empty()).map(|row| row.count).sum::<u64>()
    };
    assert_eq!(together(&seen.entries), 1_000);
    assert_eq!(together(&seen.languages), 1_000);
    assert_eq!(seen.languages.len(), 21);
}

#[tokio::test]
async fn one_address_tells_no_flood() {
    let world = world().await;
    for at in 0..300 {
        world.check(beacon(&digest(&format!("v{at}"), 1, json!({"asked": 1}))), 204).await;
    }
    let refused = world.check(beacon(&digest("late", 1, json!({"asked": 1}))), 429).await;
    assert_eq!(refused.json::<Problem>().kind, "/problems/too-many-digests");
    assert!(refused.header("retry-after").parse::<u32>().unwrap() <= 601);
    world.pass_ms(601_000);
    world.check(beacon(&digest("late", 1, json!({"asked": 1}))), 204).await;
}

#[tokio::test]
async fn digests_that_come_together_are_all_kept() {
    let world = std::sync::Arc::new(world().await);
    let mei = world.owner("Mei").await;
    let tasks: Vec<_> = (0..200)
        .map(|at| {
            let world = std::sync::Arc::clone(&world);
            // Ten visits, each of twenty digests.
            let told = digest(&format!("v{}", at % 10), at / 10 + 1, shown("delivery"));
            tokio::spawn(async move { world.check(beacon(&told), 204).await.status })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let told = insights(&world, &mei).await.visits;
    assert_eq!((told.visits, told.asked), (10, 200));
}
