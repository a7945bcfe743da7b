//! What is missing or broken degrades to something plain that works, and the owner is told.

use anyhow::Result;
use serde_json::json;
use tests::Page;

use crate::shop::{ENGLISH, Shop};

const CONTACT: &str = "data-contact=\"mailto:help@shop.example tel:+4930123456\"";

/// What the page's console says, from the browser's log.
fn record(head: &str) -> String {
    let hear =
        "window.said=[];const warn=console.warn;console.warn=(...a)=>{said.push(a.join(' '));warn(...a)}";
    format!("<script>{hear}</script>{head}")
}

#[tokio::test]
async fn without_a_desk_a_handoff_ends_in_the_owners_contact() -> Result<()> {
    let shop = Shop::open(&format!("{ENGLISH} {CONTACT}")).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("my blue lamp is broken, talk to a human").await?;
    visitor.until("the links", "return root.querySelectorAll('.log a').length === 2").await?;
    let links = visitor.run("return [...root.querySelectorAll('.log a')].map((it) => it.href)").await?;
    let mail = links[0].as_str().unwrap_or_default();
    assert!(
        mail.starts_with("mailto:help@shop.example?body=") && mail.contains("my%20blue%20lamp"),
        "{mail}"
    );
    assert_eq!(links[1], json!("tel:+4930123456"));
    visitor.close().await
}

#[tokio::test]
async fn without_desk_and_contact_no_person_is_promised_and_the_owner_is_told() -> Result<()> {
    let shop = Shop::with_policy(ENGLISH, "", &record("")).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    let warned = visitor.run("return window.said.some((it) => it.includes('cannot reach a person'))").await?;
    assert_eq!(warned, json!(true));
    let promised = visitor.run("return /person/i.test(root.querySelector('.panel').innerText)").await?;
    assert_eq!(promised, json!(false));
    visitor.says("talk to a human").await?;
    visitor.sees("there is no person to reach through this chat").await?;
    visitor.close().await
}

#[tokio::test]
async fn with_webassembly_refused_the_launcher_becomes_the_contact_link() -> Result<()> {
    let policy = "default-src 'none'; script-src CDN; connect-src CDN; style-src 'none'";
    let shop = Shop::with_policy(&format!("{ENGLISH} {CONTACT}"), policy, "").await?;
    let visitor = shop.visitor().await?;
    visitor.until("the launcher", "return !!root?.querySelector('.launcher')").await?;
    visitor.clicks("root.querySelector('.launcher')").await?;
    let link = visitor.until("the link", "return root.querySelector('a.launcher')?.href").await?;
    assert_eq!(link, json!("mailto:help@shop.example"));
    visitor.close().await
}

/// A broken FAQ costs the owner a warning with the place, and the visitor nothing but those answers.
#[tokio::test]
async fn faults_in_a_faq_are_named_and_the_rest_answers() -> Result<()> {
    let shop = Shop::with_policy("data-knowledge=\"/faq.json\"", "", &record("")).await?;
    let faq = r#"{"version":1,"language":"en","entries":[
        {"id":"returns","question":"How do I return an item?","answer":"Within 30 days. [now](javascript:alert(1))"},
        {"id":"","question":"Which colours are there?","answer":"Green."},
        {"id":"hours","question":"When are you open?","answer":"Nine to six."}]}"#;
    shop.site.put(Page::new("/faq.json", faq));
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("when are you open").await?;
    visitor.sees("Nine to six.").await?;
    let said = visitor.run("return window.said.join('\\n')").await?;
    let said = said.as_str().unwrap_or_default();
    assert!(said.contains("returns") && said.contains("answer"), "{said}");
    visitor.close().await
}

/// No FAQ at all still leaves the way to a person.
#[tokio::test]
async fn a_faq_that_is_missing_leaves_the_way_to_a_person() -> Result<()> {
    let shop = Shop::open(&format!("data-knowledge=\"/nothing.json\" {CONTACT}")).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.sees("The answers could not be loaded").await?;
    visitor.presses("Talk to a person").await?;
    visitor.until("the links", "return root.querySelectorAll('.log a').length === 2").await?;
    visitor.close().await
}

/// What many hosts send for a file that they don't have is no FAQ: none of its lines is shown to a visitor.
#[tokio::test]
async fn a_web_page_in_the_place_of_a_faq_is_told_and_not_read() -> Result<()> {
    let shop = Shop::with_policy("data-knowledge=\"/faq.csv\"", "", &record("")).await?;
    shop.site.put(Page::new("/faq.csv", "\n<!doctype html>\n<title>Not found</title>\n"));
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.sees("The answers could not be loaded").await?;
    let said = visitor.run("return window.said.some((it) => it.includes('it is a web page'))").await?;
    assert_eq!(said, json!(true));
    let shown = visitor.run("return root.querySelectorAll('.chip').length").await?;
    assert_eq!(shown, json!(0));
    visitor.close().await
}

/// A spreadsheet saved in an office program's own encoding, with Chinese headings and semicolons.
#[tokio::test]
async fn a_spreadsheet_in_gb18030_is_a_faq() -> Result<()> {
    // 问题;答案\n怎么退货;七天内 in GB18030.
    let bytes = [
        0xCE, 0xCA, 0xCC, 0xE2, 0x3B, 0xB4, 0xF0, 0xB0, 0xB8, 0x0A, 0xD4, 0xF5, 0xC3, 0xB4, 0xCD, 0xCB, 0xBB,
        0xF5, 0x3B, 0xC6, 0xDF, 0xCC, 0xEC, 0xC4, 0xDA, 0x0A,
    ];
    let shop = Shop::open("data-knowledge=\"/faq.csv\" data-lang=\"zh\"").await?;
    shop.site.put(Page::new("/faq.csv", bytes));
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("怎么退货").await?;
    visitor.sees("七天内").await?;
    visitor.close().await
}

/// The same from a program that writes UTF-16 and no mark.
#[tokio::test]
async fn a_spreadsheet_in_utf_16_without_a_mark_is_a_faq() -> Result<()> {
    let shop = Shop::open("data-knowledge=\"/faq.csv\" data-lang=\"zh\"").await?;
    let bytes: Vec<u8> = "问题;答案\n怎么退货;七天内\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    shop.site.put(Page::new("/faq.csv", bytes));
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("怎么退货").await?;
    visitor.sees("七天内").await?;
    visitor.close().await
}
