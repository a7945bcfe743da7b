//! To a person and back: the handoff with its whole context, the agent's answer, and taking it back.

use anyhow::Result;
use serde_json::json;
use tests::{Desk, Visitor};

use crate::shop::{ENGLISH, STRICT, Shop};

pub async fn shop_with(desk: &Desk) -> Result<Shop> {
    let policy = STRICT.replace("DESK", desk.url.trim_end_matches('/'));
    Shop::with_policy(&format!("{ENGLISH} data-desk=\"{}\"", desk.url), &policy, "").await
}

/// A visitor who waits for a person.
pub async fn waiting(shop: &Shop) -> Result<Visitor> {
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("I want to talk to a human please").await?;
    visitor.sees("You are next").await?;
    Ok(visitor)
}

/// An agent signed in by the desk's one-time link.
pub async fn agent(desk: &Desk, name: &str) -> Result<Visitor> {
    agent_by(&desk.sign_in, name).await
}

/// An agent signed in by a one-time link under a name, or under the account's where it is empty; without a password.
pub async fn agent_by(link: &str, name: &str) -> Result<Visitor> {
    let agent = tests::browser().await?;
    agent.go(link).await?;
    fill(&agent, "#name", name).await?;
    agent.client().find(fantoccini::Locator::Css("button[type=submit]")).await?.click().await?;
    press(&agent, "Not now").await?;
    Ok(agent)
}

/// Types into a field of the console, once it is there, in place of what stands in it.
pub async fn fill(agent: &Visitor, field: &str, text: &str) -> Result<()> {
    agent.until(field, &format!("return !!document.querySelector({})", json!(field))).await?;
    let found = agent.client().find(fantoccini::Locator::Css(field)).await?;
    found.clear().await?;
    Ok(found.send_keys(text).await?)
}

/// Presses what carries these words in the console, once it is there: the topmost where a dialog is open.
pub async fn press(agent: &Visitor, words: &str) -> Result<()> {
    let find = format!(
        "const within = document.querySelector('dialog[open]') ?? document;
         const found = [...within.querySelectorAll('button, a, label')].find((it) => it.textContent.trim() === {});
         found?.click(); return !!found",
        json!(words)
    );
    agent.until(&format!("the button {words:?}"), &find).await?;
    Ok(())
}

/// Opens the first conversation of the inbox.
pub async fn open_first(agent: &Visitor) -> Result<()> {
    let open = "const row = document.querySelector('a[href*=\"#/c/\"]'); row?.click(); return !!row";
    agent.until("a conversation in the inbox", open).await?;
    agent.until("the open conversation", "return !!document.querySelector('#who')?.textContent").await?;
    Ok(())
}

#[tokio::test]
async fn a_visitor_reaches_an_agent_who_knows_what_happened() -> Result<()> {
    let desk = Desk::start().await?;
    let shop = shop_with(&desk).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("how long does delivery take").await?;
    visitor.sees("Nothing you type leaves this page").await?;
    visitor.says("I want to talk to a human please").await?;
    visitor.sees("you won't have to repeat anything").await?;
    visitor.sees("You are next").await?;
    visitor.sees("Your messages go to our team").await?;

    let agent = agent(&desk, "Mei").await?;
    agent.sees("how long does delivery take").await?;
    let open =
        "const row = [...document.querySelectorAll('a[href*=\"#/c/\"]')][0]; row?.click(); return !!row";
    agent.until("a conversation in the inbox", open).await?;
    agent.sees("I want to talk to a human please").await?;
    agent.until("the reply box", "return !!document.querySelector('textarea')").await?;
    agent
        .client()
        .find(fantoccini::Locator::Css("textarea"))
        .await?
        .send_keys("Hello, this is Mei. It leaves today.\n")
        .await?;

    visitor.sees("Hello, this is Mei. It leaves today.").await?;
    visitor.sees("Talking with Mei").await?;
    visitor.says("Thank you, to my office please").await?;
    agent.sees("Thank you, to my office please").await?;
    let answered =
        visitor.run("return root.querySelectorAll('.log .say:not(.me):not(.warm)').length").await?;
    assert_eq!(answered, json!(2), "the assistant is silent while a person owns the conversation");
    agent.close().await?;
    visitor.close().await
}

#[tokio::test]
async fn an_angry_visitor_is_handed_over_at_once_and_can_take_it_back() -> Result<()> {
    let desk = Desk::start().await?;
    let shop = shop_with(&desk).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("This is ridiculous, I have told you three times and nobody does anything!!").await?;
    visitor.sees("this should not have been so hard").await?;
    visitor.sees("You are next").await?;
    visitor.presses("Take it back").await?;
    visitor.sees("Nothing of it is kept at the desk").await?;
    visitor.sees("Nothing you type leaves this page").await?;

    let agent = agent(&desk, "Tom").await?;
    agent.until("the empty inbox", "return !!document.querySelector('nav, [role=tablist]')").await?;
    let rows = agent.run("return document.querySelectorAll('a[href*=\"#/c/\"]').length").await?;
    assert_eq!(rows, json!(0));
    agent.close().await?;
    visitor.close().await
}

/// Where the owner wants it, nothing is passed on before the visitor has agreed.
#[tokio::test]
async fn a_shop_can_always_ask_first() -> Result<()> {
    let desk = Desk::start().await?;
    let shop = Shop::open(&format!("{ENGLISH} data-desk=\"{}\" data-handoff=\"ask\"", desk.url)).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("let me speak to a real person").await?;
    visitor.sees("Shall I pass this conversation to a person?").await?;
    visitor.sees("Nothing you type leaves this page").await?;
    visitor.presses("No, thanks").await?;
    visitor.says("let me speak to a real person").await?;
    visitor.until("the question again", "return root.querySelector('.chip.person')").await?;
    visitor.clicks("root.querySelector('.chip.person')").await?;
    visitor.sees("You are next").await?;
    visitor.close().await
}

/// A question that is chosen and not typed reaches a person too where its entry says so; what has no answer is none.
#[tokio::test]
async fn a_choice_that_is_a_matter_for_a_person_is_passed_on() -> Result<()> {
    let desk = Desk::start().await?;
    let shop = Shop::open(&format!("data-knowledge=\"/faq.json\" data-desk=\"{}\"", desk.url)).await?;
    let faq = r#"{"version":1,"language":"en","entries":[
        {"id":"returns","question":"How do I return an item?","answer":"Within 30 days.","follow_ups":["broken"]},
        {"id":"twice","question":"I was charged twice","answer":"","handoff":"always"},
        {"id":"later","question":"Which colours are there?","answer":""},
        {"id":"broken","question":"It came broken","answer":"Send a photo.","handoff":"offer","follow_ups":["twice"]}]}"#;
    shop.site.put(tests::Page::new("/faq.json", faq));
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("which colours are there").await?;
    visitor.sees("not sure I have the answer").await?;
    visitor.says("how do I return an item").await?;
    visitor.presses("It came broken").await?;
    visitor.sees("a person can help").await?;
    visitor.says("I was charged twice").await?;
    visitor.sees("A person takes care of this one").await?;
    visitor.presses("Take it back").await?;
    visitor.run("Tandem('reset')").await?;
    visitor.presses("I was charged twice").await?;
    visitor.sees("A person takes care of this one").await?;
    visitor.sees("You are next").await?;
    visitor.close().await
}

/// Whoever rates an old answer while waiting for a person is not offered one again.
#[tokio::test]
async fn the_assistant_is_silent_when_an_answer_is_rated_meanwhile() -> Result<()> {
    let desk = Desk::start().await?;
    let shop = shop_with(&desk).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("how long does delivery take").await?;
    visitor.says("I want to talk to a human please").await?;
    visitor.sees("You are next").await?;
    let turns = "return JSON.parse(localStorage.getItem('tandem:conversation')).turns.length";
    let before = visitor.run(turns).await?;
    visitor.presses("Not what I meant").await?;
    visitor.until("the rating", "return !!root.querySelector('.log .state')").await?;
    assert_eq!(visitor.run(turns).await?, before);
    visitor.close().await
}

#[tokio::test]
async fn what_was_asked_before_a_reset_says_nothing_after_it() -> Result<()> {
    let shop = Shop::open(ENGLISH).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    // What a person takes is still to be downloaded when the conversation is forgotten.
    visitor.run("Tandem('ask', 'I want a human'); Tandem('reset')").await?;
    visitor.says("where is my order").await?;
    visitor.sees("Track an order").await?;
    visitor.says("I want to talk to a human please").await?;
    visitor.sees("no person to reach").await?;
    let kept =
        visitor.run("return JSON.parse(localStorage.getItem('tandem:conversation')).turns.length").await?;
    assert_eq!(kept, json!(4));
    visitor.close().await
}
