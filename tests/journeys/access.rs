//! For everyone: axe-core finds nothing to object to, in any state of the panel.

use anyhow::Result;
use serde_json::{Value, json};
use tests::{Desk, Places, Visitor};

use crate::person::{fill, open_first, press, shop_with};
use crate::shop::{CHINESE, ENGLISH, Shop};

/// The widget's element.
pub const WIDGET: &str = "tandem-widget";

/// Runs axe-core on a part of the page, a selector or `document`, once its colours have stopped changing; gives back what it
/// objects to, with the elements.
pub async fn objections(visitor: &Visitor, part: &str) -> Result<Value> {
    let axe = std::fs::read_to_string(Places::npm().join("node_modules/axe-core/axe.min.js"))?;
    let run = "const [part, done] = arguments;
        const ends = document.getAnimations().filter((it) => it instanceof CSSTransition).map((it) => it.finished);
        const look = () => axe.run(part === 'document' ? document : part);
        Promise.allSettled(ends).then(look).then((found) => done(found.violations.map((it) =>
            it.id + ': ' + it.nodes.map((node) => node.target.join(' ') + ' ' + node.failureSummary).join('; '))),
            (error) => done(['axe failed: ' + error]));";
    visitor.client().execute(&axe, Vec::new()).await?;
    Ok(visitor.client().execute_async(run, vec![json!(part)]).await?)
}

async fn check(attributes: &str, question: &str, close: &str) -> Result<()> {
    let shop = Shop::open(&format!("{attributes} data-contact=\"mailto:help@shop.example\"")).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    assert_eq!(objections(&visitor, WIDGET).await?, json!([]), "the greeting");
    visitor.says(question).await?;
    visitor.until("the answer", "return !!root.querySelector('.log .say:not(.me) .box')").await?;
    visitor.types(question).await?;
    assert_eq!(objections(&visitor, WIDGET).await?, json!([]), "an answer");
    visitor.presses(close).await?;
    visitor.until("the contact", "return !!root.querySelector('.log a')").await?;
    assert_eq!(objections(&visitor, WIDGET).await?, json!([]), "the contact");
    let regions =
        visitor.run("return root.querySelectorAll('[aria-live], [role=log], [role=status]').length").await?;
    assert_eq!(regions, json!(1), "one live region, so that nothing is said twice");
    visitor.close().await
}

#[tokio::test]
async fn axe_core_objects_to_nothing_in_english() -> Result<()> {
    check(ENGLISH, "how long does delivery take", "Talk to a person").await
}

#[tokio::test]
async fn axe_core_objects_to_nothing_in_chinese() -> Result<()> {
    check(CHINESE, "快递几天能到", "转人工").await
}

/// The agents' page, in each of its states.
#[tokio::test]
async fn axe_core_objects_to_nothing_at_the_desk() -> Result<()> {
    let desk = Desk::start().await?;
    let shop = shop_with(&desk).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("how long does delivery take").await?;
    visitor.says("I want to talk to a human please").await?;
    visitor.sees("You are next").await?;

    let agent = tests::browser().await?;
    agent.go(&desk.sign_in).await?;
    fill(&agent, "#name", "Mei").await?;
    check_desk(&agent, "the question for a name").await?;
    press(&agent, "Sign in").await?;
    agent.sees("Choose a password").await?;
    check_desk(&agent, "the question for a password").await?;
    press(&agent, "Not now").await?;
    open_first(&agent).await?;
    check_desk(&agent, "a conversation").await?;
    press(&agent, "More").await?;
    agent.sees("Due date").await?;
    check_desk(&agent, "the menu").await?;
    press(&agent, "Snooze").await?;
    agent.sees("Tomorrow morning").await?;
    check_desk(&agent, "choosing a time").await?;
    press(&agent, "Cancel").await?;
    press(&agent, "More").await?;
    press(&agent, "Pass on").await?;
    agent.sees("Nobody else has an account yet").await?;
    check_desk(&agent, "passing it on").await?;
    press(&agent, "Cancel").await?;
    press(&agent, "Mei Here Your account").await?;
    check_desk(&agent, "the account").await?;
    press(&agent, "Signed-in browsers").await?;
    agent.sees("This browser").await?;
    check_desk(&agent, "the browsers").await?;
    press(&agent, "Back").await?;
    press(&agent, "Close").await?;
    press(&agent, "Agents").await?;
    press(&agent, "Change").await?;
    check_desk(&agent, "an agent's account").await?;
    for page in [
        "review",
        "knowledge",
        "knowledge?site=default&view=new",
        "knowledge?site=default&view=import",
        "knowledge?site=default&view=publish",
        "knowledge?site=default&view=history",
        "insights",
        "suggestions",
        "setup/sites",
        "setup/teams",
        "setup/wording",
        "setup/triage",
        "setup/webhooks",
        "setup/kept",
        "setup/audit",
    ] {
        agent.run(&format!("location.hash = '#/{page}'")).await?;
        agent
            .until(page, "return !!document.querySelector('.board h1') && !document.querySelector('.late')")
            .await?;
        check_desk(&agent, page).await?;
    }
    agent.close().await?;
    visitor.close().await
}

/// In both themes.
pub async fn check_desk(agent: &Visitor, state: &str) -> Result<()> {
    for theme in ["dark", "light"] {
        let features = json!([{ "name": "prefers-color-scheme", "value": theme }]);
        agent.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await?;
        // Halfway from one theme to the other colours are neither's.
        let still = "return document.getAnimations().every((it) => it.playState !== 'running')";
        agent.until("colours at rest", still).await?;
        assert_eq!(objections(agent, "document").await?, json!([]), "{state}, {theme}");
    }
    Ok(())
}
