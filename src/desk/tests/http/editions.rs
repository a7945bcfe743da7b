//! Drafts, editions and undo: what visitors get follows what people publish, and nobody's work is lost on the way.

use ::knowledge::read_text;
use desk::{Settings, SiteSettings, packs_of};
use engine::Engine;
use protocol::{
    DraftAction, EditedEntry, EditionList, EditionSource, Knowledge, KnowledgeEntry, KnownQuestions, Problem,
    RightAnswer, Role,
};
use serde_json::{Value, json};

use crate::boundary::{Answer, OWN, START, World, at_desk, get, handoff, invite, post, put, token};
use crate::knowledge::file;

/// A base of one entry.
fn base(question: &str) -> String {
    let entries = json!([{"id": "returns", "question": question, "answer": "Within 30 days."}]);
    json!({"version": 1, "language": "en", "entries": entries}).to_string()
}

const AT: &str = "/api/v1/agent/knowledge";

/// Asks as somebody from the desk's own page.
async fn send(world: &World, who: &str, path: &str, body: Value, status: u16) -> Answer {
    world.check(post(format!("{AT}/{path}"), body).origin(OWN).cookie(who), status).await
}

async fn show(world: &World, who: &str) -> Knowledge {
    world.check(get(format!("{AT}?site=default")).cookie(who), 200).await.json()
}

fn entry<'a>(knowledge: &'a Knowledge, id: &str) -> Option<&'a KnowledgeEntry> {
    knowledge.entries.iter().find(|entry| entry.id == id)
}

fn write(id: &str, revision: i64, question: &str, answer: &str) -> Value {
    let entry = EditedEntry {
        id: id.to_owned(),
        question: question.to_owned(),
        answer: answer.to_owned(),
        ..EditedEntry::default()
    };
    let change = DraftAction::Write(Box::new(entry));
    json!({"site": "default", "changes": [{"id": id, "revision": revision, "change": change, "why": "so"}]})
}

/// Publishes the draft of an entry over the edition of a number.
fn publication(edition: u64, id: &str, revision: i64, (worse, acknowledged): (u64, u64)) -> Value {
    json!({
        "site": "default", "edition": edition, "drafts": [{"id": id, "revision": revision}], "why": "New",
        "preview": {"all": 9, "known": 3, "right_before": 2, "right_after": 3, "better": 1, "worse": worse, "other": 0},
        "language": "en", "acknowledged": acknowledged,
    })
}

/// The questions that a visitor's page is answered from.
async fn served(world: &World) -> Vec<String> {
    let answer = world.check(get("/api/v1/knowledge").origin(OWN), 200).await;
    let base: Value = answer.json();
    base["entries"].as_array().unwrap().iter().map(|it| it["question"].as_str().unwrap().to_owned()).collect()
}

fn revision(knowledge: &Knowledge, id: &str) -> i64 {
    entry(knowledge, id).and_then(|entry| entry.draft.as_ref()).unwrap().revision
}

async fn world_with_file() -> World {
    let path = file(&base("How do I return it?"));
    World::with(|settings| settings.knowledge = Some(path)).await
}

#[tokio::test]
async fn a_draft_becomes_an_edition_and_is_taken_back() {
    let world = world_with_file().await;
    let mei = world.owner("Mei").await;
    let before = show(&world, &mei).await;
    assert_eq!(before.edition.as_ref().map(|head| (head.number, head.from)), Some((1, EditionSource::File)));
    let drafted: Knowledge =
        send(&world, &mei, "drafts", write("lockers", 0, "Do you ship to lockers?", "Yes."), 200)
            .await
            .json();
    assert_eq!(served(&world).await.len(), before.entries.len(), "a draft reaches nobody");
    let seen = revision(&drafted, "lockers");
    let published: Knowledge =
        send(&world, &mei, "editions", publication(1, "lockers", seen, (0, 0)), 200).await.json();
    let head = published.edition.clone().unwrap();
    assert_eq!((head.number, head.from, head.added), (2, EditionSource::Drafts, vec!["lockers".to_owned()]));
    assert!(entry(&published, "lockers").unwrap().draft.is_none());
    assert!(served(&world).await.contains(&"Do you ship to lockers?".to_owned()));

    let undo = json!({"site": "default", "edition": 2, "to": 1, "why": "too early"});
    let undone: Knowledge = send(&world, &mei, "restore", undo.clone(), 200).await.json();
    assert_eq!(undone.edition.unwrap().from, EditionSource::Undo(1));
    assert_eq!(served(&world).await.len(), before.entries.len());
    send(&world, &mei, "restore", undo, 409).await;
    let list: EditionList =
        world.check(get(format!("{AT}/editions?site=default")).cookie(&mei), 200).await.json();
    let numbers: Vec<u64> = list.editions.iter().map(|head| head.number).collect();
    assert_eq!(numbers, [3, 2, 1]);
    assert_eq!(list.editions[0].hash, list.editions[2].hash, "it holds the very same");

    let kept = world.check(get(format!("{AT}/editions/2?site=default")).cookie(&mei), 200).await;
    assert!(kept.text().contains("Do you ship to lockers?"));
    let forever = world.check(get(format!("/api/v1/knowledge/{}", head.hash)).origin(OWN), 200).await;
    assert_eq!(forever.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(forever.header("etag"), format!("\"{}\"", head.hash));
}

#[tokio::test]
async fn nobody_overwrites_what_they_have_not_seen() {
    let world = world_with_file().await;
    let mei = world.owner("Mei").await;
    let drafted: Knowledge = send(&world, &mei, "drafts", write("a1", 0, "A?", "A."), 200).await.json();
    let seen = revision(&drafted, "a1");
    send(&world, &mei, "drafts", write("a1", 0, "B?", "B."), 409).await;
    let again: Knowledge = send(&world, &mei, "drafts", write("a1", seen, "C?", "C."), 200).await.json();
    send(&world, &mei, "editions", publication(1, "a1", seen, (0, 0)), 409).await;
    send(&world, &mei, "editions", publication(7, "a1", revision(&again, "a1"), (0, 0)), 409).await;
    // Gone and begun anew, it is still another than the one that was seen.
    let drop = json!({"site": "default", "changes": [{"id": "a1", "revision": revision(&again, "a1"), "change": "drop"}]});
    send(&world, &mei, "drafts", drop, 200).await;
    let anew: Knowledge = send(&world, &mei, "drafts", write("a1", 0, "D?", "D."), 200).await.json();
    assert!(revision(&anew, "a1") > revision(&again, "a1"));
    // All or none.
    let mut two = write("b1", 0, "B?", "B.");
    two["changes"].as_array_mut().unwrap().push(json!({"id": "a1", "revision": 1, "change": "drop"}));
    send(&world, &mei, "drafts", two, 409).await;
    assert!(entry(&show(&world, &mei).await, "b1").is_none());
}

#[tokio::test]
async fn regressions_are_acknowledged_and_faults_refused() {
    let world = world_with_file().await;
    let mei = world.owner("Mei").await;
    let drafted: Knowledge = send(&world, &mei, "drafts", write("a1", 0, "A?", "A."), 200).await.json();
    let seen = revision(&drafted, "a1");
    let refused = send(&world, &mei, "editions", publication(1, "a1", seen, (2, 1)), 422).await;
    assert_eq!(refused.json::<Problem>().field.as_deref(), Some("acknowledged"));
    let mut why = publication(1, "a1", seen, (2, 2));
    why["why"] = " ".into();
    send(&world, &mei, "editions", why, 422).await;
    send(&world, &mei, "drafts", write("b1", 0, "  ", "B."), 422).await;
    send(&world, &mei, "editions", publication(1, "a1", seen, (2, 2)), 200).await;
}

#[tokio::test]
async fn a_lead_approves_what_agents_write_unless_the_owner_lets_them() {
    for agents_publish in [false, true] {
        let path = file(&base("How do I return it?"));
        let world = World::with(|settings| {
            (settings.knowledge, settings.agents_publish) = (Some(path), agents_publish);
        })
        .await;
        let mei = world.owner("Mei").await;
        let tom = world.desk.add_agent(invite("Tom", Role::Agent)).await.unwrap();
        let tom = world.sign_in(&tom.code.code, "Tom").await;
        let drafted: Knowledge = send(&world, &tom, "drafts", write("a1", 0, "A?", "A."), 200).await.json();
        let seen = revision(&drafted, "a1");
        let publish = publication(1, "a1", seen, (0, 0));
        if agents_publish {
            send(&world, &tom, "editions", publish, 200).await;
            continue;
        }
        send(&world, &tom, "editions", publish.clone(), 403).await;
        let approve =
            json!({"site": "default", "changes": [{"id": "a1", "revision": seen, "change": "approve"}]});
        send(&world, &tom, "drafts", approve.clone(), 403).await;
        send(&world, &mei, "editions", publish.clone(), 422).await;
        let approved: Knowledge = send(&world, &mei, "drafts", approve, 200).await.json();
        assert_eq!(
            entry(&approved, "a1").unwrap().draft.as_ref().unwrap().approved_by.as_deref(),
            Some("Mei")
        );
        send(&world, &mei, "editions", publish, 200).await;
    }
}

#[tokio::test]
async fn the_owners_file_is_followed_until_somebody_publishes() {
    let path = file(&base("How do I return it?"));
    let world = World::with(|settings| settings.knowledge = Some(path.clone())).await;
    let mei = world.owner("Mei").await;
    let change_file = |question: &str| {
        std::fs::write(&path, base(question)).unwrap();
        // File systems tell times as coarsely as by the second.
        let later = std::time::SystemTime::now() + std::time::Duration::from_secs(5);
        std::fs::File::options().write(true).open(&path).unwrap().set_modified(later).unwrap();
    };
    assert_eq!(show(&world, &mei).await.edition.unwrap().number, 1);
    change_file("How do I send it back again?");
    assert_eq!(show(&world, &mei).await.edition.unwrap().number, 2);
    let drafted: Knowledge = send(&world, &mei, "drafts", write("a1", 0, "A?", "A."), 200).await.json();
    send(&world, &mei, "editions", publication(2, "a1", revision(&drafted, "a1"), (0, 0)), 200).await;
    assert!(!show(&world, &mei).await.file.unwrap().waits);
    change_file("Another wording altogether?");
    let now = show(&world, &mei).await;
    assert_eq!((now.edition.unwrap().number, now.file.unwrap().waits), (3, true));
    assert!(served(&world).await.contains(&"A?".to_owned()), "what was published stays");
    let back = json!({"site": "default", "edition": 3, "to": 0, "why": ""});
    let followed: Knowledge = send(&world, &mei, "restore", back, 200).await.json();
    assert_eq!(followed.edition.unwrap().from, EditionSource::File);
    assert!(served(&world).await.contains(&"Another wording altogether?".to_owned()));
}

#[tokio::test]
async fn a_site_without_a_file_begins_in_the_console() {
    let world = World::with(|settings: &mut Settings| {
        settings.sites = vec![SiteSettings { id: "shop".to_owned(), ..SiteSettings::default() }];
    })
    .await;
    let mei = world.owner("Mei").await;
    world.check(get("/api/v1/knowledge").origin(OWN), 404).await;
    assert!(show(&world, &mei).await.edition.is_none());
    let drafted: Knowledge =
        send(&world, &mei, "drafts", write("a1", 0, "怎么退货？", "三十天内。"), 200).await.json();
    let mut first = publication(0, "a1", revision(&drafted, "a1"), (0, 0));
    first["language"] = "zh".into();
    let published: Knowledge = send(&world, &mei, "editions", first, 200).await.json();
    assert_eq!((published.language.as_str(), published.languages), ("zh", vec!["zh".to_owned()]));
    assert_eq!(served(&world).await, ["怎么退货？"]);
}

#[tokio::test]
async fn what_people_said_is_what_a_draft_is_tried_on() {
    let world = world_with_file().await;
    let mei = world.owner("Mei").await;
    let mut body = handoff("anna", "1");
    body["transcript"] = json!([
        {"id": "v1", "author": "visitor", "text": "send the lamp back, I am anna@home.example", "at": START},
        {"id": "a1", "author": "assistant", "text": "30 days", "entry": "returns", "confidence": 0.9, "rating": 1, "at": START},
        {"id": "v2", "author": "visitor", "text": "where is my money", "at": START},
        {"id": "a2", "author": "assistant", "text": "30 days", "entry": "returns", "confidence": 0.6, "at": START},
    ]);
    world.check(post("/api/v1/handoffs", body.clone()).token(&token("anna")).origin(OWN), 201).await;
    let returns = || RightAnswer::Entry("returns".to_owned());
    let known = async |expected: &[(&str, RightAnswer)]| {
        let known: KnownQuestions =
            world.check(get(format!("{AT}/questions?site=default")).cookie(&mei), 200).await.json();
        let found: Vec<(&str, RightAnswer)> =
            known.questions.iter().map(|it| (it.text.as_str(), it.right.clone())).collect();
        assert_eq!(found, expected);
    };
    let lamp = ("send the lamp back, I am [@]", returns());
    known(&[lamp.clone(), ("where is my money", RightAnswer::Unknown)]).await;
    // Of what was handed over an agent says which entry would have answered it.
    let needless = json!({"judgement": "needless", "entry": "returns"});
    let verdict = put(format!("{}/verdict", at_desk("anna")), needless).origin(OWN).cookie(&mei);
    world.check(verdict, 204).await;
    let asked = body["question"].as_str().unwrap_or_default();
    known(&[(asked, returns()), lamp, ("where is my money", RightAnswer::Unknown)]).await;
}

/// What the console publishes is compiled, so that no visitor's browser fits it anew.
#[tokio::test]
async fn an_edition_brings_what_an_engine_learns_of_it() {
    let shop = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/shop-en.json");
    let world = World::with(|settings| {
        settings.origins = vec![OWN.to_owned()];
        settings.knowledge = Some(shop.into());
        settings.triage.precision = Some(0.9);
    })
    .await;
    let mei = world.owner("Mei").await;
    let served = async || {
        let answer = world.check(get("/api/v1/knowledge").origin(OWN), 200).await;
        read_text(&answer.json::<Value>().to_string()).knowledge
    };
    assert_eq!(served().await.learnt, None, "the owner's file is handed out as it is");
    let shown = show(&world, &mei).await;
    assert_eq!(shown.triage.precision, Some(0.9), "a preview has the dials that visitors have");
    send(&world, &mei, "drafts", write("lockers", 0, "Do you deliver to lockers?", "Yes."), 200).await;
    let revision = revision(&show(&world, &mei).await, "lockers");
    send(&world, &mei, "editions", publication(1, "lockers", revision, (0, 0)), 200).await;
    let base = served().await;
    let mut engine = Engine::new(base.engine_entries(), packs_of(&base.languages), base.options());
    assert!(engine.take_learnt(base.learnt.as_deref().unwrap_or_default()));
    assert!(!engine.fit(0), "nothing is left to learn");
    // Not in the copy for git, of which a line would be another each time.
    let learnt = async |more: &str| {
        let path = format!("{AT}/editions/2?site=default{more}");
        let kept = world.check(get(path).cookie(&mei), 200).await.text();
        assert!(kept.contains("Do you deliver to lockers?"));
        read_text(&kept).knowledge.learnt
    };
    assert_eq!(learnt("").await, None);
    assert_eq!(learnt("&learnt=true").await, base.learnt);
}
