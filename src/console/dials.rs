//! The dials of the triage as owners type them, and as a page's tag has them.

use protocol::{DialChange, Sensitivity, Triage};

/// A share in whole percent; none where it is left open.
pub fn percent_of(share: Option<f64>) -> Option<u32> {
    share.map(|share| (share * 100.0 + 0.5) as u32)
}

/// Whole percent as a share; what is more than a hundred is told apart by the desk.
pub fn share_of(percent: Option<u32>) -> Option<f64> {
    percent.map(|percent| f64::from(percent) / 100.0)
}

/// The dials that are set, as attributes of a page's tag without `data-`, with their values.
pub fn dial_options(triage: &Triage) -> Vec<(&'static str, String)> {
    let sensitivity = triage.sensitivity.map(|set| match set {
        Sensitivity::Calm => "calm",
        Sensitivity::Balanced => "balanced",
        Sensitivity::Eager => "eager",
    });
    let share = percent_of(triage.precision).map(|percent| {
        let digits = percent.to_string();
        ["0.", if digits.len() == 1 { "0" } else { "" }, &digits].concat()
    });
    let given = [
        ("sensitivity", sensitivity.map(str::to_owned)),
        ("precision", share),
        ("clarify", triage.clarify.map(|times| times.to_string())),
        ("urgent", Some(triage.urgent.join("; "))),
        ("always", Some(triage.always.join("; "))),
        ("never", Some(triage.never.join("; "))),
    ];
    let given = given.into_iter().filter_map(|(name, value)| Some((name, value?)));
    given.filter(|(_, value)| !value.is_empty()).collect()
}

/// The dials with one changed as a suggestion has it; none where it is no dial of a page's tag.
pub fn with_dial(mut triage: Triage, dial: &DialChange) -> Option<Triage> {
    match dial.name.strip_prefix("data-")? {
        "sensitivity" => triage.sensitivity = Some(knowledge::triage::sensitivity(&dial.after)?),
        "precision" => triage.precision = Some(share(&dial.after)?),
        "clarify" => triage.clarify = Some(dial.after.parse().ok()?),
        "always" => triage.always.push(dial.after.clone()),
        "never" => triage.never.push(dial.after.clone()),
        _ => return None,
    }
    Some(triage)
}

/// A share as it is written, `0.85`. To read any number would cost the page kilobytes.
fn share(text: &str) -> Option<f64> {
    let digits = text.strip_prefix("0.").filter(|digits| (1..=2).contains(&digits.len()))?;
    let number: u32 = digits.parse().ok()?;
    share_of(Some(if digits.len() == 1 { number * 10 } else { number }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_come_back_as_they_were_typed() {
        for percent in [None, Some(50), Some(57), Some(93), Some(99)] {
            assert_eq!(percent_of(share_of(percent)), percent);
        }
    }

    #[test]
    fn a_suggested_dial_is_put_to_the_others() {
        let with = |name: &str, after: &str| {
            let dial = DialChange { name: name.to_owned(), before: None, after: after.to_owned() };
            let before = Triage { always: vec!["boss".to_owned()], clarify: Some(2), ..Triage::default() };
            with_dial(before, &dial).map(|triage| dial_options(&triage))
        };
        let expected = |given: &[(&'static str, &str)]| {
            Some(given.iter().map(|(name, value)| (*name, (*value).to_owned())).collect::<Vec<_>>())
        };
        assert_eq!(
            with("data-precision", "0.9"),
            expected(&[("precision", "0.90"), ("clarify", "2"), ("always", "boss")])
        );
        assert_eq!(
            with("data-precision", "0.85"),
            expected(&[("precision", "0.85"), ("clarify", "2"), ("always", "boss")])
        );
        assert_eq!(with("data-always", "律师"), expected(&[("clarify", "2"), ("always", "boss; 律师")]));
        assert_eq!(
            with("data-sensitivity", "calm"),
            expected(&[("sensitivity", "calm"), ("clarify", "2"), ("always", "boss")])
        );
        for (name, after) in
            [("team", "billing"), ("data-precision", "1.5"), ("data-sensitivity", "x"), ("data-x", "1")]
        {
            assert_eq!(with(name, after), None, "{name} {after}");
        }
    }

    #[test]
    fn the_tag_has_what_is_set_and_nothing_else() {
        assert_eq!(dial_options(&Triage::default()), []);
        let triage = Triage {
            sensitivity: Some(Sensitivity::Eager),
            precision: Some(0.95),
            clarify: Some(0),
            always: vec!["my lawyer".to_owned(), "投诉".to_owned()],
            ..Triage::default()
        };
        let expected = [
            ("sensitivity", "eager"),
            ("precision", "0.95"),
            ("clarify", "0"),
            ("always", "my lawyer; 投诉"),
        ];
        assert_eq!(dial_options(&triage), expected.map(|(name, value)| (name, value.to_owned())));
    }
}
