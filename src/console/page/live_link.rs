//! The live link to the desk: a socket that tells what is new; while there is none the page asks.

use std::cell::RefCell;
use std::time::Duration;

use console::Changed;
use leptos::leptos_dom::helpers::{TimeoutHandle, set_interval, set_timeout_with_handle};
use leptos::prelude::*;
use protocol::{AgentFrame, Author, ConsoleFrame, InboxChanges, News, Opened, Typing, VERSION};
use ui::Line;
use wasm_bindgen::JsValue;

use super::state::{Access, State, Writer};
use super::{listing, opened, pulse, reading};

/// The desk shows that it lives every 25 s; a line that is silent for so long is dead, milliseconds.
const SILENCE_MS: f64 = 70_000.0;
/// The same where the page comes back into sight or the network is back: a beat has been missed.
const DOUBTFUL_MS: f64 = 30_000.0;
/// How often that is looked at.
const LOOK: Duration = Duration::from_secs(30);
/// After so many lines in a row that never opened, a proxy or the page's policy forbids them: asking is kept to.
const NEVER_OPENED: u32 = 4;
/// How long a sign that somebody writes is shown; it is sent again while they go on.
const WRITING: Duration = Duration::from_secs(8);
/// The least time between two signs that the agent writes, milliseconds.
const TYPED_MS: f64 = 3_000.0;

thread_local! {
    static LINK: RefCell<Link> = RefCell::default();
}

#[derive(Default)]
struct Link {
    line: Option<Line>,
    /// The conversation that the line was told to be open.
    open: Option<String>,
    /// Whether the desk has said anything on it.
    stands: bool,
    heard_ms: f64,
    misses: u32,
    never_opened: u32,
    /// No new line before this, Unix milliseconds.
    due_ms: f64,
    again: Option<TimeoutHandle>,
    /// Ends the sign that somebody else writes.
    writing: Option<TimeoutHandle>,
    /// When the desk was last told that this agent writes; 0 once it was told the end.
    typed_ms: f64,
}

/// Keeps a line for as long as somebody is signed in, and tells it which conversation is open.
pub fn start(state: State) {
    let signed_in = Memo::new(move |_| state.signed_in());
    let lines = RwSignal::new(0_u32);
    Effect::new(move |_| if signed_in.get() { open(state, lines) } else { hang_up(state) });
    let here = Memo::new(move |_| state.here().map(|(id, _)| id));
    Effect::new(move |_| {
        lines.track();
        tell_open(state, here.get());
    });
    set_interval(move || look(state, lines, SILENCE_MS), LOOK);
    for event in ["online", "visibilitychange"] {
        window_event_listener_untyped(event, move |_| {
            if !document().hidden() {
                hurry(state, lines);
            }
        });
    }
}

/// Opens a line where one is wanted and may be.
fn open(state: State, lines: RwSignal<u32>) {
    let signed_in = state.access.with_untracked(|access| matches!(access, Access::In(_)));
    let wait_ms = LINK.with_borrow(|link| {
        let may = signed_in && link.line.is_none() && link.never_opened < NEVER_OPENED;
        may.then(|| link.due_ms - ui::now_ms())
    });
    match wait_ms {
        None => {}
        Some(wait_ms) if wait_ms > 0.0 => open_after(state, lines, wait_ms),
        Some(_) => dial(state, lines),
    }
}

fn open_after(state: State, lines: RwSignal<u32>, wait_ms: f64) {
    let wait = Duration::from_millis(wait_ms.clamp(0.0, f64::from(u32::MAX)) as u64);
    let again = set_timeout_with_handle(move || open(state, lines), wait).ok();
    let before = LINK.with_borrow_mut(|link| std::mem::replace(&mut link.again, again));
    if let Some(before) = before {
        before.clear();
    }
}

fn dial(state: State, lines: RwSignal<u32>) {
    let origin = window().location().origin().unwrap_or_default();
    // `http` and `https` become `ws` and `wss`.
    let url = ["ws", origin.strip_prefix("http").unwrap_or_default(), "/api/v1/agent/live"].concat();
    let line = Line::open(&url, move |frame| hear(state, frame), move || ended(state, lines));
    if let Some(line) = &line {
        let revision = state.listed.with_untracked(|listed| listed.as_ref().map(|it| it.inbox.revision));
        line.send(&AgentFrame::Hello { version: VERSION, revision, changes: true });
    }
    LINK.with_borrow_mut(|link| {
        (link.stands, link.open, link.heard_ms) = (false, None, ui::now_ms());
        link.line = line;
    });
    lines.update(|lines| *lines += 1);
}

/// Ends the line without a word.
fn hang_up(state: State) {
    let line = LINK.with_borrow_mut(|link| {
        (link.stands, link.open) = (false, None);
        link.line.take()
    });
    // Dropped outside, since the end of a line may look at the link.
    drop(line);
    state.live.set(false);
    state.looking.set(Vec::new());
    show_writer(state, None);
}

/// The line has ended: the page asks meanwhile, and tries again after a while.
fn ended(state: State, lines: RwSignal<u32>) {
    LINK.with_borrow_mut(|link| {
        link.never_opened += u32::from(!link.stands);
        let wait_ms = f64::from(link::retry_delay_ms(link.misses, ui::random()));
        link.due_ms = link.due_ms.max(ui::now_ms() + wait_ms);
        link.misses = link.misses.saturating_add(1);
    });
    hang_up(state);
    open(state, lines);
}

/// The network or the agent is back: no reason to wait with a new line, nor to trust a silent one.
fn hurry(state: State, lines: RwSignal<u32>) {
    LINK.with_borrow_mut(|link| (link.due_ms, link.misses, link.never_opened) = (0.0, 0, 0));
    look(state, lines, DOUBTFUL_MS);
    open(state, lines);
}

/// A line that has died without a word is given up; one that stands shows the desk that we live.
fn look(state: State, lines: RwSignal<u32>, longest_ms: f64) {
    let silence_ms = LINK.with_borrow(|link| link.line.as_ref().map(|_| ui::now_ms() - link.heard_ms));
    match silence_ms {
        Some(silence_ms) if silence_ms > longest_ms => {
            ended(state, lines);
        }
        Some(_) => send(&AgentFrame::Beat),
        None => {}
    }
}

fn send(frame: &AgentFrame) {
    LINK.with_borrow(|link| link.line.iter().for_each(|line| line.send(frame)));
}

fn hear(state: State, frame: JsValue) {
    LINK.with_borrow_mut(|link| {
        link.heard_ms = ui::now_ms();
        (link.stands, link.misses, link.never_opened) = (true, 0, 0);
    });
    if !state.live.get_untracked() {
        state.live.set(true);
        pulse::in_step(state);
    }
    // What a newer desk adds is passed over.
    if let Some(frame) = ui::from_js::<ConsoleFrame>(frame) {
        untrack(|| told(state, frame));
    }
}

/// What changed goes into the inbox that is here; where that is another than the desk thinks, the whole is asked for.
fn changed(state: State, changes: InboxChanges) {
    let now = state
        .listed
        .with_untracked(|listed| listed.as_ref().map(|listed| console::with_changes(&listed.inbox, changes)));
    match now {
        Some(Changed::Now(inbox)) => {
            let ticket = listing::ticket(state);
            pulse::told(state, inbox, ticket);
        }
        Some(Changed::Old) => {}
        Some(Changed::Other) | None => pulse::now(state),
    }
}

fn told(state: State, frame: ConsoleFrame) {
    match frame {
        ConsoleFrame::Inbox(inbox) => {
            let ticket = listing::ticket(state);
            pulse::told(state, inbox, ticket);
        }
        ConsoleFrame::Changes(changes) => changed(state, changes),
        ConsoleFrame::News(news) => {
            end_writing(state, &news);
            opened::take_news(state, &news);
        }
        ConsoleFrame::Typing(typing) => wrote(state, typing),
        ConsoleFrame::Looking(names) => {
            let own = state.own_name();
            state.looking.set(names.into_iter().filter(|name| *name != own).collect());
        }
        ConsoleFrame::Gone(id) => opened::gone(state, &id),
        ConsoleFrame::SignedOut => state.access.set(Access::Over),
        ConsoleFrame::Beat => {}
        ConsoleFrame::Bye(after_ms) => {
            LINK.with_borrow_mut(|link| link.due_ms = ui::now_ms() + f64::from(after_ms));
        }
    }
}

/// Tells the line which conversation is open, once it is here to be added to.
fn tell_open(state: State, id: Option<String>) {
    state.looking.set(Vec::new());
    show_writer(state, None);
    let is_told = LINK.with_borrow(|link| link.line.is_none() || link.open == id);
    if is_told {
        return;
    }
    let opened = untrack(|| state.here()).map(|(conversation, after)| {
        let notes = untrack(|| state.notes(console::last_note));
        Opened { conversation, after, notes }
    });
    send(&AgentFrame::Open(opened));
    LINK.with_borrow_mut(|link| (link.open, link.typed_ms) = (id, 0.0));
    reading::mark(state);
}

/// Tells the desk how far the open conversation was read; false where no line can.
pub fn read(conversation: &str, seq: u64) -> bool {
    LINK.with_borrow(|link| {
        let knows = link.stands && link.open.as_deref() == Some(conversation);
        let line = link.line.as_ref().filter(|_| knows);
        line.map(|line| line.send(&AgentFrame::Read(seq))).is_some()
    })
}

/// The agent writes in the open conversation, or has emptied the box: whoever looks is told so, nothing of what.
pub fn typed(writes: Writes) {
    LINK.with_borrow_mut(|link| {
        let now = ui::now_ms();
        let is_due = match writes {
            Writes::On => now - link.typed_ms > TYPED_MS,
            Writes::Off => link.typed_ms > 0.0,
        };
        if link.stands && is_due {
            link.typed_ms = if writes == Writes::On { now } else { 0.0 };
            link.line.iter().for_each(|line| line.send(&AgentFrame::Typing(writes == Writes::On)));
        }
    });
}

/// Whether the agent writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writes {
    /// Goes on.
    On,
    /// Has stopped, or has sent it.
    Off,
}

fn wrote(state: State, typing: Typing) {
    let is_here =
        state.open.with_untracked(|open| typing.conversation.is_none() || *open == typing.conversation);
    if is_here {
        let writer = Writer { author: typing.author, name: typing.name };
        show_writer(state, Some(writer).filter(|_| typing.on));
    }
}

/// Whoever has said something is no longer writing it.
fn end_writing(state: State, news: &News) {
    let said_by: Vec<Author> =
        news.events.iter().filter_map(|event| event.message.as_ref()).map(|message| message.author).collect();
    let ends =
        state.writer.with_untracked(|writer| writer.as_ref().is_some_and(|it| said_by.contains(&it.author)));
    if ends {
        show_writer(state, None);
    }
}

fn show_writer(state: State, writer: Option<Writer>) {
    let ends =
        writer.as_ref().and_then(|_| set_timeout_with_handle(move || state.writer.set(None), WRITING).ok());
    let before = LINK.with_borrow_mut(|link| std::mem::replace(&mut link.writing, ends));
    if let Some(before) = before {
        before.clear();
    }
    if state.writer.with_untracked(|before| *before != writer) {
        state.writer.set(writer);
    }
}
