//! What a preview showed, as the page reads it.

use knowledge::preview::{Change, Changed, Reaction, Report, Right};
use protocol::{PreviewCounts, RightAnswer};
use serde::{Deserialize, Serialize};

/// Most questions of each kind but the worse that a report shows; all are counted.
const SHOWN: usize = 300;

/// What a base makes of a question, in the words of [`knowledge::preview::Reaction`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    /// `answer`, `clarify`, `small_talk`, `offer`, `handoff`.
    pub decision: String,
    /// Why a person is offered or called.
    pub reason: String,
    /// Ids of the entries that are shown or offered.
    pub entries: Vec<String>,
    /// How sure, 0 to 1.
    pub confidence: f64,
}

/// How a question changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turned {
    /// It was nearer to what is right before.
    #[default]
    Worse,
    /// Nobody knows what is right, or neither is nearer.
    Other,
    /// It is nearer to what is right now.
    Better,
}

/// A question that an edition changes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ChangedQuestion {
    /// As it was typed.
    pub text: String,
    /// BCP 47, where it is known.
    pub language: String,
    /// What answers it.
    pub right: RightAnswer,
    /// How often it was asked.
    pub times: u32,
    /// How it changed.
    pub turned: Turned,
    /// With what visitors get now.
    pub before: Shown,
    /// With the drafts.
    pub after: Shown,
}

/// What a preview showed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PreviewReport {
    /// In questions.
    pub counts: PreviewCounts,
    /// What changed: all that is worse, of the others the most asked.
    pub changed: Vec<ChangedQuestion>,
}

pub(super) fn told(report: Report) -> PreviewReport {
    let counts = PreviewCounts {
        all: report.all.questions,
        known: report.known.questions,
        right_before: report.right_before.questions,
        right_after: report.right_after.questions,
        better: report.better.questions,
        worse: report.worse.questions,
        other: report.other.questions,
    };
    let mut room = [SHOWN; 2];
    let mut fits = |change: &Changed| {
        let place = match change.change {
            Change::Worse => return true,
            Change::Better => &mut room[0],
            Change::Other | Change::Same => &mut room[1],
        };
        *place = place.saturating_sub(1);
        *place > 0
    };
    PreviewReport {
        counts,
        changed: report.changed.into_iter().filter(|one| fits(one)).map(changed).collect(),
    }
}

fn changed(one: Changed) -> ChangedQuestion {
    ChangedQuestion {
        text: one.question.text,
        language: one.question.language,
        right: match one.question.right {
            Right::Unknown => RightAnswer::Unknown,
            Right::Nothing => RightAnswer::Nothing,
            Right::Entry(id) => RightAnswer::Entry(id),
        },
        times: one.question.times,
        turned: match one.change {
            Change::Worse => Turned::Worse,
            Change::Better => Turned::Better,
            Change::Other | Change::Same => Turned::Other,
        },
        before: shown(one.before),
        after: shown(one.after),
    }
}

fn shown(reaction: Reaction) -> Shown {
    let Reaction { decision, reason, entries, confidence } = reaction;
    Shown { decision, reason, entries, confidence }
}
