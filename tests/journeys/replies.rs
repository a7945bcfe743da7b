//! What helps an agent to answer: suggested and canned replies, and a word on the assistant's answers.

use anyhow::Result;
use serde_json::json;
use tests::{Desk, Visitor};

use crate::access::objections;
use crate::person::{agent, fill, open_first, press, shop_with};

/// The shop's own FAQ, which the desk hands out and suggests from.
const FAQ: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/shop-en.json");

/// A visitor who was answered and then asked for a person, and the agent who took it.
async fn taken(desk: &Desk) -> Result<(Visitor, Visitor)> {
    let visitor = shop_with(desk).await?.visitor().await?;
    visitor.open().await?;
    visitor.says("how long does delivery take").await?;
    visitor.sees("working days").await?;
    visitor.says("I want to talk to a human please").await?;
    visitor.sees("You are next").await?;
    let agent = agent(desk, "Mei").await?;
    open_first(&agent).await?;
    press(&agent, "Take it").await?;
    visitor.sees("Talking with Mei").await?;
    Ok((visitor, agent))
}

async fn reply_box(agent: &Visitor) -> Result<String> {
    let value = agent.run("return document.querySelector('#reply').value").await?;
    Ok(value.as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn one_key_puts_in_a_suggested_reply_and_a_stroke_finds_a_canned_one() -> Result<()> {
    let desk = Desk::start_with(&["--knowledge", FAQ]).await?;
    let (visitor, agent) = taken(&desk).await?;
    press(&agent, "/ replies").await?;
    press(&agent, "New reply").await?;
    fill(&agent, "dialog input", "bye").await?;
    fill(&agent, "dialog textarea", "Goodbye {visitor}, **all the best**, {agent}").await?;
    assert_eq!(objections(&agent, "dialog[open]").await?, json!([]));
    press(&agent, "Save").await?;
    agent.sees("/bye").await?;
    press(&agent, "Close").await?;
    agent.until("no dialog", "return !document.querySelector('dialog[open]')").await?;
    fill(&agent, "#reply", "/by").await?;
    agent.until("the list", "return !!document.querySelector('#canned [aria-selected=true]')").await?;
    assert_eq!(objections(&agent, "main").await?, json!([]));
    fill(&agent, "#reply", "/by\n").await?;
    agent.until("the reply", "return document.querySelector('#reply').value.startsWith('Goodbye ')").await?;
    assert!(reply_box(&agent).await?.ends_with(", Mei"));
    press(&agent, "Preview").await?;
    agent.until("the preview", "return !!document.querySelector('.reply-preview strong')").await?;
    press(&agent, "Send").await?;
    visitor.sees("all the best").await?;

    visitor.says("And can I return a lamp that I have already used?").await?;
    agent.until("suggestions", "return document.querySelectorAll('.offers .offer').length > 0").await?;
    assert_eq!(objections(&agent, "main").await?, json!([]));
    fill(&agent, "#reply", "\u{e00a}1\u{e000}").await?;
    let suggested = reply_box(&agent).await?;
    assert!(suggested.to_lowercase().contains("return"), "{suggested}");
    agent.close().await?;
    visitor.close().await
}

#[tokio::test]
async fn an_agent_says_what_was_wrong_and_the_list_of_doubtful_answers_gets_shorter() -> Result<()> {
    let desk = Desk::start_with(&["--knowledge", FAQ]).await?;
    let visitor = shop_with(&desk).await?.visitor().await?;
    visitor.open().await?;
    visitor.says("how long does delivery take").await?;
    visitor.sees("working days").await?;
    visitor.says("I want to talk to a human please").await?;
    visitor.sees("You are next").await?;
    let agent = agent(&desk, "Mei").await?;
    open_first(&agent).await?;
    press(&agent, "Wrong").await?;
    agent
        .until("the entries", "return document.querySelectorAll('.verdict-form option').length > 10")
        .await?;
    fill(&agent, ".verdict-form textarea", "It takes two days now.").await?;
    assert_eq!(objections(&agent, "main").await?, json!([]));
    press(&agent, "Save").await?;
    agent.sees("said by Mei").await?;
    press(&agent, "Needless").await?;
    let pressed = "return [...document.querySelectorAll('.verdict [aria-pressed=true]')].length";
    agent.until("both verdicts", &format!("return (() => {{ {pressed} }})() === 2")).await?;
    agent.reload().await?;
    agent.sees("It takes two days now.").await?;
    agent.run("location.hash = '#/review'").await?;
    agent.sees("Nothing to look over").await?;
    assert_eq!(objections(&agent, "main").await?, json!([]));
    agent.run("history.back()").await?;
    // Pressed once more it is taken back, and the answer is on the list again where it is a doubtful one.
    press(&agent, "Wrong").await?;
    agent.until("one verdict", &format!("return (() => {{ {pressed} }})() === 1")).await?;
    agent.close().await?;
    visitor.close().await
}
