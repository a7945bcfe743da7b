//! What leads and owners see: right across windows and time zones, of their own sites, and safe in a spreadsheet.

use std::ops::Range;

use desk::{SiteSettings, utc};
use protocol::{HandoffReason, InsightQuestions, Insights, Problem, Role};
use serde_json::{Value, json};

use crate::boundary::{
    SHOP, START, World, at_desk, beacon, conversation, delete, digest, get, handoff, message, post, request,
    token,
};

const DAY_MS: i64 = 24 * 3_600_000;

/// A desk whose default site wants insights, in a time zone.
async fn world(zone: &str) -> World {
    let zone = zone.to_owned();
    World::with(|settings| (settings.insights, settings.time_zone) = (true, zone)).await
}

async fn seen(world: &World, cookie: &str, query: &str) -> Insights {
    world.check(get(format!("/api/v1/agent/insights?{query}")).cookie(cookie), 200).await.json()
}

async fn tell(world: &World, visit: &str, number: u32, told: Value) {
    world.check(beacon(&digest(visit, number, told)), 204).await;
}

fn shown(entry: &str) -> Value {
    json!({"asked": 1, "entries": [{"entry": entry, "answered": 1}]})
}

#[tokio::test]
async fn presumed_is_told_a_day_later_and_a_return_withdraws_it() {
    let world = world("UTC").await;
    let mei = world.owner("Mei").await;
    tell(&world, "stays-away", 1, shown("delivery")).await;
    tell(&world, "returns", 1, shown("delivery")).await;
    tell(&world, "asks-a-person", 1, shown("delivery")).await;
    let thumb = json!({"asked": 1, "entries": [{"entry": "delivery", "answered": 1, "up": 1}]});
    tell(&world, "is-glad", 1, thumb).await;
    let first = seen(&world, &mei, "days=7").await;
    let counts = |seen: &Insights| {
        let visits = &seen.visits;
        [visits.visits, visits.confirmed, visits.presumed, visits.handed_over, visits.open]
    };
    assert_eq!(counts(&first), [4, 1, 0, 0, 3]);
    world.pass_ms(DAY_MS - 60_000);
    tell(&world, "returns", 2, shown("delivery")).await;
    tell(&world, "asks-a-person", 2, json!({"handoffs": [{"reason": "asked", "count": 1}]})).await;
    assert_eq!(counts(&seen(&world, &mei, "days=7").await), [4, 1, 0, 1, 2]);
    world.pass_ms(60_000);
    let last = seen(&world, &mei, "days=7").await;
    assert_eq!(counts(&last), [4, 1, 1, 1, 0]);
    let entry = &last.entries[0];
    assert_eq!((entry.count, entry.confirmed, entry.presumed, entry.handed_over), (5, 1, 1, 1));
    assert_eq!((last.daily[5].visits, last.daily[5].presumed), (4, 1), "where the visits began");
    assert_eq!(last.reasons[0].told, 1);
    // The same token begins another visit.
    tell(&world, "stays-away", 1, shown("delivery")).await;
    assert_eq!(counts(&seen(&world, &mei, "days=7").await), [5, 1, 1, 1, 1]);
}

#[tokio::test]
async fn a_windows_first_day_is_in_it_and_the_day_before_is_not() {
    let world = world("UTC").await;
    assert_eq!(utc(START), "2027-01-15 08:00:00");
    for day in 0..15 {
        tell(&world, &format!("day{day}"), 1, json!({"asked": day * day + 1})).await;
        if day < 14 {
            world.pass_ms(DAY_MS);
        }
    }
    // A session of the first day has ended.
    let mei = world.owner("Mei").await;
    let window = seen(&world, &mei, "days=7").await;
    assert_eq!((window.sites[0].from.as_str(), window.sites[0].until.as_str()), ("2027-01-23", "2027-01-29"));
    let asked = |days: Range<u64>| days.map(|day| day * day + 1).sum::<u64>();
    assert_eq!(window.visits.asked, asked(8..15));
    assert_eq!(window.visits_before.asked, asked(1..8));
    assert_eq!(
        window.daily.iter().map(|day| day.asked).collect::<Vec<_>>(),
        (8..15).map(|day| day * day + 1).collect::<Vec<_>>()
    );
    assert!((window.sites[0].elapsed_days - (6.0 + 8.0 / 24.0)).abs() < 1e-9);
    assert_eq!(seen(&world, &mei, "days=30").await.visits.asked, asked(0..15));
    // One minute before midnight, and one after.
    world.pass_ms(16 * 3_600_000 - 60_000);
    assert_eq!(seen(&world, &mei, "days=7").await.visits.asked, asked(8..15));
    world.pass_ms(120_000);
    assert_eq!(seen(&world, &mei, "days=7").await.visits.asked, asked(9..15));
}

#[tokio::test]
async fn days_and_hours_are_those_of_the_sites_own_clock() {
    let world = World::with(|settings| {
        settings.insights = true;
        settings.time_zone = "Asia/Shanghai".to_owned();
        settings.origins = vec![SHOP.to_owned()];
        settings.sites = vec![SiteSettings {
            id: "west".to_owned(),
            origins: vec!["https://west.example".to_owned()],
            time_zone: Some("America/Los_Angeles".to_owned()),
            insights: true,
            ..SiteSettings::default()
        }];
    })
    .await;
    let mei = world.owner("Mei").await;
    // Friday 8:00 UTC: 16:00 in Shanghai, midnight in Los Angeles. Then 9:00 and, a day later in the East only, 17:00.
    for (at, hours) in [(0, 9), (1, 0)] {
        tell(&world, &format!("east{at}"), 1, json!({"asked": 1})).await;
        let west = crate::boundary::Ask::new("POST", "/api/v1/digest").header("content-type", "text/plain");
        let told = digest(&format!("west{at}"), 1, json!({"asked": 10}));
        world.check(west.bytes(told.to_string()).origin("https://west.example"), 204).await;
        world.pass_ms(hours * 3_600_000);
    }
    let east = seen(&world, &mei, "days=7&site=default").await;
    let days = |seen: &Insights| {
        let told = seen.daily.iter().filter(|day| day.asked > 0);
        told.map(|day| (day.date.clone(), day.asked)).collect::<Vec<_>>()
    };
    let hours = |seen: &Insights| {
        let told = seen.hours.iter().filter(|hour| hour.asked > 0);
        told.map(|hour| (hour.weekday, hour.hour, hour.asked)).collect::<Vec<_>>()
    };
    assert_eq!(days(&east), [("2027-01-15".to_owned(), 1), ("2027-01-16".to_owned(), 1)]);
    assert_eq!(hours(&east), [(4, 16, 1), (5, 1, 1)]);
    let west = seen(&world, &mei, "days=7&site=west").await;
    assert_eq!(days(&west), [("2027-01-15".to_owned(), 20)]);
    assert_eq!(hours(&west), [(4, 0, 10), (4, 9, 10)]);
    let both = seen(&world, &mei, "days=7").await;
    assert_eq!((both.sites.len(), both.visits.asked, both.hours.len()), (2, 22, 168));
    assert_eq!(both.daily.iter().map(|day| day.asked).sum::<u64>(), 22);
}

#[tokio::test]
async fn conversations_are_counted_by_what_came_of_them() {
    let world = world("UTC").await;
    let mei = world.owner("Mei").await;
    for (name, reason) in [("anna", "asked"), ("bert", "asked"), ("carl", "frustration"), ("dora", "asked")] {
        let mut body = handoff(name, "1");
        (body["reason"], body["language"]) = (reason.into(), "en-GB".into());
        body["trigger"]["mood"]["anger"] = if name == "carl" { 0.9.into() } else { 0.1.into() };
        world.check(post("/api/v1/handoffs", body).token(&token(name)), 201).await;
    }
    let act = |name: &str, what: &str| post(format!("{}/{what}", at_desk(name)), Value::Null).cookie(&mei);
    world.pass_ms(30_000);
    world.check(act("anna", "claim"), 204).await;
    world.pass_ms(10_000);
    world
        .check(post(format!("{}/messages", at_desk("anna")), message("a1", "Hello")).cookie(&mei), 201)
        .await;
    world.pass_ms(60_000);
    // Let go and taken again: handled twice, waited for once.
    world.check(act("anna", "release"), 204).await;
    world.pass_ms(500_000);
    world.check(act("anna", "claim"), 204).await;
    world.pass_ms(30_000);
    world.check(act("anna", "resolve"), 204).await;
    let score = json!({"score": 4});
    world
        .check(post(format!("{}/satisfaction", conversation("anna")), score).token(&token("anna")), 204)
        .await;
    world.check(act("bert", "return"), 204).await;
    // Undone before anything came of it: it was none.
    world.check(delete(conversation("dora")).token(&token("dora")), 204).await;
    let people = seen(&world, &mei, "days=7").await.people;
    assert_eq!(
        [people.requests, people.resolved, people.returned, people.expired, people.open],
        [3, 1, 1, 0, 1]
    );
    assert_eq!((people.wait.count, people.wait.median_ms), (1, Some(30_000)));
    assert_eq!((people.first_response.count, people.first_response.median_ms), (1, Some(40_000)));
    assert_eq!((people.handling.count, people.handling.median_ms), (1, Some(100_000)));
    assert_eq!(people.scores, [0, 0, 0, 1, 0]);
    assert_eq!((people.moods.angry, people.moods.calm), (1, 2));
    let all = seen(&world, &mei, "days=7").await;
    let reasons: Vec<_> = all.reasons.iter().map(|row| (row.reason, row.requests, row.resolved)).collect();
    assert_eq!(reasons, [(HandoffReason::Asked, 2, 1), (HandoffReason::Frustration, 1, 0)]);
    assert_eq!(all.hours.iter().filter(|hour| hour.requests == 3).count(), 1);
    // Erased later: what it took stays, and tells of nobody.
    world.check(delete(conversation("anna")).token(&token("anna")), 204).await;
    let left = seen(&world, &mei, "days=7").await.people;
    assert_eq!((left.requests, left.resolved, left.handling.median_ms), (3, 1, Some(100_000)));
    // In another language there were none.
    assert_eq!(seen(&world, &mei, "days=7&language=zh").await.people.requests, 0);
    assert_eq!(seen(&world, &mei, "days=7&language=en-US").await.people.requests, 3);
}

#[tokio::test]
async fn one_who_comes_back_after_the_end_is_another_request() {
    let world = world("UTC").await;
    let mei = world.owner("Mei").await;
    world.check(request("anna", "1"), 201).await;
    world.check(post(format!("{}/claim", at_desk("anna")), Value::Null).cookie(&mei), 204).await;
    world.check(post(format!("{}/resolve", at_desk("anna")), Value::Null).cookie(&mei), 204).await;
    world.pass_ms(DAY_MS);
    let again = post(format!("{}/messages", conversation("anna")), message("m9", "It came broken"));
    world.check(again.token(&token("anna")), 201).await;
    world.pass_ms(8 * DAY_MS);
    world.desk.live_on().await.unwrap();
    let all = seen(&world, &mei, "days=30").await.people;
    assert_eq!([all.requests, all.resolved, all.expired], [2, 1, 1]);
}

#[tokio::test]
async fn saved_time_follows_from_solved_visits_and_the_desks_own_conversations() {
    let world = world("UTC").await;
    let mei = world.owner("Mei").await;
    for visit in ["one", "two", "three"] {
        let told = json!({"asked": 1, "entries": [{"entry": "e", "answered": 1, "settled": 1}]});
        tell(&world, visit, 1, told).await;
    }
    assert_eq!(
        seen(&world, &mei, "days=7").await.saved.confirmed_hours,
        None,
        "nothing is known of conversations"
    );
    for name in ["anna", "bert", "carl"] {
        world.check(request(name, "1"), 201).await;
        world.check(post(format!("{}/claim", at_desk(name)), Value::Null).cookie(&mei), 204).await;
        world.pass_ms(1_200_000);
        world.check(post(format!("{}/resolve", at_desk(name)), Value::Null).cookie(&mei), 204).await;
    }
    let saved = seen(&world, &mei, "days=7").await.saved;
    assert_eq!(
        (saved.handling_ms, saved.confirmed_hours, saved.presumed_hours),
        (Some(1_200_000), Some(1.0), Some(0.0))
    );
    assert!(saved.formula.contains("median handling time"));
}

#[tokio::test]
async fn questions_are_paged_and_chosen_by_how_they_ended() {
    let world = world("UTC").await;
    let mei = world.owner("Mei").await;
    for at in 0..3 {
        let questions: Vec<Value> = (0..40)
            .map(|one| {
                let end = ["unanswered", "rated_down", "sampled", "low_confidence"][one % 4];
                json!({"text": format!("question {at} {one}"), "end": end, "language": if one < 20 { "en" } else { "zh" }})
            })
            .collect();
        tell(&world, "asks", at + 1, json!({"asked": 40, "questions": questions})).await;
    }
    let page = async |query: &str| -> InsightQuestions {
        world
            .check(get(format!("/api/v1/agent/insights/questions?days=7{query}")).cookie(&mei), 200)
            .await
            .json()
    };
    let first = page("").await;
    assert_eq!(first.questions.len(), 50);
    assert_eq!(first.questions[0].text, "question 2 39");
    assert_eq!(first.questions[0].date, "2027-01-15");
    assert!(
        page(&format!("&before={}", i64::MIN)).await.questions.is_empty(),
        "the least number is one, too"
    );
    let second = page(&format!("&before={}", first.more.unwrap())).await;
    assert_eq!((second.questions.len(), second.more), (40, None));
    let mut ids: Vec<i64> = first.questions.iter().chain(&second.questions).map(|one| one.id).collect();
    ids.dedup();
    assert_eq!(ids.len(), 90, "each once");
    assert_eq!(page("&end=sampled").await.questions.len(), 30);
    assert_eq!(page("&end=unanswered&language=zh").await.questions.len(), 15);
    assert_eq!(page("&language=fr").await.questions.len(), 0);
    world.pass_ms(7 * DAY_MS);
    assert_eq!(page("").await.questions.len(), 0, "another window");
}

#[tokio::test]
async fn a_lead_bound_to_a_site_sees_that_alone() {
    let world = World::with(|settings| {
        settings.insights = true;
        settings.sites = vec![SiteSettings { id: "bank".to_owned(), ..SiteSettings::default() }];
    })
    .await;
    let mei = world.owner("Mei").await;
    let told = json!({"asked": 1, "questions": [{"text": "where", "end": "unanswered"}]});
    tell(&world, "anna", 1, told).await;
    world.check(request("anna", "1"), 201).await;
    let (id, ute) = world.colleague("Ute", Role::Lead).await;
    world.desk.bind_agent(&id, &["bank"]).await.unwrap();
    let all = seen(&world, &ute, "days=7").await;
    assert_eq!(all.sites.iter().map(|site| site.id.as_str()).collect::<Vec<_>>(), ["bank"]);
    assert_eq!((all.visits.asked, all.people.requests), (0, 0));
    for path in ["", "/questions"] {
        let ask = get(format!("/api/v1/agent/insights{path}?days=7&site=default")).cookie(&ute);
        world.check(ask, 404).await;
    }
    let table = get("/api/v1/agent/insights/table?of=questions&days=7").cookie(&ute);
    assert!(!world.check(table, 200).await.text().contains("where"));
    assert_eq!(seen(&world, &mei, "days=7").await.people.requests, 1);
    for (query, status) in [
        ("days=8", 422),
        ("days=0", 422),
        ("", 400),
        ("days=7&site=nowhere", 404),
        ("days=7&language=%3Cb%3E", 422),
    ] {
        let refused = world.check(get(format!("/api/v1/agent/insights?{query}")).cookie(&mei), status).await;
        assert_eq!(refused.json::<Problem>().status, status);
    }
}

#[tokio::test]
async fn tables_are_safe_in_a_spreadsheet_and_taking_one_is_written_down() {
    let world = world("UTC").await;
    let mei = world.owner("Mei").await;
    let formula = "=HYPERLINK(\"http://evil.example\",\"x\")";
    let told = json!({
        "asked": 2, "page": "/+cmd", "language": "en", "entries": [{"entry": formula, "answered": 1}],
        "handoffs": [{"reason": "urgent", "count": 1}],
        "questions": [{"text": formula, "end": "rated_down", "entry": "@SUM(1)", "confidence": 0.25}],
    });
    tell(&world, "anna", 1, told).await;
    for (of, line) in [
        ("figures", "questions,2,0\r\n"),
        ("topics", "site,topic,count,before,examples\r\n"),
        ("days", "2027-01-15,1,0,0,1,2,0,0,0\r\n"),
        ("hours", "Friday,8,2,0\r\n"),
        ("entries", "default,\"'=HYPERLINK(\"\"http://evil.example\"\",\"\"x\"\")\",,1,0,0,0,0,0,1\r\n"),
        ("pages", "default,/+cmd,,2,0,0,0,0,0,1\r\n"),
        ("languages", "default,en,,2,0,0,0,0,0,1\r\n"),
        ("reasons", "urgent,0,0,0,0,0,0,1\r\n"),
        (
            "questions",
            "default,2027-01-15,\"'=HYPERLINK(\"\"http://evil.example\"\",\"\"x\"\")\",en,rated_down,\"'@SUM(1)\",0.25\r\n",
        ),
    ] {
        let ask = get(format!("/api/v1/agent/insights/table?of={of}&days=7")).cookie(&mei);
        let answer = world.check(ask, 200).await;
        assert!(
            answer.text().starts_with('\u{feff}') && answer.text().contains(line),
            "{of}: {}",
            answer.text()
        );
        assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
        assert!(answer.header("content-disposition").contains(&format!("tandem-{of}-7-days.csv")));
    }
    let audit = world.check(get("/api/v1/agent/audit?kind=exported").cookie(&mei), 200).await.text();
    assert!(audit.contains("insights entries") && audit.contains("insights questions"), "{audit}");
    world.check(get("/api/v1/agent/insights/table?of=agents&days=7").cookie(&mei), 400).await;
}

#[tokio::test]
async fn figures_of_a_sample_are_marked_as_such() {
    let world = world("UTC").await;
    let mei = world.owner("Mei").await;
    world.check(request("anna", "1"), 201).await;
    assert!(!seen(&world, &mei, "days=7").await.sample);
    let mut body = handoff("anna", "2");
    body["conversation"] = "sample-en-0000000000000001".into();
    world.check(post("/api/v1/handoffs", body).token(&token("anna")), 201).await;
    assert!(seen(&world, &mei, "days=7").await.sample);
}

#[tokio::test]
async fn counts_go_when_their_time_is_over() {
    let world = World::with(|settings| (settings.insights, settings.insights_days) = (true, 14)).await;
    let mei = world.owner("Mei").await;
    let told = json!({"asked": 1, "questions": [{"text": "xylophone", "end": "unanswered"}]});
    tell(&world, "old", 1, told).await;
    world.check(request("anna", "1"), 201).await;
    let answered = post(format!("{}/claim", at_desk("anna")), Value::Null).cookie(&mei);
    world.check(answered, 204).await;
    world.check(post(format!("{}/resolve", at_desk("anna")), Value::Null).cookie(&mei), 204).await;
    let counts = async || {
        // Sessions end sooner.
        let seen = seen(&world, &world.owner("Mei").await, "days=30").await;
        (seen.visits.asked, seen.people.requests)
    };
    world.pass_ms(13 * DAY_MS);
    world.desk.tidy().await.unwrap();
    assert_eq!(counts().await, (1, 1));
    world.pass_ms(3 * DAY_MS);
    world.desk.tidy().await.unwrap();
    assert_eq!(counts().await, (0, 0));
    let folder = world.settings.database.parent().unwrap();
    // At a server there is no file.
    let files = std::fs::read_dir(folder).into_iter().flatten().map(|file| file.unwrap().path());
    for file in files.filter(|path| path.is_file()) {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!bytes.windows(9).any(|window| window == b"xylophone"), "{}", file.display());
    }
}
