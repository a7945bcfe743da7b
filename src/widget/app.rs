//! The widget's state: what is shown (signals), what lies behind it, and how both are kept.

use engine::Dialogue;
use leptos::html::Textarea;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use link::Outbox;
use protocol::{Author, Message};
use ui::{Storage, Words};
use wasm_bindgen::JsValue;

use crate::assistant::{Assistant, Suggestion};
use crate::config::{Config, attributes};
use crate::conversation::{CONVERSATION_KEY, Conversation, Handoff, KEPT_MS, Kind, LIVE_KEY, TURNS_KEPT, Turn};

/// The running widget; a copy is a handle to the same one.
#[derive(Clone, Copy)]
pub struct App {
    /// Whether the panel is shown.
    pub open: RwSignal<bool>,
    /// What was said.
    pub turns: RwSignal<Vec<Turn>>,
    /// The conversation with a person.
    pub handoff: RwSignal<Option<Handoff>>,
    /// What the desk has not acknowledged.
    pub outbox: RwSignal<Outbox>,
    /// What stands in the composer.
    pub draft: RwSignal<String>,
    /// The entry that fits what stands in the composer.
    pub suggestion: RwSignal<Option<Suggestion>>,
    /// A word to the visitor above the composer.
    pub notice: RwSignal<Option<String>>,
    inner: StoredValue<Inner, LocalStorage>,
}

/// What lies behind the signals.
pub struct Inner {
    pub config: Config,
    pub assistant: Assistant,
    pub dialogue: Dialogue,
    /// The latest matter: the question and what the engine made of it.
    pub matter: Option<(String, engine::Outcome)>,
    /// When to speak to the desk next.
    pub timer: Option<TimeoutHandle>,
    /// Whether a request to the desk is under way.
    pub busy: bool,
    words: Words,
    storage: Storage,
    composer: Option<NodeRef<Textarea>>,
    unread: u32,
    stopped: bool,
}

impl App {
    pub fn new(config: Config, words: Words, assistant: Assistant) -> Self {
        let inner = Inner {
            config,
            assistant,
            words,
            dialogue: Dialogue::default(),
            matter: None,
            timer: None,
            busy: false,
            storage: Storage::default(),
            composer: None,
            unread: 0,
            stopped: false,
        };
        Self {
            open: RwSignal::new(false),
            turns: RwSignal::default(),
            handoff: RwSignal::default(),
            outbox: RwSignal::default(),
            draft: RwSignal::default(),
            suggestion: RwSignal::default(),
            notice: RwSignal::default(),
            inner: StoredValue::new_local(inner),
        }
    }

    /// Looks behind the signals; none once the widget has been taken down.
    pub fn look<T: Default>(self, read: impl FnOnce(&Inner) -> T) -> T {
        self.inner.try_with_value(read).unwrap_or_default()
    }

    /// Changes what lies behind the signals.
    pub fn change<T: Default>(self, write: impl FnOnce(&mut Inner) -> T) -> T {
        self.inner.try_update_value(write).unwrap_or_default()
    }

    /// A text in the visitor's language.
    pub fn say(self, key: &str) -> String {
        self.look(|inner| inner.words.get(key))
    }

    /// A text with its slot filled.
    pub fn say_with(self, key: &str, slot: &str, filling: &str) -> String {
        self.look(|inner| inner.words.with(key, slot, filling))
    }

    /// The site's name, as the owner or the knowledge base says it.
    pub fn name(self) -> Option<String> {
        self.look(|inner| inner.config.name.clone().or_else(|| inner.assistant.knowledge.name.clone()))
    }

    pub fn is_open(self) -> bool {
        self.open.try_get_untracked().unwrap_or_default()
    }

    pub fn open(self) {
        if !self.is_open() {
            self.open.set(true);
            self.emit("opened", JsValue::UNDEFINED);
        }
        self.read();
        self.keep_in_touch();
    }

    pub fn close(self) {
        if self.is_open() {
            self.open.set(false);
            self.emit("closed", JsValue::UNDEFINED);
            if let Some(launcher) = self.look(|inner| inner.config.hooks.launcher.clone()) {
                // A launcher that can't be focused leaves the focus where the browser puts it.
                let _ = launcher.focus();
            }
        }
    }

    /// Raises the DOM event `tandem:name` on the widget's element.
    pub fn emit(self, name: &str, detail: JsValue) {
        if let Some(emit) = self.look(|inner| inner.config.hooks.emit.clone()) {
            // What a listener of the page throws is the page's affair.
            let _ = emit.call2(&JsValue::NULL, &JsValue::from_str(name), &detail);
        }
    }

    pub fn identify(self, who: &JsValue) {
        self.change(|inner| inner.config.attributes = attributes(who));
    }

    /// The composer tells where it stands.
    pub fn set_composer(self, area: NodeRef<Textarea>) {
        self.change(|inner| inner.composer = Some(area));
    }

    /// Puts the cursor into the composer, as after every press of a choice.
    pub fn focus_composer(self) {
        let area = self.look(|inner| inner.composer).and_then(|area| area.get_untracked());
        if let Some(area) = area {
            // Where the focus can't go it stays.
            let _ = area.focus();
        }
    }

    /// Adds a turn, keeps it and tells the page.
    pub fn add(self, turn: Turn) {
        self.turns.update(|turns| {
            turns.push(turn);
            let over = turns.len().saturating_sub(TURNS_KEPT);
            turns.drain(..over);
        });
        self.keep();
    }

    /// A new turn's frame: an id that a repeated send keeps, and the time.
    pub fn turn(self, author: Author, text: String) -> Turn {
        let now = ui::now_ms();
        let id = ui::random_id().unwrap_or_else(|| (now as u64).to_string());
        Turn::new(id, author, text, now)
    }

    /// The assistant says something.
    pub fn assistant_says(self, text: String) {
        self.add(self.turn(Author::Assistant, text));
    }

    /// A line about the conversation itself.
    pub fn note(self, text: String) {
        let mut turn = self.turn(Author::Assistant, text);
        turn.kind = Kind::Note;
        self.add(turn);
    }

    /// An agent's message came: counted on the launcher while the panel is closed.
    pub fn received(self, message: Message) {
        self.change(|inner| inner.dialogue.agent_said(&message.text));
        let turn = Turn { message, chips: Vec::new(), kind: Kind::Words };
        self.add(turn);
        self.emit("message", JsValue::UNDEFINED);
        if !self.is_open() {
            self.change(|inner| inner.unread += 1);
            self.draw_unread();
        }
    }

    fn read(self) {
        self.change(|inner| inner.unread = 0);
        self.draw_unread();
    }

    fn draw_unread(self) {
        let (hook, count) = self.look(|inner| (inner.config.hooks.unread.clone(), inner.unread));
        if let Some(hook) = hook {
            // The badge is the loader's; there is nothing to do about a failure to draw it.
            let _ = hook.call1(&JsValue::NULL, &JsValue::from(count));
        }
    }

    /// Keeps everything that outlives the page.
    pub fn keep(self) {
        let handoff = self.handoff.get_untracked();
        let live = handoff.as_ref().is_some_and(Handoff::is_open) || !self.outbox.with_untracked(Outbox::is_empty);
        let conversation = Conversation {
            version: 1,
            turns: self.turns.get_untracked(),
            handoff,
            outbox: self.outbox.get_untracked(),
            touched: ui::now_ms(),
        };
        let Some(text) = ui::to_text(&conversation) else { return };
        let kept = self.look(|inner| {
            if live { inner.storage.set(LIVE_KEY, "1") } else { inner.storage.remove(LIVE_KEY); true };
            inner.storage.set(CONVERSATION_KEY, &text)
        });
        if !kept {
            self.notice.set(Some(self.say("storage_off")));
        }
    }

    /// Takes up what this browser has kept, here or in another tab.
    pub fn resume(self) {
        let kept = self.look(|inner| inner.storage.get(CONVERSATION_KEY));
        let conversation = kept.and_then(|text| ui::from_text::<Conversation>(&text));
        let fresh = conversation.filter(|kept| ui::now_ms() - kept.touched < KEPT_MS).unwrap_or_default();
        self.rebuild(&fresh.turns);
        self.turns.set(fresh.turns);
        self.handoff.set(fresh.handoff);
        self.outbox.set(fresh.outbox);
        self.keep_in_touch();
    }

    /// The dialogue is a pure outcome of the turns, so it is made again instead of being stored.
    fn rebuild(self, turns: &[Turn]) {
        self.change(|inner| {
            inner.dialogue = Dialogue::default();
            inner.matter = None;
            for turn in turns {
                inner.relive(turn);
            }
        });
    }

    /// Forgets the conversation on this device; what the desk has stays there unless it was taken back.
    pub fn forget(self) {
        self.rebuild(&[]);
        self.turns.set(Vec::new());
        self.handoff.set(None);
        self.outbox.set(Outbox::default());
        self.notice.set(None);
        self.change(|inner| inner.storage.remove(CONVERSATION_KEY));
        self.change(|inner| inner.storage.remove(LIVE_KEY));
    }

    /// The network is back: no reason to wait for the next try.
    pub fn hurry(self) {
        self.outbox.update(Outbox::hurry);
        self.keep_in_touch();
    }

    /// No timer fires any more.
    pub fn stop(self) {
        self.change(|inner| {
            inner.stopped = true;
            if let Some(timer) = inner.timer.take() {
                timer.clear();
            }
        });
    }

    pub fn is_stopped(self) -> bool {
        self.inner.try_with_value(|inner| inner.stopped).unwrap_or(true)
    }
}

impl Inner {
    fn relive(&mut self, turn: &Turn) {
        let message = &turn.message;
        match message.author {
            Author::Agent => self.dialogue.agent_said(&message.text),
            Author::Assistant if turn.kind == Kind::Note => {}
            Author::Assistant => self.dialogue.assistant_said(&message.text),
            Author::Visitor => match message.entry.as_deref().and_then(|id| self.assistant.position(id)) {
                Some(chosen) => self.dialogue.chose(chosen),
                None => {
                    let outcome = self.assistant.decide(&mut self.dialogue, &message.text);
                    self.matter = Some((message.text.clone(), outcome));
                }
            },
        }
    }
}
