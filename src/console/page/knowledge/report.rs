//! What a preview showed: how many questions get better and worse, and each of them with both decisions.

use console::insights::grouped;
use console::knowledge::{ChangedQuestion, PreviewReport, Shown, Turned};
use console::words::{KnowledgeWords, fill};
use leptos::prelude::*;
use protocol::RightAnswer;

use super::super::knowledge_words;
use super::Page;
use super::publish::{Preview, Publishing};
use super::trial::{decision_words, titles};

/// The report; nothing while there is none.
pub fn view(it: Publishing) -> impl IntoView {
    let words = knowledge_words();
    let Preview::Done(report) = it.preview.get() else { return ().into_any() };
    let counts = report.counts;
    let line = fill(
        words.preview_all,
        &[
            ("all", &grouped(counts.all)),
            ("known", &grouped(counts.known)),
            ("before", &grouped(counts.right_before)),
            ("after", &grouped(counts.right_after)),
        ],
    );
    let own = it.has_own.get_untracked().then(|| view! { {words.gap} {words.preview_own} });
    let same = counts.all.saturating_sub(counts.better + counts.worse + counts.other);
    let report = StoredValue::new(report);
    let counted = move |turned: Turned, n: u64| counted(it, report, turned, n, words);
    view! {
        <div class="kb-counts">
            <p class="kb-counted small">{line} {own}</p>
            {counted(Turned::Worse, counts.worse)}
            {counted(Turned::Better, counts.better)}
            {counted(Turned::Other, counts.other)}
            <p class="kb-counted muted">{grouped(same)} " " {words.unchanged}</p>
        </div>
    }
    .into_any()
}

/// One of the counts with its questions; those that get worse are open from the start.
fn counted(
    it: Publishing,
    report: StoredValue<PreviewReport>,
    turned: Turned,
    n: u64,
    words: &'static KnowledgeWords,
) -> impl IntoView {
    let (class, name, hint) = match turned {
        Turned::Worse => ("worse", words.worse, words.worse_hint),
        Turned::Better => ("better", words.better, words.better_hint),
        Turned::Other => ("otherwise", words.otherwise, words.otherwise_hint),
    };
    let open = RwSignal::new(turned == Turned::Worse && n > 0);
    let text = move || if open.get() { words.preview_hide } else { words.preview_show };
    let expanded = move || open.get().to_string();
    let label = move || [text(), words.colon, name].concat();
    let button = (n > 0).then(|| {
        view! { <button class="link" type="button" aria-expanded=expanded aria-label=label on:click=move |_| open.update(|open| *open = !*open)>{text}</button> }
    });
    let list = move || {
        open.get().then(|| {
            let all = report.with_value(|report| {
                report.changed.iter().filter(|one| one.turned == turned).cloned().collect::<Vec<_>>()
            });
            questions(it, all, n, words)
        })
    };
    view! {
        <div class="kb-counted">
            <p class="kb-sum"><b class=class>{grouped(n)} " " {name}</b> <span class="muted">{hint}</span> {button}</p>
            {list}
        </div>
    }
}

fn questions(
    it: Publishing,
    all: Vec<ChangedQuestion>,
    n: u64,
    words: &'static KnowledgeWords,
) -> impl IntoView {
    let is_worse = all.first().is_some_and(|one| one.turned == Turned::Worse);
    let every: Vec<String> = all.iter().map(|one| one.text.clone()).collect();
    let shown = all.len();
    let cut = ((shown as u64) < n)
        .then(|| fill(words.preview_of_all, &[("n", &grouped(shown as u64)), ("all", &grouped(n))]));
    let look_all = (is_worse && shown > 1).then(|| {
        let text = fill(words.looked_at_all, &[("n", &shown.to_string())]);
        let is_done = move || it.looked_at.with(|looked| looked.len() >= shown);
        let press = move |_| it.looked_at.update(|looked| looked.extend(every.iter().cloned()));
        view! { <button class="button" type="button" disabled=is_done on:click=press>{text}</button> }
    });
    let rows = all.into_iter().map(|one| turn(it, one, words)).collect_view();
    view! {
        {cut.map(|text| view! { <p class="small">{text}</p> })}
        <ol class="kb-turned">{rows}</ol>
        {look_all}
    }
}

fn turn(it: Publishing, one: ChangedQuestion, words: &'static KnowledgeWords) -> impl IntoView {
    let page = it.page;
    let times = (one.times > 1).then(|| fill(words.asked_n, &[("n", &one.times.to_string())]));
    let right = match &one.right {
        RightAnswer::Unknown => None,
        RightAnswer::Nothing => Some(words.right_nothing.to_owned()),
        RightAnswer::Entry(id) => Some(page.title(id)),
    };
    let right = right.map(|right| view! { <dt>{words.right_is}</dt><dd dir="auto">{right}</dd> });
    let tick = (one.turned == Turned::Worse).then(|| {
        let (text, put) = (one.text.clone(), one.text.clone());
        let is_looked_at = move || it.looked_at.with(|looked| looked.contains(&text));
        let press = move |event| {
            let ticked = event_target_checked(&event);
            it.looked_at.update(|looked| {
                if ticked {
                    looked.insert(put.clone());
                } else {
                    looked.remove(&put);
                }
            });
        };
        view! { <label class="tick"><input type="checkbox" prop:checked=is_looked_at on:change=press /> {words.looked_at}</label> }
    });
    let tongue = Some(one.language.clone()).filter(|tongue| !tongue.is_empty());
    view! {
        <li class="kb-turn">
            <q dir="auto" lang=tongue>{one.text.clone()}</q>
            {tick}
            <dl>
                <dt>{words.now}</dt><dd dir="auto">{reaction(page, &one.before, words)}</dd>
                <dt>{words.then}</dt><dd dir="auto">{reaction(page, &one.after, words)}</dd>
                {right}
            </dl>
            {times.map(|times| view! { <p class="small">{times}</p> })}
        </li>
    }
}

fn reaction(page: Page, shown: &Shown, words: &KnowledgeWords) -> String {
    let titles = titles(page, shown);
    let decision = decision_words(shown, words);
    if titles.is_empty() { decision } else { [&decision, words.gap, &titles].concat() }
}
