//! One line of the transcript: who said it and how sure the assistant was, or what became of the conversation.

use console::words::{Words, fill};
use console::{Line, Said, Turning, confidence_words, percent, summary, visitor_name};
use leptos::prelude::*;
use protocol::{Author, ConversationDetail, HandoffRequest, Message};

use super::{attachment, dates, language, words};

/// A line; `own` is the agent's own name, whose words read as "You".
pub fn view(line: Line, detail: &ConversationDetail, own: &str) -> impl IntoView + use<> {
    match line.said {
        Said::Message(message) => said(*message, line.at, detail, own).into_any(),
        Said::Turning(turning) => turned(&turning, line.at, &detail.request).into_any(),
    }
}

/// A line that says which day it is.
pub fn day(at: i64) -> impl IntoView {
    view! { <li class="turn day"><span>{dates::day_words(at, language())}</span></li> }
}

fn said(message: Message, at: i64, detail: &ConversationDetail, own: &str) -> impl IntoView + use<> {
    let words = words();
    let class = match message.author {
        Author::Visitor => "say visitor",
        Author::Assistant => "say assistant",
        Author::Agent => "say agent",
    };
    let by = speaker(&message, detail, own, words);
    let source = source(&message, &detail.request, words);
    let thumb = thumb(&message, words);
    let tongue = (message.author != Author::Agent).then(|| detail.summary.language.clone());
    view! {
        <li class=class>
            <p class="by">
                <b dir="auto">{by}</b>
                {source}
                <time>{dates::time_words(at, language())}</time>
            </p>
            {match message.attachment.clone() {
                Some(file) => attachment::view(&file).into_any(),
                None => view! { <div class="box" dir="auto" lang=tongue>{words_of(message)}</div> }.into_any(),
            }}
            {thumb}
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
    message: &Message,
    request: &HandoffRequest,
    words: &'static Words,
) -> Option<impl IntoView + use<>> {
    let entry = message.entry.as_ref()?;
    let known = request.trigger.matches.iter().find(|found| found.entry == *entry);
    let title = known.map_or_else(|| entry.clone(), |found| found.question.clone());
    let sure = message.confidence.map(|confidence| {
        view! { <span class="sure">{confidence_words(confidence, words)} {format!(" {} %", percent(confidence))}</span> }
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

fn turned(turning: &Turning, at: i64, request: &HandoffRequest) -> impl IntoView + use<> {
    let words = words();
    let text = match turning {
        Turning::HandedOver => fill(words.turned_handed_over, &[("why", &summary(request, words).why)]),
        Turning::Claimed(Some(name)) => fill(words.turned_claimed, &[("name", name)]),
        Turning::Claimed(None) => words.turned_claimed_unnamed.to_owned(),
        Turning::Released => words.turned_released.to_owned(),
        Turning::AskedAgain => words.turned_asked_again.to_owned(),
        Turning::Returned => words.turned_returned.to_owned(),
        Turning::Resolved => words.turned_resolved.to_owned(),
        Turning::Expired => words.turned_expired.to_owned(),
    };
    view! { <li class="turn"><span dir="auto">{text}</span> {" "} <time>{dates::time_words(at, language())}</time></li> }
}
