//! Triage as visitors and agents meet it: a kind word, the right person first, and answers while one waits.

use anyhow::Result;
use serde_json::json;
use tests::{Desk, Page};

use crate::person::{agent, open_first, shop_with};
use crate::shop::{ENGLISH, Shop};

#[tokio::test]
async fn while_a_visitor_waits_calm_questions_are_answered_and_the_agent_sees_it() -> Result<()> {
    let desk = Desk::start().await?;
    let shop = shop_with(&desk).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("I want to talk to a human please").await?;
    visitor.sees("what is it about?").await?;
    visitor.sees("You are next").await?;
    visitor.says("how do I return an item").await?;
    visitor.sees("Automatic answer while you wait").await?;
    visitor.sees("You are next").await?;
    let answers = "return root.querySelectorAll('.log .say:not(.me):not(.warm)').length";
    let before = visitor.run(answers).await?;
    visitor.says("this is ridiculous, nobody ever answers, you are all useless!!").await?;
    let sent = "return root.querySelectorAll('.log .me').length === 3";
    visitor.until("the third message", sent).await?;
    assert_eq!(visitor.run(answers).await?, before, "an upset visitor gets no canned answer");

    let agent = agent(&desk, "Mei").await?;
    open_first(&agent).await?;
    agent.sees("how do I return an item").await?;
    agent.sees("answered from returns").await?;
    agent.close().await?;
    visitor.close().await
}

#[tokio::test]
async fn what_cannot_wait_goes_first_and_threats_say_so() -> Result<()> {
    let desk = Desk::start().await?;
    let shop = shop_with(&desk).await?;
    let mut visitors = Vec::new();
    for (says, sees) in [
        ("I want to talk to a human please", "you won't have to repeat anything"),
        ("refund me today or I go to the ombudsman", "someone who can decide"),
        ("help!! someone hacked my account, what do I do", "goes before others"),
    ] {
        let visitor = shop.visitor().await?;
        visitor.open().await?;
        visitor.says(says).await?;
        visitor.sees(sees).await?;
        visitor.sees("You are next").await?;
        visitors.push(visitor);
    }
    let agent = agent(&desk, "Tom").await?;
    let rows = "return [...document.querySelectorAll('a[href*=\"#/c/\"]')].map((row) => row.textContent)";
    agent
        .until("three conversations", "return document.querySelectorAll('a[href*=\"#/c/\"]').length === 3")
        .await?;
    let rows = agent.run(rows).await?;
    let row = |at: usize| rows[at].as_str().unwrap_or_default().to_owned();
    assert!(row(0).contains("hacked my account") && row(0).contains("can't wait"), "{rows}");
    assert!(row(1).contains("ombudsman") && row(1).contains("for a lead"), "{rows}");
    assert!(row(2).contains("talk to a human"), "{rows}");
    agent.close().await?;
    for visitor in visitors {
        visitor.close().await?;
    }
    Ok(())
}

#[tokio::test]
async fn thanks_are_the_moment_to_ask_whether_it_is_settled() -> Result<()> {
    let shop = Shop::open(ENGLISH).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("how long does delivery take").await?;
    visitor.says("perfect, thank you so much!").await?;
    visitor.sees("Did that settle it?").await?;
    visitor.presses("Yes, it did").await?;
    visitor.sees("Thank you, noted.").await?;
    let rated = "return JSON.parse(localStorage.getItem('tandem:conversation')).turns.find((turn) => turn.message.entry && turn.message.author === 'assistant').message.rating";
    assert_eq!(visitor.run(rated).await?, json!(1));
    visitor.says("thanks").await?;
    visitor.until("a warm word", "return root.querySelector('.log').textContent.includes('welcome')").await?;
    visitor.close().await
}

#[tokio::test]
async fn the_owners_words_and_dials_are_obeyed() -> Result<()> {
    let desk = Desk::start().await?;
    let tag = format!(
        "data-knowledge=\"/faq.json\" data-desk=\"{}\" data-never=\"human hair; real person doll\" data-always=\"press enquiry\"",
        desk.url
    );
    let shop = Shop::open(&tag).await?;
    let faq = r#"{"version":1,"language":"en",
        "words":{"en":{"small_greeting":"Ahoy, what can I do?","passing_entry":"The press office takes this."}},
        "entries":[{"id":"hair","question":"Do you sell human hair wigs?","variants":["I want human hair"],"answer":"Yes, from 90 euros."}]}"#;
    shop.site.put(Page::new("/faq.json", faq));
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("hello").await?;
    visitor.sees("Ahoy, what can I do?").await?;
    visitor.says("I want human hair").await?;
    visitor.sees("from 90 euros").await?;
    visitor.says("this is a press enquiry about your wigs").await?;
    visitor.sees("The press office takes this.").await?;
    visitor.sees("You are next").await?;
    visitor.close().await
}

/// Outside the team's hours the message is taken all the same, and the visitor is told when somebody is back.
#[tokio::test]
async fn outside_the_hours_a_visitor_is_told_when_people_are_back() -> Result<()> {
    // Open for an hour on the day after tomorrow: 1970 began on a Thursday.
    let days = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs() / 86_400;
    let [short, long] = [
        ["Thu", "Thursday"],
        ["Fri", "Friday"],
        ["Sat", "Saturday"],
        ["Sun", "Sunday"],
        ["Mon", "Monday"],
        ["Tue", "Tuesday"],
        ["Wed", "Wednesday"],
    ][((days + 2) % 7) as usize];
    let desk = Desk::start_with(&["--hours", &format!("{short} 12:00-13:00")]).await?;
    let shop = shop_with(&desk).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("this is ridiculous, nobody ever answers, you are all useless!!").await?;
    visitor.sees("Nobody is there right now").await?;
    visitor.sees(&format!("People are back {long}")).await?;
    visitor.sees("The answer will be here").await?;
    visitor.says("my order is 4711").await?;
    let agent = agent(&desk, "Mei").await?;
    open_first(&agent).await?;
    agent.sees("my order is 4711").await?;
    agent.close().await?;
    visitor.close().await
}

#[tokio::test]
async fn who_writes_a_language_that_nobody_speaks_is_told_so() -> Result<()> {
    let desk = Desk::start().await?;
    let shop = Shop::open(&format!("{ENGLISH} data-desk=\"{}\" data-speaks=\"en de\"", desk.url)).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("我想退货，怎么办理").await?;
    visitor.presses("Talk to a person").await?;
    visitor.sees("Nobody on the team writes your language").await?;
    visitor.sees("You are next").await?;
    visitor.presses("Take it back").await?;
    visitor.sees("Nothing of it is kept at the desk").await?;
    visitor.says("get me a human please").await?;
    visitor.sees("You are next").await?;
    let told = "return root.querySelector('.log').textContent.split('Nobody on the team').length - 1";
    assert_eq!(visitor.run(told).await?, json!(1));
    visitor.close().await
}
