//! The questions themselves that were not or badly answered, the latest first: asked for when somebody opens the list.

use console::insights::Asked;
use console::words::InsightWords;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{InsightQuestion, QuestionEnd};

use super::super::desk;
use super::{Page, Told};

/// The list of a site, as far as it was asked for.
#[derive(Clone, Copy)]
struct List {
    asked: StoredValue<Asked>,
    questions: RwSignal<Vec<InsightQuestion>>,
    /// Names the next page; none after the last.
    more: RwSignal<Option<i64>>,
    /// Whether the desk was asked at all, and whether the last time came to nothing.
    begun: RwSignal<bool>,
    problem: RwSignal<bool>,
}

/// The list, folded up.
pub fn view(page: Page, told: &Told, site: &str) -> impl IntoView + use<> {
    let words = page.words;
    let list = List {
        asked: StoredValue::new(Asked { site: Some(site.to_owned()), ..told.asked.clone() }),
        questions: RwSignal::new(Vec::new()),
        more: RwSignal::new(None),
        begun: RwSignal::new(false),
        problem: RwSignal::new(false),
    };
    let open = move |_| {
        if !list.begun.get_untracked() {
            list.begun.set(true);
            fetch(list, None);
        }
    };
    let next = move || {
        list.more.get().map(|before| {
            view! { <button class="link more-rows" type="button" on:click=move |_| fetch(list, Some(before))>{words.questions_more}</button> }
        })
    };
    view! {
        <details class="asked" on:toggle=open>
            <summary>{words.questions_all}</summary>
            <ul><For each=move || list.questions.get() key=|it| it.id children=move |it| row(&it, words) /></ul>
            {move || list.problem.get().then(|| view! { <p class="problem" role="alert">{words.failed}</p> })}
            {next}
        </details>
    }
}

fn row(it: &InsightQuestion, words: &'static InsightWords) -> impl IntoView + use<> {
    view! {
        <li>
            <q dir="auto">{it.text.clone()}</q>
            <span class="small">{end_words(it.end, words)} {words.gap} <time>{it.date.clone()}</time></span>
        </li>
    }
}

fn fetch(list: List, before: Option<i64>) {
    let mut query = list.asked.with_value(Asked::query);
    if let Some(before) = before {
        query.extend(["&before=", &before.to_string()]);
    }
    list.problem.set(false);
    spawn_local(async move {
        let answer = desk::asked_questions(&query).await;
        // Whoever has gone on meanwhile needs it no longer.
        if list.problem.try_set(answer.is_err()).is_some() {
            return;
        }
        if let Ok(told) = answer {
            list.questions.update(|known| known.extend(told.questions));
            list.more.set(told.more);
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
