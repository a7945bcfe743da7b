//! The blind test of mood is what it was when it was written, and the labelled sets are well formed and large enough.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Result;
use tests::labelled::{Labelled, read_folder};
use tests::trained;

/// FNV-1a over 64 bits of each blind file.
const BLIND: [(&str, u64); 4] = [
    ("en-day.txt", 0xec59_ede0_1324_0cf0),
    ("en-hard.txt", 0x7927_1652_f594_7d26),
    ("zh-day.txt", 0x9c4f_a43e_36b2_7705),
    ("zh-hard.txt", 0x3af8_eefd_3e21_ad93),
];

fn folder(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("mood").join(name)
}

#[test]
fn nobody_has_touched_the_blind_files() -> Result<()> {
    for (name, expected) in BLIND {
        let bytes = std::fs::read(folder("blind").join(name))?;
        let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        assert_eq!(bytes.iter().fold(0xcbf2_9ce4_8422_2325, step), expected, "{name}");
    }
    Ok(())
}

fn count(dialogues: &[Labelled]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for label in dialogues.iter().flat_map(|dialogue| &dialogue.turns).flat_map(|turn| &turn.labels) {
        *counts.entry(*label).or_default() += 1;
    }
    counts
}

#[test]
fn every_label_has_enough_lines_in_each_language() -> Result<()> {
    let labels = ["calm", "glad", "anxious", "angry", "dejected", "sarcastic", "person", "quoting", "report"];
    for language in ["en", "zh"] {
        let blind = read_folder(&folder("blind"), language)?;
        let train = read_folder(&folder("train"), language)?;
        assert!(train.len() >= 300, "{language}: {} dialogues", train.len());
        for label in labels {
            assert!(count(&blind)[label] >= 200, "{language} {label}: {:?}", count(&blind));
            assert!(count(&train)[label] >= 200, "{language} {label}: {:?}", count(&train));
        }
        for set in [&train, &blind] {
            let ids: BTreeSet<&str> = set.iter().map(|dialogue| dialogue.id.as_str()).collect();
            assert_eq!(ids.len(), set.len(), "{language}: ids stand twice");
        }
        let text = |dialogues: &[Labelled]| -> BTreeSet<String> {
            let turns = dialogues.iter().flat_map(|dialogue| dialogue.turns.clone());
            let long = turns.filter(|turn| turn.author == "visitor" && turn.text.chars().count() > 12);
            long.map(|turn| turn.text.to_lowercase()).collect()
        };
        // Some short requests ("talk to a real person") are worded the same by anybody.
        let both = text(&train).intersection(&text(&blind)).count();
        println!("{language}: {both} lines stand in both");
        assert!(both * 100 <= text(&blind).len(), "{language}: {both} blind lines were trained on");
    }
    Ok(())
}

#[test]
fn the_packs_models_are_those_of_the_lines_as_they_stand() -> Result<()> {
    for language in ["en", "zh"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../src/engine/packs/{language}.txt"));
        let pack = std::fs::read_to_string(path)?;
        let mark = trained::mark(&pack, language)?;
        assert!(pack.contains(&mark), "{language}: run `cargo xtask train-mood`");
    }
    Ok(())
}
