//! The list of entries: looked through by words, by how they stand and how they are.

use console::knowledge::{Kind, Row, Source, View, rows, tags};
use console::words::{KnowledgeWords, fill};
use leptos::prelude::*;

use super::super::{dates, knowledge_words, language, search};
use super::{Page, moment, row};

/// So many rows are drawn at first, and more each time that somebody asks.
const ROWS: usize = 60;

/// The view.
pub fn view(page: Page) -> impl IntoView {
    let words = knowledge_words();
    let found = Memo::new(move |_| {
        page.known.with(|known| {
            let known = known.as_ref()?;
            Some(page.health.with(|health| page.filter.with(|filter| rows(known, health, filter))))
        })
    });
    let drawn = RwSignal::new(ROWS);
    Effect::new(move |_| {
        page.filter.track();
        drawn.set(ROWS);
    });
    let count = move || {
        let all = page.known.with(|known| known.as_ref().map_or(0, |known| known.entries.len()));
        let here = found.with(|found| found.as_ref().map_or(0, Vec::len));
        let text = if here == all { words.kb_count } else { words.kb_found };
        fill(text, &[("n", &here.to_string()), ("all", &all.to_string())])
    };
    let list = move || {
        let rows: Vec<Row> = found.with(|found| found.iter().flatten().take(drawn.get()).cloned().collect());
        if rows.is_empty() {
            return nothing(page, words);
        }
        let rows = rows.into_iter().map(|it| row::view(page, it)).collect_view();
        view! { <ul class="kb-rows">{rows}</ul> }.into_any()
    };
    let more = move || found.with(|found| found.as_ref().map_or(0, Vec::len)) > drawn.get();
    view! {
        <div class="board-head">
            <div>
                <h1 id="kb-title" tabindex="-1">{words.knowledge}</h1>
                <p class="muted">{move || edition_words(page, words)}</p>
            </div>
            <a class="button go" href=move || page.address(&View::New(Source::Blank))>{words.kb_new}</a>
        </div>
        {file_note(page, words)}
        {page.told_view()}
        {tools(page, words)}
        {lack(page, words)}
        <p class="small" role="status">{count}</p>
        {list}
        {move || more().then(|| view! {
            <button class="button" on:click=move |_| drawn.update(|drawn| *drawn += ROWS)>{words.kb_more}</button>
        })}
    }
}

fn nothing(page: Page, words: &'static KnowledgeWords) -> AnyView {
    let is_new = page.with_known(|known| known.entries.is_empty()).unwrap_or_default();
    let (title, hint) = match is_new {
        true => (words.kb_none, words.kb_none_hint),
        false => (words.kb_not_found, words.kb_not_found_hint),
    };
    let import = is_new.then(|| {
        view! { <p><a class="button" href=page.address(&View::Import)>{words.import}</a></p> }
    });
    view! { <div class="nothing"><h2>{title}</h2><p>{hint}</p>{import}</div> }.into_any()
}

/// What visitors get now.
fn edition_words(page: Page, words: &KnowledgeWords) -> String {
    page.known.with(|known| {
        let edition = known.as_ref().and_then(|known| known.edition.as_ref());
        edition.map_or_else(
            || words.edition_none.to_owned(),
            |edition| {
                let by = edition.by.as_deref().unwrap_or(words.by_file);
                let number = edition.number.to_string();
                fill(words.edition_line, &[("n", &number), ("at", &moment(edition.at)), ("by", by)])
            },
        )
    })
}

/// The owner's file cannot be read, or waits.
fn file_note(page: Page, words: &'static KnowledgeWords) -> impl IntoView {
    move || {
        let file = page.known.with(|known| known.as_ref().and_then(|known| known.file.clone()))?;
        if let Some(problem) = file.problem {
            let why = view! { <span lang="en" dir="auto">{problem}</span> };
            return Some(
                view! { <p class="problem" role="note">{words.file_problem} " " {why}</p> }.into_any(),
            );
        }
        file.waits.then(|| {
            let history = page.address(&View::History);
            view! { <p class="kb-note" role="note">{words.file_waits} " " <a href=history>{words.history}</a></p> }.into_any()
        })
    }
}

/// What is lacking where the site's visits tell nothing, and how to have it.
fn lack(page: Page, words: &'static KnowledgeWords) -> impl IntoView {
    move || {
        let is_off = page.known.with(|known| {
            known.as_ref().is_some_and(|known| {
                known.edition.is_some() && known.entries.iter().all(|entry| entry.used.is_none())
            })
        });
        is_off.then(|| view! { <p class="small muted">{words.kb_lacks} " " <code>{"data-insights=\"on\""}</code></p> })
    }
}

fn tools(page: Page, words: &'static KnowledgeWords) -> impl IntoView {
    let filter = page.filter;
    let now = filter.get_untracked();
    let kinds = [
        (Kind::All, "", words.kind_all),
        (Kind::Drafts, "drafts", words.kind_drafts),
        (Kind::NeedsApproval, "approval", words.kind_approval),
        (Kind::Unhealthy, "unhealthy", words.kind_unhealthy),
    ];
    let choose_kind = move |event| {
        let value = event_target_value(&event);
        let kind = kinds.iter().find(|(_, key, _)| *key == value).map_or(Kind::All, |(kind, ..)| *kind);
        filter.update(|filter| filter.kind = kind);
    };
    let kind =
        kinds.map(|(kind, key, text)| view! { <option value=key selected=kind == now.kind>{text}</option> });
    let all_tags = Memo::new(move |_| page.known.with(|known| known.as_ref().map(tags).unwrap_or_default()));
    let tongues = Memo::new(move |_| {
        page.known.with(|known| known.as_ref().map(|known| known.languages.clone()).unwrap_or_default())
    });
    let tag = move || {
        let chosen = filter.with_untracked(|filter| filter.tag.clone());
        let option =
            |tag: String| view! { <option value=tag.clone() selected=tag == chosen>{tag.clone()}</option> };
        all_tags.get().into_iter().map(option).collect_view()
    };
    let missing = move || {
        let chosen = filter.with_untracked(|filter| filter.missing.clone());
        let option = |tongue: String| {
            let name = fill(words.missing_in, &[("language", &dates::language_words(&tongue, language()))]);
            view! { <option value=tongue.clone() selected=tongue == chosen>{name}</option> }
        };
        tongues.get().into_iter().skip(1).map(option).collect_view()
    };
    view! {
        <div class="kb-tools" role="search">
            <input type="search" id=search::FIELD_ID aria-label=words.kb_search placeholder=words.kb_search autocomplete="off"
                prop:value=now.words on:input=move |event| filter.update(|filter| filter.words = event_target_value(&event)) />
            <select aria-label=words.kb_kind on:change=choose_kind>{kind}</select>
            {move || all_tags.with(|tags| !tags.is_empty()).then(|| view! {
                <select aria-label=words.kb_tag on:change=move |event| filter.update(|filter| filter.tag = event_target_value(&event))>
                    <option value="">{words.any_tag}</option>
                    {tag}
                </select>
            })}
            {move || tongues.with(|tongues| tongues.len() > 1).then(|| view! {
                <select aria-label=words.kb_missing_in on:change=move |event| filter.update(|filter| filter.missing = event_target_value(&event))>
                    <option value="">{words.any_language}</option>
                    {missing}
                </select>
            })}
        </div>
    }
}
