//! One turn on screen: who, the words as nodes, how it stands with the desk, thumbs; and the choices beneath.

use engine::Thumb;
use protocol::Author;
use ui::{El, el, markdown_elements};

use crate::app::{App, Part, State};
use crate::conversation::{Chip, Kind};
use crate::file_view;
use crate::header::author_word;
use crate::panel::button;
use crate::told::Told;

/// A turn; its words never change once shown, only what stands around them.
pub fn turn_view(app: App, id: &str) -> El {
    let Some(turn) = app.look().turn(id).cloned() else { return el("p") };
    if turn.kind == Kind::Note {
        return el("p").class("note").text(&turn.message.text);
    }
    let person = app.look().person;
    let file = person.and_then(|person| (person.file)(app, &turn));
    let message = turn.message;
    let class = match message.author {
        Author::Visitor => "say me",
        Author::Assistant => "say",
        Author::Agent => "say warm",
    };
    let words = el("div").class("box").attr("dir", "auto");
    let words = match (file, message.author) {
        (Some(file), _) => file,
        (None, Author::Visitor) => words.child(el("p").class("plain").text(&message.text)),
        (None, _) => words.children(markdown_elements(&message.text)),
    };
    let name = if turn.kind == Kind::Automatic { Some(app.say("automatic")) } else { message.name };
    let view = el("div").class(class).child(who_view(app, message.author, name)).child(words);
    let (id, rated) = (message.id, message.entry.is_some());
    match message.author {
        Author::Visitor => view.child_with(move || {
            let person = app.see(Part::Desk).person?;
            (person.delivery)(app, &id)
        }),
        Author::Assistant if rated => view.child_with(move || Some(thumbs(app, &id))),
        Author::Assistant if turn.kind == Kind::Contact => {
            let card = app.look().person.map(|person| person.contact_card);
            view.children(card.map(|card| card(app)))
        }
        Author::Assistant | Author::Agent => view,
    }
}

/// Who speaks: seen as a coloured dot and a word; for the visitor's own words only heard.
pub fn who_view(app: App, author: Author, name: Option<String>) -> El {
    let who = name.unwrap_or_else(|| app.say(author_word(author)));
    let class = if author == Author::Visitor { "who heard" } else { "who" };
    el("p").class(class).child(el("span").class("dot").attr("aria-hidden", "true")).text(&who)
}

fn thumbs(app: App, id: &str) -> El {
    let rating = app.see(Part::Turns).turn(id).and_then(|turn| turn.message.rating);
    if let Some(rating) = rating {
        let word = if rating == 1 { "thanks_rating" } else { "not_helpful" };
        return el("p").class("state").text(&app.say(word));
    }
    let thumb = |word: &str, thumb: Thumb| {
        let id = id.to_owned();
        button("small", &app.say(word), move |_| {
            app.rate(&id, thumb);
            app.focus_composer();
        })
    };
    el("div").class("tools").child(thumb("helpful", Thumb::Up)).child(thumb("not_helpful", Thumb::Down))
}

/// How a visitor's message stands with the desk; nothing where it was for the assistant.
pub fn delivery(app: App, id: &str) -> Option<El> {
    if let Some(state) = file_view::state_view(app, id) {
        return Some(state);
    }
    let refused = app.see(Part::Turns).turn(id).filter(|turn| turn.kind == Kind::Refused).cloned();
    if let Some(turn) = refused {
        let again = button("small", &app.say("retry"), move |_| {
            app.post_again(&turn);
            app.focus_composer();
        });
        return Some(el("div").class("tools").child(el("span").text(&app.say("failed"))).child(again));
    }
    let state = app.see(Part::Desk);
    let word = match state.tries(id) {
        Some(0) => "sending",
        Some(_) => "kept",
        None => arrived(&state, id)?,
    };
    Some(el("p").class("state").text(&state.words.get(word)))
}

/// Whether the visitor's latest words have arrived or been read; nothing beneath earlier ones.
fn arrived(state: &State, id: &str) -> Option<&'static str> {
    let handoff = state.kept.handoff.as_ref()?;
    let told = Told::of(handoff);
    let mut own = state.kept.turns.iter().rev().filter(|turn| turn.message.author == Author::Visitor);
    let is_last = own.next().is_some_and(|turn| turn.message.id == id);
    if told.follow.said == 0 || !is_last {
        return None;
    }
    Some(if told.follow.agent_read >= told.follow.said { "read" } else { "sent" })
}

/// Choices as buttons, with an optional heading.
pub fn chips_view(app: App, heading: Option<String>, chips: Vec<Chip>) -> El {
    let heading = heading.map(|heading| el("p").class("heading").text(&heading));
    el("div")
        .class("chips")
        .children(heading)
        .children(chips.into_iter().filter_map(|chip| chip_view(app, chip)))
}

fn chip_view(app: App, chip: Chip) -> Option<El> {
    let label = match &chip {
        Chip::Entry(id) => {
            let state = app.look();
            state.assistant.text(state.assistant.position(id)?)?.question.clone()
        }
        Chip::NoneOfThese => app.say("none_of_these"),
        Chip::Person => app.say("talk_to_person"),
        Chip::NoThanks => app.say("no_thanks"),
        Chip::Settled(_) => app.say("settled"),
        Chip::NotSettled(_) => app.say("not_settled"),
    };
    let class = if chip == Chip::Person { "chip person" } else { "chip" };
    let press = move |_| {
        app.press(&chip);
        app.focus_composer();
    };
    Some(button(class, &label, press))
}
