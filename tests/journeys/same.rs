//! The engine decides the same in a browser's wasm as natively, bit for bit.

use anyhow::{Context, Result};
use engine::{Dialogue, Engine, Options, Pack};
use serde_json::Value;
use tests::{Page, Places};

use crate::shop::{CHINESE, ENGLISH, Shop};

/// Every so many questions of the set are asked in the browser: a few dozen.
const EVERY: usize = 9;

/// The engine as the widget builds it, over the built packs and FAQ.
fn native(language: &str) -> Result<Engine> {
    let faq = std::fs::read_to_string(Places::dist().join(format!("demo/shop-{language}.json")))?;
    let base = knowledge::read_text(&faq).knowledge;
    let pack = Pack::read(&std::fs::read(Places::pack(language)?)?).ok().context("a broken pack")?;
    Ok(Engine::new(base.engine_entries(), vec![pack], Options::default()).fitted())
}

fn questions(language: &str) -> Result<Vec<String>> {
    let lines = match language {
        "zh" => include_str!("../data/questions-zh.jsonl"),
        _ => include_str!("../data/questions-en.jsonl"),
    };
    let texts = lines.lines().step_by(EVERY).map(|line| {
        let line: Value = serde_json::from_str(line)?;
        Ok(line["text"].as_str().context("a question without a text")?.to_owned())
    });
    texts.collect()
}

async fn check(language: &str, attributes: &str) -> Result<()> {
    check_in(&Shop::open(attributes).await?, language).await
}

async fn check_in(shop: &Shop, language: &str) -> Result<()> {
    let engine = native(language)?;
    let visitor = shop.visitor().await?;
    visitor.until("the loader", "return !!window.Tandem?.version").await?;
    visitor.run("Tandem('on', 'fitted', () => (window.fitted = true))").await?;
    visitor.open().await?;
    visitor.until("the fitted head", "return !!window.fitted").await?;
    let mut answered = 0;
    for question in questions(language)? {
        let outcome = engine.decide(&mut Dialogue::default(), &question);
        visitor.run("Tandem('reset')").await?;
        visitor.says(&question).await?;
        let kept = "return localStorage.getItem('tandem:conversation')";
        let kept = visitor.until("the conversation", kept).await?;
        let kept: Value = serde_json::from_str(kept.as_str().unwrap_or_default())?;
        let reply = &kept["turns"][1]["message"];
        if let Some(shown) = outcome.shown.first() {
            assert_eq!(reply["entry"], engine.entries()[shown.entry].id.as_str(), "{question}");
            assert_eq!(
                reply["confidence"].as_f64().map(f64::to_bits),
                Some(shown.confidence.to_bits()),
                "{question}"
            );
            answered += 1;
        } else {
            assert!(reply["confidence"].is_null(), "{question}: {reply} against {:?}", outcome.decision);
        }
    }
    assert!(answered >= 10, "only {answered} questions were answered: too few to compare");
    visitor.close().await
}

/// The same FAQ as `tandem build` compiles it.
async fn check_built(language: &str) -> Result<()> {
    let folder = std::env::temp_dir().join(format!("tandem-built-{language}-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let built = folder.join("faq.tandem");
    let faq = Places::dist().join(format!("demo/shop-{language}.json"));
    let run = std::process::Command::new(Places::program())
        .arg("build")
        .arg(faq)
        .arg("--output")
        .arg(&built)
        .output()?;
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let attributes = format!("data-knowledge=\"/faq.tandem\" data-lang=\"{language}\"");
    let shop = Shop::open(&attributes).await?;
    shop.site.put(Page::new("/faq.tandem", std::fs::read(&built)?));
    std::fs::remove_dir_all(&folder)?;
    check_in(&shop, language).await
}

#[tokio::test]
async fn compiled_in_english() -> Result<()> {
    check_built("en").await
}

#[tokio::test]
async fn compiled_in_chinese() -> Result<()> {
    check_built("zh").await
}

#[tokio::test]
async fn in_english() -> Result<()> {
    check("en", ENGLISH).await
}

#[tokio::test]
async fn in_chinese() -> Result<()> {
    check("zh", CHINESE).await
}
