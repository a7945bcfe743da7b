//! Whatever an owner writes and a visitor types: a sound decision, the same each time, and never a panic.

use engine::{
    Decision, Dial, Dialogue, Engine, Entry, EntryHandoff, Happening, Options, Outcome, Pack, Phrases, Thumb,
};
use proptest::prelude::*;
use proptest::sample::select;

const PACKS: [&str; 2] =
    [include_str!("../src/engine/packs/en.txt"), include_str!("../src/engine/packs/zh.txt")];

/// What texts are made of: words, slips, scripts and what breaks readers.
const PIECES: [&str; 52] = [
    "return",
    "retrun",
    "refund",
    "how do I",
    "where is my",
    "order",
    "parcel",
    "and",
    "also",
    ". ",
    "? ",
    "!!!",
    ", ",
    "\n",
    "1. ",
    "2)",
    "10,000.50",
    "not",
    "no",
    "yes",
    "thanks",
    "hello",
    "agent",
    "a human please",
    "it",
    "what about",
    "怎么",
    "退货",
    "退款",
    "多久",
    "呢",
    "，",
    "？",
    "另外",
    "人工",
    "轉真人",
    "tui kuan",
    "zenme",
    "我很生气",
    "this is ridiculous",
    "\"",
    "“",
    "”",
    "\u{202e}",
    "\u{0}",
    "👩‍👩‍👧",
    "é",
    "ß",
    "возврат",
    "返品",
    "한국",
    "ไทย",
];

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => select(&PIECES[..]).prop_map(str::to_owned),
        2 => any::<char>().prop_map(String::from),
        1 => any::<String>(),
        1 => (select(&PIECES[..]), 1_usize..2_000).prop_map(|(piece, times)| piece.repeat(times)),
    ];
    let joined = |pieces: Vec<(String, bool)>| {
        pieces.into_iter().map(|(piece, spaced)| if spaced { piece + " " } else { piece }).collect()
    };
    prop::collection::vec((piece, any::<bool>()), 0..10).prop_map(joined)
}

fn entry() -> impl Strategy<Value = Entry> {
    let handoff = prop_oneof![Just(None), Just(Some(EntryHandoff::Always)), Just(Some(EntryHandoff::Offer)),];
    let team = prop_oneof![Just(None), Just(Some("billing".to_owned())), Just(Some("store".to_owned()))];
    (prop::collection::vec(text(), 0..5), text(), team, handoff).prop_map(
        |(wordings, answer, team, handoff)| Entry { id: String::new(), wordings, answer, team, handoff },
    )
}

fn options() -> impl Strategy<Value = Options> {
    let dial = select(&[Dial::Calm, Dial::Balanced, Dial::Eager][..]);
    let phrases = || prop::collection::vec(text(), 0..2);
    let phrases = (phrases(), phrases(), phrases());
    let phrases = phrases.prop_map(|(urgent, always, never)| Phrases { urgent, always, never });
    (prop_oneof![0.5..0.99, any::<f64>()], dial, prop::bool::weighted(0.9), 0_u32..4, phrases).prop_map(
        |(precision, dial, matching, clarifications, phrases)| Options {
            precision,
            dial,
            matching,
            clarifications,
            phrases,
        },
    )
}

/// What may happen in a dialogue beside an utterance.
#[derive(Clone, Copy, Debug)]
enum Between {
    Nothing,
    Said,
    Agent,
    Up,
    Down,
    Chose,
    PassedOn,
    Back,
}

const BETWEEN: [Between; 8] = [
    Between::Nothing,
    Between::Said,
    Between::Agent,
    Between::Up,
    Between::Down,
    Between::Chose,
    Between::PassedOn,
    Between::Back,
];

fn happen(dialogue: &mut Dialogue, between: Between, text: &str) {
    match between {
        Between::Nothing => {}
        Between::Said => dialogue.assistant_said(text),
        Between::Agent => dialogue.agent_said(text),
        Between::Up => dialogue.rated(Thumb::Up),
        Between::Down => dialogue.rated(Thumb::Down),
        Between::Chose => dialogue.chose(text.len() % 7),
        Between::PassedOn => dialogue.happened(Happening::PassedOn),
        Between::Back => dialogue.happened(Happening::GivenBack),
    }
}

fn probability(value: f64) -> bool {
    (0.0..=1.0).contains(&value)
}

fn sound(engine: &Engine, outcome: &Outcome) -> Result<(), TestCaseError> {
    let known = |entry: usize| entry < engine.entries().len();
    let matches = &outcome.ranking.matches;
    prop_assert!(matches.len() <= 5);
    prop_assert!(matches.iter().all(|found| known(found.entry) && probability(found.confidence)));
    prop_assert!(outcome.shown.iter().all(|found| known(found.entry) && probability(found.confidence)));
    prop_assert!(
        matches.first().is_none_or(|best| matches.iter().all(|it| it.confidence <= best.confidence))
    );
    let mood = &outcome.mood;
    prop_assert!([mood.anger, mood.anxiety, mood.dejection].into_iter().all(probability), "{mood:?}");
    match &outcome.decision {
        Decision::Answer { entry, .. } => {
            prop_assert!(outcome.shown.first().is_some_and(|first| first.entry == *entry));
        }
        Decision::Clarify { entries } => {
            prop_assert!((2..=4).contains(&entries.len()) && entries.iter().all(|entry| known(*entry)));
        }
        _ => {}
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 250, ..ProptestConfig::default() })]

    #[test]
    fn decisions_are_sound(
        entries in prop::collection::vec(entry(), 0..8),
        options in options(),
        turns in prop::collection::vec((text(), select(&BETWEEN[..])), 1..5),
        slice in 1_u32..50,
    ) {
        let packs = || PACKS.iter().filter_map(|pack| Pack::read(pack.as_bytes()).ok()).collect::<Vec<_>>();
        let whole = Engine::new(entries.clone(), packs(), options.clone()).fitted();
        let mut sliced = Engine::new(entries, packs(), options);
        while sliced.fit(slice) {}
        let mut dialogues = [Dialogue::default(), Dialogue::default()];
        for (text, between) in &turns {
            let explanation = whole.explain(&dialogues[0], text);
            prop_assert!(explanation.value.is_finite());
            let outcome = whole.decide(&mut dialogues[0], text);
            sound(&whole, &outcome)?;
            prop_assert_eq!(&outcome, &sliced.decide(&mut dialogues[1], text));
            prop_assert!(whole.suggest(text).matches.iter().all(|found| probability(found.confidence)));
            for dialogue in &mut dialogues {
                happen(dialogue, *between, text);
            }
        }
    }

    #[test]
    fn any_file_is_read_with_a_word_on_its_faults(
        cut in 0_usize..4_000,
        inserted in text(),
        removed in 0_usize..60,
    ) {
        let shop = include_str!("data/shop-en.json");
        let at = (0..=cut).rev().find(|at| shop.is_char_boundary(*at)).unwrap_or(0);
        let rest = (at + removed..).find(|at| shop.is_char_boundary(*at)).unwrap_or(at);
        for text in [[&shop[..at], &inserted, &shop[rest..]].concat(), inserted] {
            let reading = knowledge::read_text(&text);
            prop_assert!(!reading.knowledge.entries.is_empty() || !reading.faults.is_empty());
        }
    }
}
