//! What the first release wrote: a page that embedded it then still works.

use std::path::Path;

use serde_json::{Map, Value};

use crate::document::{Document, Look};
use crate::samples::samples;
use crate::types::types;

/// The samples of the first release by type and label; nobody writes them anew.
fn first() -> Vec<(String, String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contract/v1-first");
    let mut found = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let labelled: Map<String, Value> = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        found.extend(labelled.into_iter().map(|(label, value)| (name.clone(), label, value)));
    }
    found
}

#[test]
fn every_type_still_reads_what_the_first_release_wrote() {
    let first = first();
    assert!(first.len() >= 20, "the samples are there: {}", first.len());
    for (name, label, value) in first {
        let through = types()[name.as_str()];
        let again = through(value.clone());
        let again = again.unwrap_or_else(|error| panic!("{name}, {label}: no longer read: {error}\n{value}"));
        keeps(&format!("{name}, {label}"), &again, &value);
    }
}

/// A page of the first release reads what is written now: each property that it knew is there with a value of the same
/// kind. Every variant of then is in the samples of now, under the same label.
fn keeps(told: &str, now: &Value, then: &Value) {
    match (now, then) {
        (Value::Object(now), Value::Object(then)) => {
            for (key, then) in then {
                let now = now.get(key).unwrap_or_else(|| panic!("{told}: `{key}` is no longer written"));
                keeps(&format!("{told}.{key}"), now, then);
            }
        }
        (Value::Array(now), Value::Array(then)) => {
            assert_eq!(now.len(), then.len(), "{told}");
            now.iter().zip(then).for_each(|(now, then)| keeps(told, now, then));
        }
        (now, then) => assert_eq!(now, then, "{told}"),
    }
}

#[test]
fn a_request_of_the_first_release_is_one_by_the_document() {
    for (name, label, value) in first() {
        if ["HandoffRequest", "NewMessage", "SignIn"].contains(&name.as_str()) {
            let complaints = Document::get().complaints(&name, &value, Look::Lenient);
            assert!(complaints.is_empty(), "{name}, {label}: {complaints:?}");
        }
    }
}

#[test]
fn what_the_first_release_knew_is_sampled_now_too() {
    for (name, _, _) in first() {
        assert!(samples().iter().any(|sample| sample.of == name), "{name}");
    }
}
