//! Keeps the page in step with the desk: asks every two seconds, rests while hidden, backs off while the desk is away.

use std::time::Duration;

use console::{conversation_in, sign_in_code};
use leptos::leptos_dom::helpers::{TimeoutHandle, set_interval, set_timeout_with_handle};
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::Inbox;

use super::desk::{self, Trouble};
use super::state::{Access, Standing, State, location_fragment};
use super::{listing, opened, outgoing};

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
        follow_address(state);
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
    opened::follow(state);
}

/// Asks at once, as after a button, without waiting for the next beat.
pub fn now(state: State) {
    let ticket = listing::ticket(state);
    spawn_local(async move {
        if let Ok(Some(inbox)) = desk::inbox(None).await {
            untrack(|| listing::take_in(state, inbox, ticket));
        }
    });
}

/// Another conversation, or a new sign-in link that was opened in this very tab.
fn follow_address(state: State) {
    let fragment = location_fragment();
    if sign_in_code(&fragment).is_some() {
        // Loading the page anew spends the link; it cannot be refused.
        let _ = window().location().reload();
    } else {
        state.open.set(conversation_in(&fragment).map(str::to_owned));
    }
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
        let revision = self.state.listed.with_untracked(|listed| listed.as_ref().map(|it| it.inbox.revision));
        let ticket = listing::ticket(self.state);
        let answer = desk::inbox(revision).await;
        self.asking.set_value(false);
        let wait_ms = match answer {
            Ok(inbox) => self.in_step(inbox, ticket),
            Err(Trouble::SignedOut) => return self.state.access.set(Access::Over),
            Err(_) => self.away(),
        };
        self.after(wait_ms);
    }

    fn in_step(self, inbox: Option<Inbox>, ticket: u64) -> u32 {
        self.misses.set_value(0);
        if self.state.standing.get_untracked() != Standing::InStep {
            self.state.standing.set(Standing::InStep);
            outgoing::hurry(self.state);
        }
        if let Some(inbox) = inbox {
            self.ahead.set_value(inbox.now.saturating_sub(ui::now_ms() as i64));
            untrack(|| listing::take_in(self.state, inbox, ticket));
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
