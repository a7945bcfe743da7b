//! The owner's dials of the triage as they stand in a base: read, written, laid over one another, and what they are to the engine.

use std::ops::RangeInclusive;

use engine::{Options, Phrases};
use protocol::{Sensitivity, Triage};

use crate::fault::{Faults, Place, TOLD, say};
use crate::field::{self, NAME_CHARACTERS};
use crate::node::{Node, Value};

/// The share of right answers that may be asked for.
pub const PRECISION: RangeInclusive<f64> = 0.5..=0.99;
/// How often in a row the assistant may ask which entry is meant.
pub const CLARIFY: RangeInclusive<f64> = 0.0..=3.0;

/// The words of a sensitivity in a document and in a page's tag.
const SENSITIVITIES: [(&str, Sensitivity); 3] =
    [("calm", Sensitivity::Calm), ("balanced", Sensitivity::Balanced), ("eager", Sensitivity::Eager)];
const KEYS: [&str; 6] = ["sensitivity", "precision", "clarify", "urgent", "always", "never"];

/// A sensitivity by its word; none for any other.
pub fn sensitivity(word: &str) -> Option<Sensitivity> {
    SENSITIVITIES.iter().find(|(known, _)| *known == word).map(|(_, sensitivity)| *sensitivity)
}

/// The dials of `over`, and where it leaves one open that of `under`.
pub fn laid_over(mut over: Triage, under: &Triage) -> Triage {
    over.sensitivity = over.sensitivity.or(under.sensitivity);
    over.precision = over.precision.or(under.precision);
    over.clarify = over.clarify.or(under.clarify);
    let lists = [
        (&mut over.urgent, &under.urgent),
        (&mut over.always, &under.always),
        (&mut over.never, &under.never),
    ];
    for (over, under) in lists.into_iter().filter(|(over, _)| over.is_empty()) {
        over.clone_from(under);
    }
    over
}

/// What the engine is told; what is left open is as usual.
pub fn options(triage: Triage) -> Options {
    let usual = Options::default();
    let Triage { sensitivity, precision, clarify, urgent, always, never } = triage;
    Options {
        precision: precision.unwrap_or(usual.precision),
        dial: sensitivity.map_or(usual.dial, Into::into),
        clarifications: clarify.unwrap_or(usual.clarifications),
        phrases: Phrases { urgent, always, never },
        ..usual
    }
}

/// Reads `triage` of a document: `{"precision": 0.95, "always": ["my lawyer"]}`.
pub(crate) fn read(document: &Node, faults: &mut Faults) -> Triage {
    let node = given(Some(document), "triage");
    if let Some(node) = node.filter(|_| TOLD) {
        let place = Place::default().of("triage").at(node.line);
        match node.value {
            Value::Object(_) => field::known_keys(node, &KEYS, place, faults),
            _ => field::wrong_type(node, place, "an object in curly brackets", faults),
        }
    }
    let mut phrases: [Vec<String>; 3] = Default::default();
    for (list, key) in phrases.iter_mut().zip(&KEYS[3..]) {
        *list = field::texts(given(node, key), Place::default().of(key), NAME_CHARACTERS, faults).0;
    }
    let [urgent, always, never] = phrases;
    Triage {
        sensitivity: read_sensitivity(node, faults),
        precision: number(node, "precision", PRECISION, false, faults),
        clarify: number(node, "clarify", CLARIFY, true, faults).map(|times| times as u32),
        urgent,
        always,
        never,
    }
}

fn read_sensitivity(node: Option<&Node>, faults: &mut Faults) -> Option<Sensitivity> {
    let given = given(node, "sensitivity")?;
    let found = given.as_text().and_then(sensitivity);
    if TOLD && found.is_none() {
        let problem = say!("`sensitivity` is no word that is known");
        let place = Place::default().of("sensitivity").at(given.line);
        faults.error(place, &problem, &"write \"calm\", \"balanced\" or \"eager\"");
    }
    found
}

fn number(
    node: Option<&Node>,
    key: &str,
    range: RangeInclusive<f64>,
    is_whole: bool,
    faults: &mut Faults,
) -> Option<f64> {
    let given = given(node, key)?;
    match given.value {
        // A visitor's browser takes the whole part of what is told to the owner.
        Value::Number(number)
            if range.contains(&number) && (!TOLD || !is_whole || number.trunc() == number) =>
        {
            return Some(number);
        }
        _ if TOLD => {
            let whole = if is_whole { "whole " } else { "" };
            let mend = say!("write a {whole}number from {} to {}", range.start(), range.end());
            let place = Place::default().of(key).at(given.line);
            faults.error(place, &say!("`{key}` is out of bounds or no number"), &mend);
        }
        _ => {}
    }
    None
}

/// What stands under a key, unless that is null.
fn given<'a>(node: Option<&'a Node>, key: &str) -> Option<&'a Node> {
    node?.get(key).filter(|given| given.value != Value::Null)
}

/// The dials as a document has them; none where all are left open.
#[cfg(feature = "read_text")]
pub(crate) fn written(triage: &Triage) -> Option<Value> {
    let node = |value: Value| Node { value, line: None };
    let text = |text: &str| node(Value::Text(text.to_owned()));
    let mut pairs = Vec::new();
    if let Some(set) = triage.sensitivity {
        let word = SENSITIVITIES.iter().find(|(_, known)| *known == set).map_or("balanced", |(word, _)| word);
        pairs.push(("sensitivity".to_owned(), text(word)));
    }
    for (key, number) in [("precision", triage.precision), ("clarify", triage.clarify.map(f64::from))] {
        pairs.extend(number.map(|number| (key.to_owned(), node(Value::Number(number)))));
    }
    for (key, phrases) in [("urgent", &triage.urgent), ("always", &triage.always), ("never", &triage.never)] {
        if !phrases.is_empty() {
            let phrases = phrases.iter().map(|phrase| text(phrase)).collect();
            pairs.push((key.to_owned(), node(Value::List(phrases))));
        }
    }
    (!pairs.is_empty()).then_some(Value::Object(pairs))
}

#[cfg(all(test, feature = "read_text"))]
mod tests {
    use super::*;
    use crate::read_text;

    fn with(triage: &str) -> String {
        format!(r#"{{"version": 1, "language": "en", "triage": {triage}, "entries": []}}"#)
    }

    fn full() -> Triage {
        Triage {
            sensitivity: Some(Sensitivity::Eager),
            precision: Some(0.95),
            clarify: Some(0),
            urgent: vec!["gas leak".to_owned()],
            always: vec!["my lawyer".to_owned(), "投诉".to_owned()],
            never: vec!["human hair".to_owned()],
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let mut base = read_text(&with("{}")).knowledge;
        for triage in [Triage::default(), full()] {
            base.triage = triage;
            let reading = read_text(&base.to_json());
            assert_eq!(reading.knowledge, base);
            assert!(!reading.has_errors(), "{:?}", reading.faults);
        }
    }

    #[test]
    fn what_cannot_be_is_told_and_left_open() {
        for (triage, told) in [
            (
                r#"{"precision": 2}"#,
                "`precision` is out of bounds or no number; write a number from 0.5 to 0.99",
            ),
            (
                r#"{"clarify": "1"}"#,
                "`clarify` is out of bounds or no number; write a whole number from 0 to 3",
            ),
            (
                r#"{"sensitivity": "angry"}"#,
                "`sensitivity` is no word that is known; write \"calm\", \"balanced\" or \"eager\"",
            ),
            (r#"{"alway": ["x"]}"#, "key `alway` is unknown and not read; write `always` if that is meant"),
            (r#"{"always": "x; y"}"#, "`always` is a text; write a list in square brackets"),
            ("[]", "`triage` is a list; write an object in curly brackets"),
        ] {
            let faults = read_text(&with(triage)).faults;
            assert!(faults.iter().any(|fault| fault.to_string().contains(told)), "{triage}: {faults:?}");
        }
        assert_eq!(read_text(&with("null")).knowledge.triage, Triage::default());
    }

    #[test]
    fn a_dial_that_is_set_stands_before_one_beneath() {
        assert_eq!(laid_over(Triage::default(), &full()), full());
        assert_eq!(laid_over(full(), &Triage::default()), full());
        let over = Triage { precision: Some(0.8), always: vec!["boss".to_owned()], ..Triage::default() };
        let both = laid_over(over, &full());
        assert_eq!(
            (both.precision, both.always, both.clarify),
            (Some(0.8), vec!["boss".to_owned()], Some(0))
        );
    }

    #[test]
    fn the_engine_is_told_what_is_set_and_the_rest_as_usual() {
        assert_eq!(options(Triage::default()), Options::default());
        let options = options(full());
        assert_eq!((options.dial, options.precision, options.clarifications), (engine::Dial::Eager, 0.95, 0));
        assert_eq!(options.phrases.always, ["my lawyer", "投诉"]);
    }
}
