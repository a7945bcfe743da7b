//! One question of a visit, until its words are told.

use protocol::{DigestQuestion, Feeling, QUESTION_CHARACTERS, QuestionEnd};

/// Below this confidence a question is told in words though it was answered.
pub const SURE: f64 = 0.95;

/// A question that the visitor typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The words, from which what is private was taken; only so many are told as may be.
    pub text: String,
    /// BCP 47 tag of their language.
    pub language: String,
    /// The confidence of the best entry; none where nothing was matched.
    pub confidence: Option<f64>,
    /// How the visitor felt.
    pub feeling: Feeling,
    /// Whether it belongs to the share of questions that the owner wants to see however they end.
    pub sampled: bool,
}

/// A question on its way.
#[derive(Clone, Debug, Default)]
pub(super) struct Question {
    /// None where an entry was pressed instead.
    pub asked: Option<Asked>,
    /// The ids of the answers' messages.
    pub answers: Vec<String>,
    /// The entry that was shown or chosen first.
    pub entry: Option<String>,
    /// The entries that the visitor is to choose among.
    pub offered: Vec<String>,
    /// Whether the visitor has chosen.
    pub clarified: bool,
    /// The last thumb, unless one went down before.
    pub up: Option<bool>,
}

impl Question {
    /// Whether the visitor still has the choice.
    pub fn is_open(&self) -> bool {
        !self.offered.is_empty() && !self.clarified
    }

    /// Whether an entry is among what there is to choose from.
    pub fn offers(&self, entry: &str) -> bool {
        self.is_open() && self.offered.iter().any(|offered| offered == entry)
    }

    /// The visitor chose an entry.
    pub fn choose(&mut self, entry: &str) {
        self.clarified = true;
        self.entry = Some(entry.to_owned());
    }

    /// The answer of an entry was shown, in a message of this id.
    pub fn show(&mut self, answer: &str, entry: &str) {
        self.answers.push(answer.to_owned());
        self.entry.get_or_insert_with(|| entry.to_owned());
    }

    /// How it ended, the first that fits; none where its words stay here.
    pub fn end(&self) -> Option<QuestionEnd> {
        let asked = self.asked.as_ref().filter(|asked| !asked.text.trim().is_empty())?;
        let is_unsure = asked.confidence.is_some_and(|confidence| confidence < SURE);
        Some(match self.up {
            _ if self.answers.is_empty() => QuestionEnd::Unanswered,
            Some(false) => QuestionEnd::RatedDown,
            _ if self.clarified => QuestionEnd::Clarified,
            _ if is_unsure => QuestionEnd::LowConfidence,
            Some(true) => QuestionEnd::RatedUp,
            None if asked.sampled => QuestionEnd::Sampled,
            None => return None,
        })
    }

    /// As it is told in a digest of this language.
    pub fn told(&self, language: &str) -> Option<DigestQuestion> {
        let (end, asked) = (self.end()?, self.asked.as_ref()?);
        Some(DigestQuestion {
            text: asked.text.trim().chars().take(QUESTION_CHARACTERS).collect(),
            language: (asked.language != language).then(|| asked.language.clone()),
            end,
            entry: self.entry.clone(),
            confidence: asked.confidence,
        })
    }
}
