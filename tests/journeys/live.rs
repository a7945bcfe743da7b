//! What one says is with the other at once: words, who writes, and what was read, both ways over the sockets alone.

use anyhow::Result;
use tests::Desk;

use crate::person::{agent, fill, open_first, press, waiting};
use crate::shop::{ENGLISH, Shop};

/// From now on nothing can be fetched in this page: what is new comes by the socket, or not at all.
const CUT_OFF: &str = "window.fetch = () => Promise.reject(new TypeError('cut off'))";

/// A shop whose policy lets the widget's socket through.
async fn shop(desk: &Desk) -> Result<Shop> {
    Shop::open(&format!("{ENGLISH} data-desk=\"{}\"", desk.url)).await
}

#[tokio::test]
async fn an_agents_words_reach_the_visitor_and_back_without_asking() -> Result<()> {
    let desk = Desk::start().await?;
    let shop = shop(&desk).await?;
    let visitor = waiting(&shop).await?;
    let agent = agent(&desk, "Mei").await?;
    open_first(&agent).await?;
    press(&agent, "Take it").await?;
    visitor.sees("Talking with Mei").await?;
    agent.sees("Hand back").await?;
    fill(&agent, "#reply", "Hello, this is Mei.").await?;
    visitor.sees("Mei is writing").await?;
    press(&agent, "Send").await?;
    visitor.sees("Hello, this is Mei.").await?;
    let read = "return [...document.querySelectorAll('.say.agent .stage')].at(-1)?.textContent === 'Read'";
    agent.until("that the visitor has read it", read).await?;

    agent.run(CUT_OFF).await?;
    visitor.types("Thank you").await?;
    let writes = "return document.querySelector('.writing')?.textContent.includes('is writing')";
    agent.until("that the visitor writes", writes).await?;
    visitor.says("Thank you, to my office please").await?;
    agent.sees("Thank you, to my office please").await?;
    agent.until("nobody who writes", "return document.querySelector('.writing').textContent === ''").await?;
    visitor.sees("Read").await?;
    // A question that was under way when the network went may say so; what the line tells next takes it back.
    visitor.says("That is all").await?;
    agent.sees("That is all").await?;
    let in_step = "return !document.body.innerText.includes(\"desk can't be reached\")";
    agent.until("that a line which stands is all it takes", in_step).await?;
    agent.close().await?;
    visitor.close().await
}

/// The inbox comes by itself too, and a conversation that its visitor takes back goes.
#[tokio::test]
async fn who_arrives_and_who_leaves_shows_without_asking() -> Result<()> {
    let desk = Desk::start().await?;
    let shop = shop(&desk).await?;
    let agent = agent(&desk, "Mei").await?;
    agent.sees("Nobody is waiting").await?;
    let line =
        "return performance.getEntriesByType('resource').length > 0 && !!document.querySelector('.inbox')";
    agent.until("the inbox", line).await?;
    let visitor = waiting(&shop).await?;
    open_first(&agent).await?;
    agent.sees("I want to talk to a human please").await?;
    agent.run(CUT_OFF).await?;
    visitor.presses("Take it back").await?;
    agent.sees("This conversation isn't here").await?;
    agent.sees("Nobody is waiting").await?;
    agent.close().await?;
    visitor.close().await
}

/// The desk is gone for a moment: the page says so, keeps what is written, and catches up by itself.
#[tokio::test]
async fn a_desk_that_comes_back_is_found_again() -> Result<()> {
    let desk = Desk::start().await?;
    let shop = shop(&desk).await?;
    let visitor = waiting(&shop).await?;
    let agent = agent(&desk, "Mei").await?;
    open_first(&agent).await?;
    press(&agent, "Take it").await?;
    visitor.sees("Talking with Mei").await?;
    let down = desk.kill().await?;
    agent.sees("The desk can't be reached").await?;
    fill(&agent, "#reply", "Written while the desk was away").await?;
    press(&agent, "Send").await?;
    agent.sees("It goes out by itself once the desk is back").await?;
    let desk = down.start().await?;
    visitor.sees("Written while the desk was away").await?;
    visitor.says("I am still here").await?;
    agent.sees("I am still here").await?;
    drop(desk);
    agent.close().await?;
    visitor.close().await
}
