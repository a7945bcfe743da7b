//! The agents' page in a real browser on a slow machine: until something is seen, until one can work, and a long list.

use anyhow::{Context, Result};
use fantoccini::Locator;
use serde_json::json;
use tests::proof::crowd;
use tests::{Desk, Visitor};

use crate::sample;

/// Conversations at the desk; the first is a common day, the second the longest list there is.
const COUNTS: [usize; 2] = [50, 1_000];
/// The processor is held to this part of its speed.
const SLOWER: u32 = 4;
/// Fresh loads of the page.
const OPENINGS: usize = 9;
/// Times that the list is asked for, and scrolled through.
const LISTINGS: usize = 20;
const SCROLLS: usize = 3;

/// Notes when the first row is there and the page has done what it had to do by then.
const NOTE: &str = "new MutationObserver((_, watch) => {
        if (!document.querySelector('#rows a.row')) return;
        watch.disconnect();
        requestAnimationFrame(() => setTimeout(() => { window.readyMs = performance.now(); }));
    }).observe(document, { subtree: true, childList: true });";

/// The milliseconds from the navigation to the first paint of anything, and to the first row.
const OPENED: &str = "const paint = performance.getEntriesByName('first-contentful-paint')[0];
    return window.readyMs && paint ? [paint.startTime, window.readyMs] : false";

/// The milliseconds of a listing, read and parsed, and its bytes.
const LIST: &str = "const done = arguments[arguments.length - 1];
    (async () => {
        const start = performance.now();
        const text = await (await fetch('/api/v1/agent/conversations')).text();
        JSON.parse(text);
        done([performance.now() - start, text.length]);
    })();";

/// Scrolls through the whole list, most of a screen a frame; gives back the longest task, milliseconds, 0 for none over 50,
/// and the longest frame.
const SCROLL: &str = "const done = arguments[arguments.length - 1];
    const rows = document.getElementById('rows');
    let task = 0, frame = 0, last = performance.now();
    const watch = new PerformanceObserver((list) => list.getEntries().forEach((it) => {
        task = Math.max(task, it.duration);
    }));
    watch.observe({ entryTypes: ['longtask'] });
    rows.scrollTop = 0;
    const step = (now) => {
        frame = Math.max(frame, now - last);
        last = now;
        const before = rows.scrollTop;
        rows.scrollTop += rows.clientHeight * 0.9;
        if (rows.scrollTop > before) return requestAnimationFrame(step);
        setTimeout(() => { watch.disconnect(); done([task, frame]); }, 300);
    };
    requestAnimationFrame((now) => { last = now; step(now); });";

/// Measures all of it.
pub async fn run() -> Result<()> {
    println!(
        "{:<66}{:>8}{:>10}{:>10}   target",
        format!("the console, a processor {SLOWER} times slower, milliseconds"),
        "samples",
        "median",
        "p99"
    );
    for count in COUNTS {
        measure(count).await?;
    }
    Ok(())
}

async fn measure(count: usize) -> Result<()> {
    let desk = Desk::start_with(&crowd::LIMITS).await?;
    crowd::fill(&desk, count).await?;
    let agent = signed_in(&desk).await?;
    let mut listings = Vec::new();
    for _ in 0..LISTINGS {
        let told = agent.client().execute_async(LIST, Vec::new()).await?;
        listings.push(told[0].as_f64().with_context(|| told.to_string())?);
    }
    sample::print(
        &format!("{count} conversations: listed by the desk and parsed, at full speed"),
        listings,
        "",
    );
    agent.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": NOTE })).await?;
    agent.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": SLOWER })).await?;
    let (mut paints, mut ready) = (Vec::new(), Vec::new());
    for _ in 0..OPENINGS {
        agent.reload().await?;
        let told = agent.until("the first row", OPENED).await?;
        paints.push(told[0].as_f64().with_context(|| told.to_string())?);
        ready.push(told[1].as_f64().with_context(|| told.to_string())?);
    }
    sample::print(&format!("{count} conversations: first paint"), paints, "under 1,000");
    sample::print(&format!("{count} conversations: rows there and nothing to do"), ready, "under 1,500");
    let (mut tasks, mut frames) = (Vec::new(), Vec::new());
    for _ in 0..SCROLLS {
        let told = agent.client().execute_async(SCROLL, Vec::new()).await?;
        tasks.push(told[0].as_f64().with_context(|| told.to_string())?);
        frames.push(told[1].as_f64().with_context(|| told.to_string())?);
    }
    sample::print(
        &format!("{count} conversations: the longest task while scrolling, 0 under 50"),
        tasks,
        "under 50",
    );
    sample::print(&format!("{count} conversations: the longest frame while scrolling"), frames, "");
    agent.close().await
}

async fn signed_in(desk: &Desk) -> Result<Visitor> {
    let agent = tests::browser().await?;
    agent.go(&desk.sign_in).await?;
    agent.until("the field of the name", "return !!document.querySelector('#name')").await?;
    agent.client().find(Locator::Css("#name")).await?.send_keys("Mei\n").await?;
    let later = "const button = [...document.querySelectorAll('button')].find((it) => it.textContent.trim() === 'Not now');
        button?.click(); return !!button";
    agent.until("the way in", later).await?;
    agent.until("the list", "return !!document.querySelector('#rows a.row')").await?;
    Ok(agent)
}
