//! Suggestions over a small shop.

mod spoken;
mod triage;

use super::*;
use crate::base::{Entry, Text};
use protocol::SuggestionKind;

/// What the shop answers: id, wordings, answer.
const SHOP: [(&str, &[&str], &str); 5] = [
    (
        "returns",
        &["How do I return an item?", "send something back", "return my order"],
        "Send it back within thirty days, unused and in its box; the label is in your account.",
    ),
    (
        "delivery",
        &["When will my parcel come?", "how long is delivery", "delivery time"],
        "Parcels take two to four working days; furniture comes by appointment with the carrier.",
    ),
    (
        "payment",
        &["How can I pay?", "which cards do you take", "pay by invoice"],
        "By card, by invoice or in instalments; choose one at the checkout.",
    ),
    (
        "newsletter",
        &["How do I stop the newsletter?", "unsubscribe", "too many mails from you"],
        "Press the link at the foot of any newsletter; it ends at once.",
    ),
    (
        "sale",
        &["When is the sale?", "summer sale", "when are things reduced"],
        "Until 12 March 2024 everything is reduced.\n\nOutlet pieces are reduced all year.",
    ),
];

/// What visitors ask of engraving, which the shop's base lacks.
const ENGRAVING: [&str; 6] = [
    "can you engrave a name on the ring",
    "do you engrave rings with a name",
    "engrave our names on two rings please",
    "how long does it take to engrave a ring",
    "is it possible to engrave the inside of a ring",
    "engrave a ring with a date",
];

const ENGRAVED: &str =
    "Rings are engraved with up to twenty letters, inside or outside, within five working days.";

fn base() -> KnowledgeBase {
    let entries = SHOP.iter().map(|(id, wordings, answer)| Entry {
        id: (*id).to_owned(),
        text: Text {
            question: wordings[0].to_owned(),
            variants: wordings[1..].iter().map(|text| (*text).to_owned()).collect(),
            answer: (*answer).to_owned(),
        },
        ..Entry::default()
    });
    KnowledgeBase {
        language: "en".to_owned(),
        languages: vec!["en".to_owned()],
        entries: entries.collect(),
        ..KnowledgeBase::default()
    }
}

fn packs() -> Vec<Pack> {
    let files: [&[u8]; 2] =
        [include_bytes!("../../engine/packs/en.txt"), include_bytes!("../../engine/packs/zh.txt")];
    files.iter().map(|bytes| Pack::read(bytes).expect("the shipped packs are well formed")).collect()
}

fn asked(text: &str, end: QuestionEnd, entry: Option<&str>, times: u32) -> Asked {
    Asked {
        text: text.to_owned(),
        language: "en".to_owned(),
        end,
        entry: entry.map(str::to_owned),
        times,
        conversation: None,
    }
}

fn solution(question: &str, answer: &str, conversation: &str) -> Solution {
    Solution {
        question: question.to_owned(),
        language: "en".to_owned(),
        answer: answer.to_owned(),
        exception: false,
        team: None,
        conversation: conversation.to_owned(),
    }
}

fn handoff(question: &str, judgement: Judgement, conversation: &str) -> JudgedHandoff {
    JudgedHandoff {
        question: question.to_owned(),
        language: "en".to_owned(),
        judgement,
        reason: HandoffReason::LowConfidence,
        mood: 0.1,
        right: None,
        team: None,
        right_team: None,
        conversation: conversation.to_owned(),
    }
}

/// Suggestions from what `change` adds to nothing.
fn suggested(change: impl FnOnce(&mut Material<'_>)) -> Vec<Found> {
    suggested_of(&base(), &packs(), change)
}

fn suggested_of(base: &KnowledgeBase, packs: &[Pack], change: impl FnOnce(&mut Material<'_>)) -> Vec<Found> {
    let mut material = Material {
        base,
        packs,
        options: Options::default(),
        asked: Vec::new(),
        judged: Vec::new(),
        handoffs: Vec::new(),
        solutions: Vec::new(),
        used: BTreeMap::new(),
        decided: Vec::new(),
        topics: Vec::new(),
        names: Vec::new(),
        // 2026-11-26
        today: 20_783,
        days: 30,
    };
    change(&mut material);
    suggest(&material).suggestions
}

fn of(found: &[Found], kind: SuggestionKind) -> Vec<&Suggestion> {
    found.iter().map(|one| &one.suggestion).filter(|one| one.kind == kind).collect()
}

/// What is enough to see why a test failed.
fn brief(found: &[Found]) -> String {
    let line = |one: &Found| {
        let Suggestion { id, wordings, gain, count, .. } = &one.suggestion;
        format!("{id} {wordings:?} gain {gain} count {count}")
    };
    found.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn open(material: &mut Material<'_>) {
    material.asked.extend(ENGRAVING.iter().map(|text| asked(text, QuestionEnd::Unanswered, None, 2)));
}

#[test]
fn a_topic_that_agents_answered_becomes_an_entry() {
    let found = suggested(|material| {
        open(material);
        let said =
            |greeting: &str| [greeting, " ", ENGRAVED, " I have booked it for you for 20 euros."].concat();
        material.solutions = vec![
            solution(ENGRAVING[0], &said("Hi Anna!"), "c1"),
            solution(ENGRAVING[2], &said("Hello,"), "c2"),
        ];
    });
    let [new] = of(&found, SuggestionKind::NewEntry)[..] else { panic!("{}", brief(&found)) };
    let draft = &new.drafts[0];
    assert_eq!(draft.answer, ENGRAVED);
    assert!(draft.question.to_lowercase().contains("engrave") && !draft.variants.is_empty(), "{draft:?}");
    // What agents answered and what is near to it belongs; what only stands in the topic does not.
    assert!(!new.wordings.iter().any(|text| text == ENGRAVING[3]), "how long it takes is another question");
    assert_eq!((new.count, new.doubtful.len()), (10, 0));
    assert!(new.gain > 5.0 && new.gain <= 10.0, "{}", new.gain);
    assert!((new.confidence - 0.75).abs() < 1e-9, "{}", new.confidence);
    assert!(new.topic.is_some() && new.evidence.iter().any(|one| one.kind == EvidenceKind::Answered));
    assert!(!serde_json::to_string(new).expect("it is JSON").contains("euros"));
}

#[test]
fn a_new_entry_is_called_what_the_agent_was_asked() {
    // The one that was answered is the least central of its topic, and who asked it was upset and polite.
    let question = "Hi, I am furious that it is never possible to engrave the inside of a ring! Thanks";
    let calm = "this is ridiculous!! engrave the inside of a ring";
    for (texts, title) in [
        (&[question][..], &question[4..question.len() - 8]),
        (&[question, calm], "Engrave the inside of a ring"),
    ] {
        let found = suggested(|material| {
            open(material);
            let solve = |text: &&str| solution(text, ENGRAVED, "c1");
            material.solutions = texts.iter().map(solve).collect();
        });
        let new = of(&found, SuggestionKind::NewEntry);
        let [new] = new.iter().filter(|new| !new.drafts[0].answer.is_empty()).collect::<Vec<_>>()[..] else {
            panic!("{}", brief(&found))
        };
        assert_eq!((new.title.as_str(), new.drafts[0].question.as_str()), (title, title));
        assert_eq!(new.wordings.iter().filter(|text| text.contains("furious")).count(), 2 - texts.len());
    }
}

#[test]
fn what_agents_say_to_anything_is_no_entry() {
    let anything = [
        "who won the match",
        "tell me a joke",
        "rebook my flight to Lisbon",
        "do you have feelings",
        "what is the capital of Peru",
        "asdf",
        "my car needs new tyres",
        "boiler inspection",
        "how do I cook rice",
        "write me a poem",
        "is it going to rain",
        "book a hotel in Prague",
    ];
    let refused = "That is nothing that our shop can help with, we sell rings and nothing else.";
    for (count, entries) in [(anything.len(), 0), (1, 1)] {
        let found = suggested(|material| {
            let solve = |text: &&str| solution(text, refused, text);
            material.solutions = anything[..count].iter().map(solve).collect();
        });
        assert_eq!(of(&found, SuggestionKind::NewEntry).len(), entries, "{}", brief(&found));
    }
}

#[test]
fn a_question_with_a_greeting_is_the_same() {
    let found = suggested(|material| {
        let polite = ["", "hi, ", "quick question: "].map(|greeting| [greeting, ENGRAVING[0]].concat());
        material.asked = polite.iter().map(|text| asked(text, QuestionEnd::Unanswered, None, 1)).collect();
        material.solutions = vec![solution(&polite[1], ENGRAVED, "c1")];
    });
    let [new] = of(&found, SuggestionKind::NewEntry)[..] else { panic!("{}", brief(&found)) };
    assert_eq!((new.count, &new.wordings[..]), (3, &["Can you engrave a name on the ring".to_owned()][..]));
}

#[test]
fn a_topic_without_an_agents_word_waits_for_a_person_to_answer() {
    let found = suggested(open);
    let fresh = of(&found, SuggestionKind::NewEntry);
    assert!(!fresh.is_empty(), "{}", brief(&found));
    for new in fresh {
        assert_eq!(new.drafts[0].answer, "");
        assert!(new.confidence < 0.5 && new.topic.is_some(), "{new:#?}");
    }
}

#[test]
fn an_exception_teaches_nothing() {
    let exception =
        Solution { exception: true, ..solution("can you engrave my dog's collar", ENGRAVED, "c1") };
    let found = suggested(|material| material.solutions = vec![exception]);
    assert!(of(&found, SuggestionKind::NewEntry).is_empty(), "{}", brief(&found));
}

#[test]
fn one_settled_conversation_may_become_an_entry() {
    let found = suggested(|material| {
        material.solutions = vec![solution("can you engrave my dog's collar", ENGRAVED, "c1")]
    });
    let [new] = of(&found, SuggestionKind::NewEntry)[..] else { panic!("{}", brief(&found)) };
    assert_eq!((new.drafts[0].answer.as_str(), new.count), (ENGRAVED, 1));
    assert_eq!(new.drafts[0].id, "can-you-engrave-my-dogs-collar");
}

#[test]
fn what_visitors_choose_and_agents_say_becomes_a_wording() {
    let found = suggested(|material| {
        material.asked = vec![
            asked("your flyers keep filling my mailbox", QuestionEnd::Clarified, Some("newsletter"), 2),
            asked("my number is jane@home.example stop it", QuestionEnd::Clarified, Some("newsletter"), 9),
            asked("unsubscribe", QuestionEnd::RatedUp, Some("newsletter"), 5),
            asked("one slip of a thumb", QuestionEnd::RatedUp, Some("payment"), 1),
        ];
        material.judged = vec![Judged {
            question: "quit sending me these leaflets".to_owned(),
            language: "en".to_owned(),
            entry: "delivery".to_owned(),
            judgement: Judgement::Wrong,
            right: Some("newsletter".to_owned()),
            text: None,
            conversation: "c1".to_owned(),
        }];
    });
    let [one] = of(&found, SuggestionKind::Wordings)[..] else { panic!("{}", brief(&found)) };
    assert_eq!(one.entry.as_deref(), Some("newsletter"));
    assert_eq!(one.wordings, ["quit sending me these leaflets", "your flyers keep filling my mailbox"]);
    assert!(one.drafts[0].variants.ends_with(&one.wordings) && one.gain > 0.0, "{one:#?}");
}

#[test]
fn what_agents_answer_as_an_entry_does_becomes_its_wording() {
    let found = suggested(|material| {
        let answer = ["Hello! ", SHOP[3].2].concat();
        material.solutions = vec![
            solution("these flyers keep filling my inbox", &answer, "c1"),
            solution("get me off your mailing list", &answer, "c2"),
        ];
    });
    assert!(of(&found, SuggestionKind::NewEntry).is_empty(), "{}", brief(&found));
    let [one] = of(&found, SuggestionKind::Wordings)[..] else { panic!("{}", brief(&found)) };
    assert_eq!((one.entry.as_deref(), one.wordings.len()), (Some("newsletter"), 2));
}

#[test]
fn answers_that_people_find_wrong_are_to_be_mended() {
    let found = suggested(|material| {
        material.asked = vec![asked("how long is delivery", QuestionEnd::RatedDown, Some("delivery"), 4)];
        let judged = |judgement, text: &str, conversation: &str| Judged {
            question: "how can I pay".to_owned(),
            language: "en".to_owned(),
            entry: "payment".to_owned(),
            judgement,
            right: None,
            text: Some(text.to_owned()),
            conversation: conversation.to_owned(),
        };
        material.judged = vec![judged(
            Judgement::Added,
            "Gift cards are taken as well, several at a time. I took 5 euros off.",
            "c1",
        )];
    });
    let mended = of(&found, SuggestionKind::Mend);
    let told: Vec<_> = mended.iter().map(|one| (one.id.as_str(), one.count, one.drafts.len())).collect();
    assert_eq!(told, [("mend-delivery", 4, 0), ("mend-payment", 1, 1)]);
    assert!(
        mended[1].drafts[0].answer.ends_with("Gift cards are taken as well, several at a time."),
        "{mended:#?}"
    );
}

#[test]
fn a_date_that_is_past_makes_an_entry_stale() {
    let found = suggested(|_| {});
    let [stale] = of(&found, SuggestionKind::Stale)[..] else { panic!("{}", brief(&found)) };
    assert_eq!(
        (stale.id.as_str(), stale.drafts[0].answer.as_str()),
        ("stale-sale", "Outlet pieces are reduced all year.")
    );
}

#[test]
fn of_an_entry_the_part_that_is_disliked_becomes_one_of_its_own() {
    let liked = [
        "how do I return a lamp",
        "return a lamp to you",
        "can I return the lamp I bought",
        "return my lamp",
        "the lamp is to be returned",
        "I want to return one lamp",
        "return this lamp please",
    ];
    let disliked = [
        "exchange the cushion for another colour",
        "can I exchange a cushion for a red one",
        "exchange my cushion for a bigger one",
        "cushion exchange for another size",
        "swap or exchange a cushion",
        "exchange two cushions",
    ];
    let thumbs = |down: QuestionEnd, texts: &[&str]| {
        texts.iter().map(|text| asked(text, down, Some("returns"), 2)).collect::<Vec<_>>()
    };
    let both = |material: &mut Material<'_>| {
        material.asked = thumbs(QuestionEnd::RatedUp, &liked);
        material.asked.extend(thumbs(QuestionEnd::RatedDown, &disliked));
    };
    let found = suggested(both);
    let [split] = of(&found, SuggestionKind::Split)[..] else { panic!("{}", brief(&found)) };
    assert_eq!((split.entry.as_deref(), split.drafts.len()), (Some("returns"), 1));
    assert!(
        split.wordings.len() >= 4 && split.wordings.iter().all(|text| text.contains("cushion")),
        "{split:#?}"
    );
    let content = suggested(|material| {
        both(material);
        material.asked.iter_mut().for_each(|one| one.end = QuestionEnd::RatedUp);
    });
    assert!(of(&content, SuggestionKind::Split).is_empty(), "{}", brief(&content));
}

#[test]
fn entries_that_compete_and_say_the_same_become_one() {
    let (mut base, packs) = (base(), packs());
    base.entries.push(Entry {
        id: "send-back".to_owned(),
        text: Text {
            question: "How can I send something back?".to_owned(),
            variants: vec!["return an item".to_owned(), "how do I return my order".to_owned()],
            answer: "Send it back within thirty days, unused and in its box; the label is in your account. \
                Large pieces are picked up."
                .to_owned(),
        },
        ..Entry::default()
    });
    let found = suggested_of(&base, &packs, |_| {});
    let [merge] = of(&found, SuggestionKind::Merge)[..] else { panic!("{}", brief(&found)) };
    assert_eq!((merge.entry.as_deref(), merge.other.as_deref()), (Some("returns"), Some("send-back")));
    let draft = &merge.drafts[0];
    assert!(draft.answer.ends_with("Large pieces are picked up."), "the longer answer: {draft:#?}");
    assert!(draft.variants.iter().any(|text| text == "How can I send something back?"), "{draft:#?}");
}

#[test]
fn what_was_decided_stays_so_while_it_rests_on_the_same() {
    let first = suggested(open);
    let decided: Vec<Decided> =
        first.iter().map(|one| Decided { id: one.suggestion.id.clone(), basis: one.basis.clone() }).collect();
    let again = suggested(|material| {
        open(material);
        material.decided = decided.clone();
    });
    assert_eq!(again, []);
    let more = suggested(|material| {
        open(material);
        material.decided = decided.clone();
        // As many again, in other words.
        let new = [
            "engrave a bracelet",
            "engrave my bracelet",
            "can you engrave a bracelet for me",
            "engrave a silver bracelet",
            "to engrave two bracelets",
            "do you engrave bracelets",
        ];
        material.asked.extend(new.iter().map(|text| asked(text, QuestionEnd::Unanswered, None, 2)));
    });
    assert!(!of(&more, SuggestionKind::NewEntry).is_empty(), "there is as much that is new");
}

#[test]
fn the_order_of_what_it_is_made_of_changes_nothing() {
    let fill = |material: &mut Material<'_>| {
        open(material);
        material.asked.push(asked("stop flyers", QuestionEnd::Clarified, Some("newsletter"), 3));
        material.solutions =
            (0..4).map(|at| solution(ENGRAVING[at], ENGRAVED, &["c", &at.to_string()].concat())).collect();
        material.handoffs =
            (0..4).map(|at| handoff(ENGRAVING[at], Judgement::Needless, &at.to_string())).collect();
    };
    let first = suggested(fill);
    assert!(first.len() > 2, "{first:#?}");
    let turned = suggested(|material| {
        fill(material);
        material.asked.reverse();
        material.solutions.reverse();
        material.handoffs.rotate_left(2);
    });
    assert_eq!(turned, first);
}
