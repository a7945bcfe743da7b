//! `tandem serve`: what stops it before it serves.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use crate::program::{Folder, Served};

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

/// The whole answer to a request.
fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn metrics_are_read_at_an_address_of_their_own() {
    let folder = Folder::new();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let desk = Served::start_with(&folder, &["--metrics", &free]);
    let page = get(&free, "/metrics");
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("tandem_commit_seconds_count"), "{page}");
    assert!(get(&desk.address, "/metrics").starts_with("HTTP/1.1 404"));
    assert!(get(&free, "/api/v1/openapi.json").starts_with("HTTP/1.1 404"));
}

#[cfg(not(feature = "otel"))]
#[test]
fn a_desk_that_sends_no_spans_says_so() {
    let run =
        Folder::new().tandem("serve --bind 127.0.0.1:0 --database desk.db --otlp http://127.0.0.1:4318");
    assert!(!run.succeeded && run.err.contains("--features otel"), "{}", run.err);
}
