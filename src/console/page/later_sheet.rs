//! Choosing a time, in the agent's zone: until when a conversation rests, or by when it is due.

use console::words::Words;
use console::{Later, later};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::ConversationSummary;

use super::sheet::{TITLE_ID, answered, cancel, problem_view};
use super::state::{Sheet, State};
use super::{dates, desk, language, words};

const HOUR_MS: i64 = 3_600_000;

/// The choices for a conversation; pressing one is all that is needed.
pub fn view(state: State, sheet: Sheet, summary: ConversationSummary) -> impl IntoView {
    let words = words();
    let problem = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let is_snooze = sheet == Sheet::Snooze;
    let (title, lead) = match is_snooze {
        true => (words.snooze_title, words.snooze_lead),
        false => (words.due_title, words.due_lead),
    };
    let id = summary.id;
    let choose = move |at: Option<i64>| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        problem.set(None);
        let id = id.clone();
        spawn_local(async move {
            let answer = if is_snooze { desk::snooze(&id, at).await } else { desk::set_due(&id, at).await };
            busy.set(false);
            answered(state, answer, problem);
        });
    };
    let leaf = |label: &'static str, at: i64| {
        let choose = choose.clone();
        view! {
            <button class="leaf when" on:click=move |_| choose(Some(at))>
                <span>{label}</span> {" "} <time class="muted">{dates::soon_words(at, language())}</time>
            </button>
        }
    };
    let choices = times().into_iter().map(|(what, at)| leaf(later_words(what, words), at)).collect_view();
    let none = (!is_snooze && summary.due_by_hand).then(|| {
        let choose = choose.clone();
        view! { <button class="leaf" on:click=move |_| choose(None)>{words.due_none}</button> }
    });
    view! {
        <h2 id=TITLE_ID tabindex="-1">{title}</h2>
        <p class="muted">{lead}</p>
        <div class="leaves">{choices} {none}</div>
        {own_time(if is_snooze { words.snooze } else { words.save }, choose, problem)}
        {problem_view(problem)}
        <div class="ends">{cancel(state)}</div>
    }
}

/// The times that are offered now, Unix milliseconds.
fn times() -> Vec<(Later, i64)> {
    let now = ui::now_ms() as i64;
    let offered = later(dates::weekday(now), dates::hour(now)).into_iter();
    offered.map(|(what, at)| (what, at.map_or(now + HOUR_MS, |at| dates::at(now, at)))).collect()
}

fn later_words(what: Later, words: &'static Words) -> &'static str {
    match what {
        Later::Hour => words.later_hour,
        Later::Afternoon => words.later_afternoon,
        Later::Morning => words.later_morning,
        Later::Monday => words.later_monday,
    }
}

fn own_time(
    button: &'static str,
    choose: impl Fn(Option<i64>) + Clone + 'static,
    problem: RwSignal<Option<String>>,
) -> impl IntoView {
    let words = words();
    let typed = RwSignal::new(String::new());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        match dates::local(&typed.get_untracked()).filter(|at| *at > ui::now_ms() as i64) {
            Some(at) => choose(Some(at)),
            None => problem.set(Some(words.later_wrong.to_owned())),
        }
    };
    view! {
        <form class="own-time" on:submit=submit>
            <label for="own-time">{words.later_own}</label>
            <div class="one-line">
                <input id="own-time" type="datetime-local" on:input:target=move |event| typed.set(event.target().value()) />
                <button class="button" type="submit">{button}</button>
            </div>
        </form>
    }
}
