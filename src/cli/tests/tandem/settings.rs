//! `tandem settings` and `tandem doctor`: what holds, from where, and whether it works.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, ChildStdout, Command, Stdio};

use crate::program::Folder;

const KEY: &str = "sayno: a secret of more than 32 bytes";

/// The line of a setting in what was printed.
fn line<'a>(out: &'a str, key: &str) -> &'a str {
    out.lines().find(|line| line.starts_with(&format!("{key} ="))).unwrap_or_default()
}

#[test]
fn a_flag_goes_before_the_environment_that_before_the_file_that_before_the_default() {
    let folder = Folder::with("tandem.toml", "hours = \"Mon 09:00-17:00\"\ntime-zone = \"Europe/Berlin\"\n");
    let zone =
        [("TANDEM_TIME_ZONE", "Asia/Tokyo"), ("TANDEM_ORIGINS", "https://a.example,https://b.example")];
    for (arguments, variables, zone, from) in [
        ("settings", &[][..], "\"UTC\"", "# default"),
        ("settings --settings tandem.toml", &[], "\"Europe/Berlin\"", "# tandem.toml"),
        ("settings --settings tandem.toml", &zone, "\"Asia/Tokyo\"", "# TANDEM_TIME_ZONE"),
        ("settings --settings tandem.toml --time-zone Asia/Shanghai", &zone, "\"Asia/Shanghai\"", "# flag"),
    ] {
        let run = folder.tandem_with(arguments, variables);
        assert!(run.succeeded, "{}", run.err);
        let told = line(&run.out, "time-zone");
        assert!(told.contains(zone) && told.ends_with(from), "{told}");
    }
    let run = folder.tandem_with("settings", &[("TANDEM_SETTINGS", "tandem.toml"), zone[1]]);
    assert!(line(&run.out, "hours").ends_with("# tandem.toml"), "{}", run.out);
    assert!(
        line(&run.out, "origins").contains("[\"https://a.example\", \"https://b.example\"]"),
        "{}",
        run.out
    );
}

#[test]
fn secrets_are_read_from_files_and_shown_nowhere() {
    let folder = Folder::with("key", format!("{KEY}\n"));
    folder.write(
        "tandem.toml",
        format!("identity-key-files = [\"key\"]\n[[site]]\nid = \"bank\"\nidentity-keys = [\"{KEY}\"]\n"),
    );
    let variables = [("TANDEM_IDENTITY_KEYS", KEY)];
    for arguments in ["settings --settings tandem.toml", "serve --help", "doctor --settings tandem.toml"] {
        let run = folder.tandem_with(arguments, &variables);
        assert!(run.succeeded, "{} {}", run.out, run.err);
        assert!(!run.out.contains("sayno") && !run.err.contains("sayno"), "{}", run.out);
    }
    let run = folder.tandem_with("settings --settings tandem.toml", &variables);
    assert!(
        run.out.contains("identity-keys = [\"…\"]") && run.out.contains("# TANDEM_IDENTITY_KEYS"),
        "{}",
        run.out
    );
    let run = folder.tandem("settings --identity-key-files gone");
    assert!(!run.succeeded && run.err.contains("gone"), "{}", run.err);
    folder.write("short", "sayno");
    let run = folder.tandem("settings --identity-key-files short");
    assert!(!run.succeeded && run.err.contains("32 bytes") && !run.err.contains("sayno"), "{}", run.err);
}

#[test]
fn a_file_with_a_slip_is_refused_with_the_line_and_the_nearest_key() {
    let folder = Folder::with("tandem.toml", "bind = \"127.0.0.1:0\"\nhuors = \"Mon 09:00-17:00\"\n");
    for command in ["serve", "settings"] {
        let run = folder.tandem(&format!("{command} --settings tandem.toml"));
        assert!(!run.succeeded);
        assert!(run.err.contains("tandem.toml:2: there is no setting `huors`"), "{}", run.err);
        assert!(run.err.contains("did you mean `hours`?"), "{}", run.err);
    }
    folder.write("tandem.toml", "[[site]]\nid = \"bank\"\nhours = \"Mon 9-17\"\n");
    let run = folder.tandem("settings --settings tandem.toml");
    assert!(!run.succeeded && run.err.contains("site `bank`: `Mon 9-17`"), "{}", run.err);
    let run = folder.tandem("settings --settings gone.toml");
    assert!(!run.succeeded && run.err.contains("gone.toml"), "{}", run.err);
}

#[test]
fn the_help_says_all_of_it_and_the_example_can_be_read_back() {
    let folder = Folder::new();
    let help = folder.tandem("serve --help");
    for word in
        ["--time-zone", "TANDEM_TIME_ZONE", "[[site]]", "--trusted-proxies", "--log-format", "tandem.db"]
    {
        assert!(help.out.contains(word), "{word}: {}", help.out);
    }
    let example = folder.tandem("settings --example");
    folder.write("tandem.toml", &example.out);
    let run = folder.tandem("settings --settings tandem.toml");
    assert!(run.succeeded && !run.out.contains("# tandem.toml"), "nothing of it holds yet: {}", run.out);
}

/// A running desk, ended when dropped.
struct Running {
    child: Child,
    address: String,
    /// Held open, since a desk that cannot greet its owner ends.
    _out: BufReader<ChildStdout>,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn start(folder: &Folder) -> Running {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tandem"))
        .args(["serve", "--bind", "127.0.0.1:0", "--log-format", "json", "--log-level", "debug"])
        .current_dir(folder.path("."))
        .stdout(Stdio::piped())
        .stderr(Stdio::from(std::fs::File::create(folder.path("log")).expect("the folder is ours")))
        .spawn()
        .expect("the program was built for this test");
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.take().expect("it is piped"));
    out.read_line(&mut line).expect("the desk greets");
    let address =
        line.split("http://").nth(1).expect("it says where").trim().trim_end_matches('/').to_owned();
    Running { child, address, _out: out }
}

#[test]
fn the_doctor_finds_a_desk_at_work_and_its_log_is_json_with_a_number_for_each_request() {
    let folder = Folder::new();
    let running = start(&folder);
    let run = folder.tandem(&format!("doctor --bind {}", running.address));
    assert!(run.succeeded, "{}", run.out);
    assert!(run.out.contains("a desk answers") && run.out.contains("is ready"), "{}", run.out);
    assert!(run.out.contains("tandem.db is sound (schema "), "{}", run.out);
    drop(running);
    let log = folder.read("log");
    let lines: Vec<serde_json::Value> =
        log.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect();
    let answered =
        lines.iter().find(|line| line["fields"]["route"] == "/healthz").expect("the request is logged");
    assert_eq!(
        (&answered["level"], &answered["span"]["name"]),
        (&"DEBUG".into(), &"request".into()),
        "{answered}"
    );
    assert!(answered["span"]["number"].is_u64(), "{answered}");
}

#[test]
fn the_doctor_names_what_fails_with_its_mend() {
    let folder = Folder::with("tandem.db", "this is no database, whatever its name says, and never was one");
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = taken.local_addr().expect("it is bound");
    // Somebody who hangs up on everybody.
    std::thread::spawn(move || taken.incoming().for_each(drop));
    let run = folder.tandem(&format!("doctor --bind {address} --site gone --hours Mon --time-zone UTC"));
    assert!(!run.succeeded);
    for words in [
        "fail  settings     `Mon` are no hours",
        "fail  site folder  gone is not there; build it",
        "fail  database     tandem.db cannot be read",
        "fail  port         something else listens",
    ] {
        assert!(run.out.contains(words), "{words}: {}", run.out);
    }
    let run = folder.tandem("doctor --settings gone.toml");
    assert!(!run.succeeded && run.out.starts_with("fail  settings"), "{}", run.out);
}

#[test]
fn the_doctor_tells_the_next_opening_and_what_to_think_of() {
    let folder = Folder::new();
    folder.write("dist/tandem.js", "loader");
    let dates = "2020-01-01..2099-12-31 closed";
    folder.write(
        "tandem.toml",
        format!(
            "public-url = \"https://desk.example\"\nsite-folder = \"dist\"\nbind = \"127.0.0.1:0\"\n\
             [[site]]\nid = \"bank\"\norigins = [\"https://bank.example\"]\nholidays = [\"{dates}\"]\n\
             [[site.team]]\nid = \"cards\"\nhours = \"Mon-Sun 00:00-24:00, 2020-01-01..2099-12-31 00:00-24:00\"\n"
        ),
    );
    let run = folder.tandem("doctor --settings tandem.toml");
    assert!(run.succeeded, "warnings are no failure: {}", run.out);
    for words in [
        "warn  hours        site bank: nobody is there within a year",
        "ok    hours        site bank, team cards: people are there now",
        "ok    origins      site bank: https://bank.example",
        "warn  address      a proxy speaks https",
        "warn  site folder  dist has no console/index.html",
        "ok    database     tandem.db is made at the first start",
        "disk ",
        "ok    port         127.0.0.1:0 is free",
    ] {
        assert!(run.out.contains(words), "{words}: {}", run.out);
    }
    assert!(!folder.path("tandem.db").exists(), "the doctor changes nothing");
}
