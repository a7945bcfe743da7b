//! What is proposed at the desk: worked out of what people taught, decided on, and gone with the conversation that it quotes.

use desk::SiteSettings;
use protocol::{EvidenceKind, Knowledge, Suggestion, SuggestionKind, Suggestions};
use serde_json::{Value, json};

use crate::boundary::{
    World, at_desk, beacon, conversation, delete, digest, get, handoff, id, message, post, token,
};
use crate::knowledge::file;

const LIST: &str = "/api/v1/agent/suggestions?site=default";
const MINUTE_MS: i64 = 60_000;
const ANSWER: &str =
    "Rings are engraved with up to twenty letters, inside or outside, within five working days.";
const QUESTIONS: [&str; 4] = [
    "can you engrave a name on the ring",
    "do you engrave rings with a name",
    "engrave our names on two rings please",
    "how long does it take to engrave a ring",
];

/// A shop whose base knows nothing of engraving.
async fn world() -> World {
    let entry = |id: &str, question: &str, variant: &str, answer: &str| json!({"id": id, "question": question, "variants": [variant], "answer": answer});
    let base = json!({"version": 1, "language": "en", "entries": [
        entry("returns", "How do I return an item?", "send something back", "Within thirty days, with the label from your account."),
        entry("delivery", "When will my parcel come?", "how long is delivery", "In two to four working days."),
    ]});
    let path = file(&base.to_string());
    World::with(|settings| {
        settings.insights = true;
        settings.knowledge = Some(path);
        settings.sites = vec![SiteSettings { id: "other".to_owned(), ..SiteSettings::default() }];
    })
    .await
}

/// Asks a person, who answers and settles it.
async fn settle(world: &World, mei: &str, name: &str, question: &str, end: Value) {
    let mut body = handoff(name, "1");
    (body["question"], body["attributes"]) = (question.into(), json!({"name": "Anna Holm"}));
    world.check(post("/api/v1/handoffs", body).token(&token(name)), 201).await;
    let at = |action: &str| format!("{}/{action}", at_desk(name));
    world.check(post(at("claim"), Value::Null).cookie(mei), 204).await;
    let words =
        ["Hi Anna! ", ANSWER, " I have done it for you, that makes 20 euros. Holm is engraved."].concat();
    world.check(post(at("messages"), message("r1", &words)).cookie(mei), 201).await;
    world.check(post(at("resolve"), end).cookie(mei), 204).await;
}

/// Tells of questions that nothing answered.
async fn ask(world: &World, questions: &[&str]) {
    let told: Vec<Value> = questions.iter().map(|text| json!({"text": text, "end": "unanswered"})).collect();
    let told = json!({"asked": told.len(), "unanswered": told.len(), "questions": told});
    world.check(beacon(&digest("asks", 1, told)), 204).await;
}

async fn list(world: &World, cookie: &str) -> Suggestions {
    loop {
        let list: Suggestions = world.check(get(LIST).cookie(cookie), 200).await.json();
        if !list.working {
            return list;
        }
    }
}

fn fresh(list: &Suggestions) -> Vec<&Suggestion> {
    list.suggestions.iter().filter(|one| one.kind == SuggestionKind::NewEntry).collect()
}

#[tokio::test]
async fn what_agents_answered_is_proposed_without_what_is_of_one_person() {
    let world = world().await;
    let mei = world.owner("Mei").await;
    ask(&world, &QUESTIONS).await;
    settle(&world, &mei, "anna", QUESTIONS[0], Value::Null).await;
    settle(&world, &mei, "bert", "engrave my dog's collar", json!({"exception": true})).await;
    let answer = world.check(get(LIST).cookie(&mei), 200).await;
    for word in ["euros", "Anna", "Holm", "collar"] {
        assert!(!answer.text().contains(word), "{word}: {}", answer.text());
    }
    let proposed: Suggestions = answer.json();
    let [new] = fresh(&proposed)[..] else { panic!("{proposed:#?}") };
    assert_eq!(new.drafts[0].answer, ANSWER);
    let said = new.evidence.iter().find(|one| one.kind == EvidenceKind::Answered).expect("what Mei answered");
    assert_eq!((said.text.as_str(), said.conversation.clone()), (ANSWER, Some(id("anna"))));
    assert!(new.gain > 0.0 && proposed.at.is_some());
    assert_eq!(list(&world, &mei).await, proposed, "it stays while nothing changes");
}

#[tokio::test]
async fn what_was_solved_just_now_is_proposed_soon_after() {
    let world = world().await;
    let mei = world.owner("Mei").await;
    assert!(fresh(&list(&world, &mei).await).is_empty());
    settle(&world, &mei, "anna", QUESTIONS[0], Value::Null).await;
    assert!(
        fresh(&list(&world, &mei).await).is_empty(),
        "requests that follow close on each other work nothing out"
    );
    world.pass_ms(MINUTE_MS);
    assert_eq!(fresh(&list(&world, &mei).await)[0].drafts[0].answer, ANSWER);
}

#[tokio::test]
async fn what_was_turned_down_stays_so_and_is_counted() {
    let mut world = world().await;
    let (mei, tom) = (world.owner("Mei").await, world.agent("Tom").await);
    settle(&world, &mei, "anna", QUESTIONS[0], Value::Null).await;
    let proposed = list(&world, &tom).await;
    let path = format!("/api/v1/agent/suggestions/{}", fresh(&proposed)[0].id);
    let decide = |accept: bool| json!({"site": "default", "accept": accept, "why": "We don't engrave."});
    let bound = world.bound_agent("Bo", &["other"]).await;
    for (ask, status) in [
        (post(path.clone(), decide(false)).cookie(&bound), 404),
        (post(path.clone(), json!({"site": "other", "accept": false})).cookie(&bound), 404),
        (
            post(path.clone(), json!({"site": "default", "accept": false, "why": "x".repeat(501)}))
                .cookie(&tom),
            422,
        ),
        (post(path.clone(), decide(false)).cookie(&tom), 204),
        (post(path.clone(), decide(false)).cookie(&tom), 204),
        (post(path.clone(), decide(true)).cookie(&tom), 404),
    ] {
        world.check(ask, status).await;
    }
    let after = list(&world, &tom).await;
    assert_eq!((fresh(&after).len(), after.accepted, after.rejected), (0, 0, 1));
    let turned_down = |list: &Suggestions| -> Vec<(String, String, String)> {
        list.rejections.iter().map(|one| (one.title.clone(), one.why.clone(), one.by.clone())).collect()
    };
    let title = fresh(&proposed)[0].title.clone();
    assert_eq!(turned_down(&after), [(title, "We don't engrave.".to_owned(), "Tom".to_owned())]);
    // Later it is worked out anew, and rests on the same.
    world.pass_ms(2 * MINUTE_MS);
    world.restart().await;
    let later = list(&world, &tom).await;
    assert!(later.at > after.at && fresh(&later).is_empty(), "{later:#?}");
    assert_eq!(turned_down(&later), turned_down(&after));
    let back = |site: &str| delete(format!("{path}?site={site}"));
    for (ask, status) in [
        (back("default").cookie(&bound), 404),
        (back("other").cookie(&tom), 404),
        (back("default").cookie(&tom), 204),
        (back("default").cookie(&tom), 404),
    ] {
        world.check(ask, status).await;
    }
    let again = list(&world, &tom).await;
    assert_eq!((fresh(&again), again.rejected, again.rejections.len()), (fresh(&proposed), 0, 0));
    let brief: Suggestions = world.check(get(format!("{LIST}&brief=true")).cookie(&tom), 200).await.json();
    assert_eq!((brief.waiting, brief.suggestions.len()), (again.suggestions.len() as u64, 0));
}

#[tokio::test]
async fn what_a_dropped_draft_followed_is_proposed_again() {
    let world = world().await;
    let mei = world.owner("Mei").await;
    settle(&world, &mei, "anna", QUESTIONS[0], Value::Null).await;
    let proposed = list(&world, &mei).await;
    let new = fresh(&proposed)[0];
    let change = async |revision: i64, change: Value, suggestion: Value| {
        let changes = json!([{"id": new.drafts[0].id, "revision": revision, "change": change, "suggestion": suggestion}]);
        let body = json!({"site": "default", "changes": changes});
        let ask = post("/api/v1/agent/knowledge/drafts", body).cookie(&mei);
        world.check(ask, 200).await.json::<Knowledge>()
    };
    let known = change(0, json!({"write": new.drafts[0]}), json!(new.id)).await;
    let drafted = known.entries.iter().find_map(|entry| entry.draft.as_ref()).expect("it is drafted");
    let after = list(&world, &mei).await;
    assert_eq!((fresh(&after).len(), after.accepted), (0, 1));
    change(drafted.revision, json!("drop"), Value::Null).await;
    let again = list(&world, &mei).await;
    assert_eq!((fresh(&again).len(), again.accepted), (1, 0), "{again:#?}");
    assert_eq!(fresh(&again)[0].drafts, new.drafts);
}

#[tokio::test]
async fn an_erased_conversation_takes_with_it_what_quotes_it() {
    let world = world().await;
    let mei = world.owner("Mei").await;
    ask(&world, &QUESTIONS[1..]).await;
    settle(&world, &mei, "anna", QUESTIONS[0], Value::Null).await;
    assert_eq!(fresh(&list(&world, &mei).await)[0].drafts[0].answer, ANSWER);
    world.check(delete(conversation("anna")).token(&token("anna")), 204).await;
    let after = world.check(get(LIST).cookie(&mei), 200).await;
    assert!(
        !after.text().contains("twenty letters") && !after.text().contains(QUESTIONS[0]),
        "{}",
        after.text()
    );
}

#[tokio::test]
async fn another_site_has_its_own() {
    let world = world().await;
    let mei = world.owner("Mei").await;
    settle(&world, &mei, "anna", QUESTIONS[0], Value::Null).await;
    let other: Suggestions =
        world.check(get("/api/v1/agent/suggestions?site=other").cookie(&mei), 200).await.json();
    assert_eq!(other.suggestions, []);
    world.check(get("/api/v1/agent/suggestions?site=gone").cookie(&mei), 404).await;
    world.check(get("/api/v1/agent/suggestions").cookie(&mei), 400).await;
}
