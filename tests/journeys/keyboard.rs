//! By keyboard and by input method, and the page's own calls.

use anyhow::Result;
use serde_json::json;

use crate::shop::{CHINESE, ENGLISH, Shop};

/// The Enter that ends a composition writes a word; it sends nothing.
#[tokio::test]
async fn the_enter_of_an_input_method_does_not_send() -> Result<()> {
    let shop = Shop::open(CHINESE).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.types("怎么tui").await?;
    for key in ["isComposing: true", "keyCode: 229"] {
        let event = format!("{{ key: 'Enter', bubbles: true, composed: true, {key} }}");
        visitor
            .run(&format!(
                "root.querySelector('textarea').dispatchEvent(new KeyboardEvent('keydown', {event}))"
            ))
            .await?;
    }
    let said = visitor.run("return root.querySelectorAll('.me').length").await?;
    assert_eq!(said, json!(0));
    visitor.says("怎么退货").await?;
    visitor.until("the question", "return root.querySelectorAll('.me').length === 1").await?;
    visitor.close().await
}

#[tokio::test]
async fn the_panel_opens_and_closes_by_keyboard_and_gives_the_focus_back() -> Result<()> {
    let shop = Shop::open(ENGLISH).await?;
    let visitor = shop.visitor().await?;
    visitor.until("the launcher", "return !!root?.querySelector('.launcher')").await?;
    visitor.run("root.querySelector('.launcher').focus(); root.querySelector('.launcher').click()").await?;
    visitor.until("the focus in the composer", "return root.activeElement?.tagName === 'TEXTAREA'").await?;
    let key = "{ key: 'Escape', bubbles: true, composed: true }";
    visitor.run(&format!("root.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key}))")).await?;
    visitor.until("the focus on the launcher", "return root.activeElement?.className === 'launcher'").await?;
    visitor.until("the closed panel", "return !!root.querySelector('.panel[hidden]')").await?;
    visitor.close().await
}

/// Calls made before anything has loaded are queued, and `on` gives back its unsubscribe.
#[tokio::test]
async fn the_page_can_ask_open_listen_and_destroy() -> Result<()> {
    let queue = "<script>window.Tandem=(...a)=>(Tandem.q=Tandem.q||[]).push(a);Tandem('ask','how long does delivery take')</script>";
    let shop = Shop::with_policy(ENGLISH, "", queue).await?;
    let visitor = shop.visitor().await?;
    visitor.sees("how long does delivery take").await?;
    visitor
        .run("window.heard=[]; window.off=Tandem('on','closed',()=>heard.push('closed')); Tandem('close')")
        .await?;
    visitor.until("the event", "return window.heard.length === 1").await?;
    visitor.run("window.off(); Tandem('open'); Tandem('close')").await?;
    visitor.until("the closed panel", "return !!root.querySelector('.panel[hidden]')").await?;
    assert_eq!(visitor.run("return window.heard.length").await?, json!(1));
    visitor.run("Tandem('destroy')").await?;
    assert_eq!(visitor.run("return document.querySelectorAll('tandem-widget').length").await?, json!(0));
    visitor.close().await
}

/// Another language while the page stands: the same conversation, drawn anew.
#[tokio::test]
async fn the_language_can_change_on_the_page() -> Result<()> {
    let shop = Shop::open(ENGLISH).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("how long does delivery take").await?;
    visitor.run("Tandem('setLocale', 'zh')").await?;
    visitor.sees("您输入的内容只留在本页").await?;
    visitor.sees("how long does delivery take").await?;
    visitor.close().await
}
