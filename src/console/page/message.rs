//! One line of the transcript: who said it and how sure the assistant was, or what became of the conversation.

use console::words::{Words, fill};
use console::{
    Delivery, Line, Said, Turning, confidence_words, corrected, cut, delivery, per_cent, summary,
    visitor_name,
};
use leptos::prelude::*;
use protocol::{Author, ConversationDetail, HandoffRequest, Message, Status};

use super::composer::{self, CORRECTED_CHARACTERS};
use super::state::{Corrected, Pane, State};
use super::{advice, attachment, dates, keys, language, note_card, verdict, words};

/// A line of the open conversation. It is drawn once; only how far it got, and whether it can be corrected, follow.
pub fn view(state: State, line: Line, detail: &ConversationDetail) -> impl IntoView + use<> {
    match line.said {
        Said::Message(message) => said(state, *message, line.key, line.at, detail).into_any(),
        Said::Note(note) => note_card::view(state, *note).into_any(),
        Said::Turning(turning) => turned(&turning, line.at, &detail.request).into_any(),
    }
}

/// A line that says which day it is.
pub fn day(at: i64) -> impl IntoView {
    view! { <li class="turn day"><span>{dates::day_words(at, language())}</span></li> }
}

fn said(
    state: State,
    message: Message,
    key: String,
    at: i64,
    detail: &ConversationDetail,
) -> impl IntoView + use<> {
    let words = words();
    let own = state.own_name();
    let class = match message.author {
        Author::Visitor => "say visitor",
        Author::Assistant => "say assistant",
        Author::Agent => "say agent",
    };
    let by = speaker(&message, detail, &own, words);
    let source = source(state, &message, &detail.request, words);
    let thumb = thumb(&message, words);
    let corrects = corrected(&message, detail).map(|text| corrects(text, words));
    let own_key = key.clone();
    let under = match message.author {
        Author::Visitor => None,
        Author::Assistant => Some(under_answer(state, &message).into_any()),
        Author::Agent => Some(delivered(state, key).into_any()),
    };
    let tongue = (message.author != Author::Agent).then(|| detail.summary.language.clone());
    view! {
        <li class=class id=own_key>
            <p class="by">
                <b dir="auto">{by}</b>
                {source}
                <time>{dates::time_words(at, language())}</time>
            </p>
            {corrects}
            {match message.attachment.clone() {
                Some(file) => attachment::view(&file).into_any(),
                None => view! { <div class="box" dir="auto" lang=tongue>{words_of(message)}</div> }.into_any(),
            }}
            {thumb}
            {under}
        </li>
    }
}

/// A visitor's words stand as they were typed; those of assistant and agents are Markdown.
fn words_of(message: Message) -> AnyView {
    match message.author {
        Author::Visitor => view! { <p class="plain">{message.text}</p> }.into_any(),
        _ => ui::markdown_view(&message.text).into_any(),
    }
}

fn speaker(message: &Message, detail: &ConversationDetail, own: &str, words: &'static Words) -> String {
    match (message.author, &message.name) {
        (Author::Visitor, _) => visitor_name(&detail.summary, words),
        (Author::Assistant, _) => words.assistant.to_owned(),
        (Author::Agent, Some(name)) if name == own => words.you.to_owned(),
        (Author::Agent, Some(name)) => name.clone(),
        (Author::Agent, None) => words.agent.to_owned(),
    }
}

/// Which entry the assistant answered from, and how sure it was.
fn source(
    state: State,
    message: &Message,
    request: &HandoffRequest,
    words: &'static Words,
) -> Option<impl IntoView + use<>> {
    let entry = message.entry.as_ref()?;
    let known = request.trigger.matches.iter().find(|found| found.entry == *entry);
    let known = known
        .map(|found| found.question.clone())
        .filter(|question| !question.is_empty() && question != entry);
    let entry = entry.clone();
    let title = move || known.clone().unwrap_or_else(|| advice::entry_title(state, &entry));
    let sure = message.confidence.map(|confidence| {
        view! { <span class="sure">{confidence_words(confidence, words)} " " {per_cent(confidence, words)}</span> }
    });
    Some(view! { <span class="from">{words.answered_from} " " <cite dir="auto">{title}</cite></span> {sure} })
}

fn thumb(message: &Message, words: &'static Words) -> Option<impl IntoView + use<>> {
    let text = match message.rating? {
        1.. => words.helpful,
        ..=-1 => words.not_helpful,
        0 => return None,
    };
    Some(view! { <p class="thumb">{text}</p> })
}

fn corrects(text: &str, words: &'static Words) -> impl IntoView + use<> {
    let told = match knowledge::markdown::plain(text).trim() {
        "" => words.corrects_unknown.to_owned(),
        text => fill(words.corrects, &[("text", &cut(text, CORRECTED_CHARACTERS))]),
    };
    view! { <p class="corrects" dir="auto">{told}</p> }
}

/// Under each answer of the assistant: what agents think of it, and a correction while they read along.
fn under_answer(state: State, message: &Message) -> impl IntoView + use<> {
    let judged = message.entry.is_some().then(|| verdict::of_answer(state, message.id.clone()));
    view! { {judged} {correct_button(state, message)} }
}

/// While agents read along.
fn correct_button(state: State, message: &Message) -> impl IntoView + use<> {
    let words = words();
    let (id, text) = (message.id.clone(), message.text.clone());
    let is_watched = Memo::new(move |_| {
        state.pane.with(|pane| matches!(pane, Pane::Here(detail) if detail.summary.status == Status::Watched))
    });
    let correct = move || {
        state.corrected.set(Some(Corrected { id: id.clone(), text: text.clone() }));
        keys::focus(composer::REPLY_ID);
    };
    move || {
        let correct = correct.clone();
        is_watched
            .get()
            .then(|| view! { <button class="link" on:click=move |_| correct()>{words.correct}</button> })
    }
}

/// Under the agents' last words: how far they got.
fn delivered(state: State, key: String) -> impl IntoView {
    let words = words();
    let how = Memo::new(move |_| {
        let last = state.pane.with(|pane| match pane {
            Pane::Here(detail) => delivery(detail),
            _ => None,
        });
        last.filter(|(last, _)| *last == key).map(|(_, how)| how)
    });
    move || {
        let text = match how.get()? {
            Delivery::Sent => words.delivered_sent,
            Delivery::Read => words.delivered_read,
        };
        Some(view! { <p class="stage">{text}</p> })
    }
}

fn turned(turning: &Turning, at: i64, request: &HandoffRequest) -> impl IntoView + use<> {
    let words = words();
    let named = |name: &Option<String>, by: &'static str, unnamed: &'static str| {
        name.as_ref().map_or_else(|| unnamed.to_owned(), |name| fill(by, &[("name", name)]))
    };
    let text = match turning {
        Turning::Watched => words.turned_watched.to_owned(),
        Turning::HandedOver => fill(words.turned_handed_over, &[("why", &summary(request, words).why)]),
        Turning::Claimed(name) => named(name, words.turned_claimed, words.turned_claimed_unnamed),
        Turning::PassedOn(name) => named(name, words.turned_passed_on, words.turned_passed_on_unnamed),
        Turning::Released(name) => named(name, words.turned_released_by, words.turned_released),
        Turning::AskedAgain => words.turned_asked_again.to_owned(),
        Turning::Returned(name) => named(name, words.turned_returned_by, words.turned_returned),
        Turning::Resolved(name) => named(name, words.turned_resolved_by, words.turned_resolved),
        Turning::Expired => words.turned_expired.to_owned(),
    };
    view! { <li class="turn"><span dir="auto">{text}</span> {" "} <time>{dates::time_words(at, language())}</time></li> }
}
