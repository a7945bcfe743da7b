//! "Try a question": what the assistant would do with one, with the entry as it stands in the fields.

use console::knowledge::{Shown, Trial, TrialMatch};
use console::words::{KnowledgeWords, fill};
use console::{degree, feeling, percent};
use leptos::prelude::*;

use super::super::{knowledge_words, marks};
use super::editor::Editor;
use super::{Page, engine};

/// Entries that are shown beside the one that is answered with.
const MATCHES: usize = 4;
/// Between titles, which may end in a question mark.
const BETWEEN: &str = " · ";

/// The panel.
pub fn view(editor: Editor) -> impl IntoView {
    let words = knowledge_words();
    Effect::new(move |_| {
        // The base or the engine is another: what is being written belongs into it.
        editor.page.engine.track();
        untrack(|| editor.put_in_engine());
    });
    let typed = move |event| {
        editor.question.set(event_target_value(&event));
        editor.put_in_engine();
    };
    let result =
        move || match (editor.question.with(|question| question.trim().is_empty()), editor.trial.get()) {
            (true, _) => view! { <p class="small">{words.try_hint}</p> }.into_any(),
            (false, None) => view! { <p class="small">{words.try_loading}</p> }.into_any(),
            (false, Some(trial)) => outcome(editor, &trial, words).into_any(),
        };
    view! {
        <section class="kb-panel" aria-labelledby="kb-try-title">
            <h2 id="kb-try-title">{words.try_title}</h2>
            <input id="kb-try" type="text" dir="auto" autocomplete="off" aria-labelledby="kb-try-title" placeholder=words.try_placeholder
                prop:value=move || editor.question.get() on:input=typed />
            <div role="status" class="kb-result">{result}</div>
        </section>
    }
}

/// Asks again, now and when the engine has learnt what is written.
pub fn again(editor: Editor) {
    ask(editor);
    let is_asked =
        editor.question.try_with_untracked(|question| !question.trim().is_empty()).unwrap_or_default();
    if is_asked && !editor.learns.get_value() {
        editor.learns.set_value(true);
        learn(editor);
    }
}

fn learn(editor: Editor) {
    engine::soon(move || {
        // Whoever has left the entry waits for nothing.
        if editor.learns.try_get_value().is_none() {
            return;
        }
        if engine::learn() {
            return learn(editor);
        }
        editor.learns.set_value(false);
        ask(editor);
    });
}

fn ask(editor: Editor) {
    let Some(question) = editor.question.try_get_untracked() else { return };
    let asked = question.trim();
    editor.trial.set(if asked.is_empty() { None } else { engine::ask(asked) });
}

fn outcome(editor: Editor, trial: &Trial, words: &'static KnowledgeWords) -> impl IntoView + use<> {
    let page = editor.page;
    let own = editor.form.with_untracked(|form| form.id.clone());
    let own = if own.is_empty() { editor.tried_id() } else { own };
    let is_own = trial.shown.entries.contains(&own);
    let title = move |id: &str| if *id == *own { words.this_entry.to_owned() } else { page.title(id) };
    let felt = feeling(&trial.mood);
    let strength =
        [trial.mood.anger, trial.mood.anxiety, trial.mood.dejection].into_iter().fold(0.0, f64::max);
    let rows = trial
        .matches
        .iter()
        .take(MATCHES)
        .map(|found| match_view(found, title(&found.entry), words))
        .collect_view();
    let class = if is_own { "kb-decision self" } else { "kb-decision" };
    let shown = trial.shown.entries.iter().map(|id| title(id)).collect::<Vec<_>>().join(BETWEEN);
    view! {
        <p class=class><b>{decision_words(&trial.shown, words)}</b> {(!shown.is_empty()).then(|| view! { {words.gap} <span dir="auto">{shown}</span> })}</p>
        <ul class="kb-matches">{rows}</ul>
        <p class="small">
            {words.try_mood} {words.gap} {marks::mood_mark(felt, words)} " " {degree_view(strength, words)}
        </p>
        {(!trial.is_learnt).then(|| view! { <p class="small">{words.try_learning}</p> })}
    }
}

fn degree_view(strength: f64, words: &'static KnowledgeWords) -> Option<&'static str> {
    (degree(strength) != console::Degree::None).then(|| marks::degree_word(strength, words)).flatten()
}

fn match_view(found: &TrialMatch, title: String, words: &KnowledgeWords) -> impl IntoView + use<> {
    let value = percent(found.confidence).to_string();
    let told = fill(words.per_cent, &[("n", &value)]);
    let whole = found.confidence.clamp(0.0, 1.0).to_string();
    view! {
        <li>
            <span dir="auto">{title}</span> <span class="kb-percent">{told}</span>
            <meter min="0" max="1" value=whole aria-hidden="true">{""}</meter>
        </li>
    }
}

/// What the assistant does, in words.
pub fn decision_words(shown: &Shown, words: &KnowledgeWords) -> String {
    let text = match shown.decision.as_str() {
        "answer" => words.decides_answer,
        "clarify" => words.decides_clarify,
        "small_talk" => words.decides_small_talk,
        "offer" => words.decides_offer,
        "handoff" => words.decides_handoff,
        _ => words.decides_silence,
    };
    let percent = percent(shown.confidence).to_string();
    fill(text, &[("sure", &percent), ("why", why_words(&shown.reason, words))])
}

fn why_words(reason: &str, words: &KnowledgeWords) -> &'static str {
    match reason {
        "low_confidence" => words.reason_low_confidence,
        "frustration" => words.reason_frustration,
        "asked" => words.reason_asked,
        "repeated_miss" => words.reason_repeated_miss,
        "entry" => words.reason_entry,
        "departments" => words.reason_departments,
        "urgent" => words.reason_urgent,
        "threat" => words.reason_threat,
        _ => "",
    }
}

/// The entries of a reaction by their questions.
pub fn titles(page: Page, shown: &Shown) -> String {
    shown.entries.iter().map(|id| page.title(id)).collect::<Vec<_>>().join(BETWEEN)
}
