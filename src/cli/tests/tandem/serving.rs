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
    folder.write("secret.txt", "whsec_tooshort");
    let hook = "--webhook-url https://hooks.example/secret-path --webhook-secret-file secret.txt";
    let run = folder.tandem(&format!("serve --bind 127.0.0.1:0 --database desk.db {hook}"));
    assert!(!run.succeeded && run.err.contains("the webhook 1 has a secret that is not"), "{}", run.err);
    assert!(!run.err.contains("secret-path") && !run.err.contains("tooshort"), "{}", run.err);
    let mail = "--mail-server smtp://mail.example --mail-from help@shop.example";
    let run = folder.tandem(&format!("serve --bind 127.0.0.1:0 --database desk.db {mail}"));
    assert!(!run.succeeded && run.err.contains("without encryption"), "{}", run.err);
    let run = folder.tandem("serve --bind 127.0.0.1:0 --database desk.db --site gone");
    assert!(!run.succeeded && run.err.contains("gone"), "{}", run.err);
}
