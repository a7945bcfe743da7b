//! Dialogs about the open conversation: asking a team, and handing back with a note; the times stand in `later_sheet`.

use console::teams_of;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{ConversationSummary, MESSAGE_CHARACTERS, NewNote};

use super::desk::{self, Refusal, Trouble};
use super::state::{Access, NoteTo, Sheet, State};
use super::{dialog, head, keys, later_sheet, note_box, pulse, roster, words};

/// The element id of each dialog's title.
pub const TITLE_ID: &str = "sheet-title";

/// The dialog that is open.
pub fn view(state: State, summary: Memo<Option<ConversationSummary>>) -> impl IntoView {
    Effect::new(move |_| {
        if state.sheet_shown.get() && state.sheet.get_untracked() == Sheet::Ask {
            roster::ask(state);
        }
    });
    dialog::view(state.sheet_shown, "sheet", TITLE_ID, move || {
        let summary = summary.get_untracked()?;
        Some(match state.sheet.get_untracked() {
            Sheet::Ask => ask(state).into_any(),
            Sheet::HandBack => hand_back(state, summary.id).into_any(),
            sheet @ (Sheet::Snooze | Sheet::Due) => later_sheet::view(state, sheet, summary).into_any(),
        })
    })
}

/// What the desk said to what a dialog asked for: done it closes, else it says why.
pub fn answered(state: State, answer: Result<(), Trouble>, problem: RwSignal<Option<String>>) {
    let words = state.language.get_untracked().words();
    match answer {
        Ok(()) => {
            state.sheet_shown.set(false);
            keys::focus_soon(head::WHO_ID);
            pulse::now(state);
        }
        Err(Trouble::SignedOut) => state.access.set(Access::Over),
        Err(Trouble::Missing) => problem.set(Some(Refusal::missing().words(words))),
        Err(Trouble::Refused(refusal)) => problem.set(Some(refusal.words(words))),
        Err(Trouble::Away) => problem.set(Some(words.failed.to_owned())),
    }
}

/// Why it came to nothing.
pub fn problem_view(problem: RwSignal<Option<String>>) -> impl IntoView {
    move || problem.get().map(|why| view! { <p class="problem" role="alert">{why}</p> })
}

/// Closes the dialog without doing anything.
pub fn cancel(state: State) -> impl IntoView {
    view! { <button class="button" type="button" on:click=move |_| state.sheet_shown.set(false)>{words().cancel}</button> }
}

fn ask(state: State) -> impl IntoView {
    let words = words();
    let choice = move |team: String| {
        let to = team.clone();
        let chosen = move |_| {
            state.sheet_shown.set(false);
            note_box::open(state, NoteTo::Ask(to.clone()));
        };
        view! { <button class="leaf" dir="auto" on:click=chosen>{team}</button> }
    };
    let teams = move || match state.roster.get() {
        None => view! { <p class="muted late" role="status">{words.loading}</p> }.into_any(),
        Some(agents) => match teams_of(&agents) {
            teams if teams.is_empty() => view! { <p class="muted">{words.ask_nobody}</p> }.into_any(),
            teams => {
                view! { <div class="leaves">{teams.into_iter().map(choice).collect_view()}</div> }.into_any()
            }
        },
    };
    view! {
        <h2 id=TITLE_ID tabindex="-1">{words.ask_title}</h2>
        <p class="muted">{words.ask_lead}</p>
        {teams}
        <div class="ends">{cancel(state)}</div>
    }
}

fn hand_back(state: State, conversation: String) -> impl IntoView {
    let words = words();
    let text = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    // The same for every try, so that a repeat is one note.
    let id = ui::random_id();
    let fits =
        move || text.with(|text| !text.trim().is_empty() && text.chars().count() <= MESSAGE_CHARACTERS);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(id) = id.clone().filter(|_| !busy.get_untracked() && untrack(fits)) else { return };
        busy.set(true);
        problem.set(None);
        let note = NewNote { id, text: text.get_untracked().trim().to_owned(), ..NewNote::default() };
        let conversation = conversation.clone();
        spawn_local(async move {
            let answer = desk::hand_back(&conversation, note).await;
            busy.set(false);
            answered(state, answer, problem);
        });
    };
    view! {
        <form on:submit=submit>
            <h2 id=TITLE_ID>{words.hand_back_title}</h2>
            <p class="muted">{words.hand_back_lead}</p>
            <label for="back-note">{words.hand_back_label}</label>
            <textarea id="back-note" class="noted" rows="4" dir="auto" prop:value=text
                on:input:target=move |event| text.set(event.target().value())></textarea>
            {problem_view(problem)}
            <div class="ends">
                {cancel(state)}
                <button class="button go" type="submit" disabled=move || busy.get() || !fits()>{words.hand_back}</button>
            </div>
        </form>
    }
}
