//! Whatever is fed to the readers, they end, and what they give keeps its promises.
#![cfg(feature = "read_text")]

use std::collections::BTreeSet;

use knowledge::markdown::{Block, Inline, allowed_link, parse, plain};
use knowledge::{FAULTS, Reading, read_file, read_text};

/// Numbers that look random and are the same in each run (Knuth's MMIX generator).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

const PIECES: [&str; 40] = [
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\n",
    "\r\n",
    "\t",
    "\u{0}",
    "，",
    "“",
    "'",
    "/*",
    "\\u",
    "1e",
    "null",
    "<",
    ">",
    "</script>",
    "<a href=",
    "<li>",
    "&",
    "&#x",
    ";",
    "|",
    "**",
    "*",
    "`",
    "](",
    "![",
    "- ",
    "1. ",
    "https://",
    "退",
    "😀",
    "\u{202e}",
    "x",
];

const SAMPLES: [(&str, &str); 4] = [
    (
        "kb.json",
        r#"{"version": 1, "language": "en", "languages": ["en"], "name": "Shop", "entries": [
        {"id": "a", "question": "A?", "variants": ["b", "c"], "answer": "**x** [y](https://a.example)\n\n- z",
         "tags": ["t"], "team": "t", "handoff": "offer", "follow_ups": ["b"], "translations": {"zh": {"question": "甲", "answer": "乙"}}},
        {"id": "b", "question": "B?", "answer": "y"}]}"#,
    ),
    (
        "kb.csv",
        "id,question,answer,variants,tags\na,A?,\"x, \"\"y\"\"\nz\",b|c,t\nb;B?;y\n,怎么退货？,30天内,,\n",
    ),
    (
        "page.html",
        r#"<html lang="en"><script type="application/ld+json">{"@type": "FAQPage", "mainEntity": [{"@type": "Question",
        "name": "A &amp; B?", "acceptedAnswer": {"text": "<p>In <b>30</b> <a href='https://a.example'>days</a><ul><li>x</ul>"}}]}</script>"#,
    ),
    ("kb.tsv", "question\tanswer\nA?\tx\n"),
];

fn mutated(sample: &str, numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = sample.as_bytes().to_vec();
    for _ in 0..=numbers.below(6) {
        let at = numbers.below(bytes.len() + 1);
        let end = (at + numbers.below(4)).min(bytes.len());
        match numbers.below(4) {
            0 => drop(bytes.drain(at..end)),
            1 => bytes.truncate(at.max(1)),
            2 => bytes.insert(at, numbers.below(256) as u8),
            _ => {
                let piece = PIECES[numbers.below(PIECES.len())].repeat(1 + numbers.below(3));
                bytes.splice(at..end, piece.bytes());
            }
        }
    }
    bytes
}

fn check(reading: &Reading) {
    let ids: BTreeSet<&str> = reading.knowledge.entries.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(ids.len(), reading.knowledge.entries.len(), "{reading:?}");
    for entry in &reading.knowledge.entries {
        assert!(!entry.id.is_empty() && !entry.text.question.is_empty(), "{entry:?}");
        assert!(entry.follow_ups.iter().all(|id| ids.contains(id.as_str()) && *id != entry.id), "{entry:?}");
    }
    assert!(reading.faults.len() <= FAULTS + 1);
    for fault in &reading.faults {
        let line = fault.to_string();
        assert!(!line.contains(['\n', '\u{0}', '\u{1b}']) && line.contains("; "), "{line:?}");
    }
}

#[test]
fn damaged_files_are_read_as_far_as_they_go() {
    let mut numbers = Numbers(7);
    for round in 0..6_000 {
        let (name, sample) = SAMPLES[round % SAMPLES.len()];
        let reading = read_file(name, &mutated(sample, &mut numbers));
        check(&reading);
        let written = read_text(&reading.knowledge.to_json());
        assert_eq!(written.knowledge.entries, reading.knowledge.entries, "{name} in round {round}");
    }
}

#[test]
fn any_text_is_markdown_whose_links_are_allowed() {
    let mut numbers = Numbers(11);
    for _ in 0..6_000 {
        let source: String = (0..numbers.below(30)).map(|_| PIECES[numbers.below(PIECES.len())]).collect();
        assert!(plain(&source).len() <= source.len() * 3 + 2, "{source:?}");
        for block in parse(&source) {
            match block {
                Block::Paragraph(inlines) => check_inlines(&inlines, &source),
                Block::List { items, .. } => items.iter().for_each(|item| check_inlines(item, &source)),
            }
        }
    }
}

fn check_inlines(inlines: &[Inline], source: &str) {
    for inline in inlines {
        match inline {
            Inline::Link { url, text } => assert!(allowed_link(url) && !text.is_empty(), "{source:?}"),
            Inline::Strong(inner) | Inline::Emphasis(inner) => check_inlines(inner, source),
            Inline::Text(text) => assert!(!text.is_empty(), "{source:?}"),
            Inline::Code(_) | Inline::Break => {}
        }
    }
}
