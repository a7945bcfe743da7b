//! A handoff in three lines: what they ask, why a person, what was tried; and the words for reasons and confidence.

use protocol::{ConversationSummary, HandoffReason, HandoffRequest, Match};

use crate::words::{Words, fill};

/// The question is cut here, in characters: three lines at a glance.
const QUESTION_CHARACTERS: usize = 140;

/// The three lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The visitor's question in the visitor's words, cut to fit.
    pub asked: String,
    /// Why a person is needed.
    pub why: String,
    /// What the assistant did about it.
    pub tried: String,
}

/// What the visitor is called: by the site's word, else by a number.
pub fn visitor_name(summary: &ConversationSummary, words: &Words) -> String {
    let numbered = || fill(words.visitor_numbered, &[("number", &summary.number.to_string())]);
    summary.visitor.clone().unwrap_or_else(numbered)
}

/// The three lines of a request.
pub fn summary(request: &HandoffRequest, words: &Words) -> Summary {
    let asked = fill(words.asked_line, &[("question", &cut(request.question.trim(), QUESTION_CHARACTERS))]);
    Summary { asked, why: why(request.reason, words).to_owned(), tried: tried(request, words) }
}

fn tried(request: &HandoffRequest, words: &Words) -> String {
    let shown = last_shown(request);
    let (text, title) = match (&shown, request.trigger.matches.first()) {
        (Some((title, Some(-1))), _) => (words.tried_shown_down, title.as_str()),
        (Some((title, _)), _) => (words.tried_shown, title.as_str()),
        (None, Some(nearest)) => (words.tried_nearest, title_of(nearest)),
        (None, None) => return words.tried_nothing.to_owned(),
    };
    fill(text, &[("entry", title)])
}

/// The latest answer that the visitor saw: the entry's title and the visitor's thumb on it.
fn last_shown(request: &HandoffRequest) -> Option<(String, Option<i8>)> {
    let answer =
        request.transcript.iter().rev().find_map(|message| Some((message.entry.as_ref()?, message.rating)));
    let known = |entry: &str| request.trigger.matches.iter().find(|found| found.entry == entry);
    match answer {
        Some((entry, rating)) => Some((known(entry).map_or(entry.as_str(), title_of).to_owned(), rating)),
        None => request
            .trigger
            .matches
            .iter()
            .find(|found| found.shown)
            .map(|found| (title_of(found).to_owned(), None)),
    }
}

fn title_of(found: &Match) -> &str {
    if found.question.is_empty() { &found.entry } else { &found.question }
}

/// The first `longest` characters, with an ellipsis where something was left out.
pub fn cut(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => [text[..end].trim_end(), "…"].concat(),
        None => text.to_owned(),
    }
}

fn why(reason: HandoffReason, words: &Words) -> &'static str {
    match reason {
        HandoffReason::LowConfidence => words.why_low_confidence,
        HandoffReason::Frustration => words.why_frustration,
        HandoffReason::Asked => words.why_asked,
        HandoffReason::RepeatedMiss => words.why_repeated_miss,
        HandoffReason::Entry => words.why_entry,
        HandoffReason::Departments => words.why_departments,
        HandoffReason::Urgent => words.why_urgent,
        HandoffReason::Threat => words.why_threat,
        HandoffReason::Watched => words.why_watched,
    }
}

/// A reason in two or three words, for a row of the inbox.
pub fn reason_words(reason: HandoffReason, words: &Words) -> &'static str {
    match reason {
        HandoffReason::LowConfidence => words.reason_low_confidence,
        HandoffReason::Frustration => words.reason_frustration,
        HandoffReason::Asked => words.reason_asked,
        HandoffReason::RepeatedMiss => words.reason_repeated_miss,
        HandoffReason::Entry => words.reason_entry,
        HandoffReason::Departments => words.reason_departments,
        HandoffReason::Urgent => words.reason_urgent,
        HandoffReason::Threat => words.reason_threat,
        HandoffReason::Watched => words.reason_watched,
    }
}

/// A confidence from 0 to 1 as people say it.
pub fn confidence_words(confidence: f64, words: &Words) -> &'static str {
    match confidence {
        confidence if confidence >= 0.9 => words.sure_very,
        confidence if confidence >= 0.7 => words.sure_fairly,
        confidence if confidence >= 0.4 => words.sure_hardly,
        _ => words.sure_not,
    }
}

/// A share from 0 to 1 in whole per cent; anything else is held at the ends.
pub fn percent(share: f64) -> u32 {
    (share.clamp(0.0, 1.0) * 100.0).round() as u32
}

/// The same in words.
pub fn per_cent(share: f64, words: &Words) -> String {
    fill(words.per_cent, &[("n", &percent(share).to_string())])
}

/// The kind of sign that a mood was read from, in words.
pub fn sign_words(sign: &str, words: &Words) -> &'static str {
    match sign {
        "words" => words.sign_words,
        "shouting" => words.sign_shouting,
        "marks" => words.sign_marks,
        "repeated" => words.sign_repeated,
        "rephrased" => words.sign_rephrased,
        "misses" => words.sign_misses,
        "thumb_down" => words.sign_thumb_down,
        "echo" => words.sign_echo,
        "negation" => words.sign_negation,
        _ => words.sign_other,
    }
}

#[cfg(test)]
mod tests {
    use protocol::{Author, Consent, Editions, Message, Trigger};

    use super::*;
    use crate::words::{CHINESE, ENGLISH};

    fn found(entry: &str, question: &str, shown: bool) -> Match {
        Match { entry: entry.to_owned(), question: question.to_owned(), confidence: 0.8, shown }
    }

    fn answer(entry: &str, rating: Option<i8>) -> Message {
        Message {
            id: "m".to_owned(),
            author: Author::Assistant,
            name: None,
            text: "text".to_owned(),
            entry: Some(entry.to_owned()),
            confidence: Some(0.9),
            rating,
            corrects: None,
            attachment: None,
            at: 0,
        }
    }

    fn request(matches: Vec<Match>, transcript: Vec<Message>) -> HandoffRequest {
        HandoffRequest {
            version: 1,
            conversation: "c".to_owned(),
            idempotency_key: "k".to_owned(),
            reason: HandoffReason::Frustration,
            trigger: Trigger { matches, ..Trigger::default() },
            question: " It broke AGAIN ".to_owned(),
            language: "en".to_owned(),
            transcript,
            team: None,
            page: None,
            attributes: Default::default(),
            identity: None,
            editions: Editions::default(),
            consent: Consent::Told,
        }
    }

    #[test]
    fn three_lines_tell_the_story() {
        let request =
            request(vec![found("damaged", "Damaged on arrival", true)], vec![answer("damaged", Some(-1))]);
        let lines = summary(&request, &ENGLISH);
        assert_eq!(lines.asked, "“It broke AGAIN”");
        assert_eq!(lines.why, "They are upset, so the assistant stepped aside.");
        assert_eq!(lines.tried, "They were shown “Damaged on arrival”; it did not help.");
        assert_eq!(summary(&request, &CHINESE).tried, "助手给出了“Damaged on arrival”，访客说没答对。");
    }

    fn check_tried(matches: Vec<Match>, transcript: Vec<Message>, expected: &str) {
        assert_eq!(tried(&request(matches, transcript), &ENGLISH), expected);
    }

    #[test]
    fn what_was_tried_is_told_from_what_is_known() {
        check_tried(vec![], vec![], "The assistant had nothing to offer.");
        check_tried(vec![found("a", "A?", false)], vec![], "No answer was shown; the nearest was “A?”.");
        check_tried(vec![found("a", "A?", false), found("b", "B?", true)], vec![], "They were shown “B?”.");
        check_tried(vec![], vec![answer("gone", None)], "They were shown “gone”.");
        check_tried(vec![found("a", "", false)], vec![], "No answer was shown; the nearest was “a”.");
    }

    #[test]
    fn a_long_question_is_cut_between_characters() {
        assert_eq!(cut("退货退货", 3), "退货退…");
        assert_eq!(cut("short", 140), "short");
    }

    #[test]
    fn confidence_stays_in_bounds() {
        assert_eq!([0.0, 0.905, 1.0, 7.0, -1.0].map(percent), [0, 91, 100, 100, 0]);
        assert_eq!(percent(f64::NAN), 0);
        assert_eq!(confidence_words(0.91, &ENGLISH), "very sure");
        assert_eq!(confidence_words(f64::NAN, &ENGLISH), "a guess");
    }
}
