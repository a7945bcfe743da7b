//! Replies on their way: one at a time in each conversation, each sent until the desk has it, each once.

use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{ConversationDetail, NewMessage, NewNote, Whisper};
use serde::{Deserialize, Serialize};

use super::desk::{self, Refusal, Trouble};
use super::state::{Access, State};
use super::{kept, pulse};

/// A reply that the open conversation doesn't show yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing {
    /// The conversation it belongs to.
    pub conversation: String,
    /// The very body of every try.
    pub message: NewMessage,
    /// How it is said.
    pub manner: Manner,
    /// How far it got.
    pub stage: Stage,
    /// Tries so far that did not get through.
    pub misses: u32,
}

/// How words are said to the visitor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Manner {
    /// By the agent who has the conversation, or takes it by this.
    #[default]
    Reply,
    /// Beside the assistant, which goes on.
    Whisper {
        /// The id of the assistant's message that it corrects.
        corrects: Option<String>,
    },
    /// To the team alone.
    Note {
        /// Whom it names, by id.
        mentions: Vec<String>,
        /// The team that it asks.
        asks: Option<String>,
        /// The id of the question that it answers.
        answers: Option<String>,
    },
}

/// How far a reply got.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// Behind another, or not tried yet.
    Waits,
    /// On its way.
    Sending,
    /// The desk has it.
    Acknowledged,
    /// The desk couldn't be reached; it goes out when the desk is back.
    Stuck,
    /// The desk said no.
    Refused(Refusal),
}

impl Outgoing {
    /// Whether it goes to the team alone.
    pub fn is_note(&self) -> bool {
        matches!(self.manner, Manner::Note { .. })
    }

    fn new(kept: Kept, stage: Stage) -> Self {
        let Kept { conversation, message, manner } = kept;
        Self { conversation, message, manner, stage, misses: 0 }
    }
}

#[derive(Serialize, Deserialize)]
struct Kept {
    conversation: String,
    message: NewMessage,
    #[serde(default)]
    manner: Manner,
}

/// What this tab had not delivered before it was reloaded.
pub fn kept() -> Vec<Outgoing> {
    let text = kept::in_tab(kept::OUTGOING).unwrap_or_default();
    let kept: Vec<Kept> = ui::from_text(&text).unwrap_or_default();
    kept.into_iter().map(|it| Outgoing::new(it, Stage::Stuck)).collect()
}

/// Sends a reply, after those that wait in the same conversation. Without secure randomness nothing is sent.
pub fn send(state: State, conversation: &str, text: String, manner: Manner) {
    let Some(id) = ui::random_id() else { return };
    let message = NewMessage { id, text, at: ui::now_ms() as i64, entry: None, confidence: None, team: None };
    let reply = Kept { conversation: conversation.to_owned(), message, manner };
    change(state, |outgoing| outgoing.push(Outgoing::new(reply, Stage::Waits)));
    deliver(state, conversation);
}

/// Tries everything again that could not be delivered, as when the desk is back.
pub fn hurry(state: State) {
    let mut conversations: Vec<String> =
        state.outgoing.with_untracked(|outgoing| outgoing.iter().map(|it| it.conversation.clone()).collect());
    conversations.dedup();
    for conversation in conversations {
        deliver(state, &conversation);
    }
}

/// Tries a refused or stuck reply again.
pub fn again(state: State, id: &str) {
    set_stage(state, id, Stage::Waits);
    hurry(state);
}

/// Takes a reply out again and gives back its text.
pub fn take_back(state: State, id: &str) -> String {
    let mut text = String::new();
    change(state, |outgoing| {
        if let Some(place) = outgoing.iter().position(|it| it.message.id == id) {
            text = outgoing.remove(place).message.text;
        }
    });
    text
}

/// Drops the replies that the conversation itself shows by now.
pub fn acknowledge(state: State, detail: &ConversationDetail) {
    let stands = |id: &str| detail.notes.iter().any(|note| note.id == id) || said(detail, id);
    let any = state.outgoing.with_untracked(|outgoing| outgoing.iter().any(|it| stands(&it.message.id)));
    if any {
        change(state, |outgoing| outgoing.retain(|it| !stands(&it.message.id)));
    }
}

fn said(detail: &ConversationDetail, id: &str) -> bool {
    detail.events.iter().any(|event| event.message.as_ref().is_some_and(|it| it.id == id))
}

/// Sends the first reply and the first note of a conversation, unless one is on its way or was refused: order is kept, and
/// a note waits for no reply.
fn deliver(state: State, conversation: &str) {
    for is_note in [false, true] {
        deliver_first(state, conversation, |it| it.is_note() == is_note);
    }
}

fn deliver_first(state: State, conversation: &str, is_meant: impl Fn(&Outgoing) -> bool) {
    let first = state.outgoing.with_untracked(|outgoing| {
        let of_it = |it: &&Outgoing| {
            it.conversation == conversation && it.stage != Stage::Acknowledged && is_meant(it)
        };
        outgoing.iter().find(of_it).cloned()
    });
    if let Some(reply) = first.filter(|reply| matches!(reply.stage, Stage::Waits | Stage::Stuck)) {
        set_stage(state, &reply.message.id, Stage::Sending);
        spawn_local(try_once(state, reply));
    }
}

async fn try_once(state: State, reply: Outgoing) {
    let id = reply.message.id.clone();
    match post(&reply).await {
        Ok(()) => {
            set_stage(state, &id, Stage::Acknowledged);
            pulse::now(state);
            deliver(state, &reply.conversation);
        }
        Err(Trouble::Away) => {
            set_stage(state, &id, Stage::Stuck);
            ui::sleep_ms(f64::from(link::retry_delay_ms(reply.misses, ui::random()))).await;
            deliver(state, &reply.conversation);
        }
        Err(Trouble::SignedOut) => {
            set_stage(state, &id, Stage::Stuck);
            state.access.set(Access::Over);
        }
        Err(Trouble::Missing) => set_stage(state, &id, Stage::Refused(Refusal::missing())),
        Err(Trouble::Refused(refusal)) => set_stage(state, &id, Stage::Refused(refusal)),
    }
}

async fn post(reply: &Outgoing) -> Result<(), Trouble> {
    let NewMessage { id, text, at, .. } = reply.message.clone();
    match reply.manner.clone() {
        Manner::Reply => desk::post(&reply.conversation, &reply.message).await.map(drop),
        Manner::Whisper { corrects } => {
            desk::whisper(&reply.conversation, &Whisper { id, text, corrects, at }).await
        }
        Manner::Note { mentions, asks, answers } => {
            desk::note(&reply.conversation, &NewNote { id, text, mentions, asks, answers }).await
        }
    }
}

fn set_stage(state: State, id: &str, stage: Stage) {
    change(state, |outgoing| {
        if let Some(reply) = outgoing.iter_mut().find(|it| it.message.id == id) {
            reply.misses += u32::from(stage == Stage::Stuck);
            reply.stage = stage;
        }
    });
}

/// Changes the list and keeps what is not delivered for a reload.
fn change(state: State, edit: impl FnOnce(&mut Vec<Outgoing>)) {
    state.outgoing.update(edit);
    let undelivered: Vec<Kept> = state.outgoing.with_untracked(|outgoing| {
        let kept = |it: &Outgoing| Kept {
            conversation: it.conversation.clone(),
            message: it.message.clone(),
            manner: it.manner.clone(),
        };
        outgoing.iter().filter(|it| it.stage != Stage::Acknowledged).map(kept).collect()
    });
    let text = if undelivered.is_empty() { None } else { ui::to_text(&undelivered) };
    kept::keep_in_tab(kept::OUTGOING, &text.unwrap_or_default());
}
