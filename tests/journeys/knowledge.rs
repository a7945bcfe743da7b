//! The FAQ in the console: an entry is written, tried, previewed and published, reaches the next visitor, and is taken back.

use anyhow::Result;
use serde_json::{Value, json};
use tests::{Desk, Visitor};

use crate::access::objections;
use crate::colleagues::invited;
use crate::person::{agent, fill, press};
use crate::shop::{STRICT, Shop};

/// The shop's own FAQ, with which the desk begins.
pub const FAQ: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/shop-en.json");
const QUESTION: &str = "Do you deliver to a parcel locker?";
const ANSWER: &str = "Yes, to **any** locker of the post.";
/// As a visitor says it, in other words than the entry has.
const ASKED: &str = "can you send it to a packstation locker";

/// A shop whose visitors get the FAQ from the desk.
pub async fn shop(desk: &Desk) -> Result<Shop> {
    let origin = desk.url.trim_end_matches('/').to_owned();
    let policy = STRICT.replace("DESK", &origin);
    let tag =
        format!("data-knowledge=\"{origin}/api/v1/knowledge\" data-lang=\"en\" data-desk=\"{}\"", desk.url);
    Shop::with_policy(&tag, &policy, "").await
}

async fn open(agent: &Visitor, query: &str) -> Result<()> {
    agent.run(&format!("location.hash = '#/knowledge?site=default{query}'")).await?;
    Ok(())
}

/// Writes the entry about parcel lockers, as far as its draft.
async fn write(agent: &Visitor) -> Result<()> {
    open(agent, "&view=new").await?;
    fill(agent, "#kb-question-0", QUESTION).await?;
    fill(agent, "#kb-variants-0", "packstation\nlocker delivery\nsend my parcel to a locker\nparcel box")
        .await?;
    fill(agent, "#kb-answer-0", ANSWER).await?;
    Ok(())
}

/// What a visitor who comes now is answered.
async fn answered(shop: &Shop) -> Result<Value> {
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says(ASKED).await?;
    visitor.until("an answer", "return root.querySelectorAll('.log .say:not(.me) .box').length > 0").await?;
    let text = visitor.run(
        "return [...root.querySelectorAll('.log .say:not(.me) .box')].map((it) => it.textContent).join()",
    );
    let text = text.await?;
    visitor.close().await?;
    Ok(text)
}

fn holds(text: &Value, part: &str) -> bool {
    text.as_str().is_some_and(|text| text.contains(part))
}

#[tokio::test]
async fn an_entry_is_written_tried_published_answered_and_taken_back() -> Result<()> {
    let desk = Desk::start_with(&["--knowledge", FAQ]).await?;
    let shop = shop(&desk).await?;
    let mei = agent(&desk, "Mei").await?;
    press(&mei, "FAQ").await?;
    mei.sees("Edition 1 is live").await?;
    mei.until("how the entries are", "return document.querySelectorAll('.kb-numbers span').length > 10")
        .await?;
    assert!(!holds(&answered(&shop).await?, "locker of the post"));

    write(&mei).await?;
    mei.until("the answer as a visitor sees it", "return !!document.querySelector('.kb-box strong')").await?;
    fill(&mei, "#kb-try", ASKED).await?;
    mei.until("this very entry", "return !!document.querySelector('.kb-decision.self')").await?;
    mei.sees("Answers (").await?;
    assert_eq!(objections(&mei, "main").await?, json!([]), "an entry that is written");
    press(&mei, "Save draft").await?;
    mei.sees("Saved as a draft").await?;

    open(&mei, "&view=publish").await?;
    press(&mei, "Preview").await?;
    mei.sees("questions, of").await?;
    assert_eq!(objections(&mei, "main").await?, json!([]), "a preview");
    // The entries' own wordings stand in for visitors' questions; whichever get worse are looked at one by one.
    mei.run("document.querySelectorAll('.kb-turn input:not(:checked)').forEach((it) => it.click())").await?;
    fill(&mei, "#kb-new-in", "Parcel lockers").await?;
    press(&mei, "Publish edition 2").await?;
    mei.sees("Edition 2 is out").await?;
    assert!(holds(&answered(&shop).await?, "locker of the post"), "the next visitor is answered by it");

    press(&mei, "Undo").await?;
    mei.sees("Undone").await?;
    assert!(!holds(&answered(&shop).await?, "locker of the post"), "the next visitor no longer");
    open(&mei, "&view=history").await?;
    mei.sees("holds what edition 1 held").await?;
    mei.sees("Parcel lockers").await?;
    let unfold = "const all = [...document.querySelectorAll('.kb-edition')];
        const second = all.find((it) => it.textContent.includes('Parcel lockers'));
        const button = second?.querySelector('button[aria-expanded=false]'); button?.click(); return !!button";
    mei.until("the edition's changes", unfold).await?;
    mei.until("what it added", "return document.querySelector('.kb-diff ins')?.textContent").await?;
    mei.sees(QUESTION).await?;
    assert_eq!(objections(&mei, "main").await?, json!([]), "the history");
    mei.close().await
}

/// Where the owner wants a lead to look first, an agent's draft waits.
#[tokio::test]
async fn an_agents_draft_goes_out_when_a_lead_has_approved_it() -> Result<()> {
    let desk = Desk::start_with(&["--knowledge", FAQ]).await?;
    let mei = agent(&desk, "Mei").await?;
    let tom = invited(&mei, "Tom", 0).await?;
    write(&tom).await?;
    press(&tom, "Save draft").await?;
    tom.sees("to be approved").await?;
    open(&tom, "&view=publish").await?;
    tom.sees("waits for a lead's approval").await?;
    let ticked =
        "return [...document.querySelectorAll('.kb-item input')].some((it) => it.checked || !it.disabled)";
    assert_eq!(tom.run(ticked).await?, json!(false), "what waits cannot be chosen");

    open(&mei, "&view=publish").await?;
    press(&mei, "Approve").await?;
    mei.until("the draft among what goes out", "return document.querySelector('.kb-item input')?.checked")
        .await?;
    press(&mei, "Preview").await?;
    mei.sees("questions, of").await?;
    tom.close().await?;
    mei.close().await
}

/// Nothing that is typed is lost: not by a reload, and not where a colleague was faster.
#[tokio::test]
async fn words_that_are_not_saved_come_back_and_two_versions_are_shown() -> Result<()> {
    let desk = Desk::start_with(&["--knowledge", FAQ]).await?;
    let mei = agent(&desk, "Mei").await?;
    let tom = invited(&mei, "Tom", 1).await?;
    let entry = "&entry=returns";
    open(&mei, entry).await?;
    open(&tom, entry).await?;
    fill(&mei, "#kb-answer-0", "Within 60 days, says Mei.").await?;
    mei.sees("kept in this browser").await?;
    mei.reload().await?;
    mei.sees("is back").await?;
    fill(&tom, "#kb-answer-0", "Within 14 days, says Tom.").await?;
    press(&tom, "Save draft").await?;
    tom.sees("Saved as a draft").await?;
    press(&mei, "Save draft").await?;
    mei.sees("Both are kept until you choose").await?;
    mei.sees("Within 14 days, says Tom.").await?;
    assert_eq!(objections(&mei, "main").await?, json!([]), "both versions");
    press(&mei, "Save mine over it").await?;
    mei.sees("Saved as a draft").await?;
    let kept = mei.run("return document.querySelector('#kb-answer-0').value").await?;
    assert_eq!(kept, json!("Within 60 days, says Mei."));
    tom.close().await?;
    mei.close().await
}

/// Plain text is pasted; what is read of it is ticked and becomes drafts.
#[tokio::test]
async fn pasted_questions_become_drafts() -> Result<()> {
    let desk = Desk::start_with(&["--knowledge", FAQ]).await?;
    let mei = agent(&desk, "Mei").await?;
    open(&mei, "&view=import").await?;
    let text = "Q: Do you repair lamps?\nA: Yes, all of ours.\n\nQ: Do you sell bulbs in bulk?\nA: [Ask us](javascript:x)";
    fill(&mei, "#kb-paste", text).await?;
    press(&mei, "Read it").await?;
    mei.sees("2 new").await?;
    mei.sees("Line 5:").await?;
    assert_eq!(objections(&mei, "main").await?, json!([]), "what was read");
    press(&mei, "Take 1 as drafts").await?;
    mei.sees("1 drafts made").await?;
    press(&mei, "Show the drafts").await?;
    mei.sees("Do you repair lamps?").await?;
    mei.close().await
}
