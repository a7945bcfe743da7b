//! `tandem ask`, `evaluate` and `replay`: their formats, and what bad input gets.

use crate::program::{Folder, Run, shop};
use serde_json::Value;

const BASE: &str = r#"{"version": 1, "language": "en", "entries": [
    {"id": "returns", "question": "How do I return an item?", "variants": ["send it back"], "answer": "Within **30** days."},
    {"id": "delivery", "question": "How long does delivery take?", "variants": ["when will my parcel come"], "answer": ""},
    {"id": "warranty", "question": "Is there a warranty on lamps?", "answer": "Two years."}]}"#;

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
}

fn evaluate(base: &str, queries: &str) -> (Folder, Run) {
    let folder = Folder::with("kb.json", base);
    folder.write("q.jsonl", queries);
    let run = folder.tandem("evaluate --knowledge kb.json --queries q.jsonl --predictions out.jsonl");
    (folder, run)
}

#[test]
fn evaluate_writes_one_line_a_query_and_one_object_of_figures() {
    let queries = "{\"text\": \"how do i return an item\", \"entry\": \"returns\"}\n\n\
                   {\"entry\": null, \"text\": \"caf\\u00e9 \\\"x\\\" \\/ 退 \", \"lang\": \"zh\"}\r\n\
                   {\"text\": \"is there a warranty on lamps\", \"entry\": \"delivery\"}";
    let (folder, run) = evaluate(BASE, queries);
    assert!(run.succeeded, "{}", run.err);
    let written = folder.read("out.jsonl");
    assert!(written.contains("{\"text\":\"caf\\u00e9 \\\"x\\\" \\/ 退 \",\"entry\":"), "{written}");
    let predictions = lines(&written);
    assert_eq!(predictions.len(), 3);
    for prediction in &predictions {
        let keys: Vec<&String> = prediction.as_object().expect("an object").keys().collect();
        assert_eq!(keys.len(), 5, "{keys:?}");
        let ranked = prediction["ranked"].as_array().expect("a list");
        assert_eq!(ranked.len(), 3);
        assert_eq!(prediction["entry"], ranked[0]["entry"]);
        assert_eq!(prediction["confidence"], ranked[0]["confidence"]);
        let confidence = prediction["confidence"].as_f64().expect("a number");
        assert!((0.0..=1.0).contains(&confidence));
        let decision = prediction["decision"].as_str().expect("a word");
        assert!(["answer", "clarify", "small_talk", "offer", "handoff"].contains(&decision), "{decision}");
    }
    assert_eq!(predictions[0]["entry"], "returns");
    let figures: Value = serde_json::from_str(&run.out).expect("one JSON object");
    assert_eq!(figures["n"], 3);
    assert_eq!(figures["in_scope"], 2);
    assert_eq!(figures["top1"], 0.5);
    assert!(figures["p99_us"].as_f64() >= figures["p50_us"].as_f64());
}

#[test]
fn a_compiled_base_decides_the_same() {
    for language in ["en", "zh"] {
        let folder = Folder::with(
            "q.jsonl",
            std::fs::read(shop(&format!("questions-{language}.jsonl"))).expect("ours"),
        );
        let base = shop(&format!("shop-{language}.json"));
        let run = folder.tandem(&format!("build {} --output kb.tandem", base.display()));
        assert!(run.succeeded && run.out.contains("fitted"), "{} {}", run.out, run.err);
        let plain = std::fs::metadata(&base).expect("ours").len();
        let packed = std::fs::metadata(folder.path("kb.tandem")).expect("it was written").len();
        assert!(packed < plain, "{packed} bytes instead of {plain}");
        for knowledge in [base.display().to_string(), "kb.tandem".to_owned()] {
            let to = if knowledge == "kb.tandem" { "built.jsonl" } else { "plain.jsonl" };
            let run = folder
                .tandem(&format!("evaluate --knowledge {knowledge} --queries q.jsonl --predictions {to}"));
            assert!(run.succeeded, "{}", run.err);
        }
        assert_eq!(folder.read("built.jsonl"), folder.read("plain.jsonl"));
        let run = folder.tandem("check kb.tandem");
        assert!(run.succeeded && run.out.contains("0 errors, 0 warnings"), "{}", run.out);
    }
}

#[test]
fn what_cannot_be_compiled_says_why() {
    let folder = Folder::with("kb.json", "{\"version\": 1, \"language\": \"en\", \"entries\": []}");
    let run = folder.tandem("build kb.json");
    assert!(!run.succeeded && run.err.contains("holds no entry"), "{}", run.err);
    assert!(!folder.path("kb.tandem").exists());
    folder.write("one.json", BASE);
    let run = folder.tandem("build one.json --output one.json");
    assert!(!run.succeeded && run.err.contains("written over itself"), "{}", run.err);
    let run = folder.tandem("build one.json");
    assert!(run.succeeded && run.out.contains("too few wordings to fit"), "{} {}", run.out, run.err);
    assert!(folder.path("one.tandem").exists());
}

#[test]
fn small_talk_and_anger_do_not_empty_the_ranking() {
    let (folder, _) = evaluate(
        BASE,
        "{\"text\": \"hello\", \"entry\": null}\n{\"text\": \"I want a human!!!\", \"entry\": null}\n{\"text\": \"\", \"entry\": null}\n",
    );
    for prediction in lines(&folder.read("out.jsonl")) {
        assert_eq!(prediction["ranked"].as_array().map(Vec::len), Some(3), "{prediction}");
    }
}

#[test]
fn evaluate_on_an_empty_base_ranks_nothing() {
    let empty = r#"{"version": 1, "language": "en", "entries": []}"#;
    let (folder, run) = evaluate(empty, "{\"text\": \"hello\", \"entry\": null}\n");
    assert!(run.succeeded, "{}", run.err);
    let prediction = &lines(&folder.read("out.jsonl"))[0];
    assert_eq!(prediction["entry"], Value::Null);
    assert_eq!(prediction["ranked"], Value::Array(Vec::new()));
    let figures: Value = serde_json::from_str(&run.out).expect("one JSON object");
    assert_eq!((&figures["n"], &figures["top1"]), (&Value::from(1), &Value::Null));
}

#[test]
fn faulty_lines_are_named_with_their_mend_and_the_others_measured() {
    let queries = "{\"text\": \"a\", \"entry\": \"gone\"}\n{\"text\": \"a\"}\nnot json\n{\"text\": 1, \"entry\": null}\n\
                   {\"text\": \"\\ud800\", \"entry\": null}\n[]\n{\"text\": \"a\", \"entry\": 3}\n{\"text\": \"b\", \"entry\": null}\n";
    let (folder, run) = evaluate(BASE, queries);
    assert!(!run.succeeded);
    let told: Vec<&str> = run.err.lines().filter(|line| line.starts_with("q.jsonl:")).collect();
    let expected = [
        "q.jsonl:1: the base has no entry `gone`",
        "q.jsonl:2: column",
        "q.jsonl:3: column",
        "q.jsonl:4:",
        "q.jsonl:5:",
        "q.jsonl:6:",
        "q.jsonl:7:",
    ];
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for (told, expected) in told.iter().zip(expected) {
        assert!(told.starts_with(expected), "{told}");
    }
    assert!(told[1].contains("missing field `entry`; a line is {\"text\":"), "{}", told[1]);
    assert_eq!(folder.read("out.jsonl").lines().count(), 2);
    assert!(run.out.contains("\"n\":2"));
}

#[test]
fn a_base_without_a_readable_entry_is_refused_before_anything_is_written() {
    let (folder, run) = evaluate("{\"version\": 1", "{\"text\": \"a\", \"entry\": null}\n");
    assert!(!run.succeeded && run.err.contains("holds no entry that could be read"), "{}", run.err);
    assert!(!folder.path("out.jsonl").exists());
}

#[test]
fn replay_writes_one_line_a_visitors_turn() {
    let dialogues = "{\"id\": \"d\\u0031\", \"turns\": [{\"author\": \"visitor\", \"text\": \"where is my parcel\"}, \
                     {\"author\": \"assistant\", \"text\": \"…\"}, {\"author\": \"agent\", \"text\": \"Hi\"}, \
                     {\"author\": \"visitor\", \"text\": \"I want to talk to a human\"}]}\n{\"id\": 7, \"turns\": []}\n";
    let folder = Folder::with("d.jsonl", dialogues);
    folder.write("kb.json", BASE);
    for (arguments, matching) in [("", false), (" --knowledge kb.json", true)] {
        let run = folder.tandem(&format!("replay --dialogues d.jsonl --decisions out.jsonl{arguments}"));
        assert!(run.succeeded, "{}", run.err);
        let written = folder.read("out.jsonl");
        assert!(written.starts_with("{\"id\":\"d\\u0031\",\"turn\":0,"), "{written}");
        let decided = lines(&written);
        assert_eq!(decided.len(), 2);
        for one in &decided {
            assert_eq!(one.as_object().map(|one| one.len()), Some(8), "{one}");
            assert_eq!(one["confidence"].is_number(), matching, "{one}");
            let gives = matches!(one["decision"].as_str(), Some("offer" | "handoff"));
            assert_eq!(one["reason"].is_string(), gives, "{one}");
            assert!(
                ["anger", "anxiety", "dejection"].iter().all(|mood| one["mood"][mood].is_number()),
                "{one}"
            );
            assert!(one["reasons"].is_array());
        }
        assert_eq!(decided[1]["turn"], 3);
        assert_eq!(decided[1]["wants_person"], true);
    }
}

#[test]
fn replay_names_faulty_lines() {
    let folder =
        Folder::with("d.jsonl", "{\"id\": 1, \"turns\": [{\"author\": \"robot\", \"text\": \"\"}]}\n");
    let run = folder.tandem("replay --dialogues d.jsonl --decisions out.jsonl");
    assert!(!run.succeeded);
    assert!(
        run.err.contains("d.jsonl:1: column") && run.err.contains("unknown variant `robot`"),
        "{}",
        run.err
    );
}

#[test]
fn ask_answers_in_one_dialogue() {
    let folder = Folder::with("kb.json", BASE);
    let run = folder.tandem_reading("ask --knowledge kb.json", "how do i return an item\n\nxyzzy qwertz\n");
    assert!(run.succeeded, "{}", run.err);
    assert!(run.out.starts_with("> how do i return an item\nanswer returns, confidence "), "{}", run.out);
    assert!(run.out.contains("\nWithin 30 days.\n> xyzzy qwertz\n"), "{}", run.out);
    assert!(run.err.contains("0 errors, 1 warning"), "{}", run.err);
    let run = folder.tandem("ask --knowledge kb.json --explain returns");
    assert!(run.out.contains("\n    confidence = "), "{}", run.out);
}

#[test]
fn a_hundred_thousand_characters_are_one_question() {
    let text = "refund 😀 \\u202e<b>".repeat(6_000);
    let (folder, run) = evaluate(BASE, &format!("{{\"text\": \"{text}\", \"entry\": null}}\n"));
    assert!(run.succeeded, "{}", run.err);
    assert!(folder.read("out.jsonl").contains(&text));
}

#[test]
fn the_demo_shops_are_measured() {
    for (base, queries) in [("shop-en.json", "questions-en.jsonl"), ("shop-zh.json", "questions-zh.jsonl")] {
        let folder = Folder::new();
        let (base, queries) = (shop(base), shop(queries));
        let run = folder.tandem(&format!(
            "evaluate --knowledge {} --queries {} --predictions out.jsonl",
            base.display(),
            queries.display()
        ));
        assert!(run.succeeded && run.err.is_empty(), "{}", run.err);
        let figures: Value = serde_json::from_str(&run.out).expect("one JSON object");
        assert!(figures["n"].as_u64() >= Some(300), "{figures}");
        assert!(figures["top1"].as_f64() >= Some(0.5), "{figures}");
    }
}
