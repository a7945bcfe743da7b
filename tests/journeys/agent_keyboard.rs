//! An agent's day without a mouse, and as a screen reader is told it: claim, reply, resolve.

use anyhow::{Result, bail};
use serde_json::{Value, json};
use tests::{Desk, Visitor};

use crate::person::{agent, open_first, shop_with};

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
/// So many stops a page may have.
const STOPS: usize = 80;
/// What a screen reader's user must be able to tell apart by name.
const NAMED: [&str; 9] =
    ["button", "link", "textbox", "checkbox", "combobox", "tab", "menuitem", "option", "searchbox"];

/// Presses real keys, wherever the focus is.
async fn keys(agent: &Visitor, keys: &str) -> Result<()> {
    Ok(agent.client().active_element().await?.send_keys(keys).await?)
}

/// Goes on with Tab until the focus is on what `is` says of the focused element `it`, and is to be seen there.
async fn tab_to(agent: &Visitor, is: &str) -> Result<()> {
    let script = format!(
        "const it = document.activeElement, at = it.getBoundingClientRect();
         return Boolean({is}) && at.width > 0 && at.bottom > 0 && at.top < innerHeight"
    );
    for _ in 0..STOPS {
        if agent.run(&script).await? == json!(true) {
            return Ok(());
        }
        keys(agent, TAB).await?;
    }
    bail!("no way by Tab to where {is}")
}

async fn press(agent: &Visitor, words: &str) -> Result<()> {
    let there = format!(
        "return [...document.querySelectorAll('button')].some((it) => it.textContent.trim() === {})",
        json!(words)
    );
    agent.until(words, &there).await?;
    tab_to(agent, &format!("it.tagName === 'BUTTON' && it.textContent.trim() === {}", json!(words))).await?;
    keys(agent, ENTER).await
}

async fn waiting(desk: &Desk) -> Result<Visitor> {
    let visitor = shop_with(desk).await?.visitor().await?;
    visitor.open().await?;
    visitor.says("how long does delivery take").await?;
    visitor.says("I want to talk to a human please").await?;
    visitor.sees("You are next").await?;
    Ok(visitor)
}

#[tokio::test]
async fn tab_and_enter_lead_from_signing_in_to_a_resolved_conversation() -> Result<()> {
    let desk = Desk::start().await?;
    let visitor = waiting(&desk).await?;
    let agent = tests::browser().await?;
    agent.go(&desk.sign_in).await?;
    agent.until("the field of the name", "return !!document.querySelector('#name')").await?;
    tab_to(&agent, "it.id === 'name'").await?;
    keys(&agent, &format!("Mei{ENTER}")).await?;
    press(&agent, "Not now").await?;
    agent.until("the row", "return !!document.querySelector('a.row')").await?;
    tab_to(&agent, "it.classList.contains('row')").await?;
    keys(&agent, ENTER).await?;
    press(&agent, "Take it").await?;
    visitor.sees("Talking with Mei").await?;
    tab_to(&agent, "it.id === 'reply'").await?;
    keys(&agent, &format!("Your parcel comes tomorrow.{ENTER}")).await?;
    visitor.sees("Your parcel comes tomorrow.").await?;
    press(&agent, "Resolve").await?;
    visitor.sees("How was the help?").await?;
    agent.close().await?;
    visitor.close().await
}

#[tokio::test]
async fn single_letters_lead_there_faster() -> Result<()> {
    let desk = Desk::start().await?;
    let visitor = waiting(&desk).await?;
    let agent = agent(&desk, "Mei").await?;
    agent.until("the row", "return !!document.querySelector('a.row')").await?;
    keys(&agent, "j").await?;
    agent.until("the open conversation", "return !!document.querySelector('#who')?.textContent").await?;
    keys(&agent, "c").await?;
    visitor.sees("Talking with Mei").await?;
    keys(&agent, "r").await?;
    agent.until("the focus in the box", "return document.activeElement.id === 'reply'").await?;
    keys(&agent, &format!("It comes tomorrow; e, c and j are only letters here.{ENTER}")).await?;
    visitor.sees("are only letters here.").await?;
    keys(&agent, ESCAPE).await?;
    agent.until("the focus out of the box", "return document.activeElement.id !== 'reply'").await?;
    keys(&agent, "e").await?;
    visitor.sees("How was the help?").await?;
    agent.close().await?;
    visitor.close().await
}

/// What the browser tells a screen reader: each node's role and name, in order.
async fn told(agent: &Visitor) -> Result<Vec<(String, String)>> {
    let tree = agent.devtools("Accessibility.getFullAXTree", json!({})).await?;
    let nodes = tree["nodes"].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value["value"].as_str().unwrap_or_default().to_owned();
    let shown = nodes.iter().filter(|node| node["ignored"] != json!(true));
    Ok(shown.map(|node| (text(&node["role"]), text(&node["name"]))).collect())
}

fn has(told: &[(String, String)], role: &str, name: &str) -> bool {
    told.iter().any(|(its_role, its_name)| its_role == role && its_name.contains(name))
}

#[tokio::test]
async fn a_screen_reader_is_told_who_what_and_what_to_do() -> Result<()> {
    let desk = Desk::start().await?;
    let visitor = waiting(&desk).await?;
    let agent = agent(&desk, "Mei").await?;
    open_first(&agent).await?;
    let before = told(&agent).await?;
    for (role, name) in [
        ("main", ""),
        ("navigation", ""),
        ("complementary", "Background"),
        ("heading", "Visitor 1"),
        ("tab", "Waiting"),
        ("button", "Take it"),
        ("textbox", "Your reply to Visitor 1"),
        ("region", "Visitor 1"),
        ("StaticText", "I want to talk to a human please"),
    ] {
        assert!(has(&before, role, name), "no {role} {name:?} in {before:?}");
    }
    let nameless = |told: &[(String, String)]| {
        told.iter().filter(|(role, name)| NAMED.contains(&role.as_str()) && name.trim().is_empty()).count()
    };
    assert_eq!(nameless(&before), 0, "{before:?}");
    keys(&agent, "c").await?;
    visitor.sees("Talking with Mei").await?;
    visitor.says("the blue one, please").await?;
    agent.sees("the blue one, please").await?;
    // What is new is said by the one live region or by the log, and not by both.
    let live = "return [...document.querySelectorAll('[aria-live], [role=log], [role=status], [role=alert]')]
        .filter((it) => it.textContent.includes('the blue one') && it.getAttribute('aria-live') !== 'off').length";
    assert_eq!(agent.run(live).await?, json!(1));
    let after = told(&agent).await?;
    assert!(has(&after, "button", "Resolve") && !has(&after, "button", "Take it"), "{after:?}");
    assert_eq!(nameless(&after), 0, "{after:?}");
    agent.close().await?;
    visitor.close().await
}
