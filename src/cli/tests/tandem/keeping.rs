//! `tandem backup`, `restore`, `export` and `erase`, with a real desk at work.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use crate::program::Folder;

/// A running desk, killed when dropped.
struct Desk {
    child: Child,
    address: String,
}

impl Desk {
    fn start(folder: &Folder) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tandem"))
            .args(["serve", "--bind", "127.0.0.1:0", "--database"])
            .arg(folder.path("tandem.db"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program was built for this test");
        // Both lines that it says, so that it has said all before its reader goes.
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let (line, _) = (lines.next().unwrap(), lines.next().unwrap());
        let address = line.rsplit("//").next().unwrap().trim_end_matches('/').to_owned();
        Self { child, address }
    }

    /// Sends a body as the visitor; gives the whole answer.
    fn post(&self, path: &str, kind: &str, body: &[u8]) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let length = body.len();
        write!(
            stream,
            "POST /api/v1/{path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {TOKEN}\r\nContent-Type: {kind}\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n",
            self.address
        )
        .unwrap();
        stream.write_all(body).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn ask_for_a_person(&self) -> String {
        let body = format!(
            r#"{{"version": 1, "conversation": "{ID}", "idempotency_key": "k", "reason": "asked", "trigger": {{}},
            "question": "=HYPERLINK(\"http://evil.example\")", "language": "en", "consent": "asked",
            "transcript": [{{"id": "t1", "author": "visitor", "text": "=1+1, \"quoted\"", "at": 1}}],
            "attributes": {{"email": "anna@shop.example", "name": "@anna"}}}}"#
        );
        self.post("handoffs", "application/json", body.as_bytes())
    }

    fn send(&self, id: &str) -> String {
        let path = format!("conversations/{ID}/files?message={id}");
        let kind = format!("application/pdf\r\nTandem-File-Name: {id}.pdf");
        self.post(&path, &kind, format!("%PDF-{id}").as_bytes())
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

const ID: &str = "conversation-of-anna-0000";
const TOKEN: &str = "token-of-anna-000000000000";

#[test]
fn a_desk_is_copied_at_work_and_put_back_once_it_rests() {
    let folder = Folder::new();
    let desk = Desk::start(&folder);
    assert!(desk.ask_for_a_person().starts_with("HTTP/1.1 201"));
    assert!(desk.send("first").starts_with("HTTP/1.1 201"));
    let run = folder.tandem("backup copy");
    assert!(run.succeeded && run.err.contains("copy: the database and 1 file, checked"), "{}", run.err);
    assert!(desk.send("second").starts_with("HTTP/1.1 201"));
    for (arguments, told) in [
        ("backup copy", "is there already"),
        ("backup other --database none.db", "there is no database at none.db"),
        ("restore copy", "in use; stop the desk"),
        ("restore nowhere", "there is no database at nowhere"),
    ] {
        let run = folder.tandem(arguments);
        assert!(!run.succeeded && run.err.contains(told), "{arguments}: {}", run.err);
    }
    assert!(desk.send("third").starts_with("HTTP/1.1 201"), "a refused restore harms no desk");
    drop(desk);
    let run = folder.tandem("restore copy");
    assert!(run.succeeded && run.err.contains("what was there is now tandem.db.before-"), "{}", run.err);
    let desk = Desk::start(&folder);
    assert!(desk.send("first").starts_with("HTTP/1.1 200"), "it was acknowledged before the backup");
    let answer = desk.send("second");
    assert!(answer.starts_with("HTTP/1.1 201") && answer.ends_with("{\"seq\":3}"), "{answer}");
}

#[test]
fn an_export_is_whole_and_no_cell_of_it_is_a_formula() {
    let folder = Folder::new();
    let desk = Desk::start(&folder);
    desk.ask_for_a_person();
    desk.send("bill");
    let run = folder.tandem("export");
    assert!(run.succeeded && run.out.lines().count() == 1 && run.err == "1 conversation\n", "{}", run.err);
    for part in ["\"email\":\"anna@shop.example\"", "\"attachment\":{", "=1+1", "\"status\":\"requested\""] {
        assert!(run.out.contains(part), "{part}: {}", run.out);
    }
    let run = folder.tandem("export --format csv --output all.csv --files files --visitor ANNA@shop.example");
    assert!(run.succeeded && run.out.is_empty(), "{}", run.err);
    let table = folder.read("all.csv");
    let (head, rows) = table.split_once("\r\n").unwrap();
    assert!(head.starts_with("\u{feff}conversation,visitor,"), "{head}");
    assert_eq!(
        rows.split("\r\n").next().unwrap(),
        "1,\"'@anna\",,requested,,1970-01-01 00:00:00,visitor,,\"'=1+1, \"\"quoted\"\"\",,,,"
    );
    assert!(rows.contains(",bill.pdf,,,bill.pdf,\r\n"), "{rows}");
    assert_eq!(folder.read("files/1-2-bill.pdf"), "%PDF-bill");
    let run = folder.tandem("export --output all.csv");
    assert!(!run.succeeded && run.err.contains("must be new"), "{}", run.err);
    for (arguments, told) in [
        ("export --visitor nobody", "0 conversations"),
        ("export --conversation nothing", "0 conversations"),
        ("export --format xml", "possible values: json, csv"),
        ("export --database none.db", "there is no database at none.db"),
    ] {
        let run = folder.tandem(arguments);
        assert!(run.out.is_empty() && run.err.contains(told), "{arguments}: {}", run.err);
    }
    assert!(!folder.path("none.db").exists());
}

#[test]
fn a_visitor_is_erased_after_a_yes() {
    let folder = Folder::new();
    let desk = Desk::start(&folder);
    desk.ask_for_a_person();
    desk.send("bill");
    let run = folder.tandem("erase nobody@shop.example --yes");
    assert!(!run.succeeded && run.err.contains("nobody is kept under that"), "{}", run.err);
    for answer in ["", "no\n", "y\n"] {
        let run = folder.tandem_reading("erase anna@shop.example", answer);
        assert!(!run.succeeded && run.err.contains("nothing was erased"), "{}", run.err);
        assert!(
            run.out.contains("Visitor 1 (@anna): requested, 1 message since the handoff, 1 file"),
            "{}",
            run.out
        );
    }
    let run = folder.tandem_reading("erase anna@shop.example", "yes\n");
    assert!(run.succeeded && run.err.contains("1 conversation erased"), "{}", run.err);
    assert!(desk.ask_for_a_person().starts_with("HTTP/1.1 410"), "a late repeat brings nothing back");
    for name in ["tandem.db", "tandem.db-wal"] {
        let bytes = std::fs::read(folder.path(name)).unwrap();
        for word in [&b"anna@shop.example"[..], b"evil.example", ID.as_bytes(), b"bill.pdf"] {
            assert!(!bytes.windows(word.len()).any(|window| window == word), "{name}");
        }
    }
    let run = folder.tandem("export");
    assert!(run.succeeded && run.out.is_empty(), "{}", run.out);
}
