//! The right column: what happened, how they feel, what was tried, who they are; all without scrolling.

use console::words::Words;
use console::{
    Feeling, Summary, confidence_words, device_words, feeling, per_cent, percent, sign_words, summary,
};
use leptos::html::span;
use leptos::prelude::*;
use protocol::{Consent, ConversationDetail, HandoffRequest, Match, Mood, MoodReason};

use super::state::State;
use super::{advice, contact, dates, language, marks, mood_plot, verdict, words};

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
    let device = Memo::new(move |_| detail.with(|detail| detail.as_ref().and_then(|it| it.device.clone())));
    let left = Memo::new(move |_| detail.with(|detail| detail.as_ref().and_then(|it| it.contact.clone())));
    let shown = state.background_shown;
    let fold = move || if shown.get() { words.hide_background } else { words.show_background };
    view! {
        <button class="unfold" aria-expanded=move || shown.get().to_string() aria-controls="background"
            on:click=move |_| shown.update(|shown| *shown = !*shown)
        >
            {fold}
        </button>
        <aside class="background" id="background" class:shown=shown aria-label=words.background>
            {move || contact::view(left.get(), words)}
            {move || request.get().map(|request| inside(state, request, team.get(), device.get()))}
            {mood_plot::view(state, detail)}
            {move || request.with(Option::is_some).then(|| verdict::of_handoff(state))}
        </aside>
    }
}

fn inside(
    state: State,
    mut request: HandoffRequest,
    team: Option<String>,
    device: Option<String>,
) -> impl IntoView + use<> {
    let words = words();
    // A widget that knows an entry by its id alone says that twice; the desk's FAQ has its question.
    for found in &mut request.trigger.matches {
        if found.question.is_empty() || found.question == found.entry {
            found.question = advice::entry_title(state, &found.entry);
        }
    }
    view! {
        {about(summary(&request, words), request.language.clone(), words)}
        {mood(&request.trigger.mood, words)}
        {tried(&request.trigger.matches, words)}
        {details(&request, team, device, words)}
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

/// The leading feeling with a word for how much, then traces of others, then what told.
fn mood(mood: &Mood, words: &'static Words) -> impl IntoView + use<> {
    let leading = feeling(mood);
    let lead = match leading {
        Feeling::Angry => Some(mood.anger),
        Feeling::Anxious => Some(mood.anxiety),
        Feeling::Dejected => Some(mood.dejection),
        Feeling::Glad => Some(mood.gladness),
        Feeling::Calm => None,
    };
    let others = [
        (mood.anger, Feeling::Angry, words.anger),
        (mood.anxiety, Feeling::Anxious, words.anxiety),
        (mood.dejection, Feeling::Dejected, words.dejection),
    ];
    let traces = others.into_iter().filter(|(_, feeling, _)| *feeling != leading);
    let traces =
        traces.filter_map(|(signal, _, name)| Some((signal, name, marks::degree_word(signal, words)?)));
    let traces = traces
        .map(|(signal, name, degree)| view! { <span>{name}</span> {bar(signal)} <span>{degree}</span> });
    let signs = mood.reasons.iter().take(SIGNS).map(|reason| sign(reason, words)).collect_view();
    let is_calm = leading == Feeling::Calm && mood.reasons.is_empty();
    let calm = is_calm.then(|| view! { <p class="muted">{words.calm_lead}</p> });
    let class = if lead.is_none() { "alone" } else { "" };
    view! {
        <section>
            <h2>{words.mood}</h2>
            <div class="feelings">
                <span class=class>{marks::mood_mark(leading, words)}</span>
                {lead.map(|signal| view! { {bar(signal)} <span>{marks::degree_word(signal, words)}</span> })}
                {traces.collect_view()}
            </div>
            {calm}
            {(!mood.reasons.is_empty()).then(|| view! { <ul class="signs">{signs}</ul> })}
        </section>
    }
}

/// A bar from 0 to 1; its length is an attribute, as a style sheet rule per value would need inline styles.
fn bar(share: f64) -> impl IntoView {
    let width = percent(share).to_string();
    view! {
        <svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
            <rect class="whole" width={"100"} height={"4"} />
            <rect class="part" width=width height={"4"} />
        </svg>
    }
}

fn sign(reason: &MoodReason, words: &'static Words) -> impl IntoView + use<> {
    let span = (!reason.span.is_empty())
        .then(|| span().class("span").dir("auto").child(["“", &reason.span, "”"].concat()));
    view! { <li>{span} {" "} <span class="muted">{sign_words(&reason.sign, words)}</span></li> }
}

fn tried(matches: &[Match], words: &'static Words) -> impl IntoView + use<> {
    let entries: Vec<_> = matches.iter().take(MATCHES).map(|found| entry(found, words)).collect();
    let list = if entries.is_empty() {
        view! { <p class="muted">{words.nothing_tried}</p> }.into_any()
    } else {
        view! { <ul class="tried">{entries}</ul> }.into_any()
    };
    view! { <section><h2>{words.tried}</h2> {list}</section> }
}

/// An entry with how sure the assistant was of it, in words, in figures and as a bar.
fn entry(found: &Match, words: &'static Words) -> impl IntoView + use<> {
    let sure =
        [confidence_words(found.confidence, words), " · ", &per_cent(found.confidence, words)].concat();
    let shown = found.shown.then(|| view! { <span class="was-shown">{words.shown}</span> });
    view! {
        <li>
            <span class="title" dir="auto">{found.question.clone()}</span>
            {bar(found.confidence)}
            <span class="sure">{sure}</span>
            {shown}
        </li>
    }
}

fn details(
    request: &HandoffRequest,
    team: Option<String>,
    device: Option<String>,
    words: &'static Words,
) -> impl IntoView + use<> {
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
    let device = device.map(|said| {
        view! { <dt>{words.device}</dt> <dd dir="auto" title=said.clone()>{device_words(&said, words)}</dd> }
    });
    let attributes = request.attributes.clone().into_iter();
    let attributes =
        attributes.map(|(name, value)| view! { <dt dir="auto">{attribute_words(name, words)}</dt> <dd dir="auto">{value}</dd> });
    view! {
        <section>
            <h2>{words.details}</h2>
            <dl>
                {page}
                <dt>{words.language}</dt> <dd>{dates::language_words(&request.language, language())}</dd>
                {device}
                {team}
                <dt>{words.consent}</dt> <dd>{consent}</dd>
                {attributes.collect_view()}
            </dl>
        </section>
    }
}

/// What pages usually tell of a visitor has words; other names stand as the page gives them.
fn attribute_words(name: String, words: &Words) -> String {
    let known = match name.as_str() {
        "name" => words.visitor_name,
        "subject" => words.visitor_subject,
        "email" => words.contact_mail,
        "phone" => words.contact_phone,
        "order" => words.visitor_order,
        _ => return name,
    };
    known.to_owned()
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
