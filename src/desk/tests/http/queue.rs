//! The line: urgent first, then upset, then by age; and how long it takes.

use desk::TeamSettings;
use protocol::{HandoffReply, Inbox, Progress};
use serde_json::{Value, json};

use crate::boundary::{INBOX, World, at_desk, conversation, get, handoff, post, request, token};

#[tokio::test]
async fn the_urgent_go_first_then_the_upset_then_the_oldest() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    let calm = json!({"mood": {"anger": 0.49}});
    let threat = json!({"threat": true});
    let cases: [(&str, &str, Value, u32); 6] = [
        ("anna", "asked", calm.clone(), 1),
        ("bert", "low_confidence", calm.clone(), 2),
        ("cleo", "asked", json!({"mood": {"anxiety": 0.5}}), 1),
        ("dora", "urgent", calm.clone(), 1),
        ("emil", "asked", calm, 5),
        ("fred", "asked", threat, 3),
    ];
    for (name, reason, trigger, position) in cases {
        let mut body = handoff(name, "1");
        body["reason"] = reason.into();
        body["trigger"] = trigger;
        let ask = post("/api/v1/handoffs", body).token(&token(name));
        let reply: HandoffReply = world.check(ask, 201).await.json();
        assert!(
            matches!(&reply, HandoffReply::Accepted { position: at, expected_wait_s: None, seq: 1, .. } if *at == position),
            "{name}: {reply:?}"
        );
        world.pass_ms(1_000);
    }
    let inbox: Inbox = world.check(get(INBOX).cookie(&mei), 200).await.json();
    let line: Vec<&str> = inbox.conversations.iter().map(|one| one.id.as_str()).collect();
    for (at, name) in ["dora", "cleo", "fred", "anna", "bert", "emil"].into_iter().enumerate() {
        assert!(line[at].contains(name), "{line:?}");
        let progress: Progress = world.check(get(conversation(name)).token(&token(name)), 200).await.json();
        assert_eq!(progress.position, Some(at as u32 + 1), "{name}");
    }
    world.check(post(format!("{}/claim", at_desk("cleo")), "".into()).cookie(&mei), 204).await;
    let progress: Progress = world.check(get(conversation("emil")).token(&token("emil")), 200).await.json();
    assert_eq!(progress.position, Some(5));
}

#[tokio::test]
async fn outside_the_hours_a_request_is_kept_and_the_next_opening_told() {
    // The world's clock begins on a Friday, in UTC.
    let world = World::with(|settings| settings.hours = Some("Wed 09:00-17:00".to_owned())).await;
    let reply: HandoffReply = world.check(request("anna", "1"), 201).await.json();
    let HandoffReply::Offline { opens_at: Some(opens_at), .. } = reply else { panic!("{reply:?}") };
    let progress = async || -> Progress {
        world.check(get(conversation("anna")).token(&token("anna")), 200).await.json()
    };
    assert_eq!((progress().await.opens_at, progress().await.position), (Some(opens_at), Some(1)));
    world.pass_ms(opens_at - crate::boundary::START);
    assert_eq!(progress().await.opens_at, None);
    let reply: HandoffReply = world.check(request("bert", "1"), 201).await.json();
    assert!(matches!(reply, HandoffReply::Accepted { position: 2, .. }), "{reply:?}");
}

#[tokio::test]
async fn a_holiday_closes_a_day_and_a_teams_own_hours_hold_for_its_matters() {
    let night = TeamSettings {
        id: "Night".to_owned(),
        hours: Some("Mon-Sun 00:00-24:00, 2027-01-15 00:00-24:00".to_owned()),
        ..TeamSettings::default()
    };
    let world = World::with(|settings| {
        settings.hours = Some("Mon-Sun 00:00-24:00".to_owned());
        settings.holidays = vec!["2027-01-15..2027-01-17 closed".to_owned()];
        settings.teams = vec![night];
    })
    .await;
    // 2027-01-18 00:00 UTC.
    let opens_at = Some(1_800_230_400_000);
    let reply: HandoffReply = world.check(request("anna", "1"), 201).await.json();
    assert!(
        matches!(&reply, HandoffReply::Offline { opens_at: at, seq: 1, .. } if *at == opens_at),
        "{reply:?}"
    );
    let mut body = handoff("bert", "1");
    body["team"] = "Night".into();
    let reply: HandoffReply =
        world.check(post("/api/v1/handoffs", body).token(&token("bert")), 201).await.json();
    assert!(matches!(reply, HandoffReply::Accepted { .. }), "{reply:?}");
    for (name, opens_at) in [("anna", opens_at), ("bert", None)] {
        let progress: Progress = world.check(get(conversation(name)).token(&token(name)), 200).await.json();
        assert_eq!(progress.opens_at, opens_at, "{name}");
    }
}

#[tokio::test]
async fn the_wait_is_the_median_of_the_latest_claims_of_a_day() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    for (at, wait_ms) in [30_000, 90_000, 60_000].into_iter().enumerate() {
        let name = format!("early{at}");
        let reply: HandoffReply = world.check(request(&name, "1"), 201).await.json();
        assert!(
            matches!(&reply, HandoffReply::Accepted { position: 1, expected_wait_s: None, seq: 1, .. }),
            "{name}: {reply:?}"
        );
        world.pass_ms(wait_ms);
        world.check(post(format!("{}/claim", at_desk(&name)), "".into()).cookie(&mei), 204).await;
    }
    let reply: HandoffReply = world.check(request("anna", "1"), 201).await.json();
    assert!(
        matches!(&reply, HandoffReply::Accepted { position: 1, expected_wait_s: Some(60), seq: 1, .. }),
        "{reply:?}"
    );
    let wait = async || -> Option<u32> {
        world
            .check(get(conversation("anna")).token(&token("anna")), 200)
            .await
            .json::<Progress>()
            .expected_wait_s
    };
    world.pass_ms(45_000);
    assert_eq!(wait().await, Some(15));
    world.pass_ms(45_000);
    assert_eq!(wait().await, None, "nobody knows any longer");
    world.pass_ms(24 * 3_600_000);
    let reply: HandoffReply = world.check(request("bert", "1"), 201).await.json();
    assert!(
        matches!(&reply, HandoffReply::Accepted { position: 2, expected_wait_s: None, seq: 1, .. }),
        "{reply:?}"
    );
}
