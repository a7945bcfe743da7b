//! Entries of a file or of pasted text, each with a tick: what is taken becomes drafts. And the way out, as a file.

use std::collections::BTreeSet;

use console::knowledge::{Brings, Incoming, Kind, View, document_faults, incoming};
use console::words::{KnowledgeWords, fill};
use knowledge::{Fault, Reading, read_named};
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{DRAFT_CHANGES, DraftAction, DraftChange};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlInputElement;

use super::super::{dates, knowledge_words, language};
use super::{Page, export, file_text, history};

/// Rows that are drawn at first; the ticks count for all.
const ROWS: usize = 100;
/// Of the 8 MB that the desk takes in one request.
const BATCH_BYTES: usize = 4_000_000;

/// What came of taking entries.
#[derive(Clone, Debug, PartialEq)]
enum Taking {
    None,
    /// So many of all are drafts.
    Going(usize, usize),
    Done(usize),
    Stopped(usize, String),
}

/// What the view works with.
#[derive(Clone, Copy)]
struct Import {
    page: Page,
    /// What was read, and whether it holds all of each entry.
    read: RwSignal<Option<(Reading, bool)>>,
    /// The language of its texts.
    tongue: RwSignal<String>,
    found: RwSignal<Vec<Incoming>>,
    /// Ids of the entries that are taken.
    ticked: RwSignal<BTreeSet<String>>,
    pasted: RwSignal<String>,
    taking: RwSignal<Taking>,
    drawn: RwSignal<usize>,
}

/// The view.
pub fn view(page: Page) -> impl IntoView {
    let words = knowledge_words();
    let it = Import {
        page,
        read: RwSignal::new(None),
        tongue: RwSignal::new(String::new()),
        found: RwSignal::new(Vec::new()),
        ticked: RwSignal::new(BTreeSet::new()),
        pasted: RwSignal::new(String::new()),
        taking: RwSignal::new(Taking::None),
        drawn: RwSignal::new(ROWS),
    };
    let chosen = move |event: leptos::ev::Event| {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else {
            return;
        };
        let file = input.files().and_then(|files| files.get(0));
        let Some(file) = file else { return };
        spawn_local(async move {
            let name = file.name();
            let text = file_text::read(&file).await.unwrap_or_default();
            if it.read.try_get_untracked().is_some() {
                it.take_in(&name, &text);
            }
        });
    };
    view! {
        <h1 id="kb-title" tabindex="-1">{words.import}</h1>
        <p class="muted">{words.import_lead}</p>
        <form class="setup-form" on:submit=|event| event.prevent_default() novalidate=true>
            <div class="pair">
                <div class="field">
                    <b>{words.import_file}</b>
                    <input id="kb-file" class="unseen" type="file" accept=".csv,.tsv,.txt,.md,.json,.jsonld,.html,.htm" aria-describedby="kb-file-hint" on:change=chosen />
                    <label class="button" for="kb-file">{words.import_choose}</label>
                    <p class="small" id="kb-file-hint">{words.import_file_hint}</p>
                </div>
                <div class="field">
                    <label for="kb-paste">{words.import_paste}</label>
                    <textarea id="kb-paste" rows="4" dir="auto" aria-describedby="kb-paste-hint" on:input=move |event| it.pasted.set(event_target_value(&event))></textarea>
                    <p class="small" id="kb-paste-hint">{words.import_paste_hint}</p>
                    <button class="button" type="button" disabled=move || it.pasted.with(|text| text.trim().is_empty())
                        on:click=move |_| it.pasted.with_untracked(|text| it.take_in("", text))>{words.import_read}</button>
                </div>
            </div>
        </form>
        {move || it.read.with(Option::is_some).then(|| found_view(it, words))}
        {export::view(page)}
    }
}

fn found_view(it: Import, words: &'static KnowledgeWords) -> impl IntoView {
    let counts = move || {
        it.found.with(|found| {
            let count =
                |fits: &dyn Fn(&Incoming) -> bool| found.iter().filter(|one| fits(one)).count().to_string();
            let new = count(&|one| one.brings == Brings::New);
            let changed = count(&|one| matches!(one.brings, Brings::Changes(_)));
            let same = count(&|one| one.brings == Brings::Same);
            let faulty = found.iter().filter(|one| one.is_faulty()).count();
            let mut text =
                fill(words.import_counts, &[("new", &new), ("changed", &changed), ("same", &same)]);
            if faulty > 0 {
                text += words.gap;
                text += &fill(words.import_faulty, &[("n", &faulty.to_string())]);
            }
            if found.is_empty() { words.import_nothing.to_owned() } else { text }
        })
    };
    let whole = it
        .read
        .with_untracked(|read| read.as_ref().map(|(read, _)| document_faults(read)).unwrap_or_default());
    let whole = (!whole.is_empty()).then(|| {
        view! { <h3>{words.import_document}</h3> <ul class="kb-faults">{whole.iter().map(|fault| fault_line(fault, words)).collect_view()}</ul> }
    });
    let list = move || {
        let found: Vec<Incoming> =
            it.found.with(|found| found.iter().take(it.drawn.get()).cloned().collect());
        found.into_iter().map(|one| item(it, one, words)).collect_view()
    };
    let more = move || it.found.with(Vec::len) > it.drawn.get();
    let is_there = move || it.found.with(|found| !found.is_empty());
    view! {
        <p role="status">{counts}</p>
        {whole}
        {move || is_there().then(|| bar(it, words))}
        <ul class="kb-items">{list}</ul>
        {move || more().then(|| view! {
            <button class="button" type="button" on:click=move |_| it.drawn.update(|drawn| *drawn += ROWS)>{words.kb_more}</button>
        })}
        {move || is_there().then(|| take_bar(it, words))}
    }
}

/// Which language the texts are in, and all ticks at once.
fn bar(it: Import, words: &'static KnowledgeWords) -> impl IntoView {
    let option = |tag: String| {
        let name = dates::language_words(&tag, language());
        let selected = it.tongue.with_untracked(|tongue| *tongue == tag);
        view! { <option value=tag selected=selected>{name}</option> }
    };
    let mut tongues = it.page.with_known(|known| known.languages.clone()).unwrap_or_default();
    let told = it.tongue.get_untracked();
    if !tongues.contains(&told) {
        tongues.push(told);
    }
    let chosen = move |event| {
        it.tongue.set(event_target_value(&event));
        it.compare();
    };
    let all = move |_| {
        let news = it.found.with_untracked(|found| {
            let news = found.iter().filter(|one| one.brings != Brings::Same);
            news.map(|one| one.entry.id.clone()).collect::<BTreeSet<_>>()
        });
        it.ticked.set(news);
    };
    view! {
        <div class="kb-bar">
            <label for="kb-tongue">{words.import_language}</label>
            <select id="kb-tongue" class="kb-site" on:change=chosen>{tongues.into_iter().map(option).collect_view()}</select>
            <button class="link" type="button" on:click=all>{words.import_all}</button>
            <button class="link" type="button" on:click=move |_| it.ticked.set(BTreeSet::new())>{words.import_tick_none}</button>
        </div>
    }
}

fn item(it: Import, one: Incoming, words: &'static KnowledgeWords) -> impl IntoView {
    let element = ["kb-in-", &one.entry.id].concat();
    let (id, own) = (one.entry.id.clone(), one.entry.id.clone());
    let is_ticked = move || it.ticked.with(|ticked| ticked.contains(&own));
    let tick = move |event| {
        let ticks = event_target_checked(&event);
        it.ticked.update(|ticked| {
            if ticks {
                ticked.insert(id.clone());
            } else {
                ticked.remove(&id);
            }
        });
    };
    let brings = match &one.brings {
        Brings::New => words.import_is_new.to_owned(),
        Brings::Same => words.import_is_same.to_owned(),
        Brings::Changes(fields) => {
            let names: Vec<&str> = fields.iter().map(|field| history::field_words(field, words)).collect();
            fill(words.import_changes, &[("fields", &names.join(words.names_between))])
        }
    };
    let answer = knowledge::markdown::plain(&one.entry.answer);
    let faults = one.faults.iter().map(|fault| fault_line(fault, words)).collect_view();
    let faults = (!one.faults.is_empty()).then(|| view! { <ul class="kb-faults">{faults}</ul> });
    view! {
        <li class="kb-item">
            <input type="checkbox" id=element.clone() disabled=one.brings == Brings::Same prop:checked=is_ticked on:change=tick />
            <label for=element dir="auto">{one.entry.question.clone()}</label>
            <span class="kb-aside">{brings}</span>
            <p class="small kb-cut" dir="auto">{answer}</p>
            {faults}
        </li>
    }
}

/// A fault with its line, in the console's words where it has them.
fn fault_line(fault: &Fault, words: &'static KnowledgeWords) -> impl IntoView + use<> {
    let line =
        fault.line.map(|line| [&fill(words.import_line, &[("n", &line.to_string())]), words.gap].concat());
    let told = console::knowledge::file_fault_words(fault, words);
    match told {
        Some(text) => view! { <li>{line} <span dir="auto">{text}</span></li> }.into_any(),
        None => {
            let english = [&fault.problem, "; ", &fault.mend].concat();
            view! { <li>{line} <span lang="en" dir="auto">{english}</span></li> }.into_any()
        }
    }
}

fn take_bar(it: Import, words: &'static KnowledgeWords) -> impl IntoView {
    let count = move || it.ticked.with(BTreeSet::len);
    let text = move || fill(words.import_take, &[("n", &count().to_string())]);
    let is_going = move || it.taking.with(|taking| matches!(taking, Taking::Going(..)));
    let off = move || count() == 0 || is_going();
    let drafts = move |_| {
        it.page.filter.update(|filter| filter.kind = Kind::Drafts);
        it.page.go(&View::Entries);
    };
    let told = move || {
        match it.taking.get() {
        Taking::None => ().into_any(),
        Taking::Going(done, all) => {
            let words = fill(words.import_taking, &[("n", &done.to_string()), ("all", &all.to_string())]);
            view! { <p class="small" role="status">{words}</p> }.into_any()
        }
        Taking::Done(n) => view! {
            <p class="saved" role="status">{fill(words.import_taken, &[("n", &n.to_string())])}</p>
            <button class="button" type="button" on:click=drafts>{words.import_drafts}</button>
        }
        .into_any(),
        Taking::Stopped(n, why) => view! {
            <p class="problem" role="alert">{fill(words.import_stopped, &[("n", &n.to_string()), ("why", &why)])}</p>
        }
        .into_any(),
    }
    };
    view! {
        <div class="save-bar">
            <button class="button go" type="button" disabled=off on:click=move |_| it.take()>{text}</button>
            {told}
        </div>
    }
}

impl Import {
    /// Reads a text under a file's name, and holds it against what is there.
    fn take_in(self, name: &str, text: &str) {
        let reading = read_named(name, text);
        // Our own format says all of an entry; what else is read says a part of it.
        let is_whole = js_sys::JSON::parse(text).is_ok_and(|value| has_entries(&value));
        self.tongue.set(reading.knowledge.language.clone());
        self.taking.set(Taking::None);
        self.drawn.set(ROWS);
        self.read.set(Some((reading, is_whole)));
        self.compare();
    }

    fn compare(self) {
        let found = self.read.with_untracked(|read| {
            let (reading, is_whole) = read.as_ref()?;
            let tongue = self.tongue.get_untracked();
            self.page.with_known(|known| incoming(reading, *is_whole, &tongue, known))
        });
        let found = found.unwrap_or_default();
        // What lacks an answer, or stands there with a fault, is taken only if one wants it.
        let is_ready = |one: &&Incoming| {
            one.brings != Brings::Same && !one.is_faulty() && !one.entry.answer.trim().is_empty()
        };
        let ticked = found.iter().filter(is_ready);
        self.ticked.set(ticked.map(|one| one.entry.id.clone()).collect());
        self.found.set(found);
    }

    /// What is ticked becomes drafts, in as many requests as it takes.
    fn take(self) {
        let ticked = self.ticked.get_untracked();
        let revision =
            |id: &str| self.page.entry(id).and_then(|entry| entry.draft).map_or(0, |draft| draft.revision);
        let changes: Vec<DraftChange> = self.found.with_untracked(|found| {
            let taken = found.iter().filter(|one| ticked.contains(&one.entry.id));
            taken
                .map(|one| DraftChange {
                    id: one.entry.id.clone(),
                    revision: revision(&one.entry.id),
                    change: DraftAction::Write(Box::new(one.entry.clone())),
                    ..DraftChange::default()
                })
                .collect()
        });
        let all = changes.len();
        self.taking.set(Taking::Going(0, all));
        spawn_local(async move {
            let mut done = 0;
            for batch in batches(&changes) {
                if let Err(trouble) = self.page.change(batch.to_vec()).await {
                    let _ = self.taking.try_set(Taking::Stopped(done, self.page.trouble_words(&trouble)));
                    return self.show_rest();
                }
                done += batch.len();
                let _ = self.taking.try_set(Taking::Going(done, all));
            }
            let _ = self.taking.try_set(Taking::Done(done));
            self.show_rest();
        });
    }

    /// What is taken is there already from now on.
    fn show_rest(self) {
        if self.read.try_get_untracked().is_some() {
            self.compare();
        }
    }
}

fn has_entries(value: &JsValue) -> bool {
    js_sys::Array::is_array(&ui::reflect::get(value, "entries"))
}

/// Batches that the desk takes at once: so many changes, and so much text.
fn batches(changes: &[DraftChange]) -> Vec<&[DraftChange]> {
    let mut batches = Vec::new();
    let (mut from, mut weight) = (0, 0);
    for (at, change) in changes.iter().enumerate() {
        let own = ui::to_text(change).map_or(0, |text| text.len());
        if at > from && (at - from >= DRAFT_CHANGES || weight + own > BATCH_BYTES) {
            batches.push(&changes[from..at]);
            (from, weight) = (at, 0);
        }
        weight += own;
    }
    batches.extend((from < changes.len()).then(|| &changes[from..]));
    batches
}
