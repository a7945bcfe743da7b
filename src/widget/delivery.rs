//! Keeping in touch with the desk: deliver what waits in the outbox, then ask what is new.

use gloo_timers::callback::Timeout;
use link::{Follow, Item};
use protocol::{Author, Event, HandoffReply, Posted, Problem, Progress, Status};
use ui::{FetchError, Reply};
use wasm_bindgen_futures::spawn_local;

use crate::app::{App, Part, State};
use crate::conversation::{Handoff, Kind};
use crate::handoff::progress_path;
use crate::told::Told;
use crate::{files, live_link};

/// How often a shown panel asks what is new, milliseconds.
const ASK_SHOWN_MS: f64 = 2_500.0;
/// How often a hidden one asks.
const ASK_HIDDEN_MS: f64 = 10_000.0;
/// The key of the item that only asks; it never stands in the outbox.
const ASK: &str = "";

/// What became of one try.
enum Outcome {
    /// The desk has it.
    Done(Reply),
    /// The desk will never take it, in its own words.
    Refused(String),
    /// Try again, not before so many milliseconds where the desk said so.
    Later(Option<f64>),
}

impl App {
    /// Speaks to the desk now if there is anything to say or to ask, and again when its time comes.
    pub fn keep_in_touch(self) {
        self.set(|state| state.timer = None);
        live_link::follow(self);
        live_link::mark_read(self);
        files::keep_on(self);
        let Some(item) = self.look().next_item() else { return };
        let wait_ms = item.wait_ms(ui::now_ms());
        if wait_ms > 0.0 {
            self.later(wait_ms);
            return;
        }
        self.set(|state| state.busy = true);
        spawn_local(async move {
            let (url, token) = self.look().address(&item);
            let reply = ui::fetch(&item.method, &url, &token, &item.body).await;
            self.set(|state| state.busy = false);
            if !self.look().stopped {
                let wait_ms =
                    if item.key == ASK { self.asked(&item, reply) } else { self.tried(&item, reply) };
                self.later(wait_ms);
            }
        });
    }

    fn later(self, wait_ms: f64) {
        let timer = Timeout::new(wait_ms as u32, move || self.keep_in_touch());
        self.set(|state| state.timer = Some(timer));
    }

    /// An item of the outbox was tried; gives back the milliseconds until the next step.
    fn tried(self, item: &Item, reply: Result<Reply, FetchError>) -> f64 {
        if self.look().tries(&item.key).is_none() {
            return 0.0;
        }
        match outcome(reply, item) {
            Outcome::Done(reply) => {
                self.change(Part::Desk, |state| state.delivered(item, reply));
                // In a conversation that was forgotten meanwhile there is nobody to tell.
                if item.method == "DELETE" && !self.look().kept.turns.is_empty() {
                    self.note(self.say("card_undone"));
                }
            }
            Outcome::Refused(why) => {
                self.change(Part::Desk, |state| state.refused(item, why));
                self.change(Part::Turns, |_| ());
            }
            Outcome::Later(patience) => {
                let (now, chance) = (ui::now_ms(), ui::random());
                self.change(Part::Desk, |state| state.kept.outbox.failed(&item.key, now, chance, patience));
            }
        }
        self.keep();
        0.0
    }

    /// The desk was asked what is new; gives back the milliseconds until the next time.
    fn asked(self, item: &Item, reply: Result<Reply, FetchError>) -> f64 {
        let same = self.look().followed().is_some_and(|handoff| item.path == progress_path(handoff));
        match reply {
            Ok(reply) if same && reply.status == 200 => {
                if let Some(progress) = ui::from_js::<Progress>(reply.body) {
                    self.progressed(progress);
                }
            }
            // The desk's own word that it has it no longer: erased by retention, or an older backup was restored.
            Ok(reply) if same && reply.status == 404 && is_problem(&reply) => {
                if let Some(status) = self.follow(Follow::lost).flatten() {
                    self.status(status);
                }
            }
            _ => {}
        }
        if self.look().open { ASK_SHOWN_MS } else { ASK_HIDDEN_MS }
    }

    pub fn progressed(self, progress: Progress) {
        // A request that the desk has not acknowledged yet goes before whatever is said of the time before it.
        if self.look().kept.handoff.as_ref().is_none_or(|handoff| handoff.undone || handoff.status.is_none())
        {
            return;
        }
        let long_wait = progress.long_wait;
        let Some(news) = self.follow(|follow| follow.take(progress)) else { return };
        self.change_handoff(|handoff| {
            Told::change(handoff, |told| {
                told.long_wait = long_wait;
                told.read = if news.afresh { 0 } else { told.read };
            });
        });
        if let Some(agent) = &news.joined {
            self.note(self.say_with("card_joined", "name", agent));
        }
        for event in news.events {
            self.happened(event);
        }
        if let Some(status) = news.status {
            self.status(status);
        }
        if news.is_torn {
            live_link::start_over(self);
        }
    }

    /// Follows the conversation at the desk by one step; none without one.
    fn follow<T>(self, step: impl FnOnce(&mut Follow) -> T) -> Option<T> {
        let mut seen = None;
        self.change_handoff(|handoff| seen = Some(Told::follow(handoff, step)));
        seen
    }

    /// One event, which was not known.
    fn happened(self, event: Event) {
        let own = event.message.as_ref().is_some_and(|message| message.author == Author::Visitor);
        event.message.iter().filter(|_| own).for_each(|message| files::arrived(self, message));
        self.change_handoff(|handoff| {
            if let Some(status) = event.status {
                let ended = matches!(status, Status::Resolved | Status::Returned) && event.agent.is_none();
                Told::change(handoff, |told| told.ended = ended);
            }
        });
        if let Some(mut message) = event.message
            && message.author == Author::Agent
            && self.look().turn(&message.id).is_none()
        {
            live_link::show_typing(self, None);
            if let Some(corrects) = &message.corrects {
                let word = if corrects.is_empty() { "agent_adds" } else { "agent_corrects" };
                let name = message.name.take().unwrap_or_else(|| self.say("agent"));
                message.name = Some(self.say_with(word, "name", &name));
            }
            self.received(message);
        } else {
            self.keep();
        }
    }

    /// Tells the handoff's new status.
    fn status(self, status: Status) {
        let Some(handoff) = self.look().kept.handoff.clone() else { return };
        let agent = self.look().agent(&handoff);
        match status {
            Status::Resolved | Status::Returned if Told::of(&handoff).ended => self.note(self.say("ended")),
            Status::Resolved if handoff.agent.is_none() => self.note(self.say("resolved_plain")),
            Status::Resolved => self.note(self.say_with("resolved", "name", &agent)),
            Status::Returned => self.note(self.say_with("returned", "name", &agent)),
            Status::Expired => self.note(self.say("expired")),
            Status::Requested | Status::Assigned | Status::Watched => {}
        }
        self.set(State::take_stage);
        self.keep();
    }

    /// Changes the handoff; the screen follows only where something is different, so that a card keeps its focus.
    pub fn change_handoff(self, change: impl FnOnce(&mut Handoff)) {
        let before = self.look().kept.handoff.clone();
        let mut after = before.clone();
        if let Some(handoff) = &mut after {
            change(handoff);
        }
        if before != after {
            self.change(Part::Desk, |state| state.kept.handoff = after);
        }
    }
}

impl State {
    /// What to do next at the desk: the oldest undelivered item, else to ask for news while a person has it.
    fn next_item(&self) -> Option<Item> {
        if self.busy || self.stopped || self.config.desk.is_none() {
            return None;
        }
        if let Some(item) = self.kept.outbox.items().first() {
            let due_ms = item.due_ms.max(self.words_wait(&item.key));
            return Some(Item { due_ms, ..item.clone() });
        }
        let handoff = self.followed()?;
        if live_link::is_told() {
            return None;
        }
        Some(Item {
            key: ASK.to_owned(),
            method: "GET".to_owned(),
            path: progress_path(handoff),
            body: String::new(),
            attempts: 0,
            due_ms: 0.0,
            failed_ms: 0.0,
        })
    }

    /// The conversation at the desk that may bring something new.
    pub fn followed(&self) -> Option<&Handoff> {
        let handoff =
            self.kept.handoff.as_ref().filter(|handoff| !handoff.undone && handoff.status.is_some())?;
        (self.at_desk().is_some() || Told::of(handoff).follow.wants_news()).then_some(handoff)
    }

    /// The URL of an item and the visitor's token.
    fn address(&self, item: &Item) -> (String, String) {
        let desk = self.config.desk.as_deref().unwrap_or_default();
        let token = self.kept.handoff.as_ref().map(|handoff| handoff.token.clone());
        ([desk, &item.path].concat(), token.unwrap_or_default())
    }

    fn delivered(&mut self, item: &Item, reply: Reply) {
        self.kept.outbox.settled(&item.key);
        let author = self.turn(&item.key).map(|turn| turn.message.author);
        let Some(handoff) = &mut self.kept.handoff else { return };
        if handoff.key == item.key {
            if let Some(reply) = ui::from_js::<HandoffReply>(reply.body) {
                Told::follow(handoff, |follow| follow.requested(&reply));
            }
        } else if let Some(posted) = ui::from_js::<Posted>(reply.body) {
            let author = author.unwrap_or(Author::Assistant);
            Told::follow(handoff, |follow| follow.posted(author, posted.seq));
        }
    }

    fn refused(&mut self, item: &Item, why: String) {
        self.kept.outbox.settled(&item.key);
        if let Some(handoff) = self.kept.handoff.as_mut().filter(|handoff| handoff.key == item.key) {
            handoff.refused = Some(why);
        } else if let Some(turn) = self.kept.turns.iter_mut().find(|turn| turn.message.id == item.key) {
            turn.kind = Kind::Refused;
        }
    }
}

/// A success whose body is nonsense is no acknowledgement: something else than a desk answered.
fn outcome(reply: Result<Reply, FetchError>, item: &Item) -> Outcome {
    let Ok(reply) = reply else { return Outcome::Later(None) };
    let deleting = item.method == "DELETE";
    match reply.status {
        204 => Outcome::Done(reply),
        // Taken back already, or never arrived: either way the desk has nothing.
        404 if deleting => Outcome::Done(reply),
        200..=299 if reply.body.is_object() => match ui::from_js::<HandoffReply>(reply.body.clone()) {
            Some(HandoffReply::Failed { retry_after_s }) => {
                Outcome::Later(Some(f64::from(retry_after_s) * 1_000.0))
            }
            _ => Outcome::Done(reply),
        },
        400..=407 | 409..=422 => Outcome::Refused(words(reply)),
        _ => Outcome::Later(reply.retry_after_ms),
    }
}

fn is_problem(reply: &Reply) -> bool {
    ui::from_js::<Problem>(reply.body.clone()).is_some()
}

fn words(reply: Reply) -> String {
    let problem = ui::from_js::<Problem>(reply.body);
    problem.map(|problem| problem.detail.unwrap_or(problem.title)).unwrap_or_default()
}
