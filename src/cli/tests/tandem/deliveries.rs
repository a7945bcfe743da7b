//! `tandem deliveries`: lists and replays beside a desk.

use crate::program::Folder;

#[test]
fn an_empty_outbox_lists_nothing_and_a_slip_is_told() {
    let folder = Folder::with("desk.db", "");
    for (arguments, succeeded, words) in [
        ("list --database desk.db", true, ""),
        ("list --dead --database desk.db", true, ""),
        ("replay --dead --database desk.db", true, "0 to be sent again"),
        ("replay 7 --database desk.db", false, "no such delivery"),
        ("replay --database desk.db", false, "required"),
        ("replay 7 --dead --database desk.db", false, "cannot be used with"),
        ("list --database gone.db", false, "no database gone.db"),
    ] {
        let run = folder.tandem(&format!("deliveries {arguments}"));
        let told = if succeeded { &run.out } else { &run.err };
        assert!(run.succeeded == succeeded && told.contains(words), "{arguments}: {} {}", run.out, run.err);
    }
    assert!(!folder.path("gone.db").exists());
}
