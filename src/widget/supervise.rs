//! Reading along: where the owner allows it and the visitor is told, what is said to the assistant reaches the desk too.

use protocol::{Editions, Status, WatchRequest};

use crate::app::{App, Part};
use crate::conversation::{Handoff, Kind, Turn};
use crate::told::Told;

/// Tells the desk of one more turn; what can't be delivered now is kept, as words to a person are.
pub fn watch(app: App, turn: &Turn) {
    let (has_desk, with_person) = (app.look().config.desk.is_some(), app.look().with_person().is_some());
    if !has_desk || with_person || turn.kind != Kind::Words {
        return;
    }
    let made = app.look().watched(turn);
    let Some((handoff, key, body)) = made else { return };
    app.change(Part::Desk, |state| {
        state.kept.outbox.push(&key, "POST", "api/v1/watch", body);
        state.kept.handoff = Some(handoff);
    });
    app.keep();
    app.keep_in_touch();
}

impl crate::app::State {
    /// The conversation at the desk, with the key and body that tell of a turn; none without a source of secrets.
    fn watched(&self, turn: &Turn) -> Option<(Handoff, String, String)> {
        let known = self.kept.handoff.as_ref().filter(|handoff| !handoff.undone && handoff.refused.is_none());
        let handoff = match known {
            Some(handoff) => handoff.clone(),
            None => {
                let mut fresh = Handoff {
                    conversation: ui::random_id()?,
                    token: ui::random_id()?,
                    key: ui::random_id()?,
                    seq: 0,
                    status: None,
                    agent: None,
                    refused: None,
                    undone: false,
                    told: String::new(),
                };
                Told::follow(&mut fresh, |follow| follow.status = Some(Status::Watched));
                fresh
            }
        };
        let request = WatchRequest {
            version: protocol::VERSION,
            conversation: handoff.conversation.clone(),
            language: self.language(&turn.message.text),
            said: vec![turn.message.clone()],
            mood: self.outcome.as_ref().map(|outcome| (&outcome.mood).into()).unwrap_or_default(),
            page: crate::handoff::page(),
            editions: Editions {
                knowledge: self.assistant.knowledge.edition(),
                widget: env!("CARGO_PKG_VERSION").to_owned(),
            },
        };
        let key = ["watch-", &turn.message.id].concat();
        Some((handoff, key, ui::to_text(&request)?))
    }
}
