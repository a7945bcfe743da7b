//! Several people at one desk: let in by an owner, signed in by a password, passing conversations to one another.

use anyhow::Result;
use serde_json::json;
use tests::{Desk, Visitor};

use crate::person::{agent, agent_by, fill, open_first, press, shop_with, waiting};

/// A password as people are told to choose one.
const PASSWORD: &str = "four or five plain words";

/// An owner's browser lets one more agent in, whose browser comes back with the owner's.
pub async fn invited(owner: &Visitor, name: &str, role: u32) -> Result<Visitor> {
    owner.run("location.hash = '#/agents'").await?;
    press(owner, "Invite").await?;
    fill(owner, "#agent-name", name).await?;
    owner.run(&format!("document.querySelector('#agent-role').selectedIndex = {role}")).await?;
    fill(owner, "#agent-teams", "Returns").await?;
    press(owner, "Make the link").await?;
    owner.sees("It is shown only now").await?;
    let link = owner.until("the link", "return document.querySelector('#one-time-link')?.value").await?;
    press(owner, "Done").await?;
    owner.sees(name).await?;
    owner.run("location.hash = '#/'").await?;
    agent_by(link.as_str().unwrap_or_default(), "").await
}

#[tokio::test]
async fn a_lead_takes_a_conversation_over_and_both_see_whose_it_is() -> Result<()> {
    let desk = Desk::start().await?;
    let visitor = waiting(&shop_with(&desk).await?).await?;
    let mei = agent(&desk, "Mei").await?;
    let tom = invited(&mei, "Tom", 1).await?;
    open_first(&mei).await?;
    press(&mei, "Take it").await?;
    visitor.sees("Talking with Mei").await?;

    press(&tom, "All 1").await?;
    open_first(&tom).await?;
    tom.sees("Mei has this conversation").await?;
    tom.sees("Mei is looking too").await?;
    mei.sees("Tom is looking too").await?;
    press(&tom, "More").await?;
    press(&tom, "Take over").await?;
    tom.sees("Now with Tom").await?;
    mei.sees("Tom has this conversation").await?;
    mei.sees("Mei took it").await?;
    visitor.sees("Talking with Tom").await?;
    fill(&tom, "#reply", "This is Tom.\n").await?;
    visitor.sees("This is Tom.").await?;
    press(&tom, "Resolve").await?;
    mei.sees("Tom resolved it").await?;
    for browser in [mei, tom] {
        browser.close().await?;
    }
    visitor.close().await
}

#[tokio::test]
async fn an_agent_passes_a_conversation_on_to_a_colleague_and_to_a_team() -> Result<()> {
    let desk = Desk::start().await?;
    let visitor = waiting(&shop_with(&desk).await?).await?;
    let mei = agent(&desk, "Mei").await?;
    let tom = invited(&mei, "Tom", 0).await?;
    open_first(&mei).await?;
    press(&mei, "Take it").await?;
    visitor.sees("Talking with Mei").await?;

    press(&mei, "More").await?;
    press(&mei, "Pass on").await?;
    mei.sees("0 of 5").await?;
    choose(&mei, "Tom").await?;
    press(&mei, "Pass on").await?;
    mei.sees("Tom has this conversation").await?;
    visitor.sees("Talking with Tom").await?;

    // Unread as it is, the tab says more than its name and number.
    let mine = "const tab = [...document.querySelectorAll('button, a, [role=tab]')]
        .find((it) => it.textContent.trim().startsWith('Mine')); tab?.click(); return !!tab";
    tom.until("his own conversations", mine).await?;
    open_first(&tom).await?;
    press(&tom, "More").await?;
    press(&tom, "Pass on").await?;
    choose(&tom, "Returns").await?;
    press(&tom, "Pass on").await?;
    visitor.sees("You are next").await?;
    mei.sees("Returns").await?;
    for browser in [mei, tom] {
        browser.close().await?;
    }
    visitor.close().await
}

/// Chooses the colleague or the team of this name in the dialog.
async fn choose(agent: &Visitor, name: &str) -> Result<()> {
    let find = format!(
        "const found = [...document.querySelectorAll('dialog[open] .choice')]
            .find((it) => it.querySelector('b').textContent === {});
         found?.click(); return !!found",
        json!(name)
    );
    agent.until(&format!("{name} among those to choose from"), &find).await?;
    Ok(())
}

#[tokio::test]
async fn a_password_lets_one_back_in_and_a_wrong_one_does_not() -> Result<()> {
    let desk = Desk::start().await?;
    let agent = tests::browser().await?;
    agent.go(&desk.sign_in).await?;
    fill(&agent, "#name", "Mei").await?;
    press(&agent, "Sign in").await?;
    fill(&agent, "#new-login", "mei@shop.example").await?;
    fill(&agent, "#new-password", "too short").await?;
    press(&agent, "Set the password").await?;
    agent.sees("6 more to go").await?;
    fill(&agent, "#new-password", PASSWORD).await?;
    press(&agent, "Set the password").await?;
    agent.sees("Nobody is waiting").await?;

    press(&agent, "Mei Here Your account").await?;
    press(&agent, "Sign out").await?;
    agent.sees("Signed out").await?;
    fill(&agent, "#login", "Mei@shop.example").await?;
    fill(&agent, "#password", "four or five other words").await?;
    press(&agent, "Sign in").await?;
    agent.sees("Login or password is not right").await?;
    fill(&agent, "#password", PASSWORD).await?;
    press(&agent, "Sign in").await?;
    agent.sees("Nobody is waiting").await?;

    press(&agent, "Mei Here Your account").await?;
    agent.clicks("document.querySelectorAll('dialog[open] .choice')[1]").await?;
    agent
        .until(
            "the way of being away",
            "return document.querySelector('.own')?.textContent.includes('Mei Away')",
        )
        .await?;
    agent.close().await
}
