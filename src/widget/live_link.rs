//! The live link to the desk: a socket that tells what is new; while there is none the widget asks.

use std::cell::RefCell;

use gloo_timers::callback::Timeout;
use protocol::{DeskFrame, Hello, ReadMark, VERSION, VisitorFrame};
use ui::Line;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use crate::app::{App, Part};
use crate::conversation::Handoff;
use crate::lead;
use crate::told::Told;

/// The desk shows that it lives every 25 s; a line that is silent for so long is dead, milliseconds.
const SILENCE_MS: f64 = 70_000.0;
/// How often that is looked at.
const LOOK_MS: u32 = 30_000;
/// After so many lines in a row that never opened, a proxy or the page's policy forbids them: asking is kept to.
const NEVER_OPENED: u32 = 2;
/// How long a sign that somebody writes is shown, milliseconds; it is sent again while they go on.
const TYPING_MS: u32 = 8_000;
/// The least time between two signs that the visitor writes, milliseconds.
const TYPED_MS: f64 = 3_000.0;

thread_local! {
    static LINK: RefCell<Link> = RefCell::default();
}

#[derive(Default)]
struct Link {
    line: Option<Line>,
    /// The conversation that the line is about.
    conversation: String,
    /// Whether the desk has answered on it.
    stands: bool,
    heard_ms: f64,
    misses: u32,
    never_opened: u32,
    /// No new line before this, Unix milliseconds.
    due_ms: f64,
    look: Option<Timeout>,
    /// The agent who writes, until the timer ends.
    typing: Option<(String, Timeout)>,
    typed_ms: f64,
}

/// Whether what is new comes without asking: by this tab's line, or by another tab's.
pub fn is_told() -> bool {
    LINK.with_borrow(|link| link.stands) || !lead::may_listen()
}

/// Opens a line where one is wanted and may be, and hangs up where it is not.
pub fn follow(app: App) {
    let handoff = app.look().followed().cloned();
    let Some(handoff) = handoff.filter(|_| !app.look().stopped) else {
        return hang_up();
    };
    if !lead::leads(app) {
        return hang_up();
    }
    let wants = LINK.with_borrow(|link| {
        let other = link.line.is_none() || link.conversation != handoff.conversation;
        other && link.due_ms <= ui::now_ms() && link.never_opened < NEVER_OPENED
    });
    if wants {
        open(app, &handoff);
    }
}

/// Hangs up.
pub fn hang_up() {
    let link = LINK.with_borrow_mut(|link| {
        (link.stands, link.look) = (false, None);
        link.line.take()
    });
    // Dropped outside, since the end of a line may look at the link.
    drop(link);
}

/// The network is back: no reason to wait with a new line.
pub fn hurry() {
    LINK.with_borrow_mut(|link| (link.due_ms, link.misses, link.never_opened) = (0.0, 0, 0));
}

fn open(app: App, handoff: &Handoff) {
    let desk = app.look().config.desk.clone().unwrap_or_default();
    // `http` and `https` become `ws` and `wss`.
    let url = ["ws", desk.strip_prefix("http").unwrap_or_default(), "api/v1/live"].concat();
    let line = Line::open(&url, move |frame| hear(app, frame), move || ended(app));
    let told = Told::of(handoff);
    if let Some(line) = &line {
        line.send(&VisitorFrame::Hello(Hello {
            version: VERSION,
            conversation: handoff.conversation.clone(),
            token: handoff.token.clone(),
            epoch: told.follow.epoch,
            after: handoff.seq,
        }));
    }
    let old = LINK.with_borrow_mut(|link| {
        link.conversation.clone_from(&handoff.conversation);
        link.stands = false;
        link.heard_ms = ui::now_ms();
        link.look = Some(Timeout::new(LOOK_MS, move || look(app)));
        std::mem::replace(&mut link.line, line)
    });
    drop(old);
}

fn hear(app: App, frame: JsValue) {
    if app.look().stopped {
        return hang_up();
    }
    LINK.with_borrow_mut(|link| link.heard_ms = ui::now_ms());
    // What a newer desk adds is passed over.
    let Some(frame) = ui::from_js::<DeskFrame>(frame) else { return };
    match frame {
        DeskFrame::Progress(progress) => {
            LINK.with_borrow_mut(|link| (link.stands, link.misses, link.never_opened) = (true, 0, 0));
            app.progressed(progress);
            app.keep_in_touch();
        }
        DeskFrame::Typing(typing) => {
            let name = typing.name.unwrap_or_default();
            show_typing(app, Some(name).filter(|_| typing.on));
        }
        DeskFrame::Beat => {}
        DeskFrame::Bye(after_ms) => {
            LINK.with_borrow_mut(|link| link.due_ms = ui::now_ms() + f64::from(after_ms));
        }
    }
}

/// The line has ended: the widget asks meanwhile, and tries again after a while.
fn ended(app: App) {
    LINK.with_borrow_mut(|link| {
        link.never_opened += u32::from(!link.stands);
        let wait_ms = f64::from(link::retry_delay_ms(link.misses, ui::random()));
        link.due_ms = link.due_ms.max(ui::now_ms() + wait_ms);
        link.misses += 1;
        (link.stands, link.line, link.look, link.typing) = (false, None, None, None);
    });
    app.keep_in_touch();
}

/// Gives the line up and tries again after a while.
pub fn start_over(app: App) {
    hang_up();
    ended(app);
}

/// A line that has died without a word is given up.
fn look(app: App) {
    let silent = LINK.with_borrow_mut(|link| {
        link.look = Some(Timeout::new(LOOK_MS, move || look(app)));
        ui::now_ms() - link.heard_ms > SILENCE_MS
    });
    if silent {
        start_over(app);
    } else {
        LINK.with_borrow(|link| link.line.iter().for_each(|line| line.send(&VisitorFrame::Beat)));
    }
}

/// The agent who writes just now.
pub fn typing() -> Option<String> {
    LINK.with_borrow(|link| link.typing.as_ref().map(|(name, _)| name.clone()))
}

/// Shows who writes, for a while; none ends it.
pub fn show_typing(app: App, name: Option<String>) {
    let before = typing();
    let after = name.clone();
    let typing = name.map(|name| (name, Timeout::new(TYPING_MS, move || show_typing(app, None))));
    LINK.with_borrow_mut(|link| link.typing = typing);
    if before != after {
        app.change(Part::Desk, |_| ());
    }
}

/// The visitor writes: whoever answers is told so, nothing of what.
pub fn typed(app: App) {
    if !app.look().with_person().is_some_and(Handoff::is_assigned) {
        return;
    }
    LINK.with_borrow_mut(|link| {
        let now = ui::now_ms();
        if link.stands && now - link.typed_ms > TYPED_MS {
            link.typed_ms = now;
            link.line.iter().for_each(|line| line.send(&VisitorFrame::Typing(true)));
        }
    });
}

/// Tells the desk how far the visitor has read, once, while the panel is in sight.
pub fn mark_read(app: App) {
    let Some(handoff) = app.look().at_desk().cloned() else { return };
    let mut told = Told::of(&handoff);
    if !app.look().open || !lead::is_shown() || handoff.seq <= told.read || handoff.status.is_none() {
        return;
    }
    let seq = handoff.seq;
    told.read = seq;
    app.change_handoff(|handoff| told.keep(handoff));
    let by_line = LINK.with_borrow(|link| {
        let line = link.line.as_ref().filter(|_| link.stands);
        line.map(|line| line.send(&VisitorFrame::Read(seq)))
    });
    if by_line.is_none() {
        let desk = app.look().config.desk.clone().unwrap_or_default();
        let url = [&desk, "api/v1/conversations/", &handoff.conversation, "/read"].concat();
        let body = ui::to_text(&ReadMark { seq }).unwrap_or_default();
        // A mark that is lost is told by the next.
        spawn_local(async move { drop(ui::fetch("POST", &url, &handoff.token, &body).await) });
    }
}
