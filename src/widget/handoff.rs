//! Handing over to a person: by the desk, or by the owner's contact links, or not at all.

use engine::HandoffReason;
use protocol::{Author, Consent, Editions, HandoffRequest, Message, NewMessage, Page, Trigger};
use wasm_bindgen::JsValue;

use crate::app::{App, Part, State};
use crate::conversation::{Asking, Chip, Handoff, Kind, Soothing, Turn, announcement};

/// Path of the desk's one endpoint for handoffs, below its base.
const HANDOFFS: &str = "api/v1/handoffs";
/// Path of a conversation, below the desk's base.
const CONVERSATIONS: &str = "api/v1/conversations/";
/// The longest transcript that travels, in messages; the desk takes no more.
const TRANSCRIPT_MESSAGES: usize = 200;
/// The most of its words, bytes: as JSON they may grow, and the desk takes no body above 1 MiB.
const TRANSCRIPT_BYTES: usize = 400_000;

impl App {
    /// The visitor pressed "Talk to a person".
    pub fn talk_to_person(self) {
        let reason = self.look().offered_reason().unwrap_or(HandoffReason::Asked);
        self.pass_on(reason, Soothing::No, Consent::Asked);
    }

    /// The assistant decided for a person: at once, or after asking where the owner wants that.
    pub fn hand_over(self, reason: HandoffReason, soothing: Soothing) {
        let ask_first = self.look().config.ask_first && self.look().config.desk.is_some();
        if ask_first {
            self.ask(announcement(reason, soothing, Asking::First), vec![Chip::Person, Chip::NoThanks]);
            return;
        }
        let consent = if reason == HandoffReason::Asked { Consent::Asked } else { Consent::Told };
        self.pass_on(reason, soothing, consent);
    }

    fn pass_on(self, reason: HandoffReason, soothing: Soothing, consent: Consent) {
        if self.look().with_person().is_some() {
            return;
        }
        let made = self.look().handoff(reason, consent);
        match made {
            Some((handoff, body)) => {
                self.pass_to_desk(handoff, body, announcement(reason, soothing, Asking::No))
            }
            None => self.pass_to_contact(),
        }
    }

    fn pass_to_desk(self, handoff: Handoff, body: String, announcement: &str) {
        self.change(Part::Desk, |state| {
            state.kept.outbox.push(&handoff.key, "POST", HANDOFFS, body);
            state.kept.handoff = Some(handoff);
        });
        self.assistant_says(self.say(announcement));
        self.emit("handoff", JsValue::UNDEFINED);
        self.keep_in_touch();
    }

    /// Without a desk, every handoff ends in the owner's contact with a summary ready to copy.
    fn pass_to_contact(self) {
        let reachable = !self.look().config.contacts.is_empty();
        let mut turn =
            Turn::new(Author::Assistant, self.say(if reachable { "contact_note" } else { "contact_none" }));
        turn.kind = if reachable { Kind::Contact } else { Kind::Words };
        self.add(turn);
        self.emit("handoff", JsValue::UNDEFINED);
    }

    /// Sends a message to the person who has, or will have, the conversation.
    pub fn post(self, turn: &Turn) {
        let said = &turn.message;
        let message = NewMessage { id: said.id.clone(), text: said.text.clone(), at: said.at };
        let body = ui::to_text(&message).unwrap_or_default();
        self.change(Part::Desk, |state| {
            let conversation = state.kept.handoff.as_ref().map(|handoff| handoff.conversation.clone());
            let path = [CONVERSATIONS, &conversation.unwrap_or_default(), "/messages"].concat();
            state.kept.outbox.push(&message.id, "POST", &path, body);
        });
        self.keep();
        self.keep_in_touch();
    }

    /// Sends a message once more that the desk refused.
    pub fn post_again(self, turn: &Turn) {
        self.change(Part::Turns, |state| {
            if let Some(turn) = state.kept.turns.iter_mut().find(|said| said.message.id == turn.message.id) {
                turn.kind = Kind::Words;
            }
        });
        self.post(turn);
    }

    /// The visitor takes the handoff back: the desk erases it.
    pub fn take_back(self) {
        self.change(Part::Desk, State::take_back);
        let done = self.look().kept.outbox.is_empty();
        self.note(self.say(if done { "card_undone" } else { "card_undo_waits" }));
        self.keep_in_touch();
    }

    /// Tries a refused request once more, with what has been said since.
    pub fn ask_again(self) {
        self.change(Part::Desk, |state| state.kept.handoff = None);
        self.talk_to_person();
    }
}

/// The path by which a conversation's progress is asked for.
pub fn progress_path(handoff: &Handoff) -> String {
    [CONVERSATIONS, &handoff.conversation, "?after=", &handoff.seq.to_string()].concat()
}

impl State {
    fn take_back(&mut self) {
        let Some(handoff) = &mut self.kept.handoff else { return };
        handoff.undone = true;
        self.dialogue.handed_back();
        let untried = self.kept.outbox.tries(&handoff.key) == Some(0) && !self.busy;
        self.kept.outbox.clear();
        // A try that seemed to fail may have reached the desk, so only an untried request is simply dropped.
        if !untried {
            let path = [CONVERSATIONS, &handoff.conversation].concat();
            self.kept.outbox.push(&["undo-", &handoff.key].concat(), "DELETE", &path, String::new());
        }
    }

    /// A handoff with the body that asks for it; none without a desk or without a source of secrets.
    fn handoff(&self, reason: HandoffReason, consent: Consent) -> Option<(Handoff, String)> {
        self.config.desk.as_ref()?;
        // The same conversation goes on where the desk has already had it and it was not taken back.
        let known = self.kept.handoff.as_ref().filter(|handoff| !handoff.undone && handoff.status.is_some());
        // While the desk has not heard yet that an earlier one was taken back, its token must not be lost.
        let waits = self.kept.handoff.as_ref().filter(|_| !self.kept.outbox.is_empty());
        let (conversation, token, seq) = match (known, waits) {
            (Some(handoff), _) => (handoff.conversation.clone(), handoff.token.clone(), handoff.seq),
            (None, Some(handoff)) => (ui::random_id()?, handoff.token.clone(), 0),
            (None, None) => (ui::random_id()?, ui::random_id()?, 0),
        };
        let key = ui::random_id()?;
        let request = self.request(&conversation, &key, reason, consent);
        let handoff = Handoff {
            conversation,
            token,
            key,
            seq,
            status: None,
            position: None,
            expected_wait_s: None,
            offline: false,
            agent: None,
            refused: None,
            undone: false,
            page: request.page.is_some(),
        };
        Some((handoff, ui::to_text(&request)?))
    }

    /// Why the assistant's latest turn offered a person, if it did.
    fn offered_reason(&self) -> Option<HandoffReason> {
        match &self.outcome.as_ref()?.decision {
            engine::Decision::Offer { reason } | engine::Decision::Handoff { reason, .. } => Some(*reason),
            _ => None,
        }
    }

    fn request(
        &self,
        conversation: &str,
        key: &str,
        reason: HandoffReason,
        consent: Consent,
    ) -> HandoffRequest {
        let transcript = transcript(&self.kept.turns);
        let matter = self.matter.as_ref().map(|(text, _)| text.clone());
        let last = transcript.iter().rev().find(|message| message.author == Author::Visitor);
        let question = matter.or(last.map(|message| message.text.clone())).unwrap_or_default();
        // What the visitor writes tells more than the page's language, where the script tells it.
        let language = engine::language_of(&question).unwrap_or(&self.config.language).to_owned();
        HandoffRequest {
            version: protocol::VERSION,
            conversation: conversation.to_owned(),
            idempotency_key: key.to_owned(),
            reason: reason.into(),
            trigger: self.trigger(&transcript),
            question,
            language,
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

    /// Whom it concerns: by the entry that the visitor chose last, else by what was asked.
    fn team(&self) -> Option<String> {
        let latest = self.kept.turns.iter().rev().find(|turn| turn.message.author == Author::Visitor);
        let chosen = latest.and_then(|turn| self.assistant.position(turn.message.entry.as_deref()?));
        if let Some(chosen) = chosen {
            return self.assistant.entry(chosen)?.team.clone();
        }
        let best = self.matter.as_ref()?.1.ranking.matches.first()?;
        if best.confidence < 0.5 { None } else { self.assistant.entry(best.entry)?.team.clone() }
    }

    fn trigger(&self, transcript: &[Message]) -> Trigger {
        let mood = self.outcome.as_ref().map(|outcome| (&outcome.mood).into()).unwrap_or_default();
        let Some((_, outcome)) = &self.matter else { return Trigger { mood, ..Trigger::default() } };
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
        let confidence = outcome.ranking.matches.first().map(|best| best.confidence);
        Trigger { confidence, matches: matches.collect(), mood }
    }
}

/// What was said, without the lines about the conversation itself.
fn transcript(turns: &[Turn]) -> Vec<Message> {
    let said: Vec<Message> =
        turns.iter().filter(|turn| turn.kind != Kind::Note).map(|turn| turn.message.clone()).collect();
    let mut bytes = 0;
    let fits = |message: &&Message| {
        bytes += message.text.len();
        bytes <= TRANSCRIPT_BYTES
    };
    let newest = said.iter().rev().take(TRANSCRIPT_MESSAGES).take_while(fits).count();
    let older = said.len() - newest;
    said.into_iter().skip(older).collect()
}

/// The page without query and fragment, which may carry secrets.
fn page() -> Option<Page> {
    let document = web_sys::window()?.document()?;
    let location = document.location()?;
    let url = [location.origin().ok()?, location.pathname().ok()?].concat();
    Some(Page { url, title: document.title() })
}
