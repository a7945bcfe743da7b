//! Handing over to a person: by the desk, or by the owner's contact links, or not at all.

use engine::{HandoffReason, Outcome};
use leptos::prelude::*;
use protocol::{Author, Consent, Editions, HandoffRequest, Message, NewMessage, Page, Trigger};
use wasm_bindgen::JsValue;

use crate::app::{App, Inner};
use crate::conversation::{Asking, Chip, Handoff, Kind, Soothing, Turn, announcement};

/// Path of the desk's one endpoint for handoffs, below its base.
const HANDOFFS: &str = "api/v1/handoffs";
/// Path of a conversation, below the desk's base.
const CONVERSATIONS: &str = "api/v1/conversations/";
/// The longest transcript that travels, in messages; the desk takes no more.
const TRANSCRIPT_MESSAGES: usize = 200;

impl App {
    /// The visitor pressed "Talk to a person".
    pub fn talk_to_person(self) {
        let reason = self.look(|inner| inner.offered_reason()).unwrap_or(HandoffReason::Asked);
        self.pass_on(reason, Soothing::No, Consent::Asked);
    }

    /// The assistant decided for a person: at once, or after asking where the owner wants that.
    pub fn hand_over(self, reason: HandoffReason, soothing: Soothing) {
        let ask_first = self.look(|inner| inner.config.ask_first && inner.config.desk.is_some());
        if ask_first {
            self.ask(announcement(reason, soothing, Asking::First), vec![Chip::Person, Chip::NoThanks]);
            return;
        }
        let consent = if reason == HandoffReason::Asked { Consent::Asked } else { Consent::Told };
        self.pass_on(reason, soothing, consent);
    }

    fn pass_on(self, reason: HandoffReason, soothing: Soothing, consent: Consent) {
        if self.handoff.with_untracked(|handoff| handoff.as_ref().is_some_and(Handoff::is_open)) {
            return;
        }
        let desk = self.look(|inner| inner.config.desk.is_some());
        match if desk { self.request(reason, consent) } else { None } {
            Some((handoff, body)) => self.pass_to_desk(handoff, body, announcement(reason, soothing, Asking::No)),
            None => self.pass_to_contact(),
        }
    }

    fn pass_to_desk(self, handoff: Handoff, body: String, announcement: &str) {
        let reason = self.say(announcement);
        self.outbox.update(|outbox| outbox.push(&handoff.key, "POST", HANDOFFS, body));
        self.handoff.set(Some(handoff));
        self.suggestion.set(None);
        self.change(|inner| inner.dialogue.assistant_said(&reason));
        self.assistant_says(reason);
        self.emit("handoff", JsValue::UNDEFINED);
        self.keep_in_touch();
    }

    /// Without a desk, every handoff ends in the owner's contact with a summary ready to copy.
    fn pass_to_contact(self) {
        let reachable = self.look(|inner| !inner.config.contacts.is_empty());
        let text = self.say(if reachable { "contact_note" } else { "contact_none" });
        let mut turn = self.turn(Author::Assistant, text);
        turn.kind = if reachable { Kind::Contact } else { Kind::Words };
        self.add(turn);
        self.emit("handoff", JsValue::UNDEFINED);
    }

    fn request(self, reason: HandoffReason, consent: Consent) -> Option<(Handoff, String)> {
        let before = self.handoff.get_untracked();
        // The same conversation goes on where the desk has already had it and it was not taken back.
        let known = before.filter(|handoff| !handoff.undone && handoff.status.is_some());
        let (conversation, token, seq) = match known {
            Some(handoff) => (handoff.conversation, handoff.token, handoff.seq),
            None => (ui::random_id()?, ui::random_id()?, 0),
        };
        let key = ui::random_id()?;
        let transcript = transcript(&self.turns.get_untracked());
        let request = self.look(|inner| {
            Some(inner.handoff_request(conversation.clone(), key.clone(), reason, consent, transcript))
        })?;
        let body = ui::to_text(&request)?;
        let handoff = Handoff {
            conversation,
            token,
            key,
            reason: reason.into(),
            status: None,
            position: None,
            expected_wait_s: None,
            offline: false,
            agent: None,
            seq,
            refused: None,
            undone: false,
            page: request.page.is_some(),
        };
        Some((handoff, body))
    }

    /// Sends a message to the person who has, or will have, the conversation.
    pub fn post(self, turn: &Turn) {
        let Some(handoff) = self.handoff.get_untracked() else { return };
        let message =
            NewMessage { id: turn.message.id.clone(), text: turn.message.text.clone(), at: turn.message.at };
        let Some(body) = ui::to_text(&message) else { return };
        let path = [CONVERSATIONS, &handoff.conversation, "/messages"].concat();
        self.outbox.update(|outbox| outbox.push(&message.id, "POST", &path, body));
        self.keep();
        self.keep_in_touch();
    }

    /// Sends a message once more that the desk refused.
    pub fn post_again(self, turn: &Turn) {
        self.turns.update(|turns| {
            if let Some(turn) = turns.iter_mut().find(|said| said.message.id == turn.message.id) {
                turn.kind = Kind::Words;
            }
        });
        self.post(turn);
    }

    /// The visitor takes the handoff back: the desk erases it.
    pub fn take_back(self) {
        let Some(handoff) = self.handoff.get_untracked() else { return };
        let never_tried = self
            .outbox
            .with_untracked(|outbox| outbox.items().iter().any(|item| item.key == handoff.key && item.attempts == 0));
        let under_way = self.look(|inner| inner.busy);
        self.outbox.update(|outbox| {
            outbox.clear();
            // A try that seemed to fail may have reached the desk, so only an untried request is simply dropped.
            if !never_tried || under_way {
                let key = ["undo-", &handoff.key].concat();
                outbox.push(&key, "DELETE", &[CONVERSATIONS, &handoff.conversation].concat(), String::new());
            }
        });
        let done = self.outbox.with_untracked(link::Outbox::is_empty);
        self.handoff.update(|handoff| {
            if let Some(handoff) = handoff {
                handoff.undone = true;
            }
        });
        self.change(|inner| inner.dialogue.handed_back());
        self.note(self.say(if done { "card_undone" } else { "card_undo_waits" }));
        self.keep_in_touch();
    }

    /// Tries a refused request once more, with what has been said since.
    pub fn ask_again(self) {
        self.handoff.set(None);
        self.talk_to_person();
    }

    /// The path by which a conversation's progress is asked for.
    pub fn progress_path(handoff: &Handoff) -> String {
        [CONVERSATIONS, &handoff.conversation, "?after=", &handoff.seq.to_string()].concat()
    }
}

impl Inner {
    /// Why the assistant's latest turn offered a person, if it did.
    fn offered_reason(&self) -> Option<HandoffReason> {
        match &self.matter.as_ref()?.1.decision {
            engine::Decision::Offer { reason } | engine::Decision::Handoff { reason, .. } => Some(*reason),
            _ => None,
        }
    }

    fn handoff_request(
        &self,
        conversation: String,
        idempotency_key: String,
        reason: HandoffReason,
        consent: Consent,
        transcript: Vec<Message>,
    ) -> HandoffRequest {
        let question = transcript.iter().rev().find(|message| message.author == Author::Visitor);
        let question = self.question().or_else(|| question.map(|message| message.text.clone())).unwrap_or_default();
        HandoffRequest {
            version: protocol::VERSION,
            conversation,
            idempotency_key,
            reason: reason.into(),
            trigger: self.trigger(&transcript),
            question,
            language: self.config.language.clone(),
            team: self.team(),
            page: page(),
            attributes: self.config.attributes.iter().cloned().collect(),
            editions: Editions {
                knowledge: self.assistant.knowledge.edition(),
                widget: env!("CARGO_PKG_VERSION").to_owned(),
            },
            consent,
            transcript,
        }
    }

    /// The visitor's matter in the visitor's words, unless the latest words only asked for a person.
    fn question(&self) -> Option<String> {
        self.matter.as_ref().filter(|(_, outcome)| !outcome.wants_person).map(|(text, _)| text.clone())
    }

    fn team(&self) -> Option<String> {
        let best = self.matter.as_ref()?.1.ranking.matches.first()?;
        if best.confidence < 0.5 { None } else { self.assistant.entry(best.entry)?.team.clone() }
    }

    fn trigger(&self, transcript: &[Message]) -> Trigger {
        let Some((_, outcome)) = &self.matter else { return Trigger::default() };
        let shown = |id: &str| transcript.iter().any(|said| said.entry.as_deref() == Some(id));
        let matches = outcome.ranking.matches.iter().filter_map(|found| {
            let entry = self.assistant.entry(found.entry)?;
            let question = self.assistant.text(found.entry)?.question.clone();
            Some(protocol::Match {
                entry: entry.id.clone(),
                question,
                confidence: found.confidence,
                shown: shown(&entry.id),
            })
        });
        Trigger { confidence: confidence(outcome), matches: matches.collect(), mood: (&outcome.mood).into() }
    }
}

fn confidence(outcome: &Outcome) -> Option<f64> {
    outcome.ranking.matches.first().map(|best| best.confidence)
}

/// What was said, without the lines about the conversation itself.
fn transcript(turns: &[Turn]) -> Vec<Message> {
    let said: Vec<Message> =
        turns.iter().filter(|turn| turn.kind != Kind::Note).map(|turn| turn.message.clone()).collect();
    let over = said.len().saturating_sub(TRANSCRIPT_MESSAGES);
    said.into_iter().skip(over).collect()
}

/// The page without query and fragment, which may carry secrets.
fn page() -> Option<Page> {
    let document = web_sys::window()?.document()?;
    let location = document.location()?;
    let url = [location.origin().ok()?, location.pathname().ok()?].concat();
    Some(Page { url, title: document.title() })
}
