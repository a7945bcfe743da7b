//! Keeps the page in step with the desk: asks every two seconds, rests while hidden, backs off while the desk is away.

use std::time::Duration;

use console::{Tab, conversation_in, feeling, reason_words};
use leptos::leptos_dom::helpers::{TimeoutHandle, set_interval, set_timeout_with_handle};
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{Author, ConversationDetail, Inbox, Status};

use super::desk::{self, Trouble};
use super::state::{Access, Listed, Pane, Standing, State, location_fragment};
use super::{kept, marks, outgoing};

/// Between two questions to a desk that answers.
const BEAT_MS: u32 = 2_000;

/// The one timer.
#[derive(Clone, Copy)]
struct Pulse {
    state: State,
    timer: StoredValue<Option<TimeoutHandle>>,
    asking: StoredValue<bool>,
    misses: StoredValue<u32>,
    /// How far the desk's clock is ahead of ours, milliseconds.
    ahead: StoredValue<i64>,
}

/// Starts asking as soon as somebody is signed in, and follows the address.
pub fn start(state: State) {
    let pulse = Pulse {
        state,
        timer: StoredValue::new(None),
        asking: StoredValue::new(false),
        misses: StoredValue::new(0),
        ahead: StoredValue::new(0),
    };
    provide_context(pulse);
    window_event_listener_untyped("visibilitychange", move |_| pulse.after(0));
    window_event_listener_untyped("online", move |_| pulse.after(0));
    window_event_listener_untyped("hashchange", move |_| {
        state.open.set(conversation_in(&location_fragment()).map(str::to_owned));
    });
    set_interval(
        move || state.now.set(ui::now_ms() as i64 + pulse.ahead.get_value()),
        Duration::from_secs(1),
    );
    let signed_in = Memo::new(move |_| state.access.with(|access| matches!(access, Access::In(_))));
    Effect::new(move |_| {
        if signed_in.get() {
            pulse.after(0);
        }
    });
    follow_open(state);
}

/// Asks at once, as after a button, without waiting for the next beat.
pub fn now(state: State) {
    spawn_local(async move {
        if let Ok(Some(inbox)) = desk::inbox(0).await {
            untrack(|| take_in(state, inbox));
        }
    });
}

impl Pulse {
    fn after(self, wait_ms: u32) {
        if let Some(timer) = self.timer.get_value() {
            timer.clear();
        }
        let rests = document().hidden()
            || !self.state.access.with_untracked(|access| matches!(access, Access::In(_)));
        if rests || self.asking.get_value() {
            return;
        }
        let beat = move || spawn_local(self.beat());
        self.timer.set_value(set_timeout_with_handle(beat, Duration::from_millis(wait_ms.into())).ok());
    }

    async fn beat(self) {
        self.asking.set_value(true);
        let revision =
            self.state.listed.with_untracked(|listed| listed.as_ref().map_or(0, |it| it.inbox.revision));
        let answer = desk::inbox(revision).await;
        self.asking.set_value(false);
        let wait_ms = match answer {
            Ok(inbox) => self.in_step(inbox),
            Err(Trouble::SignedOut) => return self.state.access.set(Access::Over),
            Err(_) => self.away(),
        };
        self.after(wait_ms);
    }

    fn in_step(self, inbox: Option<Inbox>) -> u32 {
        self.misses.set_value(0);
        if self.state.standing.get_untracked() != Standing::InStep {
            self.state.standing.set(Standing::InStep);
            outgoing::hurry(self.state);
        }
        if let Some(inbox) = inbox {
            self.ahead.set_value(inbox.now.saturating_sub(ui::now_ms() as i64));
            untrack(|| take_in(self.state, inbox));
        }
        BEAT_MS
    }

    fn away(self) -> u32 {
        let misses = self.misses.get_value();
        self.misses.set_value(misses.saturating_add(1));
        self.state.standing.set(Standing::Away);
        link::retry_delay_ms(misses, ui::random()).max(BEAT_MS)
    }
}

/// A newer inbox; an older one, overtaken on its way, is dropped.
fn take_in(state: State, inbox: Inbox) {
    let known = state.listed.with_untracked(|listed| listed.as_ref().map(|listed| listed.inbox.revision));
    if known.is_some_and(|known| known >= inbox.revision) {
        return;
    }
    if known.is_some() {
        tell_arrivals(state, &inbox);
    }
    state.seen.update_untracked(|seen| seen.keep_only(&inbox.conversations));
    let first = known.is_none();
    state.listed.set(Some(Listed::new(inbox)));
    if first {
        choose_tab(state);
    }
}

/// A link to a conversation opens the tab that shows it; with nobody waiting, the agent's own come first.
fn choose_tab(state: State) {
    let me = state.me();
    let open = state.open.get_untracked().and_then(|id| state.summary(&id));
    let busy = state.count(Tab::Waiting) == 0 && state.count(Tab::Mine) > 0;
    let tab = open.map_or(if busy { Tab::Mine } else { Tab::Waiting }, |summary| Tab::of(&summary, &me));
    state.tab.set(tab);
}

fn tell_arrivals(state: State, inbox: &Inbox) {
    let words = state.language.get_untracked().words();
    let is_new = |id: &str| {
        state.listed.with_untracked(|listed| listed.as_ref().is_none_or(|it| it.get(id).is_none()))
    };
    let arrived = inbox.conversations.iter().find(|row| row.status == Status::Requested && is_new(&row.id));
    if let Some(row) = arrived {
        let mood = marks::feeling_words(feeling(&row.mood), words);
        let slots =
            [("name", row.visitor.as_str()), ("mood", mood), ("why", reason_words(row.reason, words))];
        state.speak(console::words::fill(words.arrived, &slots));
    }
}

/// Fetches the open conversation whenever another is opened or the inbox tells of a change in it.
fn follow_open(state: State) {
    let wanted = Memo::new(move |_| {
        let signed_in = state.access.with(|access| matches!(access, Access::In(_)));
        let id = state.open.get().filter(|_| signed_in)?;
        let listed = state
            .listed
            .with(|listed| listed.as_ref()?.get(&id).map(|row| (row.seq, row.status, row.agent_id.clone())));
        Some((id, listed))
    });
    Effect::new(move |before: Option<Option<String>>| {
        let id = wanted.get().map(|(id, _)| id);
        if before.flatten() != id {
            state.pane.set(Pane::Empty);
            state.refusal.set(None);
            state.background_shown.set(false);
        }
        if let Some(id) = id.clone() {
            spawn_local(fetch_open(state, id));
        }
        id
    });
}

async fn fetch_open(state: State, id: String) {
    let answer = desk::conversation(&id).await;
    if state.open.with_untracked(|open| open.as_deref() != Some(&*id)) {
        return;
    }
    match answer {
        Ok(detail) => untrack(|| show(state, detail)),
        Err(Trouble::SignedOut) => state.access.set(Access::Over),
        Err(Trouble::Missing) => state.pane.set(Pane::Missing),
        Err(_) => state.standing.set(Standing::Away),
    }
}

fn show(state: State, detail: ConversationDetail) {
    outgoing::acknowledge(state, &detail);
    tell_new_words(state, &detail);
    let news = state.seen.try_update(|seen| seen.mark(&detail.summary.id, detail.summary.seq));
    if news == Some(true) {
        kept::keep(kept::SEEN, &state.seen.with_untracked(console::Seen::to_text));
    }
    state.pane.set(Pane::Here(Box::new(detail)));
}

/// What the visitor said since the last look, for screen readers; once each.
fn tell_new_words(state: State, detail: &ConversationDetail) {
    let known = state.pane.with_untracked(|pane| match pane {
        Pane::Here(before) if before.summary.id == detail.summary.id => {
            before.events.last().map(|event| event.seq)
        }
        _ => Some(u64::MAX),
    });
    let is_news = |seq: u64| known.is_none_or(|known| seq > known);
    let events = detail.events.iter().filter(|event| is_news(event.seq));
    let mut said =
        events.filter_map(|event| event.message.as_ref()).filter(|message| message.author == Author::Visitor);
    if let Some(message) = said.next_back() {
        let words = state.language.get_untracked().words();
        let slots = [("name", detail.summary.visitor.as_str()), ("text", message.text.as_str())];
        state.speak(console::words::fill(words.said_now, &slots));
    }
}
