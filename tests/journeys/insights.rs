//! What is told of a visit: nothing unless the owner wants it, the visitor is told and lets it; then what was shown before.
//
// The hosts of these pages remember whatever reaches them, and the page's policy lets it reach nobody else: what they don't
// know of has not left the page.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tests::{Desk, Host, Page, Told, Visitor};
use tokio::time::Instant;

use crate::access::{WIDGET, objections};
use crate::person::agent;
use crate::shop::{CHINESE, ENGLISH, STRICT, Shop};

/// How long what was told may take to arrive.
const PATIENCE: Duration = Duration::from_secs(20);
/// What a visitor types that nobody is to have.
const EMAIL: &str = "anna.schmidt@home.example";
const ORDER: &str = "K-7730419-B";

/// The attribute that names a FAQ of two close entries, which the desk hands out; whatever else is asked it doesn't know.
const LAMPS: &str = "data-knowledge=\"DESK/faq.json\" data-lang=\"en\" data-insights=\"on\"";
const LAMPS_FAQ: &str = r#"{"version":1,"language":"en","entries":[
    {"id":"red","question":"How do I clean the red lamp?","answer":"With water."},
    {"id":"blue","question":"How do I clean the blue lamp?","answer":"With soap."}]}"#;

/// A shop whose page may reach the widget's files and this desk, and nobody else.
async fn shop(desk: &str, attributes: &str) -> Result<Shop> {
    let origin = desk.trim_end_matches('/');
    let policy = STRICT.replace("DESK", origin);
    let attributes = format!("{} data-desk=\"{desk}\"", attributes.replace("DESK", origin));
    let shop = Shop::with_policy(&attributes, &policy, "").await?;
    let mut elsewhere = Page::new("/elsewhere", "<!doctype html><html lang=\"en\"><title>Elsewhere</title>");
    elsewhere.policy = policy.replace("CDN", &shop.cdn.origin());
    shop.site.put(elsewhere);
    Ok(shop)
}

/// A desk that only remembers, and the shop whose pages name it.
async fn remembered(attributes: &str) -> Result<(Host, Shop)> {
    let desk = Host::start(vec![Page::new("/faq.json", LAMPS_FAQ)]).await?;
    let shop = shop(&desk.origin(), attributes).await?;
    Ok((desk, shop))
}

/// The visitor leaves the page: gives what the desk was told then, once it is so much. What would be too much is there too:
/// it set out before the next page's own word, which has arrived.
async fn leave(visitor: &Visitor, shop: &Shop, desk: &Host, count: usize) -> Result<Vec<Told>> {
    visitor.go(&format!("{}/elsewhere", shop.site.origin())).await?;
    visitor
        .run(&format!("fetch('{}/arrived', {{ method: 'POST', mode: 'no-cors' }})", desk.origin()))
        .await?;
    let end = Instant::now() + PATIENCE;
    loop {
        let (arrived, told): (Vec<Told>, _) =
            desk.told().into_iter().partition(|told| told.path == "/arrived");
        if !arrived.is_empty() && told.len() >= count || Instant::now() > end {
            assert_eq!(told.len(), count, "{told:?}");
            return Ok(told);
        }
        // Each look takes its time.
        visitor.run("return document.readyState").await?;
    }
}

/// Waits until the number of the next digest is reserved, and gives what is kept for that.
async fn reserved(visitor: &Visitor) -> Result<String> {
    let kept = visitor.until("the visit's token", "return localStorage.getItem('tandem:visit')").await?;
    Ok(kept.as_str().unwrap_or_default().to_owned())
}

/// The tab is hidden, as when the visitor turns to another one.
async fn hide(visitor: &Visitor) -> Result<()> {
    let script = "Object.defineProperty(document, 'hidden', { get: () => true, configurable: true });
         document.dispatchEvent(new Event('visibilitychange')); delete document.hidden";
    visitor.run(script).await?;
    Ok(())
}

/// Opens the preview; gives the text that would be sent.
async fn preview(visitor: &Visitor, button: &str) -> Result<String> {
    visitor.presses(button).await?;
    let text = "return root.querySelector('.sharing pre')?.textContent";
    Ok(visitor.until("the preview", text).await?.as_str().unwrap_or_default().to_owned())
}

fn body(told: &Told) -> Result<Value> {
    serde_json::from_str(&told.body).with_context(|| told.body.clone())
}

#[tokio::test]
async fn with_insights_off_nothing_leaves_the_page() -> Result<()> {
    let (desk, shop) = remembered(ENGLISH).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("how long does delivery take").await?;
    visitor.presses("Helpful").await?;
    visitor.says("do you sell dragons").await?;
    visitor.sees("Nothing you type leaves this page").await?;
    let kept = "return Object.keys(localStorage)";
    assert_eq!(visitor.run(kept).await?, json!(["tandem:conversation"]));
    leave(&visitor, &shop, &desk, 0).await?;
    assert_eq!(desk.asked(), ["/arrived"]);
    let others: Vec<String> = shop.cdn.asked().into_iter().filter(|path| path.contains("insights")).collect();
    assert!(others.is_empty(), "what tells of a visit was downloaded: {others:?}");
    visitor.close().await
}

#[tokio::test]
async fn one_beacon_tells_what_the_preview_showed() -> Result<()> {
    let (desk, shop) = remembered(&format!("{ENGLISH} data-insights=\"on\"")).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.sees("When you leave, this site is told how it went").await?;
    visitor.sees("Some questions are shared").await?;
    // Before anything is asked nothing is kept, loaded or told.
    assert_eq!(visitor.run("return localStorage.length").await?, json!(0));
    leave(&visitor, &shop, &desk, 0).await?;
    assert!(!shop.cdn.asked().iter().any(|path| path.contains("insights")));

    visitor.go(&shop.site.origin()).await?;
    visitor.open().await?;
    visitor.says("how long does delivery take").await?;
    visitor.presses("Not what I meant").await?;
    visitor.says(&format!("do you sell a dragon for {EMAIL}, my order number is {ORDER}")).await?;
    visitor.says("thanks").await?;
    let kept = reserved(&visitor).await?;
    let shown = preview(&visitor, "What is shared").await?;
    visitor.sees("do you sell a dragon for [@], my order number is [#]").await?;
    visitor.presses("Close").await?;
    let told = leave(&visitor, &shop, &desk, 1).await?;
    assert_eq!((told[0].method.as_str(), told[0].path.as_str()), ("POST", "/api/v1/digest"));
    assert!(told[0].kind.starts_with("text/plain"), "{}", told[0].kind);
    assert_eq!(told[0].body, shown, "what is sent is what was shown");
    for private in [EMAIL, "anna", "7730419", &shop.site.origin()] {
        assert!(!told[0].body.contains(private), "{private}: {shown}");
    }
    let digest = body(&told[0])?;
    assert!(kept.starts_with(digest["visit"].as_str().unwrap_or("none")), "{kept}");
    assert_eq!(
        [&digest["number"], &digest["asked"], &digest["unanswered"], &digest["page"], &digest["language"]],
        [&json!(1), &json!(2), &json!(1), &json!("/"), &json!("en")]
    );
    let delivery = json!([{"entry": "delivery-time", "answered": 1, "up": 0, "down": 1, "settled": 0}]);
    assert_eq!(digest["entries"], delivery);
    let ends: Vec<&Value> =
        digest["questions"].as_array().into_iter().flatten().map(|it| &it["end"]).collect();
    assert_eq!(ends, [&json!("rated_down"), &json!("unanswered")]);

    // The same visit goes on after a reload, under the next number.
    visitor.go(&format!("{}/?secret=1#part", shop.site.origin())).await?;
    visitor.open().await?;
    visitor.says("how do I return an item").await?;
    visitor.until("the next number", "return localStorage.getItem('tandem:visit')?.endsWith(' 3')").await?;
    let told = leave(&visitor, &shop, &desk, 2).await?;
    let second = body(&told[1])?;
    assert_eq!((&second["visit"], &second["number"]), (&digest["visit"], &json!(2)));
    assert_eq!(
        (&second["asked"], &second["page"], &second["entries"][0]["entry"]),
        (&json!(1), &json!("/"), &json!("returns"))
    );
    visitor.close().await
}

/// The desk takes it, counts it, and keeps the words as they were shown.
#[tokio::test]
async fn the_desk_counts_what_it_is_told() -> Result<()> {
    let desk = Desk::start_with(&["--insights", "true"]).await?;
    let shop = shop(&desk.url, &format!("{ENGLISH} data-insights=\"on\" data-insights-share=\"1\"")).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("how long does delivery take").await?;
    visitor.says("perfect, thank you so much!").await?;
    visitor.presses("Yes, it did").await?;
    visitor.says("how do I return an item").await?;
    visitor.says("thanks a lot").await?;
    visitor.sees("Lovely to hear").await?;
    visitor.says("yes it did").await?;
    visitor.says(&format!("my mail is {EMAIL}, do you sell dragons")).await?;
    visitor.says("I want to talk to a human please").await?;
    visitor.sees("You are next").await?;
    reserved(&visitor).await?;
    visitor.go(&format!("{}/elsewhere", shop.site.origin())).await?;
    let mei = agent(&desk, "Mei").await?;
    let of = |path: &str| {
        format!(
            "return (async () => {{ const told = await (await fetch('/api/v1/agent/insights{path}')).json();
             return (told.visits?.asked || told.questions?.length) ? told : null }})()"
        )
    };
    let told = mei.until("the visit's counts", &of("?days=7")).await?;
    let visits = &told["visits"];
    for (count, expected) in
        [("visits", 1), ("asked", 3), ("unanswered", 1), ("answered", 2), ("handed_over", 1)]
    {
        assert_eq!(visits[count], json!(expected), "{count}: {visits}");
    }
    let entries = told["entries"].as_array().cloned().unwrap_or_default();
    let mut confirmed: Vec<String> =
        entries.iter().map(|entry| format!("{} {}", entry["name"], entry["confirmed"])).collect();
    confirmed.sort();
    assert_eq!(confirmed, ["\"delivery-time\" 1", "\"returns\" 1"], "one by a press, one in words");
    let told = mei.until("the questions", &of("/questions?days=7&end=unanswered")).await?;
    assert_eq!(told["questions"][0]["text"], json!("my mail is [@], do you sell dragons"));
    mei.close().await?;
    visitor.close().await
}

#[tokio::test]
async fn a_visitor_switches_it_off_and_on_again() -> Result<()> {
    let (desk, shop) = remembered(LAMPS).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("do you sell dragons").await?;
    reserved(&visitor).await?;
    preview(&visitor, "What is shared").await?;
    visitor.clicks("root.querySelector('.sharing [role=switch]')").await?;
    visitor.sees("what was counted so far is gone").await?;
    visitor.presses("Close").await?;
    visitor.sees("You have switched off that this site is told").await?;
    visitor.sees("Nothing you type leaves this page").await?;
    visitor.says("do you sell unicorns").await?;
    hide(&visitor).await?;
    assert_eq!(visitor.run("return localStorage.getItem('tandem:visit')").await?, json!("off"));
    leave(&visitor, &shop, &desk, 0).await?;

    // It stays off, and what was said meanwhile is not told once it is on again.
    visitor.go(&shop.site.origin()).await?;
    visitor.open().await?;
    visitor.sees("You have switched off that this site is told").await?;
    visitor.says("do you sell griffins").await?;
    visitor.presses("What is shared").await?;
    visitor
        .until(
            "the switch",
            "const it = root.querySelector('.sharing [aria-checked=false]'); it?.click(); return !!it",
        )
        .await?;
    visitor.sees("You haven't asked anything yet").await?;
    visitor.presses("Close").await?;
    visitor.says("do you sell phoenixes").await?;
    visitor.until("a token", "return localStorage.getItem('tandem:visit')?.endsWith(' 2')").await?;
    let told = leave(&visitor, &shop, &desk, 1).await?;
    let questions = body(&told[0])?["questions"].clone();
    assert_eq!(
        (questions.as_array().map(Vec::len), &questions[0]["text"]),
        (Some(1), &json!("do you sell phoenixes"))
    );
    visitor.close().await
}

/// What the browser refuses is still to be told; what it took is told once. A question that is asked back is told when it has
/// ended.
#[tokio::test]
async fn what_is_sent_counts_once() -> Result<()> {
    let (desk, shop) = remembered(LAMPS).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("how do I clean the lamp").await?;
    visitor.sees("Which of these do you mean?").await?;
    reserved(&visitor).await?;
    hide(&visitor).await?;
    visitor.presses("How do I clean the blue lamp?").await?;
    visitor.sees("With soap.").await?;
    visitor.run("window.own = navigator.sendBeacon; navigator.sendBeacon = () => false").await?;
    hide(&visitor).await?;
    visitor.run("navigator.sendBeacon = window.own").await?;
    hide(&visitor).await?;
    hide(&visitor).await?;
    visitor.says("do you sell dragons").await?;
    visitor.until("the next number", "return localStorage.getItem('tandem:visit')?.endsWith(' 3')").await?;
    let told = leave(&visitor, &shop, &desk, 2).await?;
    let digests = told.iter().map(body).collect::<Result<Vec<Value>>>()?;
    let counts: Vec<[&Value; 4]> =
        digests.iter().map(|it| [&it["number"], &it["asked"], &it["unanswered"], &it["clarified"]]).collect();
    assert_eq!(json!(counts), json!([[1, 1, 0, 1], [2, 1, 1, 0]]), "{told:?}");
    let ends: Vec<[&Value; 2]> =
        digests.iter().map(|it| [&it["questions"][0]["end"], &it["questions"][0]["entry"]]).collect();
    assert_eq!(json!(ends), json!([["clarified", "blue"], ["unanswered", null]]));
    visitor.close().await
}

/// Two tabs are one visit, and each has numbers of its own. What is deleted is told by neither.
#[tokio::test]
async fn two_tabs_are_one_visit() -> Result<()> {
    let (desk, shop) = remembered(LAMPS).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    // Only the test says when this tab is hidden.
    visitor.run("addEventListener('visibilitychange', (it) => it.isTrusted && it.stopImmediatePropagation(), true)").await?;
    visitor.says("do you sell dragons").await?;
    reserved(&visitor).await?;
    let first = visitor.client().window().await?;
    let second = visitor.client().new_window(true).await?.handle;
    visitor.client().switch_to_window(second.clone()).await?;
    visitor.go(&shop.site.origin()).await?;
    visitor.open().await?;
    visitor.says("do you sell unicorns").await?;
    visitor.until("another number", "return localStorage.getItem('tandem:visit')?.endsWith(' 3')").await?;
    hide(&visitor).await?;
    visitor.client().switch_to_window(first.clone()).await?;
    hide(&visitor).await?;
    visitor.says("do you sell griffins").await?;
    visitor.until("a third number", "return localStorage.getItem('tandem:visit')?.endsWith(' 4')").await?;
    visitor.client().switch_to_window(second).await?;
    visitor.run("Tandem('reset')").await?;
    visitor.client().switch_to_window(first).await?;
    visitor.until("an empty conversation", "return !root.querySelector('.log').textContent").await?;
    let told = leave(&visitor, &shop, &desk, 2).await?;
    let digests = told.iter().map(body).collect::<Result<Vec<Value>>>()?;
    assert_eq!(digests[0]["visit"], digests[1]["visit"]);
    let mut seen: Vec<String> = digests
        .iter()
        .map(|digest| format!("{} {}", digest["number"], digest["questions"][0]["text"]))
        .collect();
    seen.sort();
    assert_eq!(seen, ["1 \"do you sell dragons\"", "2 \"do you sell unicorns\""]);
    visitor.close().await
}

/// Whose browser says that they want no tracking is neither told of nor bothered.
#[tokio::test]
async fn a_browser_that_wants_no_tracking_is_obeyed() -> Result<()> {
    for wish in ["globalPrivacyControl', { get: () => true", "doNotTrack', { get: () => '1'"] {
        let desk = Host::start(Vec::new()).await?;
        let attributes = format!("{ENGLISH} data-insights=\"on\" data-desk=\"{}\"", desk.origin());
        let head = format!(
            "<script>Object.defineProperty(Navigator.prototype, '{wish}, configurable: true }})</script>"
        );
        let shop = Shop::with_policy(&attributes, "", &head).await?;
        shop.site.put(Page::new("/elsewhere", "<!doctype html><html lang=\"en\"><title>Elsewhere</title>"));
        let visitor = shop.visitor().await?;
        visitor.open().await?;
        visitor.says("do you sell dragons").await?;
        visitor.sees("Nothing you type leaves this page").await?;
        let shown = visitor.run("return root.querySelector('.panel').innerText").await?;
        assert!(!shown.as_str().unwrap_or_default().contains("shared"), "{shown}");
        leave(&visitor, &shop, &desk, 0).await?;
        visitor.close().await?;
    }
    Ok(())
}

/// In Chinese, on a phone and in both themes, by keyboard and for a screen reader.
#[tokio::test]
async fn the_preview_is_for_everyone() -> Result<()> {
    for (language, question, button, word, mark) in [
        (
            ENGLISH,
            "do you sell dragons? my number is 555-201-7788",
            "What is shared",
            "Share how this visit went",
            "[#]",
        ),
        (CHINESE, "有没有恐龙卖？我的手机号是13800138000", "查看分享内容", "分享本次咨询的情况", "[☎]"),
    ] {
        let (desk, shop) = remembered(&format!("{language} data-insights=\"on\"")).await?;
        let visitor = shop.visitor().await?;
        let screen = json!({ "width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": true });
        visitor.devtools("Emulation.setDeviceMetricsOverride", screen).await?;
        visitor.open().await?;
        visitor.says(question).await?;
        reserved(&visitor).await?;
        visitor.run("root.querySelector('.greeting .tools button').focus()").await?;
        let shown = preview(&visitor, button).await?;
        visitor.sees(word).await?;
        visitor.sees(mark).await?;
        for theme in ["dark", "light"] {
            let features = json!([{ "name": "prefers-color-scheme", "value": theme }]);
            visitor.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await?;
            visitor
                .until("rest", "return root.getAnimations().every((it) => it.playState !== 'running')")
                .await?;
            assert_eq!(objections(&visitor, WIDGET).await?, json!([]), "{theme}");
        }
        let focused = "return root.activeElement?.id";
        assert_eq!(visitor.run(focused).await?, json!("sharing-title"));
        let behind = "root.querySelector('textarea').focus(); return root.activeElement?.id";
        assert_eq!(visitor.run(behind).await?, json!("sharing-title"), "nothing behind it takes the focus");
        let wide = "const it = root.querySelector('.sharing-body'); return it.scrollWidth <= it.clientWidth";
        assert_eq!(visitor.run(wide).await?, json!(true));
        let escape = "root.querySelector('.sharing h2').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true }));
             return [!!root.querySelector('.sharing'), !!root.querySelector('.panel:not([hidden])'), root.activeElement?.textContent]";
        assert_eq!(visitor.run(escape).await?, json!([false, true, button]));
        let told = leave(&visitor, &shop, &desk, 1).await?;
        assert_eq!(told.iter().map(|told| told.body.as_str()).collect::<Vec<_>>(), [shown.as_str()]);
        assert!(!told[0].body.contains("13800138000") && !told[0].body.contains("7788"), "{shown}");
        visitor.close().await?;
    }
    Ok(())
}
