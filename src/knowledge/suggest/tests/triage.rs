//! What agents' verdicts on handoffs say of the triage.

use protocol::{Course, Otherwise, Went};

use super::*;

#[test]
fn verdicts_on_handoffs_set_the_triage() {
    let asked_of = |from: &str| [from, " for the fire brigade"].concat();
    let found = suggested(|material| {
        material.asked = ["where are planks", "when will planks come", "do you have oak"]
            .map(|text| asked(&asked_of(text), QuestionEnd::LowConfidence, None, 2))
            .to_vec();
        material.handoffs = ["where are planks", "when will planks come", "do you have oak"]
            .iter()
            .enumerate()
            .map(|(at, text)| handoff(&asked_of(text), Judgement::TooLate, &at.to_string()))
            .chain(["3", "4", "5"].map(|id| JudgedHandoff {
                right_team: Some("warehouse".to_owned()),
                ..handoff("when will my parcel come", Judgement::WrongTeam, id)
            }))
            .collect();
    });
    let phrases = of(&found, SuggestionKind::Phrase);
    let dial = phrases.first().and_then(|one| one.dial.as_ref()).expect("a phrase");
    assert_eq!((dial.name.as_str(), dial.after.as_str()), ("data-always", "fire brigade"));
    assert!(phrases[0].otherwise >= 6.0, "{phrases:#?}");
    let person = Course { went: Went::HandedOver, ..Course::default() };
    let is_meant = |one: &Otherwise| one.after == person && one.before.went != Went::HandedOver;
    assert!(phrases[0].changes.len() == 3 && phrases[0].changes.iter().all(is_meant), "{phrases:#?}");
    let [route] = of(&found, SuggestionKind::Route)[..] else { panic!("{}", brief(&found)) };
    assert_eq!(
        (route.entry.as_deref(), route.drafts[0].team.as_deref()),
        (Some("delivery"), Some("warehouse"))
    );
}

#[test]
fn what_called_a_person_for_nothing_does_so_no_longer() {
    let prints = [
        "is the speak to a human print framed",
        "size of the speak to a human print",
        "speak to a human print in blue",
    ];
    let found = suggested(|material| {
        let needless = |(at, text): (usize, &&str)| JudgedHandoff {
            reason: HandoffReason::Asked,
            ..handoff(text, Judgement::Needless, &at.to_string())
        };
        material.handoffs = prints.iter().enumerate().map(needless).collect();
    });
    let [never] = of(&found, SuggestionKind::Phrase)[..] else { panic!("{}", brief(&found)) };
    let dial = never.dial.as_ref().expect("a dial");
    assert_eq!((dial.name.as_str(), never.count), ("data-never", 3), "{never:#?}");
    assert!(prints.iter().all(|text| text.contains(&dial.after)), "{never:#?}");
}

#[test]
fn what_a_change_quotes_goes_with_its_conversation() {
    let quoted = "stop sending me emails every day";
    let found = suggested(|material| {
        let asked = asked(quoted, QuestionEnd::RatedDown, Some("newsletter"), 1);
        material.asked = vec![Asked { conversation: Some("quoted".to_owned()), ..asked }];
        let misread = |(at, text): (usize, &str)| JudgedHandoff {
            mood: 0.9,
            reason: HandoffReason::Frustration,
            ..handoff(text, Judgement::MoodMisread, &at.to_string())
        };
        let texts = ["how long is delivery", "which cards do you take", "summer sale"];
        material.handoffs = texts.into_iter().enumerate().map(misread).collect();
    });
    let dial = found.iter().find(|one| one.suggestion.kind == SuggestionKind::Dial).expect("a dial");
    let texts: Vec<&str> = dial.suggestion.changes.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(texts, [quoted]);
    assert_eq!(dial.conversations, ["0", "1", "2", "quoted"]);
}
