//! The schema that editors use and the checker agree on what a knowledge base is.
#![cfg(feature = "read_text")]

use std::path::Path;

use jsonschema::Validator;
use knowledge::{Reading, read_text};

fn schema() -> Validator {
    let schema = include_str!("../schema.json");
    let schema: serde_json::Value = serde_json::from_str(schema).expect("the schema is JSON");
    jsonschema::validator_for(&schema).expect("the schema is a schema")
}

fn is_valid(schema: &Validator, text: &str) -> bool {
    schema.is_valid(&serde_json::from_str(text).expect("the test writes JSON"))
}

fn base(entries: &str) -> String {
    format!(r#"{{"version": 1, "language": "en", "entries": [{entries}]}}"#)
}

fn triage(dials: &str) -> String {
    format!(r#"{{"version": 1, "language": "en", "triage": {dials}, "entries": []}}"#)
}

fn one(fields: &str) -> String {
    base(&format!(r#"{{"id": "a", "question": "A?", {fields}}}"#))
}

#[test]
fn the_demo_shops_are_valid_and_without_any_fault() {
    let schema = schema();
    for name in ["shop-en.json", "shop-zh.json"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data").join(name);
        let text = std::fs::read_to_string(&path).expect("the file is part of the project");
        assert!(is_valid(&schema, &text), "{name}");
        let Reading { knowledge, faults, .. } = read_text(&text);
        assert_eq!(faults, [], "{name}");
        assert!(knowledge.entries.len() >= 60 && knowledge.wordings() >= 300, "{name}");
        let document: serde_json::Value = serde_json::from_str(&text).expect("it was valid");
        let beside = path.with_file_name(document["$schema"].as_str().expect("it names its schema"));
        assert!(beside.exists(), "{name} names a schema that is not there: {}", beside.display());
    }
}

#[test]
fn schema_and_checker_refuse_the_same() {
    let schema = schema();
    let answer = r#""answer": "x""#;
    let documents = [
        one(answer),
        one(r#""answer": """#),
        one(r#""answer": null, "team": null, "variants": null, "handoff": null, "translations": null"#),
        one(r#""answer": "x", "variants": ["b"], "tags": ["t"], "team": "t", "handoff": "offer""#),
        one(
            r#""answer": "x", "translations": {"zh-CN": {"question": "甲？", "variants": ["乙"], "answer": "丙"}}"#,
        ),
        one(r#""answer": "x", "translations": {"zh-CN": {"answer": "丙"}}"#),
        one(r#""answer": "x", "translations": {"zh_CN": {"question": "甲？"}}"#),
        one(r#""answer": "x", "translations": {"zh": "甲"}"#),
        one(r#""answer": "x", "translations": []"#),
        one(r#""answer": 1"#),
        one(r#""answer": ["x"]"#),
        one(r#""answer": "x", "variants": "b""#),
        one(r#""answer": "x", "variants": [1]"#),
        one(r#""answer": "x", "tags": {"a": "b"}"#),
        one(r#""answer": "x", "team": ["a"]"#),
        one(r#""answer": "x", "handoff": "never""#),
        one(r#""answer": "x", "handoff": true"#),
        one(r#""answer": "x", "follow_ups": "a""#),
        one(&format!(r#""answer": "{}""#, "x".repeat(20_001))),
        one(&format!(r#""answer": "{}""#, "货".repeat(20_000))),
        one(&format!(r#""answer": "x", "variants": ["{}"]"#, "货".repeat(1_001))),
        base(""),
        base("1"),
        base("{}"),
        base(r#"{"question": "A?", "answer": "x"}"#),
        base(r#"{"id": "", "question": "A?", "answer": "x"}"#),
        base(r#"{"id": 1, "question": "A?", "answer": "x"}"#),
        base(r#"{"id": "a", "answer": "x"}"#),
        base(r#"{"id": "a", "question": " ", "answer": "x"}"#),
        base(r#"{"id": "a", "question": null, "answer": "x"}"#),
        triage(
            r#"{"precision": 0.95, "sensitivity": "calm", "clarify": 0, "always": ["my lawyer"], "never": null}"#,
        ),
        triage("null"),
        triage("[]"),
        triage(r#"{"precision": 1}"#),
        triage(r#"{"precision": "0.9"}"#),
        triage(r#"{"clarify": 4}"#),
        triage(r#"{"clarify": 1.5}"#),
        triage(r#"{"sensitivity": "angry"}"#),
        triage(r#"{"always": "my lawyer"}"#),
        triage(&format!(r#"{{"urgent": ["{}"]}}"#, "x".repeat(201))),
        r#"{"language": "en", "entries": []}"#.to_owned(),
        r#"{"version": 2, "language": "en", "entries": []}"#.to_owned(),
        r#"{"version": "1", "language": "en", "entries": []}"#.to_owned(),
        r#"{"version": 1, "entries": []}"#.to_owned(),
        r#"{"version": 1, "language": "english", "entries": []}"#.to_owned(),
        r#"{"version": 1, "language": 1, "entries": []}"#.to_owned(),
        r#"{"version": 1, "language": "en", "entries": {}}"#.to_owned(),
        r#"{"version": 1, "language": "en"}"#.to_owned(),
        r#"{"version": 1, "language": "en", "languages": ["en", "zh"], "name": "Shop", "entries": []}"#
            .to_owned(),
        r#"{"version": 1, "language": "en", "languages": ["en", "Chinese"], "entries": []}"#.to_owned(),
        r#"{"version": 1, "language": "en", "name": 1, "entries": []}"#.to_owned(),
        "[]".to_owned(),
        "1".to_owned(),
    ];
    let mut valid = 0;
    for document in documents {
        let reading = read_text(&document);
        assert_eq!(is_valid(&schema, &document), !reading.has_errors(), "{:?} in {document}", reading.faults);
        valid += usize::from(!reading.has_errors());
    }
    assert_eq!(valid, 10);
}

#[test]
fn an_unknown_key_is_marked_by_the_editor_and_warned_of_by_the_checker() {
    let schema = schema();
    for document in [
        one(r#""answer": "x", "colour": "red""#),
        one(r#""answer": "x", "translations": {"zh": {"question": "甲？", "title": "乙"}}"#),
        r#"{"version": 1, "language": "en", "entries": [], "author": "me"}"#.to_owned(),
    ] {
        let reading = read_text(&document);
        assert!(!is_valid(&schema, &document), "{document}");
        assert!(
            !reading.has_errors() && reading.faults[0].problem.contains("unknown"),
            "{:?}",
            reading.faults
        );
    }
}

#[test]
fn some_errors_only_the_checker_can_know() {
    let schema = schema();
    for document in [
        one(r#""answer": "[x](javascript:alert(1))""#),
        one(r#""answer": "x", "follow_ups": ["gone"]"#),
        base(r#"{"id": "a", "question": "A?", "answer": "x"}, {"id": "a", "question": "B?", "answer": "x"}"#),
    ] {
        assert!(is_valid(&schema, &document), "{document}");
        assert!(read_text(&document).has_errors(), "{document}");
    }
}
