//! The editions: who published what when and why, what each changed, and the way back to any of them.

use console::words::{KnowledgeWords, fill};
use knowledge::{Differences, EntryDifference, KnowledgeBase, differences, read_text};
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{EditionHead, EditionSource, Restoration};
use wasm_bindgen::JsValue;

use super::super::desk::Trouble;
use super::super::{dates, knowledge_words, language};
use super::{Page, Told, moment, wire};

/// What the view works with.
#[derive(Clone, Copy)]
struct History {
    page: Page,
    editions: RwSignal<Option<Vec<EditionHead>>>,
    /// The edition that one is asked to go back to; 0 for the owner's file.
    sure: RwSignal<Option<u64>>,
    why: RwSignal<String>,
    busy: RwSignal<bool>,
}

/// The view.
pub fn view(page: Page) -> impl IntoView {
    let words = knowledge_words();
    let it = History {
        page,
        editions: RwSignal::new(None),
        sure: RwSignal::new(None),
        why: RwSignal::new(String::new()),
        busy: RwSignal::new(false),
    };
    spawn_local(it.fetch());
    let list = move || match it.editions.get() {
        None => view! { <p class="muted late" role="status">{words.page_loading}</p> }.into_any(),
        Some(editions) if editions.is_empty() => {
            view! { <p class="muted">{words.history_none}</p> }.into_any()
        }
        Some(editions) => {
            let latest = editions.first().map_or(0, |edition| edition.number);
            let rows = editions.into_iter().map(|edition| row(it, edition, latest, words)).collect_view();
            view! { <ol>{rows}</ol> }.into_any()
        }
    };
    view! {
        <h1 id="kb-title" tabindex="-1">{words.history}</h1>
        <p class="muted">{words.history_lead}</p>
        {page.told_view()}
        {file(it, words)}
        {list}
    }
}

/// The owner's file where it waits.
fn file(it: History, words: &'static KnowledgeWords) -> impl IntoView {
    move || {
        let file = it.page.known.with(|known| known.as_ref().and_then(|known| known.file.clone()))?;
        let may = it.may();
        let waits = (file.waits && file.problem.is_none()).then(|| {
            view! {
                <div class="kb-note">
                    <p>{words.file_waits}</p>
                    {may.then(|| go_back(it, 0, words))}
                </div>
            }
        });
        let problem = file.problem.map(|problem| {
            view! { <p class="problem" role="note">{words.file_problem} " " <span lang="en" dir="auto">{problem}</span></p> }
        });
        Some(view! { {problem} {waits} })
    }
}

fn row(it: History, edition: EditionHead, latest: u64, words: &'static KnowledgeWords) -> impl IntoView {
    let number = edition.number;
    let n = number.to_string();
    let by = edition.by.clone().unwrap_or_else(|| words.by_file.to_owned());
    let from = match edition.from {
        // Who took it from the file is told; where nobody did, that is said already.
        EditionSource::File => edition.by.is_some().then(|| words.from_file.to_owned()),
        EditionSource::Drafts => None,
        EditionSource::Undo(of) => Some(fill(words.from_undo, &[("n", &of.to_string())])),
    };
    let count = |list: &[String]| list.len().to_string();
    let counts = fill(
        words.history_counts,
        &[
            ("entries", &edition.entries.to_string()),
            ("added", &count(&edition.added)),
            ("changed", &count(&edition.changed)),
            ("removed", &count(&edition.removed)),
        ],
    );
    let preview = edition.preview.map(|preview| {
        let slots = [
            ("all", preview.all.to_string()),
            ("better", preview.better.to_string()),
            ("worse", preview.worse.to_string()),
            ("other", preview.other.to_string()),
        ];
        let slots: Vec<(&str, &str)> = slots.iter().map(|(name, value)| (*name, value.as_str())).collect();
        view! { <p class="small">{fill(words.history_preview, &slots)}</p> }
    });
    let live = (number == latest).then(|| view! { <span class="kb-badge">{words.is_live}</span> });
    let why = (!edition.why.is_empty())
        .then(|| view! { <blockquote dir="auto">{edition.why.clone()}</blockquote> });
    let address = wire::edition_address(&it.page.site(), number);
    let file_name = [&it.page.site(), "-", &n, ".json"].concat();
    let download = [words.download, words.colon, &fill(words.edition, &[("n", &n)])].concat();
    let back = (number != latest && it.may()).then(|| go_back(it, number, words));
    let changed = RwSignal::new(None::<Result<Differences, ()>>);
    view! {
        <li class="kb-edition">
            <h2>
                {fill(words.edition, &[("n", &n)])} {live}
                <span class="small">{moment(edition.at)} {words.comma} <span dir="auto">{by}</span> {from.map(|from| [words.comma, &from].concat())}</span>
            </h2>
            {why}
            <p class="small">{counts}</p>
            {preview}
            <div class="kb-bar">
                {show(it, number, changed, words)}
                <a href=address download=file_name aria-label=download>{words.download}</a>
                {back}
            </div>
            {move || changed.get().map(|found| found_view(found, words))}
        </li>
    }
}

/// Unfolds what an edition changed.
fn show(
    it: History,
    number: u64,
    changed: RwSignal<Option<Result<Differences, ()>>>,
    words: &'static KnowledgeWords,
) -> impl IntoView {
    let is_open = move || changed.with(Option::is_some);
    let text = move || if is_open() { words.hide_changes } else { words.show_changes };
    let label = move || [text(), words.colon, &fill(words.edition, &[("n", &number.to_string())])].concat();
    let press = move |_| {
        if is_open() {
            return changed.set(None);
        }
        spawn_local(async move {
            let found = changes(it.page, number).await;
            let _ = changed.try_set(Some(found.map_err(|trouble| it.page.troubled(&trouble))));
        });
    };
    let expanded = move || is_open().to_string();
    view! { <button class="link" type="button" aria-expanded=expanded aria-label=label on:click=press>{text}</button> }
}

/// What an edition changed of the one before it.
async fn changes(page: Page, number: u64) -> Result<Differences, Trouble> {
    let site = page.site();
    let new = base(&wire::edition(&site, number).await?);
    let old = match number {
        0 | 1 => KnowledgeBase::default(),
        _ => base(&wire::edition(&site, number - 1).await?),
    };
    Ok(differences(&old, &new))
}

/// An edition as it came from the desk.
pub fn base(body: &JsValue) -> KnowledgeBase {
    let text = js_sys::JSON::stringify(body).map(String::from).unwrap_or_default();
    read_text(&text).knowledge
}

fn found_view(found: Result<Differences, ()>, words: &'static KnowledgeWords) -> impl IntoView {
    let Ok(found) = found else {
        return view! { <p class="problem" role="alert">{words.failed}</p> }.into_any();
    };
    if found.is_empty() {
        return view! { <div class="kb-diff"><p>{words.no_changes}</p></div> }.into_any();
    }
    let named = |title: &'static str, entries: Vec<(String, String)>, is_gone: bool| {
        (!entries.is_empty()).then(|| {
            let line = move |(_, question): (String, String)| match is_gone {
                true => view! { <li><del dir="auto">{question}</del></li> }.into_any(),
                false => view! { <li><ins dir="auto">{question}</ins></li> }.into_any(),
            };
            view! { <div><h3>{title}</h3><ul>{entries.into_iter().map(line).collect_view()}</ul></div> }
        })
    };
    let changed = found.changed.into_iter().map(|one| difference_view(one, words)).collect_view();
    view! {
        <div class="kb-diff">
            {named(words.added, found.added, false)}
            {named(words.gone_entries, found.removed, true)}
            {changed}
        </div>
    }
    .into_any()
}

fn difference_view(one: EntryDifference, words: &'static KnowledgeWords) -> impl IntoView {
    let pair = |name: String, before: String, after: String| {
        view! {
            <li>
                <span class="small">{name}</span>
                {(!before.is_empty()).then(|| view! { <del dir="auto">{before}</del> })}
                {(!after.is_empty()).then(|| view! { <ins dir="auto">{after}</ins> })}
            </li>
        }
    };
    let texts = one.texts.into_iter().map(|text| {
        let field = if text.field == "answer" { words.answer } else { words.question };
        let name = [field, words.colon, &dates::language_words(&text.language, language())].concat();
        pair(name, text.before, text.after)
    });
    let wordings = (!one.wordings_added.is_empty() || !one.wordings_removed.is_empty()).then(|| {
        pair(words.variants.to_owned(), one.wordings_removed.join("\n"), one.wordings_added.join("\n"))
    });
    let names: Vec<&str> = one.settings.iter().map(|field| field_words(field, words)).collect();
    let settings = (!names.is_empty()).then(|| {
        view! { <li><span class="small">{words.settings_changed} {words.gap} {names.join(words.names_between)}</span></li> }
    });
    view! {
        <div>
            <h3>{words.changed} {words.colon} <span dir="auto">{one.question}</span></h3>
            <ul>{texts.collect_view()} {wordings} {settings}</ul>
        </div>
    }
}

/// A field of the file's format in words.
pub fn field_words(field: &str, words: &KnowledgeWords) -> &'static str {
    match field {
        "question" => words.question,
        "variants" => words.variants,
        "answer" => words.answer,
        "tags" => words.tags,
        "team" => words.team,
        "handoff" => words.handoff,
        "follow_ups" => words.follow_ups,
        _ => words.languages,
    }
}

/// The way back to an edition, or to the owner's file: asked once more, with room for why.
fn go_back(it: History, to: u64, words: &'static KnowledgeWords) -> impl IntoView {
    let n = to.to_string();
    let text = if to == 0 { words.take_file } else { words.restore };
    let lead = if to == 0 { words.take_file_lead.to_owned() } else { fill(words.restore_lead, &[("n", &n)]) };
    let sure = if to == 0 { words.take_file.to_owned() } else { fill(words.restore_sure, &[("n", &n)]) };
    let label = if to == 0 {
        text.to_owned()
    } else {
        [text, words.colon, &fill(words.edition, &[("n", &n)])].concat()
    };
    let why_id = ["kb-back-", &n].concat();
    move || {
        if it.sure.get() != Some(to) {
            let press = move |_| {
                it.why.set(String::new());
                it.sure.set(Some(to));
            };
            return view! { <button class="link" type="button" aria-label=label.clone() on:click=press>{text}</button> }.into_any();
        }
        let typed = move |event| it.why.set(event_target_value(&event));
        view! {
            <div class="confirm">
                <p>{lead.clone()}</p>
                <div class="field">
                    <label for=why_id.clone()>{words.why_label}</label>
                    <input id=why_id.clone() type="text" dir="auto" autocomplete="off" maxlength="500" on:input=typed />
                </div>
                <button class="button go" type="button" disabled=move || it.busy.get() on:click=move |_| it.restore(to)>{sure.clone()}</button>
                <button class="button" type="button" on:click=move |_| it.sure.set(None)>{words.cancel}</button>
            </div>
        }
        .into_any()
    }
}

impl History {
    async fn fetch(self) {
        match wire::editions(&self.page.site()).await {
            Ok(list) => drop(self.editions.try_set(Some(list.editions))),
            Err(trouble) => {
                self.page.troubled(&trouble);
                let words = self.page.trouble_words(&trouble);
                let _ = self.page.told.try_set(Some(Told { is_problem: true, words }));
                let _ = self.editions.try_set(Some(Vec::new()));
            }
        }
    }

    fn may(self) -> bool {
        self.page.with_known(|known| known.may.publish).unwrap_or_default()
    }

    fn restore(self, to: u64) {
        let page = self.page;
        let seen = page.with_known(|known| known.edition.as_ref().map_or(0, |edition| edition.number));
        let why = self.why.with_untracked(|why| why.trim().to_owned());
        let restoration = Restoration { site: page.site(), edition: seen.unwrap_or_default(), to, why };
        self.busy.set(true);
        spawn_local(async move {
            let done = page.settle(wire::restore(&restoration).await).await;
            if self.busy.try_set(false).is_some() {
                return;
            }
            self.sure.set(None);
            let words = page.state.language.get_untracked().knowledge_words();
            let told = match done {
                Ok(()) => Told { is_problem: false, words: words.undone.to_owned() },
                Err(trouble) => Told { is_problem: true, words: page.trouble_words(&trouble) },
            };
            page.told.set(Some(told));
            self.fetch().await;
        });
    }
}
