//! A visitor's socket: what came since, where things stand, and who writes.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::http::{HeaderMap, header::ORIGIN};
use axum::response::Response;
use protocol::{Author, DeskFrame, Hello, Progress, Status, Typing, VERSION, VisitorFrame};
use tokio::time::{Instant, interval_at, sleep_until, timeout};

use super::hub::{Count, Seat, Signal};
use super::wire::{End, Wire, within_limits};
use super::{BEAT, FIRST_FRAME, SILENCE, asked_to_stop, come_back_ms};
use crate::Desk;
use crate::http::{Fault, Ruled, Token, site_of};
use crate::secret::has_secret_form;
use crate::sites::Site;
use crate::store::{Caller, Since, is_full};

/// A visitor who waits is told of the line at most this often.
const LINE: Duration = Duration::from_secs(2);
/// And later by so much for each who waits, so that a long line doesn't keep the desk busy with telling it: with 10,000 in
/// line a look at one place takes a processor 2 ms.
const LINE_FOR_EACH: Duration = Duration::from_millis(10);

/// `GET /api/v1/live`
pub async fn visitor(
    State(desk): State<Desk>,
    Ruled(rules): Ruled,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Fault> {
    // A browser always says whose page it is; the edge has checked what it says.
    let upgrade = upgrade.map_err(|_| Fault::Upgrade)?;
    if !headers.contains_key(ORIGIN) {
        return Err(Fault::Origin);
    }
    let site = site_of(&rules, &headers);
    let place = desk.hub.enter().ok_or(Fault::Sockets)?;
    Ok(within_limits(upgrade).on_upgrade(async move |socket| {
        let mut wire = Wire::new(socket);
        let Err(end) = talk(&desk, site, &mut wire).await;
        wire.close(end).await;
        drop(place);
    }))
}

/// Everything that one socket knows.
struct Visit {
    desk: Desk,
    site: Arc<Site>,
    hello: Hello,
    seat: Seat,
    /// Where things stood when that was told last.
    told: Option<Progress>,
    /// Where the visitor stands, when people are back, and whether the wait is long, as told last.
    place: (Option<u32>, Option<i64>, bool),
    /// Counted while it waits.
    in_line: Option<Count>,
    line_due: Instant,
}

async fn talk(desk: &Desk, site: Arc<Site>, wire: &mut Wire) -> Result<Infallible, End> {
    let hello = match timeout(FIRST_FRAME, wire.receive()).await {
        Ok(Ok(VisitorFrame::Hello(hello))) if has_secret_form(&hello.token) => hello,
        Ok(Ok(_)) => return Err(End::Malformed),
        Ok(Err(end)) => return Err(end),
        Err(_) => return Err(End::Slow),
    };
    if hello.version != VERSION {
        return Err(End::Malformed);
    }
    let number = Box::pin(desk.store.number(caller(&site, &hello))).await.map_err(|_| End::Failed)?;
    let seat = desk.hub.sit(number.ok_or(End::Gone)?, None).ok_or(End::Crowded)?;
    let mut visit = Visit {
        desk: desk.clone(),
        site,
        hello,
        seat,
        told: None,
        place: (None, None, false),
        in_line: None,
        line_due: Instant::now(),
    };
    visit.tell_progress(wire).await?;
    visit.listen(wire).await
}

fn caller<'a>(site: &Site, hello: &'a Hello) -> Caller<'a> {
    Caller { conversation: &hello.conversation, token: Token::at(site, &hello.token).0 }
}

/// Where things stand, without what has happened and without the place in line, which is told at its turn.
fn standing(progress: &Progress) -> Progress {
    Progress {
        events: Vec::new(),
        epoch: String::new(),
        position: None,
        expected_wait_s: None,
        opens_at: None,
        long_wait: false,
        afresh: false,
        agent: progress.agent.clone(),
        satisfaction: progress.satisfaction.clone(),
        ..*progress
    }
}

/// What a visitor is told of the wait.
fn place(progress: &Progress) -> (Option<u32>, Option<i64>, bool) {
    (progress.position, progress.opens_at, progress.long_wait)
}

impl Visit {
    async fn listen(&mut self, wire: &mut Wire) -> Result<Infallible, End> {
        let (mut any, mut stopping) = (self.desk.hub.any(), self.desk.hub.stopping());
        let mut beat = interval_at(Instant::now() + BEAT, BEAT);
        let mut line_moved = false;
        loop {
            let waits = self.in_line.is_some();
            tokio::select! {
                Ok(()) = self.seat.bell.changed() => self.tell_news(wire).await?,
                Ok(()) = any.changed(), if waits && !line_moved => {
                    line_moved = true;
                    self.wait_for_turn();
                }
                () = sleep_until(self.line_due), if waits && line_moved => {
                    line_moved = false;
                    self.tell_place(wire).await?;
                }
                Ok(signal) = self.seat.signals.recv() => self.pass_on(wire, &signal).await?,
                frame = wire.receive() => self.heard(frame?).await?,
                _ = beat.tick() => {
                    if wire.silence() > SILENCE {
                        return Err(End::Slow);
                    }
                    wire.send(&DeskFrame::Beat).await?;
                    wire.ping().await?;
                }
                () = asked_to_stop(&mut stopping) => {
                    wire.send(&DeskFrame::Bye(come_back_ms())).await?;
                    return Err(End::Stopping);
                }
            }
        }
    }

    /// Sends all that came since.
    async fn tell_progress(&mut self, wire: &mut Wire) -> Result<(), End> {
        let progress = self.progress().await?;
        self.tell_all(wire, progress).await
    }

    /// The conversation's bell rings for what agents do among themselves too: of that a visitor gets no frame at all, since
    /// even an empty one would tell that somebody did something.
    async fn tell_news(&mut self, wire: &mut Wire) -> Result<(), End> {
        let progress = self.progress().await?;
        let is_news = !progress.events.is_empty() || self.told.as_ref() != Some(&standing(&progress));
        if is_news { self.tell_all(wire, progress).await } else { Ok(()) }
    }

    async fn tell_all(&mut self, wire: &mut Wire, mut progress: Progress) -> Result<(), End> {
        loop {
            let more = is_full(&progress.events);
            self.take(&progress);
            wire.send(&DeskFrame::Progress(progress)).await?;
            if !more {
                return Ok(());
            }
            progress = self.progress().await?;
        }
    }

    /// Sends where the visitor stands in line, if that is news.
    async fn tell_place(&mut self, wire: &mut Wire) -> Result<(), End> {
        let progress = match self.progress().await {
            Ok(progress) => progress,
            // A place in line is no promise: where the store is busy the next time tells it.
            Err(End::Failed) => {
                self.line_due = Instant::now() + LINE;
                return Ok(());
            }
            Err(end) => return Err(end),
        };
        let is_news = place(&progress) != self.place || !progress.events.is_empty();
        self.take(&progress);
        if is_news {
            wire.send(&DeskFrame::Progress(progress)).await?;
        }
        Ok(())
    }

    async fn progress(&self) -> Result<Progress, End> {
        let since = Since { epoch: &self.hello.epoch, after: self.hello.after };
        // Hours and limits may have been changed since the socket was opened; the site stays the one that it was.
        let rules = self.desk.rules();
        let site = rules.sites.get(self.site.id()).unwrap_or(&self.site);
        let progress = Box::pin(self.desk.progress(site, caller(&self.site, &self.hello), since)).await;
        progress.map_err(|_| End::Failed)?.ok_or(End::Gone)
    }

    fn take(&mut self, progress: &Progress) {
        self.hello.epoch.clone_from(&progress.epoch);
        if let Some(last) = progress.events.last() {
            self.hello.after = last.seq;
        }
        self.place = place(progress);
        self.told = Some(standing(progress));
        let waits = progress.status == Status::Requested;
        if waits && self.in_line.is_none() {
            self.in_line = Some(self.desk.hub.wait_in_line());
        } else if !waits {
            self.in_line = None;
        }
        self.line_due = Instant::now() + LINE + LINE_FOR_EACH * self.everyone();
    }

    /// The line has moved: those who wait look one after another, each at its turn, since all at once would keep everybody
    /// else from the store.
    fn wait_for_turn(&mut self) {
        let turn = self.seat.number().unsigned_abs() % u64::from(self.everyone().max(1));
        let turn = u32::try_from(turn).unwrap_or_default();
        self.line_due = self.line_due.max(Instant::now() + LINE_FOR_EACH * turn);
    }

    /// How many wait in line with a socket.
    fn everyone(&self) -> u32 {
        u32::try_from(self.desk.hub.waiting()).unwrap_or(u32::MAX)
    }

    async fn pass_on(&self, wire: &mut Wire, signal: &Signal) -> Result<(), End> {
        match signal {
            Signal::Typing { author: Author::Agent, name, on, .. } => {
                let name = name.as_deref().map(str::to_owned);
                let typing = Typing { conversation: None, author: Author::Agent, name, on: *on };
                wire.send(&DeskFrame::Typing(typing)).await
            }
            Signal::Typing { .. } | Signal::Looking => Ok(()),
        }
    }

    async fn heard(&self, frame: VisitorFrame) -> Result<(), End> {
        match frame {
            VisitorFrame::Hello(_) => Err(End::Malformed),
            VisitorFrame::Beat => Ok(()),
            VisitorFrame::Typing(on) => {
                self.seat.typing(Author::Visitor, None, on);
                Ok(())
            }
            VisitorFrame::Read(seq) => {
                self.desk.seen.note(&self.hello.conversation, self.desk.now());
                let read = Box::pin(self.desk.store.visitor_read(caller(&self.site, &self.hello), seq)).await;
                // A mark is no promise: where the disk is full the next one tells it.
                read.map(drop).or(Ok(()))
            }
        }
    }
}
