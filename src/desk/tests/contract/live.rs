//! The document of the sockets: its frames are frames, and all of them are there.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::document::{Document, Look};
use crate::types::types;

const PAGE: &str = include_str!("../../../protocol/live.md");

/// The frames that stand under the heading of a type, one a line.
fn shown(of: &str) -> Vec<Value> {
    let heading = format!("### `{of}`");
    let under =
        PAGE.split(&heading).nth(1).unwrap_or_else(|| panic!("src/protocol/live.md lacks `{heading}`"));
    let block = under.split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap_or_default();
    let frames = block
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")));
    frames.collect()
}

#[test]
fn the_page_shows_every_frame_and_nothing_else() {
    for of in ["VisitorFrame", "DeskFrame", "AgentFrame", "ConsoleFrame"] {
        let frames = shown(of);
        for frame in &frames {
            let complaints = Document::get().complaints(of, frame, Look::Strict);
            assert!(
                complaints.is_empty(),
                "src/protocol/live.md: this is no `{of}`: {frame}: {complaints:?}"
            );
            assert_eq!(types()[of](frame.clone()).as_ref(), Ok(frame), "src/protocol/live.md");
        }
        let tag = |frame: &Value| match frame {
            Value::Object(map) => map.keys().next().cloned().unwrap_or_default(),
            word => word.as_str().unwrap_or_default().to_owned(),
        };
        let shown: BTreeSet<String> = frames.iter().map(tag).collect();
        let variants = Document::get().schemas()[of]["oneOf"].as_array().unwrap();
        let all: BTreeSet<String> = variants
            .iter()
            .map(|variant| variant["const"].as_str().or(variant["required"][0].as_str()).unwrap().to_owned())
            .collect();
        assert_eq!(shown, all, "src/protocol/live.md under `{of}`");
    }
}
