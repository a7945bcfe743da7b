//! From an upset visitor to a kind word and back: an agent on a phone, a visitor with two tabs.

use anyhow::{Context, Result};
use fantoccini::Locator;
use serde_json::json;
use tests::{Desk, Visitor};

use crate::access::objections;
use crate::person::shop_with;

/// A small phone, CSS pixels.
const WIDTH: u32 = 360;
const HEIGHT: u32 = 740;

/// A browser that is a phone.
async fn phone() -> Result<Visitor> {
    let phone = tests::browser().await?;
    let screen = json!({ "width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 2, "mobile": true });
    phone.devtools("Emulation.setDeviceMetricsOverride", screen).await?;
    phone.devtools("Emulation.setTouchEmulationEnabled", json!({ "enabled": true })).await?;
    Ok(phone)
}

/// Taps what carries these words: a real tap, which fails where something lies over it.
async fn tap(phone: &Visitor, words: &str) -> Result<()> {
    let find = format!(
        "return [...document.querySelectorAll('button, a')].some((it) => it.textContent.trim() === {} && it.offsetParent)",
        json!(words)
    );
    phone.until(words, &find).await?;
    let path = format!("//*[self::button or self::a][normalize-space(.)=\"{words}\"]");
    let all = phone.client().find_all(Locator::XPath(&path)).await?;
    for element in all {
        if element.is_displayed().await? {
            return Ok(element.click().await?);
        }
    }
    anyhow::bail!("{words:?} went away")
}

/// Nothing is wider than the screen, and what one taps is large enough for a finger.
async fn fits(phone: &Visitor, state: &str) -> Result<()> {
    let wide = phone.run("return document.documentElement.scrollWidth").await?;
    assert_eq!(wide, json!(WIDTH), "{state} is wider than the screen");
    let small = "return [...document.querySelectorAll('button, a, input, textarea, select')].filter((it) => {
        const at = it.getBoundingClientRect();
        return it.checkVisibility() && at.width > 0 && !it.closest('.unseen, p, li.asked') && Math.min(at.width, at.height) < 24;
    }).map((it) => it.outerHTML.slice(0, 120))";
    assert_eq!(phone.run(small).await?, json!([]), "{state} has targets under 24 px");
    assert_eq!(objections(phone, "document").await?, json!([]), "{state}");
    Ok(())
}

/// Does something in both tabs of a visitor, the second one last.
async fn both_see(visitor: &Visitor, words: &str) -> Result<()> {
    for tab in visitor.client().windows().await? {
        visitor.client().switch_to_window(tab).await?;
        visitor.sees(words).await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_upset_visitor_is_helped_from_a_phone_and_both_tabs_see_it() -> Result<()> {
    let desk = Desk::start().await?;
    let shop = shop_with(&desk).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("where is my order").await?;
    visitor.sees("Track an order").await?;
    visitor.says("this is ridiculous, nobody ever answers, you are all useless!!").await?;
    visitor.sees("You are next").await?;
    let second = visitor.client().new_window(true).await?;
    visitor.client().switch_to_window(second.handle).await?;
    visitor.go(&shop.site.origin()).await?;
    visitor.open().await?;

    let phone = phone().await?;
    phone.go(&desk.sign_in).await?;
    phone.until("the field of the name", "return !!document.querySelector('#name')").await?;
    fits(&phone, "signing in").await?;
    phone.client().find(Locator::Css("#name")).await?.send_keys("Mei").await?;
    tap(&phone, "Sign in").await?;
    tap(&phone, "Not now").await?;
    phone.until("the row", "return !!document.querySelector('a.row')").await?;
    phone.sees("where is my order").await?;
    fits(&phone, "the inbox").await?;
    phone.client().find(Locator::Css("a.row")).await?.click().await?;
    phone.until("the open conversation", "return !!document.querySelector('#who')?.textContent").await?;
    fits(&phone, "the conversation").await?;
    tap(&phone, "What happened").await?;
    phone.sees("Angry").await?;
    fits(&phone, "what happened").await?;
    phone.client().find(Locator::Css(".unfold")).await?.click().await?;
    tap(&phone, "Take it").await?;
    both_see(&visitor, "Talking with Mei").await?;
    let reply = phone.client().find(Locator::Css("#reply")).await?;
    reply.click().await?;
    reply.send_keys("I am sorry. Your parcel is at the depot, and comes today.").await?;
    tap(&phone, "Send").await?;
    both_see(&visitor, "Your parcel is at the depot").await?;

    tap(&phone, "Hand back").await?;
    both_see(&visitor, "How was the help?").await?;
    visitor.says("how long does delivery take").await?;
    visitor.sees("working days").await?;
    visitor.clicks("root.querySelectorAll('.score')[4]").await?;
    visitor.sees("A word on it?").await?;
    visitor.presses("Send").await?;
    visitor.sees("Thank you for telling us.").await?;
    let rated = "return document.querySelector('.rated')?.textContent.includes('5')";
    phone.until("what the visitor said of it", rated).await.context("the agent")?;
    phone.close().await?;
    visitor.close().await
}
