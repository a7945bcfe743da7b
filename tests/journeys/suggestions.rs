//! What the desk proposes is decided on by keyboard: an entry becomes a draft, and a dial holds at once.

use anyhow::Result;
use serde_json::{Value, json};
use tests::proof::web::{Ask, Web, Who};
use tests::{Desk, Visitor};

use crate::access::check_desk;
use crate::knowledge::FAQ;
use crate::person::{agent, press};

/// What nobody answers.
const ENGRAVING: [&str; 4] = [
    "can you engrave a name on the ring",
    "do you engrave rings with a name",
    "engrave our names on two rings please",
    "how long does it take to engrave a ring",
];
const ANSWER: &str =
    "Rings are engraved with up to twenty letters, inside or outside, within five working days.";
/// What should have reached a person sooner.
const LAWYER: [&str; 4] = [
    "my lawyer wants the invoice of last year",
    "shall my lawyer have a look at this ring",
    "talk to my lawyer about the vase",
    "my lawyer says that the warranty holds",
];

/// Does in the agent's own page what its console does: a method of a conversation with a body, for the answer's status.
const DO: &str = "const [method, path, body] = arguments, done = arguments[arguments.length - 1];
    fetch('/api/v1/agent/conversations/' + path, {
        method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
    }).then((answer) => done(answer.status));";

async fn act(mei: &Visitor, path: String, body: Value, expected: u16) -> Result<()> {
    let method = if path.ends_with("/verdict") { "PUT" } else { "POST" };
    let status = mei.client().execute_async(DO, vec![method.into(), path.clone().into(), body]).await?;
    assert_eq!(status, json!(expected), "{path}");
    Ok(())
}

/// A visitor asks, Mei answers and settles it.
async fn settled(desk: &Desk, mei: &Visitor, name: &str, question: &str, answer: &str) -> Result<String> {
    let id = format!("conversation-about-{name}");
    let request = json!({
        "version": protocol::VERSION, "conversation": id, "idempotency_key": "1", "reason": "low_confidence",
        "question": question, "language": "en", "transcript": [], "attributes": {}, "consent": "asked",
        "page": {"url": "https://shop.example/", "title": "Shop"}, "trigger": {"mood": {}},
    });
    let who = Who::Visitor(format!("token-of-the-visitor-{name}"));
    Web::new(&desk.url).send(&Ask::post(&who, "api/v1/handoffs", &request)).await?.expect(201)?;
    act(mei, format!("{id}/claim"), Value::Null, 204).await?;
    act(
        mei,
        format!("{id}/messages"),
        json!({"id": "reply", "text": answer, "at": 1_800_000_000_000_i64}),
        201,
    )
    .await?;
    act(mei, format!("{id}/resolve"), Value::Null, 204).await?;
    Ok(id)
}

/// The card whose title or text holds these words.
fn card(words: &str) -> String {
    format!(
        "[...document.querySelectorAll('.suggestion')].find((it) => it.textContent.includes({}))",
        json!(words)
    )
}

/// Gives a card the focus and presses a key.
async fn key(mei: &Visitor, words: &str, key: &str) -> Result<()> {
    let script = format!("const card = {}; card?.focus(); return !!card", card(words));
    mei.until(words, &script).await?;
    mei.client().active_element().await?.send_keys(key).await?;
    Ok(())
}

#[tokio::test]
async fn suggestions_are_decided_on_by_keyboard() -> Result<()> {
    let desk = Desk::start_with(&["--knowledge", FAQ, "--insights", "true"]).await?;
    let mei = agent(&desk, "Mei").await?;
    mei.until("the inbox", "return !!document.querySelector('#rows')").await?;
    let told: Vec<Value> = ENGRAVING.iter().map(|text| json!({"text": text, "end": "unanswered"})).collect();
    let digest = json!({
        "version": 1, "visit": "visit-of-the-journey-0001", "number": 1, "language": "en", "page": "/cart",
        "asked": 4, "unanswered": 4, "confidence": {}, "moods": {"calm": 4}, "questions": told,
    });
    let shop = Who::Visitor(String::new());
    Web::new(&desk.url).send(&Ask::post(&shop, "api/v1/digest", &digest)).await?.expect(204)?;
    settled(&desk, &mei, "engraving", ENGRAVING[0], ANSWER).await?;
    for (place, question) in LAWYER.iter().enumerate() {
        let id = settled(&desk, &mei, &format!("lawyer-{place}"), question, "I will look into it.").await?;
        act(&mei, format!("{id}/verdict"), json!({"subject": "", "judgement": "too_late"}), 204).await?;
    }

    mei.run("location.hash = '#/suggestions'").await?;
    mei.until("an entry", &format!("return !!{}", card("up to twenty letters"))).await?;
    check_desk(&mei, "suggestions").await?;
    key(&mei, "my lawyer", "a").await?;
    mei.until("a dial less", &format!("return !{}", card("data-always"))).await?;
    key(&mei, "up to twenty letters", "x").await?;
    mei.sees("It isn’t proposed again while it rests on the same.").await?;
    press(&mei, "Cancel").await?;
    key(&mei, "up to twenty letters", "a").await?;
    mei.until("an entry less", &format!("return !{}", card("up to twenty letters"))).await?;

    mei.run("location.hash = '#/setup/triage'").await?;
    let holds = "return document.querySelector('#rule-triage-always')?.value.includes('lawyer') ?? false";
    mei.until("the phrase in force", holds).await?;
    mei.run("location.hash = '#/knowledge?site=default'").await?;
    mei.sees("engrave").await?;
    mei.close().await
}
