//! For everyone: axe-core finds nothing to object to, in any state of the panel.

use anyhow::Result;
use serde_json::{Value, json};
use tests::{Places, Visitor};

use crate::shop::{CHINESE, ENGLISH, Shop};

/// Runs axe-core in the page and gives back what it objects to, with the elements.
pub async fn objections(visitor: &Visitor) -> Result<Value> {
    let axe = std::fs::read_to_string(Places::npm().join("node_modules/axe-core/axe.min.js"))?;
    let run = "const done = arguments[arguments.length - 1];
        axe.run('tandem-widget').then((found) => done(found.violations.map((it) =>
            it.id + ': ' + it.nodes.map((node) => node.target.join(' ') + ' ' + node.failureSummary).join('; '))),
            (error) => done(['axe failed: ' + error]));";
    visitor.client().execute(&axe, Vec::new()).await?;
    Ok(visitor.client().execute_async(run, Vec::new()).await?)
}

async fn check(attributes: &str, question: &str, close: &str) -> Result<()> {
    let shop = Shop::open(&format!("{attributes} data-contact=\"mailto:help@shop.example\"")).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    assert_eq!(objections(&visitor).await?, json!([]), "the greeting");
    visitor.says(question).await?;
    visitor.until("the answer", "return !!root.querySelector('.log .say:not(.me) .box')").await?;
    visitor.types(question).await?;
    assert_eq!(objections(&visitor).await?, json!([]), "an answer");
    visitor.presses(close).await?;
    visitor.until("the contact", "return !!root.querySelector('.log a')").await?;
    assert_eq!(objections(&visitor).await?, json!([]), "the contact");
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
