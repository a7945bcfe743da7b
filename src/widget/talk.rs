//! Talking with the assistant: a message is sent, a choice pressed, an answer rated.

use engine::{Decision, HandoffReason, Outcome, SmallTalk, Thumb};
use leptos::prelude::*;
use protocol::{Author, MESSAGE_CHARACTERS};
use wasm_bindgen::JsValue;

use crate::app::App;
use crate::conversation::{Chip, Handoff, Soothing, Turn};

impl App {
    /// Follows the composer: the best entry for what stands there, computed here and sent nowhere.
    pub fn typed(self, text: String) {
        let with_person = self.handoff.with_untracked(|handoff| handoff.as_ref().is_some_and(Handoff::is_open));
        let suggestion = if with_person { None } else { self.look(|inner| inner.assistant.suggest(&text)) };
        if self.suggestion.with_untracked(|shown| *shown != suggestion) {
            self.suggestion.set(suggestion);
        }
        self.draft.set(text);
        self.notice.set(None);
    }

    /// Sends what the visitor wrote: to the agent where one has the conversation, else to the assistant.
    pub fn send(self, text: &str) {
        let text = text.trim();
        if let Some(refusal) = self.refusal(text) {
            self.notice.set(Some(refusal));
            return;
        }
        self.typed(String::new());
        let turn = self.turn(Author::Visitor, text.to_owned());
        self.add(turn.clone());
        if self.handoff.with_untracked(|handoff| handoff.as_ref().is_some_and(Handoff::is_open)) {
            self.post(&turn);
        } else {
            self.decide(text);
        }
    }

    fn refusal(self, text: &str) -> Option<String> {
        let have = text.chars().count();
        if have == 0 {
            return Some(self.say("question_empty"));
        }
        let most = self.say_with("too_long", "count", &MESSAGE_CHARACTERS.to_string());
        (have > MESSAGE_CHARACTERS).then(|| most.replace("{have}", &have.to_string()))
    }

    fn decide(self, text: &str) {
        let outcome = self.change(|inner| {
            let outcome = inner.assistant.decide(&mut inner.dialogue, text);
            inner.matter = Some((text.to_owned(), outcome.clone()));
            Some(outcome)
        });
        if let Some(outcome) = outcome {
            self.act(outcome);
        }
    }

    fn act(self, outcome: Outcome) {
        match outcome.decision {
            Decision::Answer { entry, offer } => {
                let confidence = outcome.ranking.matches.first().map(|best| best.confidence);
                self.answer(entry, confidence);
                if offer {
                    self.offer("offer_entry");
                }
            }
            Decision::Clarify { entries } => self.clarify(&entries),
            Decision::SmallTalk(talk) => self.small_talk(talk),
            Decision::Offer { reason: HandoffReason::RepeatedMiss } => self.offer("offer_again"),
            Decision::Offer { .. } => self.offer("offer"),
            Decision::Handoff { reason, soothing } => {
                if let (HandoffReason::Entry, Some(best)) = (reason, outcome.ranking.matches.first()) {
                    self.answer(best.entry, Some(best.confidence));
                }
                self.hand_over(reason, if soothing { Soothing::Yes } else { Soothing::No });
            }
        }
    }

    /// Shows an entry's answer with its follow-ups.
    pub fn answer(self, entry: usize, confidence: Option<f64>) {
        let shown = self.look(|inner| {
            let text = inner.assistant.text(entry)?.answer.clone();
            let entry = inner.assistant.entry(entry)?;
            let follow_ups = entry.follow_ups.iter().filter(|id| inner.assistant.position(id).is_some());
            Some((text, entry.id.clone(), follow_ups.cloned().map(Chip::Entry).collect()))
        });
        let Some((text, id, chips)) = shown else { return };
        self.change(|inner| inner.dialogue.assistant_said(&text));
        let mut turn = self.turn(Author::Assistant, text);
        turn.message.entry = Some(id.clone());
        turn.message.confidence = confidence;
        turn.chips = chips;
        self.add(turn);
        self.emit("answer", JsValue::from_str(&id));
    }

    fn clarify(self, entries: &[usize]) {
        let choices: Vec<Chip> = self.look(|inner| {
            entries.iter().filter_map(|entry| Some(Chip::Entry(inner.assistant.entry(*entry)?.id.clone()))).collect()
        });
        let chips = choices.into_iter().chain([Chip::NoneOfThese]).collect();
        self.ask("clarify", chips);
        self.emit("clarify", JsValue::UNDEFINED);
    }

    fn small_talk(self, talk: SmallTalk) {
        let text = match talk {
            SmallTalk::Greeting => self.say("small_greeting"),
            SmallTalk::Thanks => self.say("small_thanks"),
            SmallTalk::Goodbye => self.say("small_goodbye"),
            SmallTalk::Acknowledgement => self.say("small_ok"),
            SmallTalk::WhoAreYou => self.who(),
        };
        self.change(|inner| inner.dialogue.assistant_said(&text));
        self.assistant_says(text);
    }

    fn who(self) -> String {
        let automatic = self.say("small_who");
        if !self.look(|inner| inner.config.has_person()) {
            return automatic;
        }
        [automatic, self.say("small_who_person")].join(" ")
    }

    /// Offers a person where one can be reached; else says what can be said without promising one.
    fn offer(self, key: &str) {
        if self.look(|inner| inner.config.has_person()) {
            self.ask(key, vec![Chip::Person]);
        } else if key != "offer_entry" {
            self.ask(&[key, "_alone"].concat(), Vec::new());
        }
    }

    /// The assistant says a known text with choices beneath.
    pub fn ask(self, key: &str, chips: Vec<Chip>) {
        let text = self.say(key);
        self.change(|inner| inner.dialogue.assistant_said(&text));
        let mut turn = self.turn(Author::Assistant, text);
        turn.chips = chips;
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
            Chip::Person => self.talk_to_person(),
            Chip::NoThanks => {
                self.say_as_visitor("no_thanks");
                self.ask("small_ok", Vec::new());
            }
        }
    }

    /// Answers with an entry that the visitor chose; `typed` are the visitor's own words where there were any.
    pub fn choose(self, id: &str, typed: Option<String>) {
        let Some(entry) = self.look(|inner| inner.assistant.position(id)) else { return };
        let question = self.look(|inner| inner.assistant.text(entry).map(|text| text.question.clone()));
        let mut turn = self.turn(Author::Visitor, typed.or(question).unwrap_or_default());
        turn.message.entry = Some(id.to_owned());
        self.typed(String::new());
        self.add(turn);
        self.change(|inner| inner.dialogue.chose(entry));
        self.answer(entry, None);
    }

    /// A press is said in words, so that the transcript reads on its own; it is no utterance to judge.
    fn say_as_visitor(self, key: &str) {
        let mut turn: Turn = self.turn(Author::Visitor, self.say(key));
        turn.message.entry = Some(String::new());
        self.add(turn);
    }

    /// Rates an answer; a thumb down asks at once what would help.
    pub fn rate(self, id: &str, thumb: Thumb) {
        let rating = if thumb == Thumb::Up { 1 } else { -1 };
        self.turns.update(|turns| {
            if let Some(turn) = turns.iter_mut().find(|turn| turn.message.id == id) {
                turn.message.rating = Some(rating);
            }
        });
        self.change(|inner| inner.dialogue.rated(thumb));
        self.keep();
        if thumb == Thumb::Down {
            self.offer("sorry_rating");
        }
    }
}
