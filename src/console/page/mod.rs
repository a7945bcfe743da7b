//! The page: signed out or at the desk, in the agent's language.

mod access;
mod account;
mod advice;
mod agent_fields;
mod agent_sheet;
mod agents;
mod attachment;
mod background;
mod bell;
mod bell_choices;
mod browsers;
mod called;
mod canned;
mod clip;
mod clipboard;
mod composer;
mod contact;
mod conversation;
mod dates;
mod desk;
mod dialog;
mod early;
mod filters;
mod finding;
mod head;
mod inbox;
mod insights;
mod kept;
mod keys;
mod keys_dialog;
mod knowledge;
mod later_sheet;
mod list;
mod listing;
mod live_link;
mod location;
mod marks;
mod menu;
mod message;
mod mood_plot;
mod more;
mod note_box;
mod note_card;
mod offers;
mod one_time_link;
mod opened;
mod outgoing;
mod parts;
mod password;
mod pulse;
mod rail;
mod reading;
mod replies;
mod review;
mod roster;
mod row;
mod search;
mod setup;
mod sheet;
mod sign_in;
mod state;
mod stopped;
mod suggestions;
mod transcript;
mod transfer;
mod uploads;
mod verdict;

use console::Place;
use console::words::{KnowledgeWords, Language, SetupWords, Words};
use leptos::prelude::*;

use self::state::State;

/// The whole page; everything in it is drawn anew when the language changes.
pub fn app() -> impl IntoView {
    stopped::tell();
    let state = State::new();
    sign_in::enter(state);
    pulse::start(state);
    live_link::start(state);
    finding::follow(state);
    bell::listen();
    reading::follow(state);
    advice::follow(state);
    called::follow(state);
    keys::listen(state);
    let signed_in = Memo::new(move |_| state.signed_in());
    rail::count_suggestions(state);
    Effect::new(move |_| name_page(state));
    Effect::new(move |_| {
        if !state.access.with(|access| *access == state::Access::Checking) {
            early::take_mark_away();
        }
    });
    Effect::new(move |_| {
        if signed_in.get() {
            canned::fetch(state);
        } else {
            state.close_dialogs();
        }
    });
    move || {
        provide_context(state.language.get());
        if signed_in.get() { at_the_desk(state).into_any() } else { parts::door(state).into_any() }
    }
}

fn at_the_desk(state: State) -> impl IntoView {
    let open = move || state.open.with(Option::is_some);
    view! {
        <div class="desk" class:reading=open>
            {rail::standing(state)}
            {rail::view(state)}
            <main class="work">
                {move || match state.place.get() {
                    Place::Inbox => view! { {inbox::view(state)} {conversation::view(state)} }.into_any(),
                    place => parts::page(state, place).into_any(),
                }}
            </main>
            {parts::own_dialogs(state)}
            <p class="unseen" role="status" aria-live="polite">{move || state.spoken.get()}</p>
        </div>
    }
}

/// The words of the language that this part of the page is drawn in.
fn words() -> &'static Words {
    use_context::<Language>().unwrap_or(Language::English).words()
}

/// The same for the pages of what the desk is set to.
fn setup_words() -> &'static SetupWords {
    language().setup_words()
}

/// The same for the knowledge base.
fn knowledge_words() -> &'static KnowledgeWords {
    language().knowledge_words()
}

/// The language that this part of the page is drawn in.
fn language() -> Language {
    use_context::<Language>().unwrap_or(Language::English)
}

/// Keeps the page's language and its title, with how many wait, up to date.
fn name_page(state: State) {
    let language = state.language.get();
    let words = language.words();
    let document = document();
    if let Some(root) = document.document_element() {
        // The attribute exists on every root element, so that nothing can refuse it.
        let _ = root.set_attribute("lang", language.tag());
    }
    let waiting = state.count(console::Tab::Waiting);
    let title = match waiting {
        0 => words.product.to_owned(),
        waiting => console::words::fill(words.title_waiting, &[("n", &waiting.to_string())]),
    };
    document.set_title(&title);
}
