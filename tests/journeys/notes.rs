//! What agents do among themselves: notes, mentions, a question to a team, a rest; and the visitor sees none of it.

use anyhow::Result;
use serde_json::json;
use tests::{Desk, Visitor};

use crate::access::objections;
use crate::colleagues::invited;
use crate::person::{agent, fill, open_first, press, shop_with, waiting};

/// Opens the tab of this name, whatever else it says.
async fn tab(agent: &Visitor, name: &str) -> Result<()> {
    let find = format!(
        "const tab = [...document.querySelectorAll('[role=tab]')]
            .find((it) => it.textContent.trim().startsWith({})); tab?.click(); return !!tab",
        json!(name)
    );
    agent.until(&format!("the tab {name}"), &find).await?;
    Ok(())
}

/// Types into a box, after what stands there.
async fn types(agent: &Visitor, field: &str, text: &str) -> Result<()> {
    agent.until(field, &format!("return document.activeElement?.matches({})", json!(field))).await?;
    Ok(agent.client().find(fantoccini::Locator::Css(field)).await?.send_keys(text).await?)
}

/// Presses a single letter outside any box.
async fn letter(agent: &Visitor, key: &str) -> Result<()> {
    agent.run("document.activeElement?.blur()").await?;
    agent
        .run(&format!(
            "window.dispatchEvent(new KeyboardEvent('keydown', {{ key: {}, bubbles: true }}))",
            json!(key)
        ))
        .await?;
    Ok(())
}

async fn check(agent: &Visitor, state: &str) -> Result<()> {
    assert_eq!(objections(agent, "document").await?, json!([]), "{state}");
    Ok(())
}

#[tokio::test]
async fn agents_note_ask_and_let_rest_and_the_visitor_sees_nothing_of_it() -> Result<()> {
    let desk = Desk::start().await?;
    let visitor = waiting(&shop_with(&desk).await?).await?;
    let mei = agent(&desk, "Mei").await?;
    let tom = invited(&mei, "Tom", 0).await?;
    open_first(&mei).await?;
    press(&mei, "Take it").await?;
    visitor.sees("Talking with Mei").await?;

    // A note that names a colleague, by keyboard alone.
    types(&mei, "#reply", "@").await?;
    types(&mei, "#note", "To").await?;
    mei.until(
        "Tom among the names",
        "return document.querySelector('[role=option]')?.textContent.includes('Tom')",
    )
    .await?;
    check(&mei, "a name to choose").await?;
    types(&mei, "#note", "\n").await?;
    types(&mei, "#note", "zeppelin, look\n").await?;
    mei.sees("Your note").await?;
    tab(&tom, "For you").await?;
    tom.sees("names you").await?;
    open_first(&tom).await?;
    tom.sees("Note from Mei").await?;
    tom.until("no mark any longer", "return !document.querySelector('.row .flag')").await?;

    // A question to Tom's team; Mei keeps the conversation.
    letter(&mei, "a").await?;
    press(&mei, "Returns").await?;
    types(&mei, "#note", "zeppelin: ours?\n").await?;
    mei.sees("You ask Returns").await?;
    mei.sees("Waits for an answer").await?;
    tom.sees("Mei asks Returns").await?;
    press(&tom, "Answer").await?;
    types(&tom, "#note", "zeppelin, yes\n").await?;
    mei.sees("Answered by Tom").await?;
    mei.sees("Hand back").await?;
    check(&mei, "notes").await?;

    // It rests until the visitor writes.
    letter(&mei, "s").await?;
    press_first(&mei, "In 1 hour").await?;
    mei.sees("Snoozed until").await?;
    tab(&mei, "Snoozed").await?;
    open_first(&mei).await?;
    visitor.says("Any news?").await?;
    mei.sees("Back").await?;

    press(&mei, "More").await?;
    press(&mei, "Hand back with a note").await?;
    fill(&mei, "#back-note", "zeppelin is all told").await?;
    press(&mei, "Hand back").await?;
    mei.sees("with the hand-back").await?;
    press(&mei, "Reopen").await?;
    mei.until(
        "hers again",
        "return [...document.querySelectorAll('.steps .button')].at(-1).textContent === 'Resolve'",
    )
    .await?;
    press(&mei, "More").await?;
    press(&mei, "Resolve as an exception").await?;
    mei.sees("Resolved as an exception").await?;
    let heard =
        visitor.run("return root.querySelector('.panel').innerText + JSON.stringify(localStorage)").await?;
    assert!(!heard.as_str().unwrap_or_default().contains("zeppelin"), "{heard}");
    // To the list and back, with all that was open in between.
    for agent in [&mei, &tom] {
        agent.run("location.hash = '#/'").await?;
        agent.until("no conversation", "return !document.querySelector('#who')").await?;
        agent.run("history.back()").await?;
        agent.until("the conversation", "return !!document.querySelector('#who')?.textContent").await?;
        assert_eq!(agent.run("return document.querySelectorAll('.stopped').length").await?, json!(0));
    }
    for browser in [mei, tom] {
        browser.close().await?;
    }
    visitor.close().await
}

/// Presses the button that begins with these words.
async fn press_first(agent: &Visitor, words: &str) -> Result<()> {
    let find = format!(
        "const found = [...document.querySelectorAll('dialog[open] button')]
            .find((it) => it.textContent.trim().startsWith({})); found?.click(); return !!found",
        json!(words)
    );
    agent.until(&format!("the button {words:?}"), &find).await?;
    Ok(())
}
