//! One turn on screen: who, the words as nodes, how it stands with the desk, thumbs; and the choices beneath.

use engine::Thumb;
use leptos::ev;
use leptos::html::{a, button, div, p, span};
use leptos::prelude::*;
use protocol::Author;
use ui::markdown_view;

use crate::app::App;
use crate::contact_card::contact_card;
use crate::conversation::{Chip, Kind, Turn};
use crate::header::author_word;

/// A turn; its words never change once shown, only what stands around them.
pub fn turn_view(app: App, turn: Turn) -> AnyView {
    if turn.kind == Kind::Note {
        return p().class("note").child(turn.message.text).into_any();
    }
    let author = turn.message.author;
    let class = match author {
        Author::Visitor => "say me",
        Author::Assistant => "say",
        Author::Agent => "say warm",
    };
    let id = turn.message.id.clone();
    let words = match author {
        Author::Visitor => vec![p().class("plain").child(turn.message.text.clone()).into_any()],
        Author::Assistant | Author::Agent => markdown_view(&turn.message.text),
    };
    let contact = (turn.kind == Kind::Contact).then(|| contact_card(app));
    let rated = turn.message.entry.is_some() && author == Author::Assistant;
    let id_below = id.clone();
    div()
        .class(class)
        .child((
            who_view(app, author, turn.message.name.clone()),
            div().class("box").attr("dir", "auto").child(words),
            contact,
            rated.then_some(move || thumbs(app, &id)),
            (author == Author::Visitor).then_some(move || delivery(app, &id_below)),
        ))
        .into_any()
}

/// Who speaks: seen as a coloured dot and a word; for the visitor's own words only heard.
pub fn who_view(app: App, author: Author, name: Option<String>) -> AnyView {
    let who = name.unwrap_or_else(|| app.say(author_word(author)));
    let class = if author == Author::Visitor { "who heard" } else { "who" };
    p().class(class).child((span().class("dot").attr("aria-hidden", "true"), who)).into_any()
}

fn thumbs(app: App, id: &str) -> AnyView {
    let rating = app.turns.with(|turns| {
        turns.iter().find(|turn| turn.message.id == id).and_then(|turn| turn.message.rating)
    });
    if rating.is_some() {
        let word = if rating == Some(1) { "thanks_rating" } else { "not_helpful" };
        return p().class("state").child(app.say(word)).into_any();
    }
    let thumb = |word: &str, thumb: Thumb| {
        let id = id.to_owned();
        button()
            .attr("type", "button")
            .class("small")
            .on(ev::click, move |_| app.rate(&id, thumb))
            .child(app.say(word))
            .into_any()
    };
    div().class("tools").child(vec![thumb("helpful", Thumb::Up), thumb("not_helpful", Thumb::Down)]).into_any()
}

/// How a visitor's message stands with the desk; nothing where it was for the assistant.
fn delivery(app: App, id: &str) -> Option<AnyView> {
    let waits = app.outbox.with(|outbox| outbox.items().iter().find(|item| item.key == id).map(|item| item.attempts));
    let refused = app.turns.with(|turns| {
        turns.iter().find(|turn| turn.message.id == id).filter(|turn| turn.kind == Kind::Refused).cloned()
    });
    if let Some(turn) = refused {
        let again = button()
            .attr("type", "button")
            .class("small")
            .on(ev::click, move |_| app.post_again(&turn))
            .child(app.say("retry"));
        return Some(div().class("tools").child((span().child(app.say("failed")), again)).into_any());
    }
    let word = if waits? == 0 { "sending" } else { "kept" };
    Some(p().class("state").child(app.say(word)).into_any())
}

/// Choices as buttons, with an optional heading.
pub fn chips_view(app: App, heading: Option<String>, chips: Vec<Chip>) -> AnyView {
    let buttons: Vec<AnyView> = chips.into_iter().filter_map(|chip| chip_view(app, chip)).collect();
    let heading = heading.map(|heading| p().class("heading").child(heading));
    div().class("chips").child((heading, buttons)).into_any()
}

fn chip_view(app: App, chip: Chip) -> Option<AnyView> {
    let label = match &chip {
        Chip::Entry(id) => app.look(|inner| {
            Some(inner.assistant.text(inner.assistant.position(id)?)?.question.clone())
        })?,
        Chip::NoneOfThese => app.say("none_of_these"),
        Chip::Person => app.say("talk_to_person"),
        Chip::NoThanks => app.say("no_thanks"),
    };
    let class = if chip == Chip::Person { "chip person" } else { "chip" };
    let press = move |_| {
        app.press(&chip);
        app.focus_composer();
    };
    Some(button().attr("type", "button").class(class).on(ev::click, press).child(label).into_any())
}

/// A link out of the panel.
pub fn link_view(url: String, label: String) -> AnyView {
    a().class("chip person").href(url).target("_blank").rel("noopener noreferrer").child(label).into_any()
}
