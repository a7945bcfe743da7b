//! The widget's state: what was said, what the desk knows, what is shown; and how it is kept.

use std::cell::{Ref, RefCell};
use std::rc::Rc;

use engine::{Decision, Dialogue, Happening, Outcome};
use gloo_timers::callback::Timeout;
use protocol::{Author, Message, Status};
use reactive_graph::signal::Trigger;
use reactive_graph::traits::{Notify, Track};
use ui::{Storage, Words};
use wasm_bindgen::JsValue;
use web_sys::HtmlTextAreaElement;

use crate::assistant::{Assistant, Suggestion};
use crate::config::{Config, attributes};
use crate::conversation::{
    CONVERSATION_KEY, CONVERSATION_VERSION, Conversation, Handoff, KEPT_MS, Kind, LIVE_KEY, TURNS_KEPT, Turn,
};
use crate::later::{Insights, Person};
use crate::sign::{Sign, VISIT_KEY};

/// How long a slice of fitting lasts, and the pause before it, milliseconds: a frame of 16 ms has room for both.
const SLICE_MS: f64 = 6.0;
const PAUSE_MS: u32 = 4;

/// The running widget; a copy is a handle to the same one.
//
// One trigger a part instead of one signal a type: Leptos' code for a signal is downloaded for each type it holds.
#[derive(Clone, Copy)]
pub struct App {
    state: &'static RefCell<State>,
    parts: [Trigger; 5],
}

/// What is drawn anew when it changes.
#[derive(Clone, Copy)]
pub enum Part {
    /// Whether the panel is shown.
    Open,
    /// What was said.
    Turns,
    /// The conversation with a person, and what the desk has not acknowledged.
    Desk,
    /// The entry that fits what stands in the composer.
    Suggestion,
    /// A word to the visitor above the composer.
    Notice,
}

/// Everything behind the screen.
pub struct State {
    pub config: Config,
    pub words: Words,
    pub assistant: Assistant,
    pub dialogue: Dialogue,
    /// What outlives the page.
    pub kept: Conversation,
    /// What the engine made of the latest utterance.
    pub outcome: Option<Rc<Outcome>>,
    /// The latest utterance with a matter of its own, and what the engine made of it.
    pub matter: Option<(String, Rc<Outcome>)>,
    pub open: bool,
    pub suggestion: Option<Suggestion>,
    pub notice: Option<String>,
    /// The composer's box.
    pub composer: Option<HtmlTextAreaElement>,
    /// When to speak to the desk next.
    pub timer: Option<Timeout>,
    /// Whether a request to the desk is under way.
    pub busy: bool,
    pub stopped: bool,
    /// The conversation with a person, once it has been downloaded.
    pub person: Option<&'static Person>,
    /// What was downloaded to tell of the visit.
    pub insights: Option<&'static Insights>,
    /// Whether this visit is told of: the owner wants it, and the visitor has not switched it off.
    pub tells: bool,
    /// What happened in this tab that is still to be counted.
    pub signs: Vec<Sign>,
    /// Something was kept that hasn't been taken up yet, so nothing may be written over it.
    behind: bool,
    pub storage: Storage,
    told_of_storage: bool,
    unread: u32,
    /// How many conversations were forgotten: what was begun for one is not done in the next.
    pub forgotten: u32,
}

impl App {
    pub fn new(config: Config, words: Words, assistant: Assistant) -> Self {
        let state = State {
            config,
            words,
            assistant,
            dialogue: Dialogue::default(),
            kept: Conversation::default(),
            outcome: None,
            matter: None,
            open: false,
            suggestion: None,
            notice: None,
            composer: None,
            timer: None,
            busy: false,
            stopped: false,
            person: None,
            insights: None,
            tells: false,
            signs: Vec::new(),
            behind: false,
            storage: Storage::default(),
            told_of_storage: false,
            unread: 0,
            forgotten: 0,
        };
        // It lives as long as the page: a widget is started once, and again only for another language.
        Self {
            state: Box::leak(Box::new(RefCell::new(state))),
            parts: std::array::from_fn(|_| Trigger::new()),
        }
    }

    /// The state, for a moment: let go of it before anything is changed.
    pub fn look(self) -> Ref<'static, State> {
        self.state.borrow()
    }

    /// The state, for something on screen that is drawn anew when the part changes.
    pub fn see(self, part: Part) -> Ref<'static, State> {
        self.parts[part as usize].track();
        self.state.borrow()
    }

    /// Changes a part; what shows it follows.
    pub fn change(self, part: Part, write: impl FnOnce(&mut State)) {
        write(&mut self.state.borrow_mut());
        self.parts[part as usize].notify();
    }

    /// Changes what is not on screen.
    pub fn set(self, write: impl FnOnce(&mut State)) {
        write(&mut self.state.borrow_mut());
    }

    /// A text in the visitor's language.
    pub fn say(self, key: &str) -> String {
        self.look().words.get(key)
    }

    /// A text with its slot filled.
    pub fn say_with(self, key: &str, slot: &str, filling: &str) -> String {
        self.look().words.with(key, slot, filling)
    }

    pub fn open(self) {
        if !self.look().open {
            self.change(Part::Open, |state| state.open = true);
            self.emit("opened", JsValue::UNDEFINED);
        }
        self.set(|state| state.unread = 0);
        self.draw_unread();
        self.speak_to_desk();
    }

    pub fn close(self) {
        if self.look().open {
            self.change(Part::Open, |state| state.open = false);
            self.emit("closed", JsValue::UNDEFINED);
            let launcher = self.look().config.hooks.launcher.clone();
            // After the panel is gone: until then the launcher behind it is hidden and takes no focus.
            ui::next_frame(move || {
                if let Some(launcher) = launcher {
                    // A launcher that can't be focused leaves the focus where the browser puts it.
                    let _ = launcher.focus();
                }
            });
        }
    }

    /// Raises the DOM event `tandem:name` on the widget's element.
    pub fn emit(self, name: &str, detail: JsValue) {
        let emit = self.look().config.hooks.emit.clone();
        if let Some(emit) = emit {
            // What a listener of the page throws is the page's affair.
            let _ = emit.call2(&JsValue::NULL, &JsValue::from_str(name), &detail);
        }
    }

    pub fn identify(self, who: &JsValue) {
        let who = attributes(who);
        self.set(|state| state.config.attributes = who);
    }

    /// Puts the cursor into the composer, as after every press of a choice.
    pub fn focus_composer(self) {
        let area = self.look().composer.clone();
        if let Some(area) = area {
            // Where the focus can't go it stays.
            let _ = area.focus();
        }
    }

    /// Adds a turn and keeps it.
    pub fn add(self, turn: Turn) {
        if self.look().config.supervise {
            let turn = turn.clone();
            self.with_person_part(Box::new(move |person| (person.watch)(self, &turn)));
        }
        self.sign(Sign::Said(turn.clone()));
        self.change(Part::Turns, |state| {
            let turns = &mut state.kept.turns;
            turns.push(turn);
            if turns.len() > TURNS_KEPT {
                turns.remove(0);
            }
        });
        self.keep();
    }

    /// A line about the conversation itself.
    pub fn note(self, text: String) {
        let mut turn = Turn::new(Author::Assistant, text);
        turn.kind = Kind::Note;
        self.add(turn);
    }

    /// An agent's message came: counted on the launcher while the panel is closed.
    pub fn received(self, message: Message) {
        self.set(|state| state.dialogue.agent_said(&message.text));
        self.add(Turn { message, chips: Vec::new(), kind: Kind::Words });
        self.emit("message", JsValue::UNDEFINED);
        if !self.look().open {
            self.set(|state| state.unread += 1);
            self.draw_unread();
        }
    }

    fn draw_unread(self) {
        let (hook, count) = (self.look().config.hooks.unread.clone(), self.look().unread);
        if let Some(hook) = hook {
            // The badge is the loader's; there is nothing to do about a failure to draw it.
            let _ = hook.call1(&JsValue::NULL, &JsValue::from(count));
        }
    }

    /// Keeps everything that outlives the page.
    pub fn keep(self) {
        self.set(|state| {
            state.kept.version = CONVERSATION_VERSION;
            state.kept.touched = ui::now_ms();
        });
        let kept = self.look().behind || self.look().keep();
        if !kept && !self.look().told_of_storage {
            let word = self.say("storage_off");
            self.set(|state| state.told_of_storage = true);
            self.change(Part::Notice, |state| state.notice = Some(word));
        }
    }

    /// What this browser has kept, if anything.
    pub fn kept(self) -> Option<String> {
        self.look().storage.get(CONVERSATION_KEY)
    }

    /// Takes up what this browser has kept, here or in another tab.
    pub fn resume(self) {
        let Some(kept) = self.kept() else {
            self.replace(Conversation::default());
            return;
        };
        self.set(|state| state.behind = true);
        self.with_person_part(Box::new(move |person| (person.resume)(self, &kept)));
    }

    /// Takes up a conversation from the text in which it was kept.
    pub fn resume_from(self, kept: &str) {
        self.set(|state| state.behind = false);
        let kept = ui::from_text::<Conversation>(kept);
        let fresh = kept.filter(|kept| ui::now_ms() - kept.touched < KEPT_MS);
        let mut fresh = fresh.unwrap_or_default();
        let crossed = fresh.version == CONVERSATION_VERSION && fresh.take_crossed(&self.look().kept);
        self.replace(fresh);
        if crossed {
            self.keep();
        }
        self.keep_in_touch();
    }

    fn replace(self, conversation: Conversation) {
        self.change(Part::Turns, |state| {
            state.dialogue = Dialogue::default();
            state.outcome = None;
            state.matter = None;
            for turn in &conversation.turns {
                state.relive(turn);
            }
            state.kept = conversation;
            state.take_stage();
        });
        self.change(Part::Desk, |_| ());
    }

    /// Forgets the conversation on this device; what the desk has stays there unless it was taken back.
    pub fn forget(self) {
        let mut left = Conversation::default();
        self.set(|state| {
            state.forgotten += 1;
            state.signs.clear();
            if state.tells {
                state.storage.remove(VISIT_KEY);
            }
            // What was taken back is still to be erased at the desk.
            if state.kept.handoff.as_ref().is_some_and(|handoff| handoff.undone) {
                left.handoff = state.kept.handoff.take();
                left.outbox = std::mem::take(&mut state.kept.outbox);
            }
        });
        let done = left.outbox.is_empty();
        self.replace(left);
        self.change(Part::Notice, |state| state.notice = None);
        if done {
            let state = self.look();
            state.storage.remove(CONVERSATION_KEY);
            state.storage.remove(LIVE_KEY);
        } else {
            self.keep();
        }
    }

    /// The network is back: no reason to wait for the next try.
    pub fn hurry(self) {
        self.set(|state| state.kept.outbox.hurry());
        if self.look().behind {
            self.resume();
        }
        self.speak_to_desk();
    }

    /// Speaks to the desk if a person has the conversation or is to have it; else there is nothing to say.
    pub fn speak_to_desk(self) {
        let person = self.look().person;
        if let Some(person) = person {
            (person.keep_in_touch)(self);
        }
    }

    /// Fits the engine's head in slices, so that nothing a visitor does waits for it; until it is done the index answers.
    pub fn fit(self) {
        Timeout::new(PAUSE_MS, move || self.fit_a_slice()).forget();
    }

    fn fit_a_slice(self) {
        if self.look().stopped {
            return;
        }
        let end = ui::now_ms() + SLICE_MS;
        let mut more = true;
        while more && ui::now_ms() < end {
            self.set(|state| more = state.assistant.fit());
        }
        if more {
            self.fit();
        } else {
            self.emit("fitted", JsValue::UNDEFINED);
        }
    }

    /// No timer fires any more, and the knowledge base is let go.
    pub fn stop(self) {
        let person = self.look().person;
        if let Some(person) = person {
            (person.leave)();
        }
        let insights = self.look().insights;
        if let Some(insights) = insights {
            (insights.leave)(self);
        }
        self.set(|state| {
            state.stopped = true;
            state.assistant = Assistant::default();
            state.timer = None;
        });
    }
}

impl State {
    /// The site's name, as the owner or the knowledge base says it.
    pub fn name(&self) -> Option<&str> {
        self.config.name.as_deref().or(self.assistant.knowledge.name.as_deref())
    }

    /// The conversation with a person, while a person has it or is to have it.
    pub fn with_person(&self) -> Option<&Handoff> {
        self.kept.handoff.as_ref().filter(|handoff| handoff.is_open())
    }

    /// The conversation at the desk, while a person has it or is to have it, or may read along.
    pub fn at_desk(&self) -> Option<&Handoff> {
        let handoff = self.kept.handoff.as_ref()?;
        (handoff.is_open() || self.config.supervise && handoff.status == Some(Status::Watched))
            .then_some(handoff)
    }

    /// The turn with this id.
    pub fn turn(&self, id: &str) -> Option<&Turn> {
        self.kept.turns.iter().find(|turn| turn.message.id == id)
    }

    /// The agent's name, or the word for one.
    pub fn agent(&self, handoff: &Handoff) -> String {
        handoff.agent.clone().unwrap_or_else(|| self.words.get("agent"))
    }

    /// The words on one of the owner's contact links.
    pub fn contact_label(&self, url: &str) -> String {
        match url.strip_prefix("tel:") {
            Some(number) => self.words.with("contact_phone", "number", number),
            None if url.starts_with("mailto:") => self.words.get("contact_mail"),
            None => self.words.get("contact_page"),
        }
    }

    /// The failed tries so far of something that waits in the outbox; none once it is settled.
    pub fn tries(&self, key: &str) -> Option<u32> {
        self.kept.outbox.tries(key)
    }

    /// Remembers what an utterance was about, for a handoff; whether it had a matter of its own.
    pub fn consider(&mut self, text: &str, outcome: &Rc<Outcome>) -> bool {
        let aside = match outcome.decision {
            Decision::SmallTalk(_) | Decision::Silence => true,
            // What upset the visitor is what was asked before, where something was.
            Decision::Handoff { soothing: true, .. } => self.matter.is_some(),
            _ => outcome.wants_person,
        };
        if !aside {
            self.matter = Some((text.to_owned(), Rc::clone(outcome)));
        }
        self.outcome = Some(Rc::clone(outcome));
        !aside
    }

    /// Tells the dialogue where the handoff stands, so that the assistant knows when to be silent.
    pub fn take_stage(&mut self) {
        let Some(handoff) = &self.kept.handoff else { return };
        self.dialogue.happened(match handoff.is_open() {
            true if handoff.is_assigned() => Happening::Taken,
            true => Happening::PassedOn,
            false => Happening::GivenBack,
        });
    }

    /// Whether what is kept outlives the page, as far as is known.
    pub fn keeps(&self) -> bool {
        !self.told_of_storage
    }

    fn keep(&self) -> bool {
        if self.with_person().is_some() || !self.kept.outbox.is_empty() {
            self.storage.set(LIVE_KEY, "1");
        } else {
            self.storage.remove(LIVE_KEY);
        }
        ui::to_text(&self.kept).is_none_or(|text| self.storage.set(CONVERSATION_KEY, &text))
    }

    /// The dialogue is a pure outcome of the turns, so it is made again instead of being stored.
    fn relive(&mut self, turn: &Turn) {
        let message = &turn.message;
        match message.author {
            Author::Agent => self.dialogue.agent_said(&message.text),
            Author::Assistant if turn.kind == Kind::Note => {}
            // A file's name is nothing that the visitor said.
            Author::Visitor if message.attachment.is_some() => {}
            Author::Assistant => self.dialogue.assistant_said(&message.text),
            Author::Visitor if message.entry.is_some() => {
                if let Some(chosen) = message.entry.as_deref().and_then(|id| self.assistant.position(id)) {
                    self.dialogue.chose(chosen);
                }
            }
            Author::Visitor => {
                let outcome = Rc::new(self.assistant.decide(&mut self.dialogue, &message.text));
                self.consider(&message.text, &outcome);
            }
        }
    }
}
