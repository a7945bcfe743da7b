//! The visitors' engine in the page: it comes as a module of its own, and works in slices so that nothing waits for it.

use std::cell::RefCell;
use std::time::Duration;

use console::knowledge::{BaseText, Chosen, EntryHealth, PreviewReport, Trial, base_of};
use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use protocol::{EditedEntry, Knowledge, KnownQuestion};
use ui::reflect;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{Page, publish, wire};

/// A slice of what goes on unasked, and the pause after it: a quarter of a core.
const SLICE_MS: f64 = 8.0;
const PAUSE: Duration = Duration::from_millis(24);
/// A slice of what somebody waits for: the page still draws 20 times a second.
const WAITED_MS: f64 = 45.0;
/// The function of boot.js that loads the engine.
const LOADER: &str = "tandemWorkbench";

#[wasm_bindgen]
extern "C" {
    /// As src/console/suggest.rs has it.
    type Workbench;

    #[wasm_bindgen(method)]
    fn hold(this: &Workbench, base: &str);
    #[wasm_bindgen(method)]
    fn work(this: &Workbench, milliseconds: f64) -> bool;
    #[wasm_bindgen(method)]
    fn health(this: &Workbench) -> Option<String>;
    #[wasm_bindgen(method)]
    fn draft(this: &Workbench, entry: &str);
    #[wasm_bindgen(method)]
    fn learn(this: &Workbench, milliseconds: f64) -> bool;
    #[wasm_bindgen(method)]
    fn ask(this: &Workbench, question: &str) -> Option<String>;
    #[wasm_bindgen(method)]
    fn foresee(this: &Workbench, old: &str, hash: &str, questions: &str);
    #[wasm_bindgen(method)]
    fn look_ahead(this: &Workbench, milliseconds: f64) -> bool;
    #[wasm_bindgen(method)]
    fn begin(this: &Workbench, old: &str, hash: &str, new: &str, questions: &str);
    #[wasm_bindgen(method)]
    fn advance(this: &Workbench, milliseconds: f64) -> f64;
    #[wasm_bindgen(method)]
    fn report(this: &Workbench) -> Option<String>;
    #[wasm_bindgen(method)]
    fn cancel(this: &Workbench);
    #[wasm_bindgen(method)]
    fn published(this: &Workbench, hash: &str);
}

thread_local! {
    /// One for the whole page; what it remembers of editions outlives each look at the page.
    static BENCH: RefCell<Option<Workbench>> = const { RefCell::new(None) };
    /// The edition of which it was begun to find out, while somebody looked at the entries, what visitors get.
    static FORESEEN: RefCell<String> = const { RefCell::new(String::new()) };
    /// What the desk has learnt of an edition, after its hash.
    static LEARNT: RefCell<(String, String)> = const { RefCell::new((String::new(), String::new())) };
}

fn with<T>(take: impl FnOnce(&Workbench) -> T) -> Option<T> {
    BENCH.with_borrow(|bench| bench.as_ref().map(take))
}

async fn load() -> bool {
    if with(|_| ()).is_some() {
        return true;
    }
    let asked = || -> Option<Promise> {
        let load: Function = Reflect::get(&window(), &LOADER.into()).ok()?.dyn_into().ok()?;
        load.call0(&JsValue::NULL).ok()?.dyn_into().ok()
    };
    let Some(promise) = asked() else { return false };
    let Ok(bench) = JsFuture::from(promise).await else { return false };
    BENCH.set(Some(bench.unchecked_into()));
    true
}

/// Gives the engine the base with all drafts, and lets it say how its entries are. Without the engine the page lacks that
/// and trials, nothing more.
pub async fn hold(page: Page) {
    if !load().await {
        return;
    }
    let Some(known) = page.known.try_get_untracked().flatten() else { return };
    let Some(base) = base_text(&known, Chosen::Drafts).await else { return };
    with(|bench| bench.hold(&base));
    page.engine.try_update(|changes| *changes += 1);
    work(page);
}

/// A base for the engine, with the dials that visitors have and what the desk has learnt of the published edition; without
/// that where the desk is out of reach.
async fn base_text(known: &Knowledge, chosen: Chosen<'_>) -> Option<String> {
    let mut base = BaseText::from(&base_of(known, chosen));
    let hash = hash(known);
    if let Some(edition) = &known.edition
        && LEARNT.with_borrow(|learnt| learnt.0 != hash)
        && let Ok(body) = wire::edition(&known.site, edition.number).await
    {
        let learnt = reflect::get(&body, "learnt").as_string().unwrap_or_default();
        LEARNT.set((hash.to_owned(), learnt));
    }
    base.triage.clone_from(&known.triage);
    LEARNT.with_borrow(|learnt| {
        if learnt.0 == hash {
            base.learnt.clone_from(&learnt.1);
        }
    });
    ui::to_text(&base)
}

fn work(page: Page) {
    let goes_on = with(|bench| bench.work(SLICE_MS)).unwrap_or_default();
    // Whoever has left the page needs it no longer.
    if page.engine.try_get_untracked().is_none() {
        return;
    }
    if goes_on {
        set_timeout(move || work(page), PAUSE);
        return;
    }
    let health: Option<Vec<EntryHealth>> =
        with(Workbench::health).flatten().and_then(|text| ui::from_text(&text));
    let _ = page.health.try_set(health.unwrap_or_default());
    page.engine.try_update(|changes| *changes += 1);
    let edition = page.with_known(key).unwrap_or_default();
    if FORESEEN.with_borrow(|foreseen| *foreseen != edition) && publish::foresee(page) {
        FORESEEN.set(edition);
    }
}

/// Puts an entry as it is being written into the base that questions are tried on.
pub fn draft(entry: Option<&EditedEntry>) {
    let text = entry.and_then(ui::to_text).unwrap_or_default();
    with(|bench| bench.draft(&text));
}

/// Lets the engine learn that base a little more; whether there is more to come.
pub fn learn() -> bool {
    with(|bench| bench.learn(SLICE_MS)).unwrap_or_default()
}

/// What the assistant would do with a question; none before the engine is here.
pub fn ask(question: &str) -> Option<Trial> {
    ui::from_text(&with(|bench| bench.ask(question)).flatten()?)
}

/// Goes on once the browser has seen to what waits, and sooner than a timer would, which rests 4 ms each time.
pub fn next(go_on: impl FnOnce() + 'static) {
    let go_on = Closure::once_into_js(go_on);
    let channel = reflect::make("MessageChannel", &[]).ok();
    let sent = channel.and_then(|channel| {
        reflect::set(&reflect::get(&channel, "port1"), "onmessage", &go_on);
        reflect::call(&reflect::get(&channel, "port2"), "postMessage", &[&JsValue::NULL]).ok()
    });
    if sent.is_none() {
        let _ = window().set_timeout_with_callback(go_on.unchecked_ref());
    }
}

/// Between two slices of learning.
pub fn soon(go_on: impl FnOnce() + 'static) {
    set_timeout(go_on, PAUSE);
}

/// Begins to find out, unasked, what the published edition makes of questions.
pub async fn foresee(known: &Knowledge, questions: &[KnownQuestion]) {
    if !load().await {
        return;
    }
    let old = base_text(known, Chosen::Published).await;
    if let (Some(old), Some(questions)) = (old, ui::to_text(&questions)) {
        with(|bench| bench.foresee(&old, &key(known), &questions));
    }
}

/// Goes on with that for a slice; whether there is more to come.
pub fn look_ahead() -> bool {
    with(|bench| bench.look_ahead(SLICE_MS)).unwrap_or_default()
}

fn hash(known: &Knowledge) -> &str {
    known.edition.as_ref().map(|edition| edition.hash.as_str()).unwrap_or_default()
}

/// What tells apart all that visitors are answered by: the edition, and the dials over it.
fn key(known: &Knowledge) -> String {
    [hash(known), &ui::to_text(&known.triage).unwrap_or_default()].concat()
}

/// Begins a preview; false where the engine cannot be had.
pub async fn begin(known: &Knowledge, chosen: Chosen<'_>, questions: &[KnownQuestion]) -> bool {
    if !load().await {
        return false;
    }
    let old = base_text(known, Chosen::Published).await;
    let (Some(old), Some(new)) = (old, base_text(known, chosen).await) else { return false };
    let questions = ui::to_text(&questions).unwrap_or_default();
    with(|bench| bench.begin(&old, &key(known), &new, &questions)).is_some()
}

/// Goes on with it for a slice; how much is done, 0 to 1.
pub fn advance() -> f64 {
    with(|bench| bench.advance(WAITED_MS)).unwrap_or(1.0)
}

/// What it showed, once.
pub fn report() -> Option<PreviewReport> {
    ui::from_text(&with(Workbench::report).flatten()?)
}

/// Gives it up.
pub fn cancel() {
    with(Workbench::cancel);
}

/// What was previewed is published, and is what visitors have now.
pub fn published(known: &Knowledge) {
    with(|bench| bench.published(&key(known)));
}
