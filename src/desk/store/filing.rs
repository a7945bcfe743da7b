//! A checked request, taken apart into what the columns hold.

use protocol::{Author, HandoffReason, HandoffRequest, Mood, MoodReason, Trigger};

use super::StoreError;
use super::word::{json, word};
use crate::secret::Hash;

/// A visitor this upset goes before others: 0.5 is by definition where the balanced dial says so.
pub const UPSET: f64 = 0.5;
/// Characters of a preview.
const PREVIEW_CHARACTERS: usize = 200;
/// Characters of a visitor's name.
const NAME_CHARACTERS: usize = 80;
/// What told of a mood, and characters of each: every agent gets the whole inbox whenever it changes, and a flood of
/// large moods would be more than a socket carries. The request keeps them whole.
const REASONS: usize = 5;
const REASON_CHARACTERS: usize = 60;

/// A request as it is kept.
pub struct Filing {
    pub body_hash: Hash,
    pub request: String,
    /// Whether it goes before others: the upset, threats, what cannot wait.
    pub is_first: bool,
    /// Whether it cannot wait, and goes before those too.
    pub is_urgent: bool,
    pub preview: String,
    pub visitor: Option<String>,
    pub reason: String,
    pub mood: String,
}

impl Filing {
    /// Takes a request apart. Its hash is over its meaning: spaces and the order of keys don't count.
    pub fn new(request: &HandoffRequest) -> Result<Self, StoreError> {
        let body = json(request)?;
        Ok(Self {
            body_hash: Hash::of(&body),
            request: body,
            is_first: is_first(request.reason, &request.trigger),
            is_urgent: is_urgent(request.reason, &request.trigger),
            preview: preview(latest_words(request)),
            visitor: visitor(request),
            reason: word(&request.reason),
            mood: json(&at_a_glance(&request.trigger.mood))?,
        })
    }
}

/// The start of a text, on one line.
pub fn preview(text: &str) -> String {
    start(text, PREVIEW_CHARACTERS)
}

fn visitor(request: &HandoffRequest) -> Option<String> {
    let name = request.attributes.get("name").map(|name| start(name, NAME_CHARACTERS));
    name.filter(|name| !name.is_empty())
}

/// A mood as the inbox shows it.
fn at_a_glance(mood: &Mood) -> Mood {
    let short = |reason: &MoodReason| MoodReason {
        sign: start(&reason.sign, REASON_CHARACTERS),
        span: start(&reason.span, REASON_CHARACTERS),
        weight: reason.weight,
    };
    Mood { reasons: mood.reasons.iter().take(REASONS).map(short).collect(), ..mood.clone() }
}

fn start(text: &str, characters: usize) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

fn is_first(reason: HandoffReason, trigger: &Trigger) -> bool {
    let mood = &trigger.mood;
    let upset = [mood.anger, mood.anxiety, mood.dejection].into_iter().any(|signal| signal >= UPSET);
    let pressing = matches!(reason, HandoffReason::Threat | HandoffReason::Frustration);
    upset || trigger.threat || pressing || is_urgent(reason, trigger)
}

fn is_urgent(reason: HandoffReason, trigger: &Trigger) -> bool {
    trigger.urgent || reason == HandoffReason::Urgent
}

fn latest_words(request: &HandoffRequest) -> &str {
    let said = request.transcript.iter().rev().find(|message| message.author == Author::Visitor);
    match said {
        Some(message) if request.question.trim().is_empty() => &message.text,
        _ => &request.question,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_upset_and_the_urgent_go_first() {
        let mood = |anger, anxiety, dejection| Trigger {
            mood: Mood { anger, anxiety, dejection, ..Mood::default() },
            ..Trigger::default()
        };
        let marked = |urgent, threat| Trigger { urgent, threat, ..Trigger::default() };
        for (reason, trigger, first) in [
            (HandoffReason::Asked, mood(0.0, 0.0, 0.0), 0),
            (HandoffReason::Asked, mood(0.49, 0.49, 0.49), 0),
            (HandoffReason::Asked, mood(0.0, 0.0, 0.5), 1),
            (HandoffReason::LowConfidence, mood(0.9, 0.0, 0.0), 1),
            (HandoffReason::Asked, marked(false, true), 1),
            (HandoffReason::Threat, mood(0.0, 0.0, 0.0), 1),
            (HandoffReason::Asked, marked(true, false), 2),
            (HandoffReason::Urgent, mood(0.0, 0.0, 0.0), 2),
            (HandoffReason::Frustration, mood(0.0, 0.0, 0.0), 1),
        ] {
            let place = i64::from(is_first(reason, &trigger)) + i64::from(is_urgent(reason, &trigger));
            assert_eq!(place, first, "{reason:?} {trigger:?}");
        }
    }

    #[test]
    fn a_preview_is_one_short_line() {
        assert_eq!(preview(" a\n\n b\t"), "a b");
        assert_eq!(preview(&"语".repeat(300)).chars().count(), PREVIEW_CHARACTERS + 1);
    }
}
