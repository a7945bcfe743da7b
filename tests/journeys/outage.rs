//! The desk is away: what the visitor said is kept, told plainly, and delivered once.

use anyhow::Result;
use serde_json::json;
use tests::{Desk, Page, Places};

use crate::shop::{ENGLISH, Shop};

#[tokio::test]
async fn a_handoff_asked_for_while_the_desk_is_away_is_delivered_once() -> Result<()> {
    let desk = Desk::start().await?;
    let url = desk.url.clone();
    let down = desk.kill().await?;
    let shop = Shop::open(&format!("{ENGLISH} data-desk=\"{url}\"")).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("how long does delivery take").await?;
    visitor.sees("working days").await?;
    visitor.says("can i talk to a human").await?;
    visitor.sees("We can't reach the team right now").await?;
    visitor.sees("Kept on this device until the team can be reached").await?;
    // In the middle of it the page is loaded anew: the widget comes back without a click.
    visitor.reload().await?;
    let desk = down.start().await?;
    visitor.run("window.dispatchEvent(new Event('online'))").await?;
    let delivered = "return !localStorage.getItem('tandem:conversation').includes('\"method\":\"POST\"')";
    visitor.until("the delivery", delivered).await?;
    visitor.open().await?;
    visitor.sees("You are next").await?;
    let told = "return JSON.parse(JSON.parse(localStorage.getItem('tandem:conversation')).handoff.told).follow.position";
    let position = visitor.run(told).await?;
    assert_eq!(position, json!(1), "delivered more than once, it would not be the only one in the queue");
    drop(desk);
    visitor.close().await
}

/// What a conversation with a person takes can't be loaded: the visitor is told, has the owner's link, and can try again.
#[tokio::test]
async fn a_part_that_cannot_be_loaded_is_told_and_asked_for_again() -> Result<()> {
    let desk = Desk::start().await?;
    let contact = "data-contact=\"mailto:help@shop.example\"";
    let shop = Shop::open(&format!("{ENGLISH} {contact} data-desk=\"{}\"", desk.url)).await?;
    let part = Places::hashed("later", "person")?;
    let path = format!("/later/{}", part.file_name().unwrap_or_default().to_string_lossy());
    shop.cdn.put(Page::new(&path, "").status(503));
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("how long does delivery take").await?;
    visitor.sees("working days").await?;
    assert!(!shop.cdn.asked().contains(&path), "a first answer doesn't need it");
    visitor.says("can i talk to a human").await?;
    visitor.sees("I couldn’t load what connects you to a person").await?;
    let link = "return root.querySelector('.log a')?.getAttribute('href')";
    assert_eq!(visitor.run(link).await?, json!("mailto:help@shop.example"));
    shop.cdn.put(Page::new(&path, std::fs::read(part)?));
    visitor.clicks("root.querySelector('.chips .person')").await?;
    visitor.sees("You are next").await?;
    visitor.reload().await?;
    visitor.open().await?;
    visitor.sees("working days").await?;
    visitor.sees("You are next").await?;
    visitor.close().await
}

/// A desk that answers nonsense has acknowledged nothing.
#[tokio::test]
async fn nonsense_from_the_desk_is_no_acknowledgement() -> Result<()> {
    let shop = Shop::open(&format!("{ENGLISH} data-desk=\"/\"")).await?;
    shop.site.put(Page::new("/api/v1/handoffs", "<html>It works!</html>"));
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("talk to a person").await?;
    visitor.sees("We can't reach the team right now").await?;
    visitor.close().await
}

/// A desk in trouble is asked again; what it will never take is told with its own words, and nothing is lost.
#[tokio::test]
async fn a_failing_desk_is_tried_again_and_a_refusal_is_told() -> Result<()> {
    let shop = Shop::open(&format!("{ENGLISH} data-desk=\"/\"")).await?;
    let path = "/api/v1/handoffs";
    shop.site.put(Page::new(path, "{}").status(500));
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("my parcel never came").await?;
    visitor.says("talk to a person").await?;
    visitor.sees("We can't reach the team right now").await?;
    let problem = json!({ "type": "/problems/field", "title": "A field is wrong", "status": 422,
        "detail": "attributes: at most 50" });
    shop.site.put(Page::new(path, problem.to_string()).status(422));
    visitor.run("window.dispatchEvent(new Event('online'))").await?;
    visitor.sees("attributes: at most 50").await?;
    shop.site.put(Page::new(path, r#"{"accepted":{"position":3,"expected_wait_s":200}}"#).status(201));
    visitor.presses("Try again").await?;
    visitor.sees("2 ahead of you").await?;
    visitor.sees("About 4 min").await?;
    visitor.sees("my parcel never came").await?;
    visitor.close().await
}

/// With storage refused the conversation lasts for the page's life, and the visitor is told.
#[tokio::test]
async fn a_browser_that_refuses_storage_still_converses() -> Result<()> {
    let refuse = "<script>Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused') } })</script>";
    let shop = Shop::with_policy(ENGLISH, "", refuse).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("how long does delivery take").await?;
    visitor.sees("working days").await?;
    visitor.sees("this conversation lasts until you leave the page").await?;
    visitor.close().await
}

/// What one tab says while another is writing is not overwritten: both are kept.
#[tokio::test]
async fn two_tabs_that_write_at_once_lose_nothing() -> Result<()> {
    let shop = Shop::open(ENGLISH).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("how long does delivery take").await?;
    visitor.until("the answer", "return !!root.querySelector('.log .say:not(.me) .box')").await?;
    // The other tab writes what it knew a moment before, as if the two had crossed.
    let crossing = "const key = 'tandem:conversation', kept = JSON.parse(localStorage.getItem(key));
        kept.turns = [{ message: { ...kept.turns[0].message, id: 'other', text: 'said in the other tab' } }];
        kept.touched = Date.now();
        localStorage.setItem(key, JSON.stringify(kept));
        window.dispatchEvent(new StorageEvent('storage', { key }))";
    visitor.run(crossing).await?;
    visitor.sees("said in the other tab").await?;
    visitor.sees("how long does delivery take").await?;
    let kept =
        visitor.run("return JSON.parse(localStorage.getItem('tandem:conversation')).turns.length").await?;
    assert_eq!(kept, json!(3));
    visitor.close().await
}
