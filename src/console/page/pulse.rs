//! Asks the desk what is new where no line stands: every two seconds, not while hidden, less while it is away.

use std::time::Duration;

use console::sign_in_code;
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
}

/// Starts asking as soon as somebody is signed in, and follows the address.
pub fn start(state: State) {
    let pulse = Pulse {
        state,
        timer: StoredValue::new(None),
        asking: StoredValue::new(false),
        misses: StoredValue::new(0),
    };
    provide_context(pulse);
    window_event_listener_untyped("visibilitychange", move |_| pulse.after(0));
    window_event_listener_untyped("online", move |_| pulse.after(0));
    window_event_listener_untyped("hashchange", move |_| {
        follow_address(state);
    });
    let tick = move || {
        let now = ui::now_ms() as i64 + state.ahead.get_value();
        state.now.set(now);
        state.keep_order(now);
    };
    set_interval(tick, Duration::from_secs(1));
    let asks = Memo::new(move |_| state.signed_in() && !state.live.get());
    Effect::new(move |_| {
        if asks.get() {
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
            untrack(|| told(state, inbox, ticket));
        }
    });
}

/// The desk has answered with an inbox, by whatever way: the page is in step.
pub fn told(state: State, inbox: Inbox, ticket: u64) {
    state.ahead.set_value(inbox.now.saturating_sub(ui::now_ms() as i64));
    listing::take_in(state, inbox, ticket);
    in_step(state);
}

/// Says that the desk is there, and sends what waited for it.
pub fn in_step(state: State) {
    if state.standing.get_untracked() != Standing::InStep {
        state.standing.set(Standing::InStep);
        outgoing::hurry(state);
    }
}

/// Another conversation, or a new sign-in link that was opened in this very tab.
fn follow_address(state: State) {
    let fragment = location_fragment();
    if sign_in_code(&fragment).is_some() {
        // Loading the page anew spends the link; it cannot be refused.
        let _ = window().location().reload();
    } else {
        state.follow_address();
    }
}

impl Pulse {
    fn after(self, wait_ms: u32) {
        if let Some(timer) = self.timer.get_value() {
            timer.clear();
        }
        let rests = document().hidden()
            || self.state.live.get_untracked()
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
        untrack(|| match inbox {
            Some(inbox) => told(self.state, inbox, ticket),
            None => in_step(self.state),
        });
        BEAT_MS
    }

    fn away(self) -> u32 {
        let misses = self.misses.get_value();
        self.misses.set_value(misses.saturating_add(1));
        self.state.standing.set(Standing::Away);
        link::retry_delay_ms(misses, ui::random()).max(BEAT_MS)
    }
}
