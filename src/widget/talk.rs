//! Talking with the assistant: a message is sent, a choice pressed, an answer rated.

use std::rc::Rc;

use engine::{Decision, EntryHandoff, HandoffReason, Outcome, SmallTalk, Thumb};
use protocol::{Author, MESSAGE_CHARACTERS};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use crate::app::{App, Part, State};
use crate::conversation::{Chip, Turn};
use crate::later;
use crate::sign::Sign;

impl App {
    /// Follows the composer: the best entry for what stands there, computed here and sent nowhere.
    pub fn typed(self, text: &str) {
        let person = self.look().person;
        if let Some(person) = person {
            (person.typed)(self);
        }
        let suggestion = {
            let state = self.look();
            if state.with_person().is_some() { None } else { state.assistant.suggest(text) }
        };
        if self.look().suggestion != suggestion {
            self.change(Part::Suggestion, |state| state.suggestion = suggestion);
        }
        if self.look().notice.is_some() {
            self.change(Part::Notice, |state| state.notice = None);
        }
    }

    /// Sends what the visitor wrote: to the agent where one has the conversation, else to the assistant.
    /// `false` says that it was not taken and why stands above the composer.
    pub fn send(self, text: &str) -> bool {
        let text = text.trim();
        let refusal = self.look().refusal(text);
        if let Some(refusal) = refusal {
            self.change(Part::Notice, |state| state.notice = Some(refusal));
            return false;
        }
        self.typed("");
        let turn = Turn::new(Author::Visitor, text.to_owned());
        self.add(turn.clone());
        if self.look().with_person().is_some() {
            self.with_person_part(Box::new(move |person| (person.post)(self, &turn)));
        } else {
            self.decide(text);
        }
        true
    }

    fn decide(self, text: &str) {
        if self.look().config.debug {
            self.explain(text);
        }
        let mut decided = None;
        self.set(|state| {
            let outcome = Rc::new(state.assistant.decide(&mut state.dialogue, text));
            let is_question = state.consider(text, &outcome);
            decided = Some((outcome, is_question));
        });
        if let Some((outcome, is_question)) = decided {
            self.sign(Sign::Decided(Rc::clone(&outcome), is_question));
            self.act(&outcome);
        }
    }

    /// Shows a developer how the decision on a text comes about.
    fn explain(self, text: &str) {
        let (before, text) = (self.look().dialogue.clone(), text.to_owned());
        spawn_local(async move {
            if let Ok(debug) = later::debug().await {
                (debug.show)(self, &before, &text);
            }
        });
    }

    fn act(self, outcome: &Outcome) {
        let mut answered = false;
        for shown in &outcome.shown {
            answered |= self.answer(shown.entry, Some(shown.confidence));
        }
        self.conclude(&outcome.decision, answered);
    }

    /// What a decision comes to, once its answers are shown; `answered` says whether there were any.
    fn conclude(self, decision: &Decision, answered: bool) {
        match decision {
            Decision::Answer { offer: true, .. } => self.offer("offer_entry"),
            Decision::Answer { .. } if answered => {}
            // The entry is known, but its answer is still to be written.
            Decision::Answer { .. } => self.offer("offer"),
            Decision::Clarify { entries } => self.clarify(entries),
            Decision::SmallTalk(talk) => self.small_talk(*talk),
            Decision::Offer { reason: HandoffReason::RepeatedMiss } => self.offer("offer_again"),
            Decision::Offer { reason: HandoffReason::Departments } => self.offer("offer_entry"),
            Decision::Offer { .. } => self.offer("offer"),
            Decision::Handoff { reason, soothing } => {
                let (reason, soothing) = (*reason, *soothing);
                self.with_person_part(Box::new(move |person| (person.hand_over)(self, reason, soothing)));
            }
            Decision::Silence => {}
        }
    }

    /// Shows an entry's answer with its follow-ups; whether it has one.
    fn answer(self, entry: usize, confidence: Option<f64>) -> bool {
        let Some(turn) = self.look().answer(entry, confidence) else { return false };
        self.set(|state| state.dialogue.assistant_said(&turn.message.text));
        let id = turn.message.entry.clone().unwrap_or_default();
        self.add(turn);
        self.emit("answer", JsValue::from_str(&id));
        true
    }

    fn clarify(self, entries: &[usize]) {
        let mut chips = Vec::with_capacity(entries.len() + 1);
        for entry in entries {
            chips.extend(self.look().assistant.entry(*entry).map(|entry| Chip::Entry(entry.id.clone())));
        }
        chips.push(Chip::NoneOfThese);
        self.ask("clarify", chips);
        self.emit("clarify", JsValue::UNDEFINED);
    }

    fn small_talk(self, talk: SmallTalk) {
        let unrated = if talk == SmallTalk::Thanks { self.look().unrated() } else { None };
        if let Some(id) = unrated {
            self.ask("small_thanks_rate", vec![Chip::Settled(id.clone()), Chip::NotSettled(id)]);
            return;
        }
        let word = match talk {
            SmallTalk::Greeting => "small_greeting",
            SmallTalk::Thanks => "small_thanks",
            SmallTalk::Goodbye => "small_goodbye",
            SmallTalk::Acknowledgement => "small_ok",
            SmallTalk::WhoAreYou if self.look().config.has_person() => "small_who_person",
            SmallTalk::WhoAreYou => "small_who",
        };
        self.ask(word, Vec::new());
    }

    /// Offers a person where one can be reached; else says what can be said without promising one.
    fn offer(self, key: &str) {
        if self.look().config.has_person() {
            self.ask(key, vec![Chip::Person]);
            self.expect_person();
        } else if key != "offer_entry" {
            self.ask(&[key, "_alone"].concat(), Vec::new());
        }
    }

    /// The assistant says a known text with choices beneath.
    pub fn ask(self, key: &str, chips: Vec<Chip>) {
        let text = self.look().vary(key);
        self.ask_in_words(text, chips);
    }

    /// The assistant says this, with choices beneath.
    pub fn ask_in_words(self, text: String, chips: Vec<Chip>) {
        let mut turn = Turn::new(Author::Assistant, text);
        turn.chips = chips;
        self.set(|state| state.dialogue.assistant_said(&turn.message.text));
        self.add(turn);
    }

    /// A choice was pressed.
    pub fn press(self, chip: &Chip) {
        match chip {
            Chip::Entry(id) => self.choose(id, None),
            Chip::NoneOfThese => {
                self.say_as_visitor("none_of_these");
                self.offer("offer");
            }
            Chip::Person => self.with_person_part(Box::new(move |person| (person.talk)(self))),
            Chip::NoThanks => {
                self.say_as_visitor("no_thanks");
                self.ask("small_ok", Vec::new());
            }
            Chip::Settled(id) => {
                self.say_as_visitor("settled");
                self.rate(id, Thumb::Up);
                self.ask("thanks_rating", Vec::new());
            }
            Chip::NotSettled(id) => {
                self.say_as_visitor("not_settled");
                self.rate(id, Thumb::Down);
            }
        }
    }

    /// Answers with an entry that the visitor chose; `typed` are the visitor's own words where there were any.
    pub fn choose(self, id: &str, typed: Option<String>) {
        let Some(entry) = self.look().assistant.position(id) else { return };
        let question = self.look().assistant.text(entry).map(|text| text.question.clone());
        let mut turn = Turn::new(Author::Visitor, typed.or(question).unwrap_or_default());
        turn.message.entry = Some(id.to_owned());
        self.typed("");
        self.add(turn);
        self.set(|state| state.dialogue.chose(entry));
        let answered = self.answer(entry, None);
        let handoff = self.look().assistant.entry(entry).and_then(|entry| entry.handoff);
        let decision = match handoff {
            Some(EntryHandoff::Always) => Decision::Handoff { reason: HandoffReason::Entry, soothing: false },
            offer => Decision::Answer { entry, offer: offer.is_some() },
        };
        self.conclude(&decision, answered);
    }

    /// A press is said in words, so that the transcript reads on its own; it is no utterance to judge.
    fn say_as_visitor(self, key: &str) {
        let mut turn = Turn::new(Author::Visitor, self.say(key));
        turn.message.entry = Some(String::new());
        self.add(turn);
    }

    /// Rates an answer; a thumb down asks at once what would help.
    pub fn rate(self, id: &str, thumb: Thumb) {
        let mut rated = None;
        self.change(Part::Turns, |state| {
            if let Some(turn) = state.kept.turns.iter_mut().find(|turn| turn.message.id == id) {
                turn.message.rating = Some(if thumb == Thumb::Up { 1 } else { -1 });
                rated = Some(turn.clone());
            }
            state.dialogue.rated(thumb);
        });
        if let Some(turn) = rated {
            self.sign(Sign::Rated(turn));
        }
        self.keep();
        // The assistant is silent while a person has the conversation.
        if thumb == Thumb::Down && self.look().with_person().is_none() {
            self.offer("sorry_rating");
        }
    }
}

impl State {
    /// Why a text can't be sent; none where it can.
    fn refusal(&self, text: &str) -> Option<String> {
        let have = text.chars().count();
        if have == 0 {
            return Some(self.words.get("question_empty"));
        }
        let most = self.words.with("too_long", "count", &MESSAGE_CHARACTERS.to_string());
        (have > MESSAGE_CHARACTERS).then(|| ui::fill(&most, "have", &have.to_string()))
    }

    /// A text in words that the assistant has not used in this conversation, where it has others: `key`, `key_2`, `key_3`.
    pub fn vary(&self, key: &str) -> String {
        let turns = &self.kept.turns;
        // It may stand first or last among other sentences. (A search within would cost a visitor 1 KB.)
        let holds = |said: &str, text: &str| said.starts_with(text) || said.ends_with(text);
        self.words.varied(key, |text| turns.iter().filter(|turn| holds(&turn.message.text, text)).count())
    }

    /// The answer that the visitor spoke of last and has not rated.
    fn unrated(&self) -> Option<String> {
        let mut turns = self.kept.turns.iter().rev();
        let turn = turns.find(|turn| turn.message.author == Author::Assistant)?;
        let unrated = turn.message.entry.is_some() && turn.message.rating.is_none();
        unrated.then(|| turn.message.id.clone())
    }

    /// An entry's answer with its follow-ups; none where it has none.
    pub fn answer(&self, position: usize, confidence: Option<f64>) -> Option<Turn> {
        let entry = self.assistant.entry(position)?;
        let answer = &self.assistant.text(position)?.answer;
        if answer.is_empty() {
            return None;
        }
        let mut turn = Turn::new(Author::Assistant, answer.clone());
        turn.message.entry = Some(entry.id.clone());
        turn.message.confidence = confidence;
        turn.chips = entry.follow_ups.iter().cloned().map(Chip::Entry).collect();
        Some(turn)
    }
}
