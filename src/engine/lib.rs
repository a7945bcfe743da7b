//! The engine: an utterance in, a decision out; pure, so that the same input gives the same decision everywhere.

mod decision;

pub use decision::{
    Decision, Dial, Entry, EntryHandoff, Explanation, HandoffReason, Match, Mood, MoodReason, Options,
    Outcome, Ranking, SmallTalk,
};
