//! Files on their way to the person: held in this page's memory until the desk has them, one at a time, each once.

use std::cell::RefCell;

use gloo_timers::callback::Timeout;
use js_sys::Uint8Array;
use protocol::{Author, FILE_BYTES, Message, Posted, Problem};
use ui::{ChosenFile, El, FILES_AT_ONCE, FetchError, Reply, Unfit, Upload};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use crate::app::{App, Part, State};
use crate::conversation::{Kind, Turn};
use crate::told::Told;

/// Words that were said after a file wait for it so long at most, milliseconds: a picture mostly comes before what is said
/// of it, and on a slow line the words don't wait for minutes.
const WORDS_WAIT_MS: f64 = 10_000.0;
/// The kind of problem by which a desk says that a conversation has as many files as it may.
const FULL: [&str; 2] = ["/problems/many-files", "/problems/files-full"];

thread_local! {
    static FILES: RefCell<Files> = RefCell::default();
}

#[derive(Default)]
struct Files {
    held: Vec<Held>,
    /// When to try again.
    timer: Option<Timeout>,
}

/// A file that this page holds. Its bytes are nowhere else: what the browser keeps for a reload has only its name.
struct Held {
    /// The id of its message.
    message: String,
    conversation: String,
    name: String,
    bytes: Uint8Array,
    stage: Stage,
    /// Tries that did not get through.
    attempts: u32,
    chosen_ms: f64,
    due_ms: f64,
    /// When it failed the last time.
    failed_ms: f64,
    /// How far it has got, on screen.
    bar: Option<El>,
}

impl Held {
    /// Milliseconds until it may be tried; none left where the clock was turned back meanwhile.
    fn wait_ms(&self, now_ms: f64) -> f64 {
        if now_ms < self.failed_ms { 0.0 } else { (self.due_ms - now_ms).max(0.0) }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Waits,
    UnderWay,
    /// The desk will never take it.
    Refused,
    /// The desk has it; what it says of it is still to come.
    Delivered,
}

/// How a file of the visitor's stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is on its way, after so many tries that failed.
    Sending(u32),
    /// The desk refused it; it can be tried again.
    Refused,
    /// The page that held it is gone.
    Lost,
    /// The desk has it.
    Arrived,
}

/// Takes what the visitor chose, pasted or dropped: what fits is shown and sent, the rest is told above the composer.
pub fn take(app: App, files: Vec<JsValue>) {
    if app.look().with_person().is_none() {
        return;
    }
    if files.len() > FILES_AT_ONCE {
        return notice(app, app.say_with("file_count", "count", &FILES_AT_ONCE.to_string()));
    }
    notice(app, String::new());
    spawn_local(async move {
        let mut refusals = Vec::new();
        for file in files {
            match ui::prepare(&file).await {
                Ok(chosen) => send(app, chosen),
                Err(unfit) => refusals.push(refusal(app, &ui::name_of(&file), unfit)),
            }
        }
        if !refusals.is_empty() {
            notice(app, refusals.join(" "));
        }
    });
}

fn refusal(app: App, name: &str, unfit: Unfit) -> String {
    let key = match unfit {
        Unfit::Kind => "file_kind",
        Unfit::Large => "file_large",
        Unfit::Broken => "file_broken",
    };
    ui::fill(&app.say_with(key, "size", &ui::size_words(FILE_BYTES as u64)), "name", name)
}

fn notice(app: App, words: String) {
    app.change(Part::Notice, |state| state.notice = Some(words).filter(|words| !words.is_empty()));
}

fn send(app: App, chosen: ChosenFile) {
    // The visitor may have left the person while the file was read.
    let conversation = app.look().with_person().map(|handoff| handoff.conversation.clone());
    let Some(conversation) = conversation else { return };
    let mut turn = Turn::new(Author::Visitor, chosen.name.clone());
    turn.message.attachment = Some(chosen.attachment());
    let held = Held {
        message: turn.message.id.clone(),
        conversation,
        name: chosen.name,
        bytes: chosen.bytes,
        stage: Stage::Waits,
        attempts: 0,
        chosen_ms: ui::now_ms(),
        due_ms: 0.0,
        failed_ms: 0.0,
        bar: None,
    };
    FILES.with_borrow_mut(|files| files.held.push(held));
    app.add(turn);
    keep_on(app);
}

/// Sends the next file if there is one and its time has come.
pub fn keep_on(app: App) {
    let current = app.look().kept.handoff.clone().filter(|handoff| !handoff.undone);
    let conversation = current.map(|handoff| handoff.conversation).unwrap_or_default();
    let strays = FILES.with_borrow_mut(|files| {
        files.timer = None;
        files.held.extract_if(.., |held| held.conversation != conversation).collect::<Vec<_>>()
    });
    // What was chosen for a conversation that was taken back or forgotten goes nowhere.
    for stray in strays {
        app.change(Part::Turns, |state| mark(state, &stray.message, Kind::Refused));
    }
    let next = FILES.with_borrow_mut(|files| {
        if files.held.iter().any(|held| held.stage == Stage::UnderWay) {
            return None;
        }
        let next = files.held.iter().find(|held| held.stage == Stage::Waits)?;
        Some((next.message.clone(), next.wait_ms(ui::now_ms())))
    });
    let Some((id, wait_ms)) = next else { return };
    if app.look().stopped || !app.look().is_its_turn(&id) {
        return;
    }
    if wait_ms > 0.0 {
        let timer = Timeout::new(wait_ms as u32, move || keep_on(app));
        FILES.with_borrow_mut(|files| files.timer = Some(timer));
        return;
    }
    with(&id, |held| held.stage = Stage::UnderWay);
    spawn_local(async move {
        let reply = try_once(app, &id).await;
        if !app.look().stopped {
            tried(app, &id, reply);
        }
    });
}

async fn try_once(app: App, id: &str) -> Result<Reply, FetchError> {
    let (url, token) = app.look().files_address(id).ok_or(FetchError)?;
    let (name, bytes) = with(id, |held| (held.name.clone(), held.bytes.clone())).ok_or(FetchError)?;
    let own = id.to_owned();
    let moved = move |part: f64| {
        let bar = with(&own, |held| held.bar.clone()).flatten();
        if let Some(bar) = bar {
            bar.attr("value", &part.to_string());
        }
    };
    ui::upload(Upload { url: &url, token: &token, name: &name, bytes: &bytes }, moved).await
}

fn tried(app: App, id: &str, reply: Result<Reply, FetchError>) {
    if !is_held(id) {
        return;
    }
    match outcome(reply) {
        Outcome::Done(seq) => delivered(app, id, seq),
        Outcome::Refused(problem) => refused(app, id, problem),
        Outcome::Later(patience_ms) => {
            with(id, |held| {
                let wait = f64::from(link::retry_delay_ms(held.attempts, ui::random()));
                held.attempts = held.attempts.saturating_add(1);
                held.failed_ms = ui::now_ms();
                held.due_ms = held.failed_ms + wait.max(patience_ms.unwrap_or(0.0));
                held.stage = Stage::Waits;
            });
        }
    }
    app.change(Part::Desk, |_| ());
    app.keep();
    app.keep_in_touch();
}

fn delivered(app: App, id: &str, seq: u64) {
    with(id, |held| (held.stage, held.bytes) = (Stage::Delivered, Uint8Array::new_with_length(0)));
    app.change_handoff(|handoff| Told::follow(handoff, |follow| follow.posted(Author::Visitor, seq)));
}

fn refused(app: App, id: &str, problem: Option<Problem>) {
    with(id, |held| held.stage = Stage::Refused);
    app.change(Part::Turns, |state| mark(state, id, Kind::Refused));
    if problem.is_some_and(|problem| FULL.contains(&problem.kind.as_str())) {
        notice(app, app.say("file_full"));
    }
}

fn mark(state: &mut State, id: &str, kind: Kind) {
    if let Some(turn) = state.kept.turns.iter_mut().find(|turn| turn.message.id == id) {
        turn.kind = kind;
    }
}

/// What became of one try.
enum Outcome {
    /// The desk has it, under this number.
    Done(u64),
    /// The desk will never take it.
    Refused(Option<Problem>),
    /// Try again, not before so many milliseconds where the desk said so.
    Later(Option<f64>),
}

/// A success whose body is nonsense is no acknowledgement: something else than a desk answered.
fn outcome(reply: Result<Reply, FetchError>) -> Outcome {
    let Ok(reply) = reply else { return Outcome::Later(None) };
    match reply.status {
        200..=299 => match ui::from_js::<Posted>(reply.body) {
            Some(posted) => Outcome::Done(posted.seq),
            None => Outcome::Later(reply.retry_after_ms),
        },
        400..=407 | 409..=422 => Outcome::Refused(ui::from_js(reply.body)),
        _ => Outcome::Later(reply.retry_after_ms),
    }
}

/// The desk tells of the visitor's own message: where the file is by now.
pub fn arrived(app: App, message: &Message) {
    let Some(file) = message.attachment.clone() else { return };
    FILES.with_borrow_mut(|files| files.held.retain(|held| held.message != message.id));
    app.change(Part::Turns, |state| {
        mark(state, &message.id, Kind::Words);
        if let Some(turn) = state.kept.turns.iter_mut().find(|turn| turn.message.id == message.id) {
            turn.message.attachment = Some(file);
        }
    });
}

/// Tries a refused file again.
pub fn again(app: App, id: &str) {
    with(id, |held| (held.stage, held.due_ms) = (Stage::Waits, 0.0));
    app.change(Part::Turns, |state| mark(state, id, Kind::Words));
    app.keep();
    keep_on(app);
}

/// The network is back: no reason to wait.
pub fn hurry() {
    FILES.with_borrow_mut(|files| files.held.iter_mut().for_each(|held| held.due_ms = 0.0));
}

/// Lets go of everything.
pub fn leave() {
    drop(FILES.take());
}

/// Says of the files whose page is gone that they were not delivered.
pub fn find_lost(app: App) {
    let lost: Vec<String> = {
        let state = app.look();
        let lost = state.kept.turns.iter().filter(|turn| turn.kind != Kind::Refused && is_lost(turn));
        lost.map(|turn| turn.message.id.clone()).collect()
    };
    if !lost.is_empty() {
        app.change(Part::Turns, |state| lost.iter().for_each(|id| mark(state, id, Kind::Refused)));
        app.keep();
    }
}

/// A file that was chosen before this page was loaded can only be another tab's; one of this page is held.
fn is_lost(turn: &Turn) -> bool {
    let window = js_sys::global();
    let loaded_ms = ui::reflect::get(&ui::reflect::get(&window, "performance"), "timeOrigin").as_f64();
    is_unsent(&turn.message)
        && !is_held(&turn.message.id)
        && loaded_ms.is_some_and(|loaded_ms| (turn.message.at as f64) < loaded_ms)
}

/// Whether a message is a file that the desk has not told to have.
pub fn is_unsent(message: &Message) -> bool {
    message.attachment.as_ref().is_some_and(|file| file.id.is_empty())
}

/// How the visitor's file of this turn stands.
pub fn standing(turn: &Turn) -> Standing {
    let held = with(&turn.message.id, |held| (held.stage, held.attempts));
    match held {
        Some((Stage::Refused, _)) => Standing::Refused,
        Some((Stage::Delivered, _)) => Standing::Arrived,
        Some((Stage::Waits | Stage::UnderWay, attempts)) => Standing::Sending(attempts),
        None if turn.kind == Kind::Refused => Standing::Lost,
        None if is_unsent(&turn.message) => Standing::Sending(0),
        None => Standing::Arrived,
    }
}

/// What this page holds of a message's file.
pub fn bytes(id: &str) -> Option<Uint8Array> {
    with(id, |held| held.bytes.clone())
}

/// Shows how far a file has got by this element.
pub fn show_progress(id: &str, bar: El) {
    with(id, |held| held.bar = Some(bar));
}

fn is_held(id: &str) -> bool {
    with(id, |_| ()).is_some()
}

fn with<T>(id: &str, read: impl FnOnce(&mut Held) -> T) -> Option<T> {
    FILES.with_borrow_mut(|files| files.held.iter_mut().find(|held| held.message == id).map(read))
}

impl State {
    /// Where the file of a message goes, and the visitor's token.
    fn files_address(&self, id: &str) -> Option<(String, String)> {
        let (desk, handoff) = (self.config.desk.as_deref()?, self.kept.handoff.as_ref()?);
        let path = [desk, "api/v1/conversations/", &handoff.conversation, "/files?message=", id];
        Some((path.concat(), handoff.token.clone()))
    }

    /// Whether all that was said before a file is at the desk, beginning with the request for a person.
    fn is_its_turn(&self, id: &str) -> bool {
        let place = self.place(id);
        let items = self.kept.outbox.items().iter();
        let is_asked_for = self.kept.handoff.as_ref().is_some_and(|handoff| handoff.status.is_some());
        is_asked_for && items.map(|item| self.place(&item.key)).all(|other| other.is_some() && other > place)
    }

    /// Until when words that follow a file wait for it, Unix milliseconds.
    pub fn words_wait(&self, key: &str) -> f64 {
        let Some(place) = self.place(key) else { return 0.0 };
        FILES.with_borrow(|files| {
            let on_their_way = files.held.iter().filter(|held| {
                let first_try = matches!(held.stage, Stage::Waits | Stage::UnderWay) && held.attempts == 0;
                // A clock that was turned back holds nothing up.
                let first_try = first_try && held.chosen_ms <= ui::now_ms();
                first_try && self.place(&held.message).is_some_and(|before| before < place)
            });
            on_their_way.fold(0.0, |until, held| (held.chosen_ms + WORDS_WAIT_MS).max(until))
        })
    }

    fn place(&self, id: &str) -> Option<usize> {
        self.kept.turns.iter().position(|turn| turn.message.id == id)
    }
}
