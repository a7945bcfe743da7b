//! `tandem agent`: accounts by the command line, on the database of a desk that runs.

use crate::program::{Folder, Served};

#[test]
fn agents_are_let_in_and_shut_out_while_the_desk_runs() {
    let folder = Folder::new();
    let _desk = Served::start(&folder);
    let added = folder.tandem(
        "agent add Tom --login Tom@shop.example --role lead --team billing --team vip --capacity 3 \
         --database desk.db --public-url https://desk.example/",
    );
    assert!(added.succeeded, "{}", added.err);
    let link = added.out.strip_prefix("console  https://desk.example/console/#code=").unwrap();
    assert!(link.ends_with("  (signs in once, within 15 minutes)\n"), "{link}");
    let again = folder.tandem("agent add Tim --login tom@SHOP.example --database desk.db");
    assert!(
        !again.succeeded && again.err.contains("another agent signs in with this login"),
        "{}",
        again.err
    );

    let list = folder.tandem("agent list --database desk.db");
    let lines: Vec<&str> = list.out.lines().collect();
    assert_eq!(lines.len(), 2, "{}", list.out);
    assert!(lines[0].starts_with("-\tSupport\towner\t0/5\there\t-\t"), "{}", lines[0]);
    assert!(lines[1].starts_with("tom@shop.example\tTom\tlead\t0/3\there\tbilling,vip\t"), "{}", lines[1]);

    let owner = lines[0].rsplit('\t').next().unwrap();
    let code = folder.tandem(&format!("agent code {owner} --database desk.db"));
    assert!(code.out.starts_with("console  http://127.0.0.1:8787/console/#code="), "{}", code.err);
    let last = folder.tandem(&format!("agent disable {owner} --database desk.db"));
    assert!(!last.succeeded && last.err.contains("last owner"), "{}", last.err);
    for (sites, sees) in
        [("shop bank", "tom@shop.example sees shop, bank"), ("", "tom@shop.example sees all sites")]
    {
        let run = folder.tandem(&format!("agent sites tom@shop.example {sites} --database desk.db"));
        assert!(run.succeeded && run.out.starts_with(sees), "{} {}", run.out, run.err);
    }
    let disabled = folder.tandem("agent disable tom@shop.example --database desk.db");
    assert!(disabled.succeeded && disabled.out.starts_with("Tom is disabled"), "{}", disabled.err);
    let code = folder.tandem("agent code tom@shop.example --database desk.db");
    assert!(!code.succeeded && code.err.contains("disabled"), "{}", code.err);
    let list = folder.tandem("agent list --database desk.db");
    assert!(list.out.contains("\tdisabled\t"), "{}", list.out);
}

#[test]
fn what_cannot_be_is_refused_with_a_word() {
    let folder = Folder::new();
    for (arguments, word) in [
        ("agent list", "there is no database at tandem.db"),
        ("agent add Tom", "--login"),
        ("agent add Tom --login tom --role boss", "boss"),
    ] {
        let run = folder.tandem(arguments);
        assert!(!run.succeeded && run.err.contains(word), "{arguments}: {}", run.err);
    }
    assert!(!folder.path("tandem.db").exists());
    drop(Served::start(&folder));
    for (arguments, word) in [
        ("agent add Tom --login <tom> --database desk.db", "`login` must be"),
        ("agent add Tom --login tom --capacity 101 --database desk.db", "`capacity` is 101"),
        ("agent code nobody --database desk.db", "cannot find `nobody`"),
        ("agent disable nobody --database desk.db", "there is no such agent"),
    ] {
        let run = folder.tandem(arguments);
        assert!(!run.succeeded && run.err.contains(word), "{arguments}: {}", run.err);
    }
}
