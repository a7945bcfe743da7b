//! A lead looks at what visitors need: where nothing is told, how to have it; where it is, the figures, and an address that
//! brings the same look back.

use anyhow::Result;
use serde_json::{Value, json};
use tests::proof::web::{Ask, Web, Who};
use tests::{Desk, Visitor};

use crate::access::check_desk;
use crate::person::{agent, press};

/// The shop's own FAQ, which gives entries their titles.
const FAQ: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/shop-en.json");

/// What nobody answered, in two languages.
const UNANSWERED: [&str; 10] = [
    "do you ship to a parcel locker",
    "can you ship to a parcel locker",
    "is it possible to ship to a parcel locker",
    "please ship it to a parcel locker",
    "ship to a parcel locker",
    "发票抬头可以改吗",
    "发票抬头写错了可以改吗",
    "怎么改发票抬头",
    "我要改发票抬头",
    "改发票抬头",
];

/// What a visit tells.
fn digest(visit: usize) -> Value {
    let mut digest = json!({
        "version": 1, "visit": format!("visit-of-the-journey-{visit:04}"), "number": 1, "language": "en", "page": "/cart",
        "asked": 1, "confidence": {"from_95": 1}, "moods": {"calm": 1},
    });
    if let Some(text) = UNANSWERED.get(visit) {
        digest["unanswered"] = 1.into();
        digest["moods"] = json!({"anxious": 1});
        digest["language"] = if text.is_ascii() { "en".into() } else { "zh".into() };
        digest["questions"] = json!([{"text": text, "end": "unanswered"}]);
    } else {
        let (up, down) = (i32::from(visit % 4 != 3), i32::from(visit % 4 == 3));
        digest["entries"] = json!([{"entry": "delivery-time", "answered": 1, "up": up, "down": down}]);
    }
    digest
}

/// As pages of a shop tell it; the token is nobody's.
async fn tell(desk: &Desk, visits: usize) -> Result<()> {
    let (web, shop) = (Web::new(&desk.url), Who::Visitor(String::new()));
    for visit in 0..visits {
        web.send(&Ask::post(&shop, "api/v1/digest", &digest(visit))).await?.expect(204)?;
    }
    Ok(())
}

/// Chooses among the options of a field.
async fn choose(agent: &Visitor, field: &str, value: &str) -> Result<()> {
    let script = format!(
        "const field = document.querySelector({}); field.value = {};
         field.dispatchEvent(new Event('change', {{ bubbles: true }}))",
        json!(field),
        json!(value)
    );
    agent.run(&script).await?;
    Ok(())
}

/// The figure of a card, by its label.
async fn figure(agent: &Visitor, label: &str) -> Result<String> {
    let script = format!(
        "const card = [...document.querySelectorAll('.figure-card')].find((it) => it.querySelector('h2').textContent === {});
         return card?.querySelector('.figure').textContent ?? ''",
        json!(label)
    );
    Ok(agent.run(&script).await?.as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn where_insights_are_off_the_page_says_how_to_have_them_and_then_has_them() -> Result<()> {
    let desk = Desk::start_with(&["--knowledge", FAQ]).await?;
    let mei = agent(&desk, "Mei").await?;
    press(&mei, "Insights").await?;
    mei.sees("Without insights, nobody knows whether answers have helped.").await?;
    let plots = mei.run("return document.querySelectorAll('.insights .field-plot').length").await?;
    assert_eq!(plots, json!(0), "never an empty plot");
    check_desk(&mei, "insights that are off").await?;
    press(&mei, "Set up, Sites").await?;
    mei.until("the choice", "return !!document.querySelector('#rule-insights')").await?;
    mei.clicks("document.querySelector('#rule-insights')").await?;
    press(&mei, "Save").await?;
    mei.sees("It holds from now on").await?;
    tell(&desk, 14).await?;
    press(&mei, "Insights").await?;
    mei.sees("14").await?;
    mei.until("the figures", "return document.querySelectorAll('.figure-card').length === 6").await?;
    assert_eq!(figure(&mei, "Questions").await?, "14");
    assert_eq!(figure(&mei, "Rated answers: wrong").await?, "25 %");
    mei.until("two topics", "return document.querySelectorAll('.topic').length === 2").await?;
    mei.sees("10 questions in 2 topics").await?;
    mei.sees("How long does delivery take?").await?;
    check_desk(&mei, "insights").await?;

    // What is asked for stands in the address, and comes back by it.
    press(&mei, "7 days").await?;
    mei.until("the address", "return location.hash === '#/insights?days=7'").await?;
    let write = mei
        .until("a topic", "return document.querySelector('.topic a')?.getAttribute('href') ?? false")
        .await?;
    assert!(write.as_str().is_some_and(|to| to.starts_with("#/knowledge?site=default&topic=t")), "{write}");
    choose(&mei, ".insights-choices select", "zh").await?;
    mei.until("the language", "return location.hash === '#/insights?days=7&language=zh'").await?;
    let five = "return document.querySelector('.figure')?.textContent === '5'";
    mei.until("five questions", five).await?;
    mei.reload().await?;
    mei.until("five questions again", five).await?;
    let table = mei
        .run("return document.querySelector('.export-list a[href*=\"of=questions\"]').getAttribute('href')")
        .await?;
    assert_eq!(table, json!("/api/v1/agent/insights/table?of=questions&days=7&language=zh"));
    mei.run("history.back()").await?;
    mei.until("all languages", "return document.querySelectorAll('.topic').length === 2").await?;
    mei.close().await
}
