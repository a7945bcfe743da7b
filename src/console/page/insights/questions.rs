//! The questions themselves that were not or badly answered, the latest first: asked for when somebody opens the list.

use console::insights::Asked;
use console::words::InsightWords;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{InsightQuestion, QuestionEnd};

use super::super::desk;
use super::lack::none;
use super::{Page, Told};

/// The list of a site, as far as it was asked for.
#[derive(Clone, Copy)]
struct List {
    asked: StoredValue<Asked>,
    questions: RwSignal<Vec<InsightQuestion>>,
    /// Names the next page; none after the last.
    more: RwSignal<Option<i64>>,
    /// Whether the desk has answered at all, is being asked, and whether the last time came to nothing.
    told: RwSignal<bool>,
    busy: RwSignal<bool>,
    problem: RwSignal<bool>,
}

/// The list, folded up.
pub fn view(page: Page, told: &Told, site: &str) -> impl IntoView + use<> {
    let words = page.words;
    let list = List {
        asked: StoredValue::new(Asked { site: Some(site.to_owned()), ..told.asked.clone() }),
        questions: RwSignal::new(Vec::new()),
        more: RwSignal::new(None),
        told: RwSignal::new(false),
        busy: RwSignal::new(false),
        problem: RwSignal::new(false),
    };
    let open = move |_| {
        if !list.told.get_untracked() {
            fetch(list);
        }
    };
    // The button stays where it is, and with it the focus.
    let next = move || list.more.get().is_none();
    let is_empty = move || list.told.get() && list.questions.with(Vec::is_empty);
    let problem = move || {
        list.problem.get().then(|| {
            view! {
                <p class="problem" role="alert">{words.failed}</p>
                <button class="button" type="button" on:click=move |_| fetch(list)>{words.try_again}</button>
            }
        })
    };
    view! {
        <details class="asked" on:toggle=open>
            <summary>{words.questions_all}</summary>
            <ul><For each=move || list.questions.get() key=|it| it.id children=move |it| row(&it, words) /></ul>
            {move || is_empty().then(|| none(words.none_yet))}
            {problem}
            <button class="link more-rows" type="button" hidden=next on:click=move |_| fetch(list)>{words.questions_more}</button>
        </details>
    }
}

fn row(it: &InsightQuestion, words: &'static InsightWords) -> impl IntoView + use<> {
    view! {
        <li>
            <q dir="auto">{it.text.clone()}</q>
            <span class="small">{end_words(it.end, words)} {"\u{a0}"} <time>{it.date.clone()}</time></span>
        </li>
    }
}

/// Asks for the next page.
fn fetch(list: List) {
    if list.busy.get_untracked() {
        return;
    }
    let mut query = list.asked.with_value(Asked::query);
    if let Some(before) = list.more.get_untracked() {
        query.extend(["&before=", &before.to_string()]);
    }
    list.busy.set(true);
    list.problem.set(false);
    spawn_local(async move {
        let answer = desk::asked_questions(&query).await;
        // Whoever has gone on meanwhile needs it no longer.
        if list.busy.try_set(false).is_some() {
            return;
        }
        match answer {
            Ok(told) => {
                list.questions.update(|known| known.extend(told.questions));
                list.more.set(told.more);
                list.told.set(true);
            }
            Err(_) => list.problem.set(true),
        }
    });
}

/// How a question ended.
fn end_words(end: QuestionEnd, words: &InsightWords) -> &'static str {
    match end {
        QuestionEnd::Unanswered => words.end_unanswered,
        QuestionEnd::RatedDown => words.end_rated_down,
        QuestionEnd::Clarified => words.end_clarified,
        QuestionEnd::LowConfidence => words.end_low_confidence,
        QuestionEnd::RatedUp | QuestionEnd::Sampled => words.gap,
    }
}
