//! An agent's long day: a thousand conversations in the list, words searched for in two languages, and every view a link.

use anyhow::Result;
use serde_json::{Value, json};
use tests::proof::crowd;
use tests::{Desk, Visitor};

use crate::access::objections;
use crate::person::{agent, fill, press};

/// Conversations at the desk.
const COUNT: usize = 1_000;
/// Rows that may be in the page at once, however long the list.
const DRAWN: u64 = 60;

/// Scrolls from one end of the list to the other, a screen a frame; gives back the most rows that were in the page, and the
/// longest task, milliseconds.
const SCROLL: &str = "const done = arguments[arguments.length - 1];
    const rows = document.getElementById('rows');
    let most = 0, longest = 0;
    const watch = new PerformanceObserver((list) => list.getEntries().forEach((task) => {
        longest = Math.max(longest, task.duration);
    }));
    watch.observe({ entryTypes: ['longtask'] });
    rows.scrollTop = 0;
    const step = () => {
        most = Math.max(most, rows.querySelectorAll('li').length);
        const before = rows.scrollTop;
        rows.scrollTop += rows.clientHeight * 0.9;
        if (rows.scrollTop > before) return requestAnimationFrame(step);
        setTimeout(() => { watch.disconnect(); done([most, longest]); }, 300);
    };
    requestAnimationFrame(step);";

/// What the list shows: the names in view, and where the first and the last row drawn stand in it.
const ROWS: &str = "const all = [...document.querySelectorAll('#rows li')];
    return { names: all.map((row) => row.querySelector('.name').textContent),
        size: all[0]?.ariaSetSize, first: all[0]?.ariaPosInSet,
        focused: document.activeElement.closest?.('li')?.ariaPosInSet ?? null }";

async fn rows(agent: &Visitor) -> Result<Value> {
    agent.run(ROWS).await
}

async fn shows_rows(agent: &Visitor, count: usize) -> Result<()> {
    let script = format!("return document.querySelector('#rows li')?.ariaSetSize === '{count}'");
    agent.until(&format!("a list of {count}"), &script).await?;
    Ok(())
}

async fn key(agent: &Visitor, key: &str) -> Result<()> {
    let press = format!(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {{ key: {}, bubbles: true, cancelable: true }}))",
        json!(key)
    );
    agent.run(&press).await?;
    Ok(())
}

/// The row with this place has the focus and is in view.
async fn focuses(agent: &Visitor, place: usize) -> Result<()> {
    let script = format!(
        "const row = document.activeElement.closest?.('li'), box = document.getElementById('rows').getBoundingClientRect();
         const at = row?.getBoundingClientRect();
         return row?.ariaPosInSet === '{place}' && at.top >= box.top - 1 && at.bottom <= box.bottom + 1"
    );
    agent.until(&format!("the focus on row {place}, in view"), &script).await?;
    Ok(())
}

#[tokio::test]
async fn a_thousand_conversations_are_walked_and_scrolled() -> Result<()> {
    let desk = Desk::start_with(&crowd::LIMITS).await?;
    crowd::fill(&desk, COUNT).await?;
    let agent = agent(&desk, "Mei").await?;
    shows_rows(&agent, COUNT).await?;
    let told = agent.client().execute_async(SCROLL, Vec::new()).await?;
    let most = told[0].as_u64().unwrap_or(u64::MAX);
    println!("of {COUNT} rows {most} were drawn at once; the longest task took {} ms", told[1]);
    assert!(most <= DRAWN, "{most} rows are in the page");
    // Rows come a few a frame.
    let end = format!("return Number(document.querySelector('#rows li')?.ariaPosInSet) > {}", COUNT - 60);
    agent.until("the end of the list", &end).await?;

    agent.run("document.querySelector('#rows a.row').focus()").await?;
    key(&agent, "Home").await?;
    focuses(&agent, 1).await?;
    key(&agent, "ArrowDown").await?;
    focuses(&agent, 2).await?;
    key(&agent, "j").await?;
    focuses(&agent, 3).await?;
    key(&agent, "End").await?;
    focuses(&agent, COUNT).await?;
    key(&agent, "k").await?;
    focuses(&agent, COUNT - 1).await?;
    // The row keeps the focus when it is scrolled out of view.
    agent.run("document.getElementById('rows').scrollTop = 0").await?;
    agent
        .until("the top of the list", "return document.querySelector('#rows li')?.ariaPosInSet === '1'")
        .await?;
    assert_eq!(rows(&agent).await?["focused"], json!((COUNT - 1).to_string()));
    key(&agent, "ArrowUp").await?;
    focuses(&agent, COUNT - 2).await?;
    agent.close().await
}

#[tokio::test]
async fn words_filters_and_tabs_are_found_again_by_their_address() -> Result<()> {
    let desk = Desk::start_with(&crowd::LIMITS).await?;
    crowd::fill(&desk, 130).await?;
    let agent = agent(&desk, "Mei").await?;
    shows_rows(&agent, 130).await?;
    assert_eq!(objections(&agent, "document").await?, json!([]), "the list");

    fill(&agent, "#search", "退款").await?;
    agent
        .until("the words, marked", "return document.querySelector('#rows mark')?.textContent === '退款'")
        .await?;
    agent.sees("22 conversations").await?;
    assert_eq!(objections(&agent, "document").await?, json!([]), "what was found");
    agent.reload().await?;
    agent.sees("22 conversations").await?;
    agent.clicks("document.querySelector('#rows a.row')").await?;
    let found = "return document.querySelector('.say.found')?.textContent.includes('退款')";
    agent.until("the line with the words", found).await?;
    agent.client().back().await?;
    fill(&agent, "#search", "cafe zoe").await?;
    agent.sees("21 conversations").await?;
    fill(&agent, "#search", "\"NEAR( OR *").await?;
    agent.sees("Nothing found").await?;
    press(&agent, "Clear").await?;
    shows_rows(&agent, 130).await?;

    press(&agent, "Filter").await?;
    let choose = "const select = [...document.querySelectorAll('.facets label')]
        .find((it) => it.firstElementChild.textContent === 'Team')?.querySelector('select');
        if (!select) return false;
        select.value = 'billing'; select.dispatchEvent(new Event('change', { bubbles: true })); return true";
    agent.until("the choice of teams", choose).await?;
    shows_rows(&agent, 43).await?;
    agent.sees("Filter · 1").await?;
    assert_eq!(objections(&agent, "document").await?, json!([]), "the filters");
    agent.reload().await?;
    shows_rows(&agent, 43).await?;
    agent.client().back().await?;
    shows_rows(&agent, 130).await?;
    agent.client().forward().await?;
    shows_rows(&agent, 43).await?;

    let open = "const row = document.querySelector('#rows a.row:not(.on)'); row?.click(); return !!row";
    for left in [42, 41] {
        agent.until("a conversation that waits", open).await?;
        press(&agent, "Take it").await?;
        press(&agent, "Resolve").await?;
        agent.sees("Reopen").await?;
        shows_rows(&agent, left).await?;
    }
    press(&agent, "Resolved").await?;
    agent.until("what was settled", "return document.querySelectorAll('#rows li').length === 2").await?;
    agent.reload().await?;
    agent.until("what was settled", "return document.querySelectorAll('#rows li').length === 2").await?;
    agent.close().await
}
