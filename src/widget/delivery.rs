//! Keeping in touch with the desk: deliver what waits in the outbox, then ask what is new.

use std::time::Duration;

use leptos::leptos_dom::helpers::set_timeout_with_handle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use link::{Item, Outbox};
use protocol::{Author, Event, HandoffReply, Problem, Progress, Status};
use ui::{FetchError, Reply};

use crate::app::App;
use crate::conversation::{Handoff, Kind};

/// How often a shown panel asks what is new, milliseconds.
const ASK_SHOWN_MS: f64 = 2_500.0;
/// How often a hidden one asks.
const ASK_HIDDEN_MS: f64 = 10_000.0;

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
        self.change(|inner| {
            if let Some(timer) = inner.timer.take() {
                timer.clear();
            }
        });
        if self.is_stopped() || self.look(|inner| inner.busy || inner.config.desk.is_none()) {
            return;
        }
        let due = self.outbox.with_untracked(|outbox| outbox.due(ui::now_ms()).cloned());
        let waits = self.outbox.with_untracked(Outbox::is_empty);
        match due {
            Some(item) => self.busy_with(async move { self.deliver(item).await }),
            None if waits => self.ask_progress(),
            None => self.later(self.outbox.with_untracked(|outbox| outbox.wait_ms(ui::now_ms())).unwrap_or(0.0)),
        }
    }

    fn ask_progress(self) {
        let open = self.handoff.get_untracked().filter(|handoff| handoff.is_open() && handoff.status.is_some());
        if let Some(handoff) = open {
            self.busy_with(async move { self.progress(handoff).await });
        }
    }

    fn busy_with(self, work: impl Future<Output = f64> + 'static) {
        self.change(|inner| inner.busy = true);
        spawn_local(async move {
            let wait_ms = work.await;
            self.change(|inner| inner.busy = false);
            if !self.is_stopped() {
                self.later(wait_ms);
            }
        });
    }

    fn later(self, wait_ms: f64) {
        let timer = set_timeout_with_handle(move || self.keep_in_touch(), Duration::from_millis(wait_ms as u64));
        self.change(|inner| inner.timer = timer.ok());
    }

    /// Tries the first item of the outbox; gives back the milliseconds until the next step.
    async fn deliver(self, item: Item) -> f64 {
        let reply = self.fetch(&item.method, &item.path, &item.body).await;
        if self.is_stopped() || !self.outbox.with_untracked(|outbox| outbox.holds(&item.key)) {
            return 0.0;
        }
        match outcome(reply, &item) {
            Outcome::Done(reply) => {
                self.outbox.update(|outbox| outbox.settled(&item.key));
                self.delivered(&item, reply);
            }
            Outcome::Refused(why) => {
                self.outbox.update(|outbox| outbox.settled(&item.key));
                self.refused(&item, why);
            }
            Outcome::Later(patience) => {
                let (now, chance) = (ui::now_ms(), ui::random());
                self.outbox.update(|outbox| outbox.failed(&item.key, now, chance, patience));
            }
        }
        self.keep();
        self.outbox.with_untracked(|outbox| outbox.wait_ms(ui::now_ms())).unwrap_or(0.0)
    }

    fn delivered(self, item: &Item, reply: Reply) {
        if item.method == "DELETE" {
            self.note(self.say("card_undone"));
        } else if self.handoff.with_untracked(|handoff| handoff.as_ref().is_some_and(|it| it.key == item.key)) {
            let said = ui::from_js::<HandoffReply>(reply.body);
            self.change_handoff(|handoff| acknowledged(handoff, said));
        }
    }

    fn refused(self, item: &Item, why: String) {
        if self.handoff.with_untracked(|handoff| handoff.as_ref().is_some_and(|it| it.key == item.key)) {
            self.change_handoff(|handoff| handoff.refused = Some(why));
        } else {
            self.turns.update(|turns| {
                if let Some(turn) = turns.iter_mut().find(|turn| turn.message.id == item.key) {
                    turn.kind = Kind::Refused;
                }
            });
        }
    }

    async fn progress(self, asked: Handoff) -> f64 {
        let reply = self.fetch("GET", &App::progress_path(&asked), "").await;
        let same = self.handoff.with_untracked(|now| {
            now.as_ref().is_some_and(|now| now.conversation == asked.conversation && now.key == asked.key && !now.undone)
        });
        if self.is_stopped() || !same {
            return 0.0;
        }
        match reply {
            Ok(reply) if reply.status == 200 => {
                if let Some(progress) = ui::from_js::<Progress>(reply.body) {
                    self.progressed(progress);
                }
            }
            // The desk no longer has it: erased by retention or restored from an older backup.
            Ok(reply) if reply.status == 404 => self.status(Status::Expired),
            _ => {}
        }
        if self.is_open() { ASK_SHOWN_MS } else { ASK_HIDDEN_MS }
    }

    fn progressed(self, progress: Progress) {
        let mut changed = false;
        for event in progress.events {
            changed |= self.happened(event);
        }
        let agent = progress.agent.clone();
        let before = self.handoff.with_untracked(|handoff| handoff.as_ref().and_then(|handoff| handoff.agent.clone()));
        if agent.is_some() && agent != before {
            self.note(self.say_with("card_joined", "name", agent.as_deref().unwrap_or_default()));
        }
        self.change_handoff(|handoff| {
            handoff.position = progress.position;
            handoff.expected_wait_s = progress.expected_wait_s;
            if agent.is_some() {
                handoff.agent = agent;
            }
        });
        self.status(progress.status);
        if changed {
            self.keep();
        }
    }

    /// One numbered event; a number already seen is passed over, so each appears once.
    fn happened(self, event: Event) -> bool {
        let seen = self.handoff.with_untracked(|handoff| handoff.as_ref().is_some_and(|it| event.seq <= it.seq));
        if seen {
            return false;
        }
        self.change_handoff(|handoff| handoff.seq = event.seq);
        if let Some(message) = event.message.filter(|message| message.author == Author::Agent) {
            let known = self.turns.with_untracked(|turns| turns.iter().any(|turn| turn.message.id == message.id));
            if !known {
                self.received(message);
            }
        }
        true
    }

    /// The handoff's new status, told once.
    fn status(self, status: Status) {
        let before = self.handoff.with_untracked(|handoff| handoff.as_ref().and_then(|handoff| handoff.status));
        if before == Some(status) {
            return;
        }
        let agent = self.handoff.with_untracked(|handoff| handoff.as_ref().and_then(|handoff| handoff.agent.clone()));
        self.change_handoff(|handoff| handoff.status = Some(status));
        let word = |key: &str| agent.as_deref().map(|agent| self.say_with(key, "name", agent));
        let told = match status {
            Status::Resolved => Some(word("resolved").unwrap_or_else(|| self.say("resolved_plain"))),
            Status::Returned => word("returned"),
            Status::Expired => Some(self.say("expired")),
            Status::Requested | Status::Assigned => None,
        };
        if let Some(told) = told {
            self.note(told);
        }
        if !link::is_open(status) {
            self.change(|inner| inner.dialogue.handed_back());
        }
        self.keep();
    }

    fn change_handoff(self, change: impl FnOnce(&mut Handoff)) {
        let mut handoff = self.handoff.get_untracked();
        if let Some(handoff) = &mut handoff {
            change(handoff);
        }
        if self.handoff.with_untracked(|shown| *shown != handoff) {
            self.handoff.set(handoff);
        }
    }

    async fn fetch(self, method: &str, path: &str, body: &str) -> Result<Reply, FetchError> {
        let desk = self.look(|inner| inner.config.desk.clone()).unwrap_or_default();
        let token = self.handoff.with_untracked(|handoff| handoff.as_ref().map(|handoff| handoff.token.clone()));
        ui::fetch(method, &[&desk, path].concat(), &token.unwrap_or_default(), body).await
    }
}

fn acknowledged(handoff: &mut Handoff, reply: Option<HandoffReply>) {
    handoff.status = Some(Status::Requested);
    match reply {
        Some(HandoffReply::Accepted { position, expected_wait_s }) => {
            handoff.position = Some(position);
            handoff.expected_wait_s = expected_wait_s;
        }
        Some(HandoffReply::Offline { .. }) => handoff.offline = true,
        Some(HandoffReply::Failed { .. }) | None => {}
    }
}

/// A success whose body is nonsense is no acknowledgement: something else than a desk answered.
fn outcome(reply: Result<Reply, FetchError>, item: &Item) -> Outcome {
    let Ok(reply) = reply else { return Outcome::Later(None) };
    match reply.status {
        204 => Outcome::Done(reply),
        // Taken back already, or never arrived: either way the desk has nothing.
        404 if item.method == "DELETE" => Outcome::Done(reply),
        200..=299 if reply.body.is_object() => match ui::from_js::<HandoffReply>(reply.body.clone()) {
            Some(HandoffReply::Failed { retry_after_s }) => Outcome::Later(Some(f64::from(retry_after_s) * 1_000.0)),
            _ => Outcome::Done(reply),
        },
        400 | 401 | 403 | 404 | 405 | 409 | 410 | 413 | 415 | 422 => Outcome::Refused(words(reply)),
        _ => Outcome::Later(reply.retry_after_ms),
    }
}

fn words(reply: Reply) -> String {
    let problem = ui::from_js::<Problem>(reply.body);
    problem.map(|problem| problem.detail.unwrap_or(problem.title)).unwrap_or_default()
}
