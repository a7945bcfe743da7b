//! What can be done with the open conversation beyond its two buttons: the menu, and the same by letters.

use console::words::Words;
use console::{Tool, main_step, owner, second_step, tools};
use leptos::prelude::*;
use leptos::task::spawn_local;
use link::Action;
use protocol::ConversationSummary;

use super::menu::{self, Item};
use super::state::{Sheet, State};
use super::{desk, head, keys, words};

/// The element id of the button.
pub const MORE_ID: &str = "more";

/// The menu of the conversation that `summary` tells of.
pub fn view(state: State, summary: Memo<Option<ConversationSummary>>) -> impl IntoView {
    let words = words();
    let possible = Memo::new(move |_| {
        let of = |it: &ConversationSummary| (it.id.clone(), tools(it, owner(it, &state.me()), state.role()));
        summary.with(|summary| summary.as_ref().map(of))
    });
    let items = move || {
        let (id, tools) = possible.get().unwrap_or_default();
        let item = |tool: Tool| {
            let id = id.clone();
            let (label, key) = (label(tool, words), key(tool));
            Item { label, key, act: Box::new(move || act(state, &id, tool)) }
        };
        tools.into_iter().map(item).collect()
    };
    menu::view(state.more_shown, MORE_ID, words.more, "M", items)
}

/// Does what a letter stands for, where that is possible; says whether it was.
pub fn by_key(state: State, pressed: &str) -> bool {
    let Some(summary) = state.open.get_untracked().and_then(|id| state.summary(&id)) else { return false };
    if pressed == "m" {
        state.more_shown.set(true);
        return true;
    }
    let owner = owner(&summary, &state.me());
    let buttons = [main_step(owner), second_step(owner)].into_iter().flatten().map(Tool::Step);
    let mut possible = tools(&summary, owner, state.role()).into_iter().chain(buttons);
    let Some(tool) = possible.find(|tool| key(*tool).eq_ignore_ascii_case(pressed)) else { return false };
    state.more_shown.set(false);
    act(state, &summary.id, tool);
    true
}

/// Closes the menu, with the focus back on its button; says whether it was open.
pub fn close(state: State) -> bool {
    let is_open = state.more_shown.get_untracked();
    if is_open {
        state.more_shown.set(false);
        keys::focus(MORE_ID);
    }
    is_open
}

fn key(tool: Tool) -> &'static str {
    match tool {
        Tool::Step(Action::Claim) => "C",
        Tool::Step(Action::Release) => "U",
        Tool::Step(Action::Return) => "H",
        Tool::Step(_) => "E",
        Tool::TakeOver => "T",
        Tool::PassOn => "P",
        Tool::Ask => "A",
        Tool::Snooze => "S",
        Tool::Wake => "W",
        Tool::Due => "D",
        Tool::HandBackWithNote => "B",
        Tool::ResolveAsException => "X",
    }
}

fn label(tool: Tool, words: &'static Words) -> &'static str {
    match tool {
        Tool::Step(Action::Claim) => words.claim,
        Tool::Step(Action::Release) => words.release,
        Tool::Step(Action::Return) => words.hand_back,
        Tool::Step(_) => words.resolve,
        Tool::TakeOver => words.take_over,
        Tool::PassOn => words.pass_on,
        Tool::Ask => words.ask_team,
        Tool::Snooze => words.snooze,
        Tool::Wake => words.wake,
        Tool::Due => words.due_date,
        Tool::HandBackWithNote => words.hand_back_note,
        Tool::ResolveAsException => words.resolve_exception,
    }
}

fn act(state: State, id: &str, tool: Tool) {
    let sheet = |sheet| {
        state.sheet.set(sheet);
        state.sheet_shown.set(true);
    };
    match tool {
        Tool::Step(action) => head::act(state, id, action),
        Tool::TakeOver => head::take_over(state, id),
        Tool::PassOn => state.transfer_shown.set(true),
        Tool::Ask => sheet(Sheet::Ask),
        Tool::Snooze => sheet(Sheet::Snooze),
        Tool::Due => sheet(Sheet::Due),
        Tool::HandBackWithNote => sheet(Sheet::HandBack),
        Tool::Wake | Tool::ResolveAsException => {
            let id = id.to_owned();
            state.refusal.set(None);
            spawn_local(async move {
                let answer = match tool {
                    Tool::Wake => desk::snooze(&id, None).await,
                    _ => desk::resolve_as_exception(&id).await,
                };
                head::acted(state, answer, head::WHO_ID);
            });
        }
    }
}
