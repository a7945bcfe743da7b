//! An agent's socket: the inbox when it changes, the open conversation as it goes on, and who else is there.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderName};
use axum::response::Response;
use protocol::{AgentFrame, Author, ConsoleFrame, Opened, Typing, VERSION};
use tokio::time::{Instant, interval_at, sleep_until, timeout};

use super::hub::{Seat, Signal};
use super::shown::Shown;
use super::wire::{End, Wire, within_limits};
use super::{BEAT, FIRST_FRAME, SILENCE, asked_to_stop, come_back_ms};
use crate::Desk;
use crate::http::{Fault, SignedIn};
use crate::store::{Look, is_full};

/// The whole inbox is told at most this often; the open conversation at once.
const INBOX: Duration = Duration::from_millis(400);

/// `GET /api/v1/agent/live`
pub async fn agent(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Fault> {
    let upgrade = upgrade.map_err(|_| Fault::Upgrade)?;
    let told = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    // The cookie comes with every page's sockets: only our own page's are an agent's will.
    if !told(ORIGIN).is_some_and(|origin| desk.origins.is_own(origin, told(HOST))) {
        return Err(Fault::Origin);
    }
    let place = desk.hub.enter().ok_or(Fault::Sockets)?;
    Ok(within_limits(upgrade).on_upgrade(async move |socket| {
        let mut wire = Wire::new(socket);
        let Err(end) = talk(desk, signed_in, &mut wire).await;
        wire.close(end).await;
        drop(place);
    }))
}

/// Everything that one socket knows.
struct Shift {
    desk: Desk,
    signed_in: SignedIn,
    name: Arc<str>,
    revision: Option<u64>,
    /// Of a console that takes changes.
    shown: Option<Shown>,
    open: Option<Open>,
}

/// The conversation that the agent looks at.
struct Open {
    at: Opened,
    seat: Seat,
}

async fn talk(desk: Desk, signed_in: SignedIn, wire: &mut Wire) -> Result<Infallible, End> {
    let (revision, changes) = match timeout(FIRST_FRAME, wire.receive()).await {
        Ok(Ok(AgentFrame::Hello { version: VERSION, revision, changes })) => (revision, changes),
        Ok(Ok(_)) => return Err(End::Malformed),
        Ok(Err(end)) => return Err(end),
        Err(_) => return Err(End::Slow),
    };
    let name = signed_in.agent.name.as_str().into();
    let shown = changes.then(Shown::default);
    let mut shift = Shift { desk, signed_in, name, revision, shown, open: None };
    shift.tell_inbox(wire).await?;
    shift.listen(wire).await
}

impl Shift {
    async fn listen(&mut self, wire: &mut Wire) -> Result<Infallible, End> {
        let (mut any, mut stopping) = (self.desk.hub.any(), self.desk.hub.stopping());
        let mut beat = interval_at(Instant::now() + BEAT, BEAT);
        let (mut inbox_moved, mut inbox_due) = (false, Instant::now());
        loop {
            tokio::select! {
                moved = moved(&mut self.open) => match moved {
                    Moved::Rung => self.tell_news(wire).await?,
                    Moved::Signal(signal) => self.pass_on(wire, &signal).await?,
                },
                Ok(()) = any.changed(), if !inbox_moved => inbox_moved = true,
                () = sleep_until(inbox_due), if inbox_moved => {
                    inbox_moved = false;
                    self.tell_inbox(wire).await?;
                    inbox_due = Instant::now() + INBOX;
                }
                frame = wire.receive() => self.heard(wire, frame?).await?,
                _ = beat.tick() => {
                    if wire.silence() > SILENCE {
                        return Err(End::Slow);
                    }
                    // What another process changed rings no bell here.
                    inbox_moved = true;
                    self.look_whether_gone(wire).await?;
                    wire.send(&ConsoleFrame::Beat).await?;
                    wire.ping().await?;
                }
                () = asked_to_stop(&mut stopping) => {
                    wire.send(&ConsoleFrame::Bye(come_back_ms())).await?;
                    return Err(End::Stopping);
                }
            }
        }
    }

    /// Asks anew whose the session is before anything of a conversation is told or done; one that ended meanwhile ends
    /// the socket.
    async fn look_at_session(&mut self, wire: &mut Wire) -> Result<(), End> {
        let session = Box::pin(self.desk.store.session(self.signed_in.session, self.desk.now())).await;
        match session.map_err(|_| End::Failed)? {
            Some(agent) => self.signed_in.agent = agent,
            None => {
                wire.send(&ConsoleFrame::SignedOut).await?;
                return Err(End::Unknown);
            }
        }
        Ok(())
    }

    /// Sends the inbox if it changed.
    async fn tell_inbox(&mut self, wire: &mut Wire) -> Result<(), End> {
        self.look_at_session(wire).await?;
        let now = self.desk.now();
        match Box::pin(self.desk.store.inbox(&self.signed_in.agent, self.revision, now))
            .await
            .map_err(|_| End::Failed)?
        {
            Look::Same => Ok(()),
            Look::Changed(inbox) => {
                let since = self.revision.replace(inbox.revision);
                let frame = match &mut self.shown {
                    Some(shown) => shown.frame(since, inbox),
                    None => ConsoleFrame::Inbox(inbox),
                };
                wire.send(&frame).await
            }
        }
    }

    /// Sends what is new in the open conversation.
    async fn tell_news(&mut self, wire: &mut Wire) -> Result<(), End> {
        self.look_at_session(wire).await?;
        while let Some(open) = &mut self.open {
            let (store, agent) = (&self.desk.store, &self.signed_in.agent);
            let news = Box::pin(store.news(&open.at, agent)).await;
            let Some(news) = news.map_err(|_| End::Failed)? else {
                let gone = open.at.conversation.clone();
                self.open = None;
                return wire.send(&ConsoleFrame::Gone(gone)).await;
            };
            open.at.after = news.events.last().map_or(open.at.after, |event| event.seq);
            open.at.notes = news.notes.iter().map(|note| note.number).fold(open.at.notes, u64::max);
            let more_notes = !news.notes.is_empty() && open.at.notes < news.summary.notes;
            let more = is_full(&news.events) || more_notes;
            wire.send(&ConsoleFrame::News(Box::new(news))).await?;
            if !more {
                break;
            }
        }
        Ok(())
    }

    /// What another process erased, as `tandem erase` does, is no longer looked at.
    async fn look_whether_gone(&mut self, wire: &mut Wire) -> Result<(), End> {
        let Some(open) = &self.open else { return Ok(()) };
        let (store, agent) = (&self.desk.store, &self.signed_in.agent);
        let number = Box::pin(store.number_at_desk(&open.at.conversation, agent)).await;
        match number.map_err(|_| End::Failed)? {
            Some(_) => Ok(()),
            None => self.tell_news(wire).await,
        }
    }

    async fn pass_on(&self, wire: &mut Wire, signal: &Signal) -> Result<(), End> {
        let Some(open) = &self.open else { return Ok(()) };
        if open.seat.is_own(signal) {
            return Ok(());
        }
        let frame = match signal {
            Signal::Looking => ConsoleFrame::Looking(open.seat.others()),
            Signal::Typing { author, name, on, .. } => ConsoleFrame::Typing(Typing {
                conversation: Some(open.at.conversation.clone()),
                author: *author,
                name: name.as_deref().map(str::to_owned),
                on: *on,
            }),
        };
        wire.send(&frame).await
    }

    async fn heard(&mut self, wire: &mut Wire, frame: AgentFrame) -> Result<(), End> {
        match frame {
            AgentFrame::Hello { .. } => Err(End::Malformed),
            AgentFrame::Beat => Ok(()),
            AgentFrame::Open(None) => {
                self.open = None;
                Ok(())
            }
            AgentFrame::Open(Some(at)) => self.open(wire, at).await,
            AgentFrame::Typing(on) => {
                if let Some(open) = &self.open {
                    open.seat.typing(Author::Agent, Some(Arc::clone(&self.name)), on);
                }
                Ok(())
            }
            AgentFrame::Read(seq) => {
                if let Some(open) = &self.open {
                    // A mark is no promise: where the disk is full the next one tells it.
                    let _ = Box::pin(self.desk.store.agent_read(&open.at.conversation, seq)).await;
                }
                Ok(())
            }
        }
    }

    async fn open(&mut self, wire: &mut Wire, at: Opened) -> Result<(), End> {
        self.open = None;
        self.look_at_session(wire).await?;
        let number = Box::pin(self.desk.store.number_at_desk(&at.conversation, &self.signed_in.agent)).await;
        let Some(number) = number.map_err(|_| End::Failed)? else {
            return wire.send(&ConsoleFrame::Gone(at.conversation)).await;
        };
        let seat = self.desk.hub.sit(number, Some(Arc::clone(&self.name))).ok_or(End::Crowded)?;
        // Looking at what one was given takes it up; where the disk is full the next look does.
        let _ = Box::pin(self.desk.store.accept(&at.conversation, &self.signed_in.agent)).await;
        let others = seat.others();
        self.open = Some(Open { at, seat });
        wire.send(&ConsoleFrame::Looking(others)).await?;
        self.tell_news(wire).await
    }
}

/// What happened at the open conversation.
enum Moved {
    Rung,
    Signal(Signal),
}

/// Waits for the open conversation's bell, or for who writes or looks.
async fn moved(open: &mut Option<Open>) -> Moved {
    let Some(open) = open else { return std::future::pending().await };
    tokio::select! {
        // The bell lives as long as the seat.
        _ = open.seat.bell.changed() => Moved::Rung,
        // Where some were missed, those to come tell the same.
        Ok(signal) = open.seat.signals.recv() => Moved::Signal(signal),
    }
}
