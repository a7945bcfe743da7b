//! Who is at the desk, asked for whenever somebody looks.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::desk::{self, Trouble};
use super::state::{Access, Standing, State};

/// Asks anew; what was known stays until the answer.
pub fn ask(state: State) {
    spawn_local(async move {
        match desk::agents().await {
            Ok(agents) => state.roster.set(Some(agents.agents)),
            Err(Trouble::SignedOut) => state.access.set(Access::Over),
            Err(_) => state.standing.set(Standing::Away),
        }
    });
}
