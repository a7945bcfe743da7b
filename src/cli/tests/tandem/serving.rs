//! `tandem serve`: what stops it before it serves.

use crate::program::Folder;

#[test]
fn a_broken_knowledge_base_stops_the_desk_before_it_starts() {
    let folder = Folder::with("kb.json", "{\"version\": 1}");
    let run = folder.tandem("serve --knowledge kb.json --bind 127.0.0.1:0 --database desk.db");
    assert!(!run.succeeded && run.err.contains("kb.json:1: error: `entries` is missing"), "{}", run.err);
    assert!(!folder.path("desk.db").exists());
}

#[test]
fn settings_that_cannot_be_are_refused_with_a_word() {
    let folder = Folder::new();
    let run = folder.tandem("serve --bind nowhere");
    assert!(!run.succeeded && run.err.contains("nowhere"), "{}", run.err);
    let run = folder.tandem("serve --bind 127.0.0.1:0 --database desk.db --site gone");
    assert!(!run.succeeded && run.err.contains("gone"), "{}", run.err);
}
