//! What is learnt from an agent's answer: sentences of one person must go, those that hold for everybody should stay.
//
// The `tune` half is what the rules were made on; the `held` half was written before they were run and read once, for the
// figure: of its 50 personal sentences 49 went (the one that did not, "这单算我们的，不收费。", names nothing that a rule could
// see), of the 25 others 24 stayed. One hand wrote all of them; of sentences by others expect less. What stays by mistake
// would be read by every visitor, so it is held to more than what goes by mistake, which a person writes anew.

use knowledge::suggest::Impersonal;
use knowledge::{Entry, KnowledgeBase, Text};

/// Least share of the personal sentences that go.
const RECALL: f64 = 0.98;

/// Least share of the others that stay.
const KEPT: f64 = 0.85;

/// A base that knows the shop's own words, as any base does.
fn rule() -> Impersonal {
    let answer = "Account, Newsletter, Settings, Privacy and Delete. Our shop in Hamburg.".to_owned();
    let text = Text { question: "shop".to_owned(), answer, ..Text::default() };
    let entries = vec![Entry { id: "a".to_owned(), text, ..Entry::default() }];
    Impersonal::new(&KnowledgeBase { entries, ..KnowledgeBase::default() }, &[])
}

fn check(personal: &[&str], plain: &[&str], least: (usize, usize)) {
    let rule = rule();
    let lines =
        |files: &[&str]| files.iter().flat_map(|file| file.lines()).map(str::to_owned).collect::<Vec<_>>();
    let (personal, plain) = (lines(personal), lines(plain));
    // One that holds for all stands below each, so that there is enough for an answer.
    let below = "It holds for everybody, always and everywhere.";
    let answer = |line: &str| rule.answer(&[line, "\n", below].concat());
    let missed: Vec<&String> = personal.iter().filter(|line| answer(line) != below).collect();
    let lost: Vec<&String> = plain.iter().filter(|line| !answer(line).starts_with(line.as_str())).collect();
    let recall = 1.0 - missed.len() as f64 / personal.len() as f64;
    let kept = 1.0 - lost.len() as f64 / plain.len() as f64;
    println!("{} personal, recall {recall:.3}, missed {missed:#?}", personal.len());
    println!("{} plain, kept {kept:.3}, lost {lost:#?}", plain.len());
    assert!(personal.len() >= least.0 && plain.len() >= least.1, "{} and {}", personal.len(), plain.len());
    assert!(recall >= RECALL, "{recall:.3}: {missed:#?}");
    assert!(kept >= KEPT, "{kept:.3}: {lost:#?}");
}

#[test]
fn what_is_of_one_person_goes_and_the_rest_stays() {
    check(
        &[include_str!("impersonal/personal-en-tune.txt"), include_str!("impersonal/personal-zh-tune.txt")],
        &[include_str!("impersonal/plain-en-tune.txt"), include_str!("impersonal/plain-zh-tune.txt")],
        (90, 50),
    );
}

#[test]
fn the_same_holds_for_lines_that_nobody_tuned_on() {
    check(
        &[include_str!("impersonal/personal-en-held.txt"), include_str!("impersonal/personal-zh-held.txt")],
        &[include_str!("impersonal/plain-en-held.txt"), include_str!("impersonal/plain-zh-held.txt")],
        (50, 25),
    );
}
