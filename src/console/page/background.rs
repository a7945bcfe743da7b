//! The right column: what happened, how they feel, what was tried, who they are; all without scrolling.

use console::words::Words;
use console::{Summary, confidence_words, feeling, percent, sign_words, summary};
use leptos::html::span;
use leptos::prelude::*;
use protocol::{Consent, ConversationDetail, HandoffRequest, Match, Mood, MoodReason};

use super::state::State;
use super::{dates, language, marks, words};

/// So many signs of a mood are shown; the strongest come first.
const SIGNS: usize = 4;
/// So many entries that the assistant considered are shown.
const MATCHES: usize = 3;

/// The column; where there is no room for one, it unfolds under the head.
pub fn view(state: State, detail: Memo<Option<ConversationDetail>>) -> impl IntoView {
    let words = words();
    let request =
        Memo::new(move |_| detail.with(|detail| detail.as_ref().map(|detail| detail.request.clone())));
    let team =
        Memo::new(move |_| detail.with(|detail| detail.as_ref().and_then(|it| it.summary.team.clone())));
    let shown = state.background_shown;
    let fold = move || if shown.get() { words.hide_background } else { words.show_background };
    view! {
        <button class="unfold" aria-expanded=move || shown.get().to_string() aria-controls="background"
            on:click=move |_| shown.update(|shown| *shown = !*shown)
        >
            {fold}
        </button>
        <aside class="background" id="background" class:shown=shown aria-label=words.background>
            {move || request.get().map(|request| inside(&request, team.get()))}
        </aside>
    }
}

fn inside(request: &HandoffRequest, team: Option<String>) -> impl IntoView + use<> {
    let words = words();
    view! {
        {about(summary(request, words), request.language.clone(), words)}
        {mood(&request.trigger.mood, words)}
        {tried(&request.trigger.matches, words)}
        {details(request, team, words)}
    }
}

fn about(lines: Summary, tongue: String, words: &'static Words) -> impl IntoView {
    view! {
        <section>
            <h2>{words.about}</h2>
            <ul class="summary">
                <li class="asked" dir="auto" lang=tongue>{lines.asked}</li>
                <li>{lines.why}</li>
                <li>{lines.tried}</li>
            </ul>
        </section>
    }
}

fn mood(mood: &Mood, words: &'static Words) -> impl IntoView + use<> {
    let degree =
        marks::degree_words(mood, words).map(|degree| view! { <span class="degree">{degree}</span> });
    let signs = mood.reasons.iter().take(SIGNS).map(|reason| sign(reason, words)).collect_view();
    let calm = mood.reasons.is_empty().then(|| view! { <p class="muted">{words.calm_lead}</p> });
    let signals =
        [(mood.anger, words.anger), (mood.anxiety, words.anxiety), (mood.dejection, words.dejection)];
    let traces = signals.into_iter().filter(|(signal, _)| marks::degree_word(*signal, words).is_some());
    let meters = traces.map(|(signal, name)| meter(name, signal, words)).collect_view();
    view! {
        <section>
            <h2>{words.mood}</h2>
            <p class="feeling">{marks::mood_mark(feeling(mood), words)} {degree}</p>
            {calm}
            <div class="meters">{meters}</div>
            <ul class="signs">{signs}</ul>
        </section>
    }
}

/// One signal with a word for its strength; the bar repeats what the word says.
fn meter(name: &'static str, signal: f64, words: &'static Words) -> impl IntoView {
    view! {
        <span class="meter-name">{name}</span>
        {bar(signal)}
        <span class="meter-word">{marks::degree_word(signal, words)}</span>
    }
}

/// A bar from 0 to 1; its length is an attribute, as a style sheet rule per value would need inline styles.
fn bar(share: f64) -> impl IntoView {
    let width = percent(share).to_string();
    view! {
        <svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
            <rect class="rest" width={"100"} height={"4"} rx={"2"} />
            <rect class="part" width=width height={"4"} rx={"2"} />
        </svg>
    }
}

fn sign(reason: &MoodReason, words: &'static Words) -> impl IntoView + use<> {
    let span = (!reason.span.is_empty())
        .then(|| span().class("span").dir("auto").child(["“", &reason.span, "”"].concat()));
    view! { <li>{span} {" "} <span class="muted">{sign_words(&reason.sign, words)}</span></li> }
}

fn tried(matches: &[Match], words: &'static Words) -> impl IntoView + use<> {
    let none = matches.is_empty().then(|| view! { <p class="muted">{words.nothing_tried}</p> });
    let entries = matches.iter().take(MATCHES).map(|found| entry(found, words)).collect_view();
    view! { <section><h2>{words.tried}</h2> {none} <ul class="tried">{entries}</ul></section> }
}

fn entry(found: &Match, words: &'static Words) -> impl IntoView + use<> {
    let title = if found.question.is_empty() { found.entry.clone() } else { found.question.clone() };
    let shown = found.shown.then(|| view! { <span class="was-shown">{words.shown}</span> });
    view! {
        <li>
            <span class="title" dir="auto">{title}</span>
            <span class="percent">{percent(found.confidence)} " %"</span>
            {bar(found.confidence)}
            <span class="sure">{confidence_words(found.confidence, words)}</span>
            {shown}
        </li>
    }
}

fn details(request: &HandoffRequest, team: Option<String>, words: &'static Words) -> impl IntoView + use<> {
    let consent = match request.consent {
        Consent::Asked => words.consent_asked,
        Consent::Agreed => words.consent_agreed,
        Consent::Told => words.consent_told,
    };
    let page = request
        .page
        .clone()
        .map(|page| view! { <dt>{words.page}</dt> <dd>{page_link(page.title, page.url)}</dd> });
    let team = team.map(|team| view! { <dt>{words.team}</dt> <dd dir="auto">{team}</dd> });
    let attributes = request.attributes.clone().into_iter();
    let attributes =
        attributes.map(|(name, value)| view! { <dt dir="auto">{name}</dt> <dd dir="auto">{value}</dd> });
    view! {
        <section>
            <h2>{words.details}</h2>
            <dl>
                {page}
                <dt>{words.language}</dt> <dd>{dates::language_words(&request.language, language())}</dd>
                {team}
                <dt>{words.consent}</dt> <dd>{consent}</dd>
                {attributes.collect_view()}
            </dl>
        </section>
    }
}

/// The visitor's page tells its own title and address, so only a web address becomes a link, and never tells us on.
fn page_link(title: String, url: String) -> AnyView {
    let title = if title.trim().is_empty() { url.clone() } else { title };
    if url.starts_with("https://") || url.starts_with("http://") {
        let hint = url.clone();
        view! { <a dir="auto" href=url title=hint target="_blank" rel="noopener noreferrer nofollow">{title}</a> }.into_any()
    } else {
        view! { <span dir="auto">{title}</span> }.into_any()
    }
}
