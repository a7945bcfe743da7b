//! The stored samples: byte for byte what the types write, and read back as they were.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::document::Document;
use crate::samples::samples;
use crate::types::types;

/// `TANDEM_WRITE_SAMPLES=1` writes the samples anew.
const WRITE: &str = "TANDEM_WRITE_SAMPLES";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contract/samples")
}

#[test]
fn the_types_write_what_the_samples_show() {
    let mut files: BTreeMap<&str, BTreeMap<&str, String>> = BTreeMap::new();
    for sample in samples() {
        let twice = files.entry(sample.of).or_default().insert(sample.label, sample.text);
        assert!(twice.is_none(), "two samples of `{}` are called {}", sample.of, sample.label);
    }
    let kept: BTreeSet<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    for (name, labelled) in &files {
        let path = folder().join(format!("{name}.json"));
        let shown = file(labelled);
        if std::env::var_os(WRITE).is_some() {
            std::fs::write(&path, &shown).unwrap();
        }
        let stored = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            stored == shown,
            "`{name}` is written otherwise than {} shows. Is that meant, and does a page of a year ago still read it? \
             Then {WRITE}=1 writes the samples anew.\n{shown}",
            path.display()
        );
    }
    for name in kept {
        assert!(
            files.contains_key(name.as_str()) || std::env::var_os(WRITE).is_some(),
            "{name}.json shows nothing"
        );
    }
}

/// One JSON object with each sample under its label, its properties in the order in which they are written.
fn file(labelled: &BTreeMap<&str, String>) -> String {
    let entry = |(label, text): (&&str, &String)| format!("  \"{label}\": {}", text.replace('\n', "\n  "));
    format!("{{\n{}\n}}\n", labelled.iter().map(entry).collect::<Vec<_>>().join(",\n"))
}

#[test]
fn a_sample_is_read_back_as_it_was() {
    for sample in samples() {
        assert_eq!(
            types()[sample.of](sample.value.clone()),
            Ok(sample.value),
            "{}, {}",
            sample.of,
            sample.label
        );
    }
}

#[test]
fn every_type_has_a_sample_and_so_has_every_variant() {
    let samples = samples();
    for (name, schema) in Document::get().schemas() {
        let of: Vec<&Value> =
            samples.iter().filter(|sample| sample.of == name).map(|sample| &sample.value).collect();
        assert!(!of.is_empty(), "add a sample of `{name}` to src/desk/tests/contract/samples.rs");
        for word in schema["enum"].as_array().into_iter().flatten() {
            assert!(of.contains(&word), "add {word} to the samples of `{name}`");
        }
        for variant in schema["oneOf"].as_array().into_iter().flatten() {
            let tag = variant["required"][0].as_str();
            let has = |value: &&&Value| match tag {
                Some(tag) => value.get(tag).is_some(),
                None => ***value == variant["const"],
            };
            assert!(of.iter().any(|value| has(&value)), "add {variant} to the samples of `{name}`");
        }
    }
}
