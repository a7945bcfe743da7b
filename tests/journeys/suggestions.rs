//! What the desk proposes is decided on by keyboard: an entry becomes a draft, and a dial holds at once.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tests::proof::web::{Ask, Web, Who};
use tests::{Desk, Visitor};

use crate::access::check_desk;
use crate::knowledge::FAQ;
use crate::person::press;

/// Long after the desk looks again, which is within half a minute.
const NEVER: Duration = Duration::from_secs(90);
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

/// A visitor asks, Mei answers and settles it; gives the path of the conversation at the desk.
async fn settled(web: &Web, mei: &Who, name: &str, question: &str, answer: &str) -> Result<String> {
    let id = format!("conversation-about-{name}");
    let request = json!({
        "version": protocol::VERSION, "conversation": id, "idempotency_key": "1", "reason": "low_confidence",
        "question": question, "language": "en", "transcript": [], "attributes": {}, "consent": "asked",
        "page": {"url": "https://shop.example/", "title": "Shop"}, "trigger": {"mood": {}},
    });
    let visitor = Who::Visitor(format!("token-of-the-visitor-{name}"));
    web.send(&Ask::post(&visitor, "api/v1/handoffs", &request)).await?.expect(201)?;
    let at = format!("api/v1/agent/conversations/{id}");
    let reply = json!({"id": "reply", "text": answer, "at": 1_800_000_000_000_i64});
    for (step, body, status) in
        [("claim", Value::Null, 204), ("messages", reply, 201), ("resolve", Value::Null, 204)]
    {
        web.send(&Ask::post(mei, format!("{at}/{step}"), &body)).await?.expect(status)?;
    }
    Ok(at)
}

/// Waits until a suggestion holds these words: the desk may have looked just before there was anything to propose.
async fn until_proposed(web: &Web, who: &Who, words: &str) -> Result<()> {
    let began = Instant::now();
    loop {
        let told = web.send(&Ask::get(who, "api/v1/agent/suggestions?site=default")).await?.expect(200)?;
        if told.text().contains(words) {
            return Ok(());
        }
        ensure!(began.elapsed() < NEVER, "nothing proposed holds {words:?}: {}", told.text());
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// A browser that has the cookie of an agent who signed in elsewhere.
async fn browser_of(desk: &Desk, mei: &Who) -> Result<Visitor> {
    let Who::Agent(cookie) = mei else { anyhow::bail!("only agents have one") };
    let (name, value) = cookie.split_once('=').unwrap_or_default();
    let browser = tests::browser().await?;
    let cookie = json!({"name": name, "value": value, "url": desk.url});
    browser.devtools("Network.setCookie", cookie).await?;
    browser.go(&format!("{}console/", desk.url)).await?;
    browser.until("the inbox", "return !!document.querySelector('#rows')").await?;
    Ok(browser)
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
    let web = Web::new(&desk.url);
    let code = desk.sign_in.split("code=").nth(1).unwrap_or_default();
    let who = web.sign_in(code, "Mei").await?;
    let told: Vec<Value> = ENGRAVING.iter().map(|text| json!({"text": text, "end": "unanswered"})).collect();
    let digest = json!({
        "version": 1, "visit": "visit-of-the-journey-0001", "number": 1, "language": "en", "page": "/cart",
        "asked": 4, "unanswered": 4, "confidence": {}, "moods": {"calm": 4}, "questions": told,
    });
    let shop = Who::Visitor(String::new());
    web.send(&Ask::post(&shop, "api/v1/digest", &digest)).await?.expect(204)?;
    settled(&web, &who, "engraving", ENGRAVING[0], ANSWER).await?;
    for (place, question) in LAWYER.iter().enumerate() {
        let at = settled(&web, &who, &format!("lawyer-{place}"), question, "I will look into it.").await?;
        let verdict =
            Ask::post(&who, format!("{at}/verdict"), &json!({"subject": "", "judgement": "too_late"}));
        web.send(&Ask { method: "PUT".to_owned(), ..verdict }).await?.expect(204)?;
    }

    until_proposed(&web, &who, "up to twenty letters").await?;
    until_proposed(&web, &who, "my lawyer").await?;
    let mei = browser_of(&desk, &who).await?;
    mei.run("location.hash = '#/suggestions'").await?;
    mei.until("an entry", &format!("return !!{}", card("up to twenty letters"))).await?;
    check_desk(&mei, "suggestions").await?;
    key(&mei, "my lawyer", "a").await?;
    mei.until("a dial less", &format!("return !{}", card("data-always"))).await?;
    key(&mei, "up to twenty letters", "x").await?;
    mei.sees("It isn’t proposed again while it rests on the same.").await?;
    press(&mei, "Cancel").await?;
    // Turned down, it can be looked up and taken back.
    key(&mei, "up to twenty letters", "x").await?;
    mei.sees("It isn’t proposed again while it rests on the same.").await?;
    mei.run("document.querySelector('form.reject').requestSubmit()").await?;
    mei.until("an entry less", &format!("return !{}", card("up to twenty letters"))).await?;
    mei.run("document.querySelector('.rejections > summary').click()").await?;
    check_desk(&mei, "rejections").await?;
    mei.run("document.querySelector('.rejections li button').click()").await?;
    let back = "return document.activeElement?.matches('.suggestion') ?? false";
    mei.until("the focus on what is proposed again", back).await?;
    key(&mei, "up to twenty letters", "a").await?;
    mei.until("an entry less", &format!("return !{}", card("up to twenty letters"))).await?;

    mei.run("location.hash = '#/setup/triage'").await?;
    let holds = "return document.querySelector('#rule-triage-always')?.value.includes('lawyer') ?? false";
    mei.until("the phrase in force", holds).await?;
    mei.run("location.hash = '#/knowledge?site=default&view=publish'").await?;
    mei.sees("engrave a name on the ring").await?;
    mei.close().await
}
