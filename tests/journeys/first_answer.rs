//! A first answer: at once, from the FAQ, with nothing asked of anyone but the widget's own files.

use anyhow::Result;
use serde_json::json;

use crate::shop::{CHINESE, ENGLISH, STRICT, Shop};

/// Before a click there is one request and nothing is kept; a first answer asks for first/, the pack and the FAQ only.
#[tokio::test]
async fn a_visitor_is_answered_while_typing_under_a_strict_policy() -> Result<()> {
    let policy = STRICT.replace("DESK", "");
    let shop = Shop::with_policy(ENGLISH, &policy, "").await?;
    let visitor = shop.visitor().await?;
    visitor.until("the launcher", "return !!root?.querySelector('.launcher')").await?;
    assert_eq!(shop.cdn.asked(), ["/tandem.js"]);
    let kept = visitor.run("return [localStorage.length, sessionStorage.length, document.cookie]").await?;
    assert_eq!(kept, json!([0, 0, ""]));

    visitor.open().await?;
    visitor.types("when do i get my mony back").await?;
    visitor
        .until(
            "the answer while typing",
            "return root.querySelector('.live')?.textContent.includes('money back')",
        )
        .await?;
    visitor.enter().await?;
    visitor.sees("when do i get my mony back").await?;
    visitor
        .until("the answer", "return root.querySelectorAll('.log .say:not(.me) .box').length === 1")
        .await?;
    visitor.sees("working days").await?;

    let asked = shop.cdn.asked();
    let allowed = |path: &String| {
        path == "/tandem.js"
            || path.starts_with("/first/")
            || path.starts_with("/packs/en")
            || path == "/demo/shop-en.json"
    };
    let others: Vec<&String> = asked.iter().filter(|path| !allowed(path)).collect();
    assert!(others.is_empty(), "asked for more than a first answer needs: {others:?}");
    assert_eq!(shop.site.asked().iter().filter(|path| *path != "/favicon.ico").count(), 1);
    let blocked =
        visitor.run("return window.performance.getEntriesByType('resource').map((it) => it.name)").await?;
    let names = blocked.as_array().map(Vec::len).unwrap_or_default();
    assert!(names >= 5, "the loader, glue, wasm, style, pack and FAQ: {blocked}");
    visitor.close().await
}

/// A half-typed question is sent as it stands, never replaced by an entry's title.
#[tokio::test]
async fn enter_sends_what_stands_there() -> Result<()> {
    let shop = Shop::open(ENGLISH).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("gift wrap").await?;
    let said =
        visitor.until("the visitor's words", "return root.querySelector('.me .plain')?.textContent").await?;
    assert_eq!(said, json!("gift wrap"));
    visitor.close().await
}

#[tokio::test]
async fn a_chinese_visitor_is_answered_in_chinese() -> Result<()> {
    let shop = Shop::open(CHINESE).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.sees("自动回复").await?;
    visitor.says("钱什么时候退给我").await?;
    visitor.sees("工作日").await?;
    visitor.says("你好").await?;
    visitor.sees("请问有什么可以帮您").await?;
    visitor.close().await
}

/// The conversation survives a reload, and a second tab of the same browser shows it.
#[tokio::test]
async fn the_conversation_is_still_there_after_a_reload() -> Result<()> {
    let shop = Shop::open(ENGLISH).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("how long does delivery take").await?;
    visitor.until("the answer", "return !!root.querySelector('.log .say:not(.me) .box')").await?;
    visitor.reload().await?;
    visitor.open().await?;
    visitor.sees("how long does delivery take").await?;
    let first = visitor.client().window().await?;
    let second = visitor.client().new_window(true).await?.handle;
    visitor.client().switch_to_window(second).await?;
    visitor.go(&shop.site.origin()).await?;
    visitor.open().await?;
    visitor.sees("how long does delivery take").await?;
    visitor.says("do you have gift cards").await?;
    visitor.client().switch_to_window(first).await?;
    visitor.sees("do you have gift cards").await?;
    visitor.close().await
}

/// Whatever styles the host page has, the panel keeps its shape.
#[tokio::test]
async fn a_page_that_unsets_every_style_changes_nothing() -> Result<()> {
    let shop = Shop::with_policy(ENGLISH, "", "<style>*{all:unset!important}</style>").await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    let shape = visitor
        .run("const it = root.querySelector('.panel').getBoundingClientRect(); return [it.width, it.right < innerWidth]")
        .await?;
    assert_eq!(shape, json!([384, true]));
    let launcher = visitor.run("return getComputedStyle(root.querySelector('.launcher')).position").await?;
    assert_eq!(launcher, json!("fixed"));
    visitor.close().await
}

/// The JSON-LD that a page carries for search engines is a FAQ as well.
#[tokio::test]
async fn a_page_answers_from_its_own_markup() -> Result<()> {
    let faq = r#"<script type="application/ld+json">{"@context":"https://schema.org","@type":"FAQPage","mainEntity":[
        {"@type":"Question","name":"Do you ship to Norway?","acceptedAnswer":{"@type":"Answer","text":"<p>Yes, in <b>five days</b>.</p>"}},
        {"@type":"Question","name":"Can I pay in cash?","acceptedAnswer":{"@type":"Answer","text":"No, by card only."}}]}</script>"#;
    let shop = Shop::with_policy("data-knowledge=\"page\"", "", faq).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("do you ship to norway").await?;
    visitor
        .until("the bold words", "return root.querySelector('.log strong')?.textContent === 'five days'")
        .await?;
    visitor.close().await
}

/// Two questions in one message get two answers, in the order of the message, and what follows leans on the last.
#[tokio::test]
async fn two_questions_at_once_get_two_answers() -> Result<()> {
    let shop = Shop::open(ENGLISH).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("Where is my order? Also, how do I return an item?").await?;
    let answers =
        "const said = [...root.querySelectorAll('.log .say:not(.me) .box')].map((it) => it.textContent);";
    let script = format!("{answers} return said.length === 2 && said");
    let said = visitor.until("both answers", &script).await?;
    let said: Vec<&str> = said.as_array().into_iter().flatten().filter_map(|it| it.as_str()).collect();
    assert!(said[0].contains("track") && said[1].contains("30 days"), "{said:?}");
    visitor.close().await
}

/// A developer sees how a decision came about, under the strictest policy; nobody else downloads what shows it.
#[tokio::test]
async fn a_developer_sees_why_an_answer_was_given() -> Result<()> {
    let policy = STRICT.replace("DESK", "");
    let shop =
        Shop::with_policy(&format!("{ENGLISH} data-debug data-precision=\"0.95\""), &policy, "").await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("how do i retrun an item").await?;
    let script = "return root.querySelector('.debug')?.textContent";
    let shown = visitor.until("the numbers", script).await?;
    let shown = shown.as_str().unwrap_or_default();
    for words in [
        "how do i retrun an item",
        "returns 0.",
        "least confidence to answer 0.8",
        "return 1.000",
        "words 0.",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    visitor.says("and for sale items?").await?;
    visitor.until("the next numbers", &format!("{script}.startsWith('and for sale')")).await?;
    let overlays = visitor.run("return root.querySelectorAll('.debug').length").await?;
    assert_eq!(overlays, json!(1));
    visitor.close().await
}
