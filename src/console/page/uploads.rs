//! An agent's files on their way: one at a time in each conversation, each until the desk has it, each once.

use std::cell::RefCell;

use js_sys::Uint8Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{Attachment, Posted, Problem};
use ui::{ChosenFile, Reply};

use super::outgoing::Stage as WordsStage;
use super::pulse;
use super::state::{Access, State};

/// How often a file looks whether its turn has come, milliseconds.
const LOOK_MS: f64 = 300.0;

thread_local! {
    /// What is in the files on their way, by the ids of their messages.
    static BYTES: RefCell<Vec<(String, Uint8Array)>> = const { RefCell::new(Vec::new()) };
}

/// A file that the open conversation may not show yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Uploading {
    /// The conversation it belongs to.
    pub conversation: String,
    /// The id of its message.
    pub message: String,
    /// What it is; its id is empty.
    pub file: Attachment,
    /// How far it got.
    pub stage: Stage,
    /// Which part of it has left, 0 to 1.
    pub part: f64,
    chosen_at: i64,
    misses: u32,
}

/// How far a file got.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// Behind another, or behind words.
    Waits,
    /// On its way.
    Sending,
    /// The desk couldn't be reached; it goes out when the desk is back.
    Stuck,
    /// The desk said no.
    Refused(No),
    /// The desk has it.
    Done,
}

/// The desk's no.
#[derive(Clone, Debug, PartialEq)]
pub enum No {
    /// Nobody is signed in any more.
    SignedOut,
    /// The desk's own account.
    Problem(Problem),
    /// Something between answered for it, with this status.
    Status(u16),
}

/// Sends a file, after those that wait in the same conversation. Without secure randomness nothing is sent.
pub fn send(state: State, conversation: &str, chosen: ChosenFile) {
    let Some(message) = ui::random_id() else { return };
    let upload = Uploading {
        conversation: conversation.to_owned(),
        message: message.clone(),
        file: chosen.attachment(),
        stage: Stage::Waits,
        part: 0.0,
        chosen_at: ui::now_ms() as i64,
        misses: 0,
    };
    BYTES.with_borrow_mut(|bytes| bytes.push((message.clone(), chosen.bytes)));
    state.uploads.update(|uploads| uploads.push(upload));
    spawn_local(deliver(state, message));
}

/// Tries a refused file again.
pub fn again(state: State, id: &str) {
    change(state, id, |upload| upload.stage = Stage::Waits);
    spawn_local(deliver(state, id.to_owned()));
}

/// Gives a file up.
pub fn give_up(state: State, id: &str) {
    forget(id);
    state.uploads.update(|uploads| uploads.retain(|upload| upload.message != id));
}

async fn deliver(state: State, id: String) {
    loop {
        // Given up, or another try is at it already.
        let open = find(state, &id).filter(|upload| matches!(upload.stage, Stage::Waits | Stage::Stuck));
        let Some(upload) = open else { return };
        if !is_its_turn(state, &upload) {
            ui::sleep_ms(LOOK_MS).await;
            continue;
        }
        change(state, &id, |upload| (upload.stage, upload.part) = (Stage::Sending, 0.0));
        match try_once(state, &upload).await {
            Outcome::Done => {
                change(state, &id, |upload| upload.stage = Stage::Done);
                forget(&id);
                pulse::now(state);
                return;
            }
            Outcome::No(no) => return change(state, &id, |upload| upload.stage = Stage::Refused(no)),
            Outcome::SignedOut => {
                change(state, &id, |upload| upload.stage = Stage::Refused(No::SignedOut));
                return state.access.set(Access::Over);
            }
            Outcome::Later => {
                change(state, &id, |upload| {
                    (upload.stage, upload.misses) = (Stage::Stuck, upload.misses + 1)
                });
                ui::sleep_ms(f64::from(link::retry_delay_ms(upload.misses, ui::random()))).await;
            }
        }
    }
}

enum Outcome {
    Done,
    No(No),
    SignedOut,
    Later,
}

async fn try_once(state: State, upload: &Uploading) -> Outcome {
    let bytes = BYTES.with_borrow(|all| all.iter().find(|(id, _)| *id == upload.message).cloned());
    // It was given up meanwhile: the next look finds that out.
    let Some((id, bytes)) = bytes else { return Outcome::Later };
    let url = ["/api/v1/agent/conversations/", &upload.conversation, "/files?message=", &id].concat();
    let moved = move |part: f64| change(state, &id, |upload| upload.part = part);
    let file = ui::Upload { url: &url, token: "", name: &upload.file.name, bytes: &bytes };
    match ui::upload(file, moved).await {
        Err(_) => Outcome::Later,
        Ok(reply) => outcome(reply),
    }
}

fn outcome(reply: Reply) -> Outcome {
    match reply.status {
        200..300 if ui::from_js::<Posted>(reply.body.clone()).is_some() => Outcome::Done,
        401 => Outcome::SignedOut,
        400..=407 | 409..=422 => {
            let problem = ui::from_js(reply.body);
            Outcome::No(problem.map_or(No::Status(reply.status), No::Problem))
        }
        _ => Outcome::Later,
    }
}

/// Words that were said before a file, and files that were chosen before it, go first.
fn is_its_turn(state: State, upload: &Uploading) -> bool {
    let words_wait = state.outgoing.with_untracked(|outgoing| {
        outgoing.iter().any(|words| {
            let is_over = matches!(words.stage, WordsStage::Acknowledged | WordsStage::Refused(_));
            words.conversation == upload.conversation && !is_over && words.message.at <= upload.chosen_at
        })
    });
    let first = state.uploads.with_untracked(|uploads| {
        let open = |it: &&Uploading| !matches!(it.stage, Stage::Done | Stage::Refused(_));
        let of_it = |it: &&Uploading| it.conversation == upload.conversation && open(it);
        uploads.iter().find(of_it).map(|it| it.message.clone())
    });
    !words_wait && first.as_deref() == Some(&*upload.message)
}

fn find(state: State, id: &str) -> Option<Uploading> {
    state.uploads.with_untracked(|uploads| uploads.iter().find(|upload| upload.message == id).cloned())
}

fn change(state: State, id: &str, edit: impl FnOnce(&mut Uploading)) {
    state.uploads.update(|uploads| {
        if let Some(upload) = uploads.iter_mut().find(|upload| upload.message == id) {
            edit(upload);
        }
    });
}

fn forget(id: &str) {
    BYTES.with_borrow_mut(|bytes| bytes.retain(|(held, _)| held != id));
}
