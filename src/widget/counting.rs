//! Signs made into counts, with the visitor's words as they may leave the browser: here they lose what is private.

use engine::{Decision, Dialogue, Outcome};
use knowledge::redact::redact;
use link::{Asked, Visit};
use protocol::Author;

use crate::app::State;
use crate::conversation::{Chip, Turn};
use crate::sign::Sign;

/// What was counted of the visit in this tab.
#[derive(Default)]
pub struct Counting {
    pub visit: Visit,
    /// The language that the visitor wrote last; empty before the first question.
    pub language: String,
    /// The path of the page where what is still to be told began.
    pub page: String,
    /// What the visitor typed last.
    typed: String,
    /// The answer of which the visitor was asked whether it settled the matter.
    in_question: Option<String>,
    /// The sign before was a press that is said in words.
    pressed: bool,
}

impl Counting {
    /// Counts a sign.
    pub fn take(&mut self, state: &State, sign: Sign) {
        if !self.visit.has_news() {
            self.page = path();
        }
        let pressed = std::mem::take(&mut self.pressed);
        match sign {
            Sign::Said(turn) if turn.message.author == Author::Visitor => self.visitor_said(state, &turn),
            Sign::Said(turn) => self.assistant_said(&turn),
            Sign::Decided(outcome, is_question) => {
                if !self.settled(state, &outcome) && is_question {
                    self.asked(state, &outcome, sureness(&outcome));
                }
            }
            Sign::Rated(turn) => self.rated(&turn, pressed),
            Sign::Passed(reason) => self.visit.handed_over(reason.into()),
        }
    }

    fn visitor_said(&mut self, state: &State, turn: &Turn) {
        let message = &turn.message;
        match message.entry.as_deref() {
            None => self.typed.clone_from(&message.text),
            Some("") => {
                self.pressed = true;
                if message.text == state.words.get("none_of_these") {
                    self.visit.close();
                }
            }
            Some(id) => self.chose(state, turn, id),
        }
    }

    /// An entry was pressed: one of those that were offered, a suggested one, or the answer to what was half typed.
    fn chose(&mut self, state: &State, turn: &Turn, id: &str) {
        let Some(position) = state.assistant.position(id) else { return };
        let text = &turn.message.text;
        if state.assistant.text(position).is_none_or(|entry| entry.question != *text) {
            let outcome = state.assistant.decide(&mut Dialogue::default(), text);
            let found = outcome.ranking.matches.iter().find(|found| found.entry == position);
            self.typed.clone_from(text);
            self.asked(state, &outcome, found.map(|found| found.confidence));
        } else if self.visit.is_clarifying() || !was_offered(state, turn) {
            // Else the question was asked before the page was loaded, and counted then.
            self.visit.chose(id);
        }
    }

    fn asked(&mut self, state: &State, outcome: &Outcome, confidence: Option<f64>) {
        self.language = state.language(&self.typed);
        self.visit.asked(Asked {
            text: redact(&self.typed),
            language: self.language.clone(),
            confidence,
            feeling: link::feeling(&(&outcome.mood).into()),
            sampled: state.config.insights.is_some_and(|share| ui::random() < share),
        });
    }

    /// Whether the visitor said in words that an answer has settled the matter, having been asked that.
    fn settled(&mut self, state: &State, outcome: &Outcome) -> bool {
        let Some(answer) = self.in_question.take().filter(|_| outcome.shown.is_empty()) else { return false };
        let is_talk = matches!(outcome.decision, Decision::SmallTalk(_));
        let typed = self.typed.to_ascii_lowercase();
        let typed = typed.trim_matches([' ', '.', '!', ',', '。', '！', '，']);
        let yes = state.words.get("insights_yes");
        let says_yes = yes.split('|').any(|yes| typed == yes || is_talk && typed.starts_with(yes));
        let turn = state.turn(&answer).filter(|_| says_yes);
        let entry = turn.and_then(|turn| turn.message.entry.as_deref());
        entry.iter().for_each(|entry| self.visit.settled(entry));
        entry.is_some()
    }

    fn assistant_said(&mut self, turn: &Turn) {
        if let Some(entry) =
            turn.message.entry.as_deref().filter(|_| turn.message.author == Author::Assistant)
        {
            self.visit.showed(&turn.message.id, entry);
        }
        if turn.chips.contains(&Chip::NoneOfThese) {
            let entries = turn.chips.iter().filter_map(|chip| match chip {
                Chip::Entry(id) => Some(id.clone()),
                _ => None,
            });
            self.visit.clarifying(entries.collect());
        }
        self.in_question = turn.chips.iter().find_map(|chip| match chip {
            Chip::Settled(answer) => Some(answer.clone()),
            _ => None,
        });
    }

    /// A thumb, or the word on whether an answer settled the matter, which is said before it.
    fn rated(&mut self, turn: &Turn, in_words: bool) {
        let Some(entry) = &turn.message.entry else { return };
        let up = turn.message.rating == Some(1);
        if in_words && up {
            self.visit.settled(entry);
        } else {
            self.visit.rated(&turn.message.id, entry, up);
        }
    }
}

/// How sure the assistant was of what it showed; of several answers to one message, of the least sure one. Where it showed
/// none, of its best entry.
fn sureness(outcome: &Outcome) -> Option<f64> {
    let shown = outcome.shown.iter().map(|shown| shown.confidence);
    let best = outcome.ranking.matches.first().map(|best| best.confidence);
    shown.reduce(f64::min).or(best)
}

/// Whether the visitor pressed one of several entries that were close.
fn was_offered(state: &State, turn: &Turn) -> bool {
    let turns = &state.kept.turns;
    let at = turns.iter().rposition(|known| known.message.id == turn.message.id);
    let before = at.and_then(|at| turns.get(at.checked_sub(1)?));
    before.is_some_and(|before| before.chips.contains(&Chip::NoneOfThese))
}

/// Without host, query and fragment, which may carry secrets.
fn path() -> String {
    web_sys::window().and_then(|window| window.location().pathname().ok()).unwrap_or_default()
}
