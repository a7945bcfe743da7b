//! Hostile words and pages: shown as text, executed never.

use anyhow::Result;
use serde_json::json;
use tests::{Desk, Page};

use crate::person::{agent, open_first};
use crate::shop::{ENGLISH, Shop};

const HOSTILE: &str =
    "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script> \u{202e}evil \u{0} \u{1F4A9}";

#[tokio::test]
async fn html_in_every_field_is_text() -> Result<()> {
    let shop = Shop::open("data-knowledge=\"/faq.json\" data-name=\"<img src=x onerror=hacked=1>\"").await?;
    let faq = json!({ "version": 1, "language": "en", "name": HOSTILE, "entries": [
        { "id": "a", "question": format!("opening hours {HOSTILE}"), "variants": [HOSTILE], "tags": [HOSTILE],
          "answer": format!("Nine to six {HOSTILE} **{HOSTILE}** [x](https://a.example/\"onclick=hacked=1)") },
    ]});
    shop.site.put(Page::new("/faq.json", faq.to_string()));
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says(&format!("opening hours {HOSTILE}")).await?;
    visitor.until("an answer", "return root.querySelectorAll('.log .say').length >= 2").await?;
    let found = visitor
        .run("return [window.hacked ?? 0, root.querySelectorAll('img, script, [onclick]').length]")
        .await?;
    assert_eq!(found, json!([0, 0]));
    visitor.close().await
}

/// A message of 100,000 characters is refused with its measure, and stays in the box.
#[tokio::test]
async fn a_huge_message_is_kept_and_its_limit_told() -> Result<()> {
    let shop = Shop::open(ENGLISH).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    let huge = "lamp ".repeat(20_000);
    visitor.says(&huge).await?;
    visitor.sees("At most 4000 characters; yours has 99999.").await?;
    let left = visitor.run("return root.querySelector('textarea').value.length").await?;
    assert_eq!(left, json!(100_000));
    visitor.close().await
}

/// The agents' page shows a visitor's words, name and page as text, too.
#[tokio::test]
async fn a_visitors_markup_does_nothing_at_the_desk() -> Result<()> {
    let desk = Desk::start().await?;
    let shop = Shop::open(&format!("{ENGLISH} data-desk=\"{}\"", desk.url)).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor
        .run(&format!("window.Tandem('identify', {{ name: {0} }}); document.title = {0}", json!(HOSTILE)))
        .await?;
    visitor.says(&format!("talk to a human {HOSTILE}")).await?;
    visitor.sees("You are next").await?;
    let agent = agent(&desk, "Mei").await?;
    open_first(&agent).await?;
    agent.sees("talk to a human").await?;
    let found =
        agent.run("return [window.hacked ?? 0, document.querySelectorAll('img[src=x]').length]").await?;
    assert_eq!(found, json!([0, 0]));
    agent.close().await?;
    visitor.close().await
}
