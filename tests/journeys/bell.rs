//! An agent who isn't looking is called: by a sound and by the browser's notification, which names nobody unless that is wanted.

use anyhow::Result;
use serde_json::json;
use tests::{Desk, Visitor};

use crate::person::{agent, press, shop_with};
use crate::shop::Shop;

/// Notes each notification and each tone that the page asks the browser for, and tells the page that nobody looks at it.
const LISTEN: &str = "window.rung = []; window.tones = 0;
    const Real = Notification;
    window.Notification = class extends Real {
        constructor(title, options) { super(title, options); rung.push([title, options?.body ?? '']); }
    };
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...when) { tones += 1; return start.apply(this, when); };
    document.hasFocus = () => false;";

/// A visitor who asks for a person, whoever waits before.
async fn caller(shop: &Shop) -> Result<Visitor> {
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("I want to talk to a human please").await?;
    Ok(visitor)
}

/// Ticks the choice that is called so.
async fn tick(agent: &Visitor, name: &str) -> Result<()> {
    let find = "[...document.querySelectorAll('dialog label.choice')].find((it) => it.querySelector('b')?.textContent === ";
    agent.clicks(&format!("{find}{})?.querySelector('input')", json!(name))).await
}

#[tokio::test]
async fn an_agent_who_is_not_looking_is_called() -> Result<()> {
    let desk = Desk::start().await?;
    let shop = shop_with(&desk).await?;
    let mei = agent(&desk, "Mei").await?;
    let origin = desk.url.trim_end_matches('/');
    mei.devtools("Browser.grantPermissions", json!({ "origin": origin, "permissions": ["notifications"] }))
        .await?;
    mei.run(LISTEN).await?;
    let first = caller(&shop).await?;
    mei.until("the conversation", "return !!document.querySelector('#rows a.row')").await?;
    assert_eq!(mei.run("return [rung.length, tones]").await?, json!([0, 0]), "nothing is on at first");

    press(&mei, "Mei Here Your account").await?;
    tick(&mei, "Sound").await?;
    assert_eq!(mei.run("return tones").await?, json!(2), "one hears what was switched on");
    tick(&mei, "Notifications").await?;
    let second = caller(&shop).await?;
    mei.until("a notification and two tones", "return rung.length === 1 && tones === 4").await?;
    assert_eq!(mei.run("return rung[0]").await?, json!(["Somebody is waiting", ""]));

    tick(&mei, "With names and words").await?;
    let third = caller(&shop).await?;
    mei.until("another", "return rung.length === 2 && tones === 6").await?;
    let body = mei.run("return rung[1][1]").await?;
    assert!(body.as_str().is_some_and(|body| !body.is_empty()), "the visitor's words are wanted: {body}");
    for browser in [first, second, third, mei] {
        browser.close().await?;
    }
    Ok(())
}
