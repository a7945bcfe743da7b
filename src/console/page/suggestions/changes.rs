//! What a setting of the triage would do: questions that were asked, each with what became of it and what would.

use console::address_of;
use console::words::{SuggestWords, fill};
use leptos::prelude::*;
use protocol::{Course, Suggestion, Went};

use super::super::advice;
use super::super::state::State;

/// The list, folded up under how many they are in a month.
pub fn view(state: State, suggestion: &Suggestion, words: &'static SuggestWords) -> AnyView {
    if suggestion.changes.is_empty() {
        return ().into_any();
    }
    let summary = match suggestion.otherwise.round() {
        n if n >= 1.0 => fill(words.otherwise, &[("n", &(n as u64).to_string())]),
        _ => words.otherwise_little.to_owned(),
    };
    let held = suggestion.changes.clone();
    // Drawn anew when the entries have come.
    let rows = move || {
        let row = |one: &protocol::Otherwise| {
            let times = (one.times > 1).then(|| {
                view! { "\u{a0}" <small>{fill(words.evidence_times, &[("n", &one.times.to_string())])}</small> }
            });
            let link = one.conversation.as_ref().map(|id| {
                let href = address_of(id);
                view! { " " <a href=href>{words.conversation}</a> }
            });
            let (before, after) = (course(state, &one.before, words), course(state, &one.after, words));
            view! {
                <li>
                    <q dir="auto">{one.text.clone()}</q>{times} {link}
                    <p class="small" dir="auto">{words.now} {words.colon} {before}</p>
                    <p class="small" dir="auto">{words.proposed} {words.colon} {after}</p>
                </li>
            }
        };
        held.iter().map(row).collect_view()
    };
    view! {
        <details class="changes"><summary>{summary}</summary><ul>{rows}</ul></details>
    }
    .into_any()
}

/// What becomes of a question, in words.
fn course(state: State, course: &Course, words: &SuggestWords) -> String {
    let named = |template: &str, name: &str| fill(template, &[("name", name)]);
    let entry = course.entry.as_ref().map(|id| advice::entry_title(state, id));
    match (course.went, &entry, &course.team) {
        (Went::HandedOver, _, Some(team)) => named(words.went_team, team),
        (Went::HandedOver, ..) => words.went_person.to_owned(),
        (Went::Answered, Some(entry), _) => named(words.went_answered, entry),
        (Went::Chosen, Some(entry), _) => named(words.went_chosen, entry),
        _ => words.went_unanswered.to_owned(),
    }
}
