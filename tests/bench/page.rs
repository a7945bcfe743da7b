//! The widget in a real browser: from the click to the panel, and from a key to its answer on screen.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::{Host, Page, Places, Visitor, labelled};

use crate::base::{Base, Language};
use crate::native::{BUILDS, tag};
use crate::sample;

/// Fresh pages opened with the large base, and with a base of one entry.
const OPENINGS: usize = 9;
/// Entries of the base of a common size, over which the head is timed.
const MIDDLE: usize = 300;
/// Questions asked in the page.
const ASKED: usize = 400;

/// Everyday turns whose mood is read.
const FELT: usize = 400;
/// How often each of them is read in one timing.
const READINGS: usize = 50;

/// Opens the panel and waits for it without polling; gives back milliseconds.
const OPEN: &str = "const done = arguments[arguments.length - 1];
    const root = document.querySelector('tandem-widget').shadowRoot;
    const start = performance.now();
    new MutationObserver((_, watch) => {
        if (!root.querySelector('.panel:not([hidden])')) return;
        watch.disconnect();
        done(performance.now() - start);
    }).observe(root, { subtree: true, childList: true, attributes: true });
    root.querySelector('.launcher').click();";

/// Types and sends each question; gives back the milliseconds of both, drawing of our own included.
const ASK: &str = "const root = document.querySelector('tandem-widget').shadowRoot;
    const box = root.querySelector('textarea'), typed = [], sent = [];
    const key = { key: 'Enter', bubbles: true, composed: true, cancelable: true };
    for (const question of arguments[0]) {
        Tandem('reset');
        box.value = question;
        const start = performance.now();
        box.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
        const middle = performance.now();
        box.dispatchEvent(new KeyboardEvent('keydown', key));
        typed.push(middle - start);
        sent.push(performance.now() - middle);
    }
    return [typed, sent];";

/// Builds the index and decides on each question with the engine alone; gives back the milliseconds of reading with the
/// checks, of the index, of the decisions, of fitting the head over the base in the middle, and of its first answer.
const ENGINE: &str = "const done = arguments[arguments.length - 1];
    const [pack, builds, questions] = arguments;
    const bytes = async (path) => new Uint8Array(await (await fetch(path)).arrayBuffer());
    const timed = (work) => { const start = performance.now(); work(); return performance.now() - start; };
    (async () => {
        const { default: init, Measured } = await import('/measured/widget.js');
        await init({ module_or_path: '/measured/widget_bg.wasm' });
        const [tables, faq] = [await bytes(pack), await bytes('/large.json')];
        const read = [], index = [];
        let engine;
        for (let at = 0; at < builds; at++) {
            engine = new Measured(tables, faq);
            read.push(timed(() => engine.read()));
            index.push(timed(() => engine.index()));
        }
        const decided = questions.map((question) => timed(() => engine.decide(question)));
        const middle = await bytes('/middle.json'), first = [];
        for (let at = 0; at < builds; at++) {
            engine = new Measured(tables, middle);
            engine.read();
            first.push(timed(() => { engine.index(); engine.decide(questions[at]); }));
        }
        const fitted = [timed(() => engine.fit())];
        const headed = questions.map((question) => timed(() => engine.decide(question)));
        done([read, index, decided, fitted, headed, first]);
    })().catch((error) => done(String(error)));";

/// Reads mood and wish of each turn with the engine alone; gives back the milliseconds of one reading.
///
/// The browser's clock ticks every 0.1 ms, which is longer than a reading: each turn is read many times in a row under one
/// timing, which is then divided. So a tick counts for a fiftieth, what a turn needs stands ready in the processor's
/// caches, and a pause of the machine is spread over the row. Handing the text over to the module is included. One round
/// over all turns goes before, in which the browser compiles the module for speed.
const MOOD: &str = "const done = arguments[arguments.length - 1];
    const [pack, turns, readings] = arguments;
    (async () => {
        const { default: init, MeasuredMood } = await import('/measured/widget.js');
        await init({ module_or_path: '/measured/widget_bg.wasm' });
        const mood = new MeasuredMood(new Uint8Array(await (await fetch(pack)).arrayBuffer()));
        let calls = 0;
        const read = (turn) => { calls += mood.calls_for_person(turn); };
        turns.forEach(read);
        const called = calls;
        done([called, turns.map((turn) => {
            const start = performance.now();
            for (let at = 0; at < readings; at++) read(turn);
            return (performance.now() - start) / readings;
        })]);
    })().catch((error) => done(String(error)));";

/// Measures one base in the browser.
pub async fn measure(base: &Base) -> Result<()> {
    let name = format!("{:?}, in the browser", base.language);
    let host = shop(base).await?;
    let visitor = tests::browser().await?;
    let large = openings(&visitor, &host, "/large").await?;
    let small = openings(&visitor, &host, "/small").await?;
    let reading = large.iter().map(|took| took - sample::median(small.clone())).collect();
    sample::print(&format!("{name}: click to panel, one entry"), small, "");
    sample::print(&format!("{name}: what the large base adds (read, checked, indexed)"), reading, "");
    open(&visitor, &host, "/large").await?;
    let questions = json!(base.questions.iter().take(ASKED).collect::<Vec<_>>());
    let times = visitor.client().execute(ASK, vec![questions]).await?;
    sample::print(&format!("{name}: a key, and the answer while typing"), numbers(&times[0])?, "");
    sample::print(&format!("{name}: Enter, and the decision"), numbers(&times[1])?, "");
    engine_alone(base, &host, &visitor).await?;
    visitor.close().await
}

/// The same engine without the page around it, as the release step shrinks it.
async fn engine_alone(base: &Base, host: &Host, visitor: &Visitor) -> Result<()> {
    for file in ["widget.js", "widget_bg.wasm"] {
        host.put(Page::new(&format!("/measured/{file}"), std::fs::read(Places::measured().join(file))?));
    }
    host.put(Page::new("/pack.txt", std::fs::read(Places::pack(tag(base.language))?)?));
    visitor.go(&[host.origin().as_str(), "/small"].concat()).await?;
    let asked = json!(base.questions);
    let times =
        visitor.client().execute_async(ENGINE, vec![json!("/pack.txt"), json!(BUILDS), asked]).await?;
    let name = format!("{:?}, in the browser, engine alone", base.language);
    sample::print(
        &format!("{name}: read and checked"),
        numbers(&times[0]).with_context(|| times.to_string())?,
        "",
    );
    sample::print(&format!("{name}: index built"), numbers(&times[1])?, "under 150");
    sample::print(&format!("{name}: decision"), numbers(&times[2])?, "p99 under 2");
    let middle = format!("{name}, {MIDDLE} entries");
    sample::print(&format!("{middle}: index built, first answer"), numbers(&times[5])?, "under 30");
    sample::print(&format!("{middle}: head fitted"), numbers(&times[3])?, "under 3,000");
    sample::print(&format!("{middle}: decision with the head"), numbers(&times[4])?, "p99 under 1");
    mood_alone(base.language, visitor).await
}

/// Mood and wish of everyday turns, in the page where the engine is.
async fn mood_alone(language: Language, visitor: &Visitor) -> Result<()> {
    let turns = everyday_turns(tag(language))?;
    let order = vec![json!("/pack.txt"), json!(turns), json!(READINGS)];
    let told = visitor.client().execute_async(MOOD, order).await?;
    let times = numbers(&told[1]).with_context(|| told.to_string())?;
    let called = told[0].as_u64().unwrap_or_default();
    ensure!(called > 0 && called < turns.len() as u64, "{called} of {} turns call for a person", turns.len());
    let name = format!("{language:?}, in the browser, engine alone: mood and wish, a turn");
    sample::print(&name, times, "under 0.2, floor 0.5");
    Ok(())
}

/// Visitors' everyday turns, evenly from all that the model is fitted on.
fn everyday_turns(tag: &str) -> Result<Vec<String>> {
    let dialogues = labelled::read_folder(Path::new("tests/mood/train"), tag)?;
    let everyday = dialogues.into_iter().filter(|dialogue| dialogue.id.contains("-day"));
    let turns: Vec<String> = everyday
        .flat_map(|dialogue| dialogue.turns)
        .filter(|turn| turn.author == "visitor")
        .map(|turn| turn.text)
        .collect();
    let step = (turns.len() / FELT).max(1);
    Ok(turns.into_iter().step_by(step).take(FELT).collect())
}

async fn shop(base: &Base) -> Result<Host> {
    let entries = base.json["entries"].as_array().context("the base has no entries")?;
    let [mut small, mut middle] = [base.json.clone(), base.json.clone()];
    small["entries"] = json!([entries[0]]);
    middle["entries"] = json!(entries[..MIDDLE]);
    let page = |name: &str| {
        let tag = tag(base.language);
        let embed = format!(
            "<script async src=\"/tandem.js\" data-knowledge=\"{name}.json\" data-lang=\"{tag}\"></script>"
        );
        Page::new(name, format!("<!doctype html><html lang=\"{tag}\"><meta charset=\"utf-8\">{embed}"))
    };
    let faqs = [("/large.json", &base.json), ("/middle.json", &middle), ("/small.json", &small)];
    let faqs = faqs.map(|(path, faq)| Page::new(path, faq.to_string()));
    Host::start(faqs.into_iter().chain([page("/large"), page("/small")]).collect()).await
}

async fn openings(visitor: &Visitor, host: &Host, path: &str) -> Result<Vec<f64>> {
    let mut times = Vec::with_capacity(OPENINGS);
    for _ in 0..OPENINGS {
        times.push(open(visitor, host, path).await?);
    }
    Ok(times)
}

async fn open(visitor: &Visitor, host: &Host, path: &str) -> Result<f64> {
    visitor.go(&[host.origin().as_str(), path].concat()).await?;
    visitor.until("the launcher", "return !!root?.querySelector('.launcher')").await?;
    let took = visitor.client().execute_async(OPEN, Vec::new()).await?;
    took.as_f64().context("the page gave no time")
}

fn numbers(value: &Value) -> Result<Vec<f64>> {
    let numbers = value.as_array().with_context(|| format!("the page gave no times but {value}"))?;
    Ok(numbers.iter().filter_map(Value::as_f64).collect())
}
