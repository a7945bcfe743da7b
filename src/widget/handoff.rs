//! Handing over to a person: by the desk, or by the owner's contact links, or not at all.

use std::rc::Rc;

use engine::{Decision, HandoffReason, Happening};
use knowledge::primary;
use protocol::{Author, Consent, Editions, HandoffRequest, Message, NewMessage, Page, Trigger};
use wasm_bindgen::JsValue;

use crate::app::{App, Part, State};
use crate::conversation::{Chip, Handoff, Kind, Turn};
use crate::files;
use crate::sign::Sign;
use crate::told::Told;

/// Path of the desk's one endpoint for handoffs, below its base.
const HANDOFFS: &str = "api/v1/handoffs";
/// Path of a conversation, below the desk's base.
const CONVERSATIONS: &str = "api/v1/conversations/";
/// Among what the site tells of its visitor: the token by which its server vouches, `Tandem('identify', {token})`.
const IDENTITY: &str = "token";
/// The longest transcript that travels, in messages; the desk takes no more.
const TRANSCRIPT_MESSAGES: usize = 200;
/// The most of its words, bytes: as JSON they may grow, and the desk takes no body above 1 MiB.
const TRANSCRIPT_BYTES: usize = 400_000;

impl App {
    /// The visitor pressed "Talk to a person".
    pub fn talk_to_person(self) {
        let reason = self.look().offered_reason().unwrap_or(HandoffReason::Asked);
        self.pass_on(reason, false, Consent::Asked);
    }

    /// The assistant decided for a person: at once, or after asking where the owner wants that.
    pub fn hand_over(self, reason: HandoffReason, soothing: bool) {
        let ask_first = self.look().config.ask_first && self.look().config.desk.is_some();
        if ask_first {
            let words = self.look().announcement(reason, soothing, "ask_first");
            self.ask_in_words(words, vec![Chip::Person, Chip::NoThanks]);
            return;
        }
        let consent = if reason == HandoffReason::Asked { Consent::Asked } else { Consent::Told };
        self.pass_on(reason, soothing, consent);
    }

    fn pass_on(self, reason: HandoffReason, soothing: bool, consent: Consent) {
        if self.look().with_person().is_some() {
            return;
        }
        self.sign(Sign::Passed(reason));
        let made = self.look().handoff(reason, consent);
        match made {
            Some((handoff, body)) => self.pass_to_desk(handoff, body, reason, soothing),
            None => self.pass_to_contact(reason, soothing),
        }
    }

    fn pass_to_desk(self, handoff: Handoff, body: String, reason: HandoffReason, soothing: bool) {
        let is_routed = Told::of(&handoff).team || soothing || reason.is_pressing();
        let speaks = self.look().team_speaks();
        self.change(Part::Desk, |state| {
            state.kept.outbox.push(&handoff.key, "POST", HANDOFFS, body);
            state.kept.handoff = Some(handoff);
            state.take_stage();
        });
        let words = self.look().announcement(reason, soothing, passing(reason, soothing));
        self.ask_in_words(words, Vec::new());
        if !speaks {
            self.ask("speaks_other", Vec::new());
        }
        if !is_routed && self.look().assistant.has_teams() {
            self.ask("route", Vec::new());
        }
        self.emit("handoff", JsValue::UNDEFINED);
        self.keep_in_touch();
    }

    /// Without a desk, every handoff ends in the owner's contact with a summary ready to copy.
    fn pass_to_contact(self, reason: HandoffReason, soothing: bool) {
        let reachable = !self.look().config.contacts.is_empty();
        let note = if reachable { "contact_note" } else { "contact_none" };
        let mut turn = Turn::new(Author::Assistant, self.look().announcement(reason, soothing, note));
        turn.kind = if reachable { Kind::Contact } else { Kind::Words };
        self.add(turn);
        self.emit("handoff", JsValue::UNDEFINED);
    }

    /// Sends a message to the person who has, or will have, the conversation. While nobody has taken it the assistant
    /// answers what it is sure of, and the agent sees that too.
    pub fn post(self, turn: &Turn) {
        let waits = self.look().with_person().is_some_and(|handoff| !handoff.is_assigned());
        if !waits {
            self.deliver(turn, None);
            return;
        }
        let (mut team, mut answers, mut decided) = (None, Vec::new(), None);
        self.set(|state| {
            let outcome = Rc::new(state.assistant.decide(&mut state.dialogue, &turn.message.text));
            let told = state.kept.handoff.as_ref().is_some_and(|handoff| Told::of(handoff).team);
            team = if told { None } else { state.assistant.team(&outcome.ranking) };
            for shown in &outcome.shown {
                answers.extend(state.answer(shown.entry, Some(shown.confidence)));
            }
            decided = Some(outcome);
        });
        // What the assistant answers was asked of it too; all else is said to the person.
        if let Some(outcome) = decided {
            self.sign(Sign::Decided(outcome, !answers.is_empty()));
        }
        self.deliver(turn, team);
        for mut answer in answers {
            answer.kind = Kind::Automatic;
            answer.chips.clear();
            self.set(|state| state.dialogue.assistant_said(&answer.message.text));
            self.add(answer.clone());
            self.deliver(&answer, None);
        }
    }

    fn deliver(self, turn: &Turn, team: Option<String>) {
        let said = &turn.message;
        let message = NewMessage {
            id: said.id.clone(),
            text: said.text.clone(),
            at: said.at,
            entry: said.entry.clone().filter(|_| said.author == Author::Assistant),
            confidence: said.confidence,
            team,
        };
        let body = ui::to_text(&message).unwrap_or_default();
        self.change(Part::Desk, |state| {
            let conversation = state.kept.handoff.as_ref().map(|handoff| handoff.conversation.clone());
            let path = [CONVERSATIONS, &conversation.unwrap_or_default(), "/messages"].concat();
            state.kept.outbox.push(&message.id, "POST", &path, body);
            if let Some(handoff) = &mut state.kept.handoff {
                Told::change(handoff, |told| told.team |= message.team.is_some());
            }
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
        self.deliver(turn, None);
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

/// Which words say that the conversation is passed on.
fn passing(reason: HandoffReason, soothing: bool) -> &'static str {
    match reason {
        _ if soothing || reason.is_pressing() => "passing_upset",
        HandoffReason::Asked => "passing_asked",
        HandoffReason::Entry => "passing_entry",
        _ => "passing_agreed",
    }
}

/// The path by which a conversation's progress is asked for.
pub fn progress_path(handoff: &Handoff) -> String {
    let (after, epoch) = (handoff.seq.to_string(), Told::of(handoff).follow.epoch);
    [CONVERSATIONS, &handoff.conversation, "?after=", &after, "&epoch=", &epoch].concat()
}

impl State {
    fn take_back(&mut self) {
        let Some(handoff) = &mut self.kept.handoff else { return };
        handoff.undone = true;
        self.dialogue.happened(Happening::GivenBack);
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
        let mut told = known.map(Told::of).unwrap_or_default();
        // A new request is judged anew.
        (told.judged, told.patient, told.ended) = (0, false, false);
        (told.follow.status, told.follow.agent) = (None, None);
        (told.page, told.team) = (request.page.is_some(), request.team.is_some());
        let mut handoff = Handoff {
            conversation,
            token,
            key,
            seq,
            status: None,
            agent: None,
            refused: None,
            undone: false,
            told: String::new(),
        };
        told.keep(&mut handoff);
        Some((handoff, ui::to_text(&request)?))
    }

    /// The language that the visitor writes: what the words tell goes before the page's.
    pub fn language(&self, question: &str) -> String {
        engine::language_of(question).unwrap_or(&self.config.language).to_owned()
    }

    /// Whether somebody on the team answers in the language that the visitor writes, as far as the owner said.
    fn team_speaks(&self) -> bool {
        let mut said = self.kept.turns.iter().rev().map(|turn| &turn.message);
        let latest = said.find(|message| message.author == Author::Visitor && message.attachment.is_none());
        let language = self.language(latest.map(|message| message.text.as_str()).unwrap_or_default());
        let same = |spoken: &String| primary(spoken).eq_ignore_ascii_case(primary(&language));
        self.config.speaks.is_empty() || self.config.speaks.iter().any(same)
    }

    /// Why the assistant's latest turn offered a person, if it did.
    fn offered_reason(&self) -> Option<HandoffReason> {
        match &self.outcome.as_ref()?.decision {
            Decision::Offer { reason } | Decision::Handoff { reason, .. } => Some(*reason),
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
        let own = |message: &&Message| message.author == Author::Visitor && message.attachment.is_none();
        let last = transcript.iter().rev().find(own);
        let question = matter.or(last.map(|message| message.text.clone())).unwrap_or_default();
        let language = self.language(&question);
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
            attributes: self.config.attributes.iter().filter(|(key, _)| key != IDENTITY).cloned().collect(),
            identity: self
                .config
                .attributes
                .iter()
                .find(|(key, _)| key == IDENTITY)
                .map(|(_, token)| token.clone()),
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
        self.assistant.team(&self.matter.as_ref()?.1.ranking)
    }

    /// What is said when a person is brought in: a sentence for how the visitor feels, the matter where it is known, then
    /// `action`, what happens now.
    fn announcement(&self, reason: HandoffReason, soothing: bool, action: &str) -> String {
        let mut sentences = Vec::new();
        if let Some(soothe) = self.soothe(reason, soothing) {
            sentences.push(self.vary(soothe));
            // Whoever threatens needs no lesson in what it is about.
            if reason != HandoffReason::Threat {
                sentences.extend(self.named_matter());
            }
        }
        sentences.push(self.vary(action));
        let mut text = String::new();
        for sentence in sentences {
            // Full-width punctuation brings its own space.
            let space = if text.ends_with(|last: char| last.is_ascii()) { " " } else { "" };
            text += &[space, &sentence].concat();
        }
        text
    }

    fn soothe(&self, reason: HandoffReason, soothing: bool) -> Option<&'static str> {
        let mood = &self.outcome.as_ref()?.mood;
        let most = mood.strongest();
        // Only a desk has a line, and leads.
        let desk = self.config.desk.is_some();
        Some(match reason {
            HandoffReason::Threat if desk => "soothe_threat",
            HandoffReason::Urgent if desk => "soothe_urgent",
            _ if !soothing => return None,
            _ if mood.anger >= most => "soothe_anger",
            _ if mood.anxiety >= most => "soothe_anxiety",
            _ => "soothe_dejection",
        })
    }

    /// A sentence that names the matter, only where an entry is as sure as an answer must be.
    fn named_matter(&self) -> Option<String> {
        let best = self.matter.as_ref()?.1.ranking.matches.first()?;
        let question = &self.assistant.text(best.entry)?.question;
        self.assistant.answers(best.confidence).then(|| self.words.with("soothe_about", "matter", question))
    }

    fn trigger(&self, transcript: &[Message]) -> Trigger {
        let latest = self.outcome.iter().chain(self.matter.iter().map(|(_, outcome)| outcome));
        let marked = Trigger {
            mood: self.outcome.as_ref().map(|outcome| (&outcome.mood).into()).unwrap_or_default(),
            urgent: latest.clone().any(|outcome| outcome.urgent),
            threat: latest.clone().any(|outcome| outcome.threat),
            ..Trigger::default()
        };
        let Some((_, outcome)) = &self.matter else { return marked };
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
        Trigger { confidence, matches: matches.collect(), ..marked }
    }
}

/// Neither the lines about the conversation itself nor a file that never arrived.
fn travels(turn: &Turn) -> bool {
    turn.kind != Kind::Note && !files::is_unsent(&turn.message)
}

/// What was said.
fn transcript(turns: &[Turn]) -> Vec<Message> {
    let said: Vec<Message> =
        turns.iter().filter(|turn| travels(turn)).map(|turn| turn.message.clone()).collect();
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
pub fn page() -> Option<Page> {
    let document = web_sys::window()?.document()?;
    let location = document.location()?;
    let url = [location.origin().ok()?, location.pathname().ok()?].concat();
    Some(Page { url, title: document.title() })
}
