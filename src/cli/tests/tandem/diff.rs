//! `tandem diff`: what it says, when it fails, and what bad input gets.

use crate::program::{Folder, Run};
use serde_json::Value;

const OLD: &str = r#"{"version": 1, "language": "en", "entries": [
    {"id": "returns", "question": "How do I return an item?", "variants": ["send it back", "return my order"], "answer": "Within 30 days."},
    {"id": "delivery", "question": "How long does delivery take?", "variants": ["when will my parcel come", "delivery time"], "answer": "Three days."},
    {"id": "warranty", "question": "Is there a warranty on lamps?", "variants": ["lamp warranty", "is my lamp under warranty"], "answer": "Two years."}]}"#;

const NEW: &str = r#"{"version": 1, "language": "en", "entries": [
    {"id": "hours", "question": "When are you open?", "variants": ["opening hours", "are you open on sunday"], "answer": "Nine to five."},
    {"id": "returns", "question": "How do I return an item?", "variants": ["return my order", "give it back"], "answer": "Within 60 days.", "team": "returns"},
    {"id": "delivery", "question": "How long does delivery take?", "variants": ["when will my parcel come", "delivery time"], "answer": "Three days."}]}"#;

const QUESTIONS: &str = "{\"text\": \"is there a warranty on lamps\", \"entry\": \"warranty\", \"times\": 3}\n\
    {\"text\": \"lamp warranty\", \"entry\": \"warranty\"}\n\n\
    {\"text\": \"is there a warranty on lamps\", \"entry\": \"warranty\", \"times\": 4}\n\
    {\"text\": \"when are you open\", \"entry\": \"hours\", \"lang\": \"en\"}\n\
    {\"text\": \"is my lamp under warranty\"}\n\
    {\"text\": \"delivery time\", \"entry\": \"delivery\"}\n";

fn diff(questions: &str, options: &str) -> Run {
    let folder = Folder::with("old.json", OLD);
    folder.write("new.json", NEW);
    folder.write("q.jsonl", questions);
    folder.tandem(&format!("diff old.json new.json {options}"))
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.out).expect("one object of JSON")
}

#[test]
fn what_changed_is_told_with_the_worst_first_and_fails() {
    let run = diff(QUESTIONS, "--questions q.jsonl");
    assert!(!run.succeeded && run.err.is_empty(), "{} {}", run.out, run.err);
    let expected = [
        "1 entry added, 1 removed, 1 changed\n",
        "  + hours \"When are you open?\"\n",
        "  - warranty \"Is there a warranty on lamps?\"\n",
        "  ~ returns: answer (en), 1 wording added, 1 wording removed, team\n",
        "5 questions asked 11 times: 1 as before, 1 better, 2 worse, 1 otherwise\n",
        "right: 90.0 % before, 20.0 % after\n",
        "worse:\n  7× \"is there a warranty on lamps\" → warranty\n      before: answer warranty, confidence ",
        "otherwise:\n  \"is my lamp under warranty\"\n",
        "better:\n  \"when are you open\" → hours\n",
        "      after:  answer hours, confidence ",
    ];
    let mut rest = run.out.as_str();
    for part in expected {
        let at = rest.find(part).unwrap_or_else(|| panic!("no {part:?} in its place in {}", run.out));
        rest = &rest[at + part.len()..];
    }
}

#[test]
fn only_regressions_that_are_not_allowed_fail() {
    let check = |questions: &str, options: &str, succeeds: bool| {
        let run = diff(questions, options);
        assert_eq!(run.succeeded, succeeds, "{options}: {} {}", run.out, run.err);
    };
    check(QUESTIONS, "--questions q.jsonl --allow-worse", true);
    check(QUESTIONS, "", true);
    check("", "--questions q.jsonl", true);
    check("{\"text\": \"when are you open\", \"entry\": \"hours\"}", "--questions q.jsonl", true);
    check("{\"text\": \"is my lamp under warranty\"}", "--questions q.jsonl", true);
    check("{\"text\": \"opening hours\", \"entry\": null}", "--questions q.jsonl", false);
}

#[test]
fn json_holds_all_of_it() {
    let run = diff(QUESTIONS, "--questions q.jsonl --json");
    assert!(!run.succeeded, "regressions fail here too");
    let found = json(&run);
    assert_eq!(found["base"]["added"][0]["id"], "hours");
    assert_eq!(found["base"]["removed"][0]["question"], "Is there a warranty on lamps?");
    let changed = &found["base"]["changed"][0];
    assert_eq!((&changed["id"], &changed["settings"][0]), (&Value::from("returns"), &Value::from("team")));
    assert_eq!(changed["texts"][0]["before"], "Within 30 days.");
    assert_eq!(found["counts"]["worse"], serde_json::json!({ "questions": 2, "times": 8 }));
    let first = &found["questions"][0];
    assert_eq!((&first["change"], &first["entry"]), (&Value::from("worse"), &Value::from("warranty")));
    assert_eq!(first["before"]["entries"], serde_json::json!(["warranty"]));
    assert!(first["before"]["confidence"].as_f64() > first["after"]["confidence"].as_f64());
    let unknown =
        found["questions"].as_array().expect("a list").iter().find(|one| one["change"] == "otherwise");
    assert!(unknown.is_some_and(|one| one.get("entry").is_none()), "{found}");
    let bare = json(&diff("", "--json"));
    assert!(bare.get("questions").is_none() && bare["base"]["added"].is_array(), "{bare}");
}

#[test]
fn faulty_lines_are_named_with_their_mend() {
    let lines = "{\"text\": \"delivery time\", \"entry\": \"delivery\"}\nnot json\n{\"entry\": null}\n\
                 {\"text\": \"a\", \"times\": -1}\n{\"text\": \"a\", \"entri\": \"b\"}\n{\"text\": \"a\", \"entry\": \"gone\"}\n";
    let run = diff(lines, "--questions q.jsonl");
    assert!(!run.succeeded && run.out.contains("2 questions asked"), "{} {}", run.out, run.err);
    for part in [
        "q.jsonl:2: ",
        "q.jsonl:3: ",
        "missing field `text`",
        "q.jsonl:4: ",
        "q.jsonl:5: ",
        "q.jsonl:6: neither base",
        "a line is {",
    ] {
        assert!(run.err.contains(part), "no {part:?} in {}", run.err);
    }
    assert!(!run.err.contains("q.jsonl:1:"), "{}", run.err);
}

#[test]
fn a_base_with_errors_is_not_compared() {
    let folder = Folder::with("old.json", OLD);
    folder.write("new.json", "{\"version\": 1, \"language\": \"en\", \"entries\": [\n{\"id\": \"a\"}]}");
    let run = folder.tandem("diff old.json new.json");
    assert!(
        !run.succeeded && run.err.contains("new.json:2: error") && run.err.contains("mend"),
        "{}",
        run.err
    );
    let run = folder.tandem("diff old.json gone.json");
    assert!(!run.succeeded && run.err.contains("cannot open gone.json"), "{}", run.err);
}
