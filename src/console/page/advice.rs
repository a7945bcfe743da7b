//! What the page knows of a site's knowledge base and solved questions, and the adviser that looks for replies in them.

use std::cell::RefCell;
use std::time::Duration;

use console::Offer;
use js_sys::{Array, Function, Promise, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{Author, ConversationDetail, Material, Message};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::desk;
use super::state::{Pane, State};

/// Between two steps of fitting, so that nothing that one types has to wait.
const PAUSE: Duration = Duration::from_millis(15);
/// The function of boot.js that loads the engine.
const LOADER: &str = "tandemAdviser";

#[wasm_bindgen]
extern "C" {
    /// As src/console/suggest.rs has it.
    type Adviser;

    #[wasm_bindgen(method)]
    fn fit(this: &Adviser) -> bool;

    #[wasm_bindgen(method)]
    fn moods(this: &Adviser, said: &Array) -> Array;

    #[wasm_bindgen(method)]
    fn offers(this: &Adviser, question: &str, language: &str, own: &str) -> Array;
}

thread_local! {
    /// The adviser of one site: agents commonly work at one.
    static ADVISER: RefCell<Option<Adviser>> = const { RefCell::new(None) };
}

/// Fetches a site's material when a conversation of it is opened.
pub fn follow(state: State) {
    let site = Memo::new(move |_| {
        state.pane.with(|pane| match pane {
            Pane::Here(detail) => Some(detail.summary.site.clone()),
            _ => None,
        })
    });
    Effect::new(move |_| {
        if let Some(site) = site.get() {
            want(state, site);
        }
    });
}

/// Fetches a site's material unless it is here.
pub fn want(state: State, site: String) {
    let is_known = state.material.with_untracked(|(known, _)| known.as_deref() == Some(&*site));
    if is_known {
        return;
    }
    state.material.set((Some(site.clone()), Material::default()));
    ADVISER.take();
    spawn_local(async move {
        // Without it the console lacks suggestions and the names of entries, nothing more; the next visit tries again.
        let Ok(body) = desk::material(&site).await else {
            return state.material.set((None, Material::default()));
        };
        let is_wanted =
            move |site: &str| state.material.with_untracked(|(known, _)| known.as_deref() == Some(site));
        if !is_wanted(&site) {
            return;
        }
        let material: Material = ui::from_js(body.clone()).unwrap_or_default();
        state.material.set((Some(site.clone()), material));
        let adviser = adviser(&body).await;
        if let Some(adviser) = adviser.filter(|_| is_wanted(&site)) {
            ADVISER.set(Some(adviser));
            state.advised.update(|advised| *advised += 1);
            fit(state);
        }
    });
}

async fn adviser(material: &JsValue) -> Option<Adviser> {
    let load: Function = Reflect::get(&window(), &LOADER.into()).ok()?.dyn_into().ok()?;
    let promise: Promise = load.call1(&JsValue::NULL, material).ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok().map(JsCast::unchecked_into)
}

/// Fits it step by step, and looks once more when that is done.
fn fit(state: State) {
    let goes_on = ADVISER.with_borrow(|adviser| adviser.as_ref().is_some_and(Adviser::fit));
    if goes_on {
        set_timeout(move || fit(state), PAUSE);
    } else {
        state.advised.update(|advised| *advised += 1);
    }
}

/// Replies to what the visitor said last; none where that is an agent's turn no longer.
pub fn offers(state: State, detail: &ConversationDetail) -> Vec<Offer> {
    state.advised.track();
    let events = detail.events.iter().filter_map(|event| event.message.as_ref());
    let mut said =
        detail.request.transcript.iter().chain(events).filter(|said| said.author != Author::Assistant);
    let Some(last) = said.next_back() else { return ask(&detail.request.question, detail) };
    if last.author != Author::Visitor || last.attachment.is_some() {
        return Vec::new();
    }
    let offers = ask(&last.text, detail);
    // A word or two of thanks or impatience tell nothing; the question that led here does.
    if offers.is_empty() { ask(&detail.request.question, detail) } else { offers }
}

fn ask(question: &str, detail: &ConversationDetail) -> Vec<Offer> {
    let summary = &detail.summary;
    let found = ADVISER.with_borrow(|adviser| {
        adviser.as_ref().map(|adviser| adviser.offers(question, &summary.language, &summary.id))
    });
    found.map(|found| found.iter().filter_map(|offer| read(&offer)).collect()).unwrap_or_default()
}

fn read(offer: &JsValue) -> Option<Offer> {
    let offer: &Array = offer.dyn_ref()?;
    Some(Offer {
        entry: offer.get(0).as_string(),
        question: offer.get(1).as_string()?,
        text: offer.get(2).as_string()?,
    })
}

/// How strongly the visitor felt at each of their turns, 0 to 1, and how many of these were before the handoff; none before
/// the engine is here.
pub fn moods(state: State, detail: &ConversationDetail) -> Option<(Vec<f64>, usize)> {
    state.advised.track();
    let events = detail.events.iter().filter_map(|event| event.message.as_ref());
    let before = &detail.request.transcript;
    let since = events.filter(|said| before.iter().all(|other| other.id != said.id));
    let turns: Array =
        before.iter().chain(since).filter(|said| said.attachment.is_none()).map(turn).collect();
    let count = before.iter().filter(|said| said.author == Author::Visitor).count();
    let moods = ADVISER.with_borrow(|adviser| adviser.as_ref().map(|adviser| adviser.moods(&turns)))?;
    Some((moods.iter().filter_map(|mood| mood.as_f64()).collect(), count))
}

fn turn(said: &Message) -> JsValue {
    let author = match said.author {
        Author::Visitor => "visitor",
        Author::Assistant => "assistant",
        Author::Agent => "agent",
    };
    Array::of2(&author.into(), &said.text.as_str().into()).into()
}

/// An entry's question, where the desk has the base; else its id.
pub fn entry_title(state: State, entry: &str) -> String {
    state.material.with(|(_, material)| {
        let known = material.entries.iter().find(|known| known.id == entry);
        known.map_or_else(|| entry.to_owned(), |known| known.question.clone())
    })
}
