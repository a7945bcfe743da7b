//! The page on a backend of one's own: its example runs and takes a handoff, and what it shows is what the wire has.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use protocol::{HandoffReply, NewMessage, Posted, Progress};
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};

use crate::boundary::{SHOP, handoff, token};

const PAGE: &str = include_str!("../../backend.md");
/// The address in the example.
const ADDRESS: &str = r#"("127.0.0.1", 8788)"#;
/// Most lines that the example may have.
const LINES: usize = 25;

/// What stands in the page between the marks of a block.
fn block(kind: &str) -> &'static str {
    let (_, rest) = PAGE.split_once(&format!("```{kind}\n")).unwrap_or_else(|| panic!("no block {kind}"));
    rest.split_once("```").unwrap().0
}

/// The example at work, ended when dropped.
struct Example(Child);

impl Drop for Example {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the example at a free port; none where this machine has no Python.
async fn start() -> Option<(Example, SocketAddr)> {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let source = block("python");
    assert!(source.lines().count() <= LINES && source.contains(ADDRESS));
    let source = source.replace(ADDRESS, &format!("(\"127.0.0.1\", {})", free.port()));
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("backend-{}.py", free.port()));
    std::fs::write(&path, source).unwrap();
    let started = Command::new("python3").arg(&path).stderr(Stdio::null()).spawn();
    let Ok(child) = started else {
        println!("skipped: there is no python3 to run the example of src/desk/backend.md with");
        return None;
    };
    let example = Example(child);
    while TcpStream::connect(free).await.is_err() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Some((example, free))
}

#[tokio::test]
async fn the_example_takes_a_handoff_as_a_page_sends_it() {
    let Some((_example, address)) = start().await else { return };
    let (client, url) = (reqwest::Client::new(), format!("http://{address}/api/v1/handoffs"));
    let asks = client.request(reqwest::Method::OPTIONS, &url).header("origin", SHOP);
    let asks = asks.header("access-control-request-headers", "authorization,content-type");
    let preflight = asks.header("access-control-request-method", "POST").send().await.unwrap();
    assert!(preflight.status().is_success());
    let allowed = preflight.headers()["access-control-allow-headers"].to_str().unwrap().to_lowercase();
    assert!(allowed.contains("authorization") && allowed.contains("content-type"));
    for _ in 0..2 {
        let body = handoff("anna", "1").to_string();
        let post = client.post(&url).header("content-type", "application/json").header("origin", SHOP);
        let answer = post.bearer_auth(token("anna")).body(body).send().await.unwrap();
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()["access-control-allow-origin"]),
            (201, &"*".parse().unwrap())
        );
        let reply: HandoffReply = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        assert!(matches!(reply, HandoffReply::Offline { opens_at: None, .. }), "{reply:?}");
    }
    let elsewhere = client.post(format!("http://{address}/api/v1/else")).body("{}").send().await.unwrap();
    assert_eq!(elsewhere.status(), 404);
}

#[test]
fn what_the_page_shows_is_what_the_wire_has() {
    let reply: HandoffReply = serde_json::from_str(block("json handoff-reply")).unwrap();
    assert!(matches!(reply, HandoffReply::Accepted { position: 1, seq: 1, .. }));
    let progress: Progress = serde_json::from_str(block("json progress")).unwrap();
    assert_eq!(progress.events.iter().map(|event| event.seq).collect::<Vec<_>>(), [2, 3]);
    let message: NewMessage = serde_json::from_str(block("json new-message")).unwrap();
    let posted: Posted = serde_json::from_str(block("json posted")).unwrap();
    assert_eq!((message.id.as_str(), posted.seq), ("m1", 4));
    // No word of it is one that the type leaves aside.
    for (shown, read) in [
        (block("json progress"), serde_json::to_value(&progress).unwrap()),
        (block("json new-message"), serde_json::to_value(&message).unwrap()),
    ] {
        let shown: Value = serde_json::from_str(shown).unwrap();
        let keys = shown.as_object().unwrap().keys();
        keys.for_each(|key| assert!(!read[key].is_null(), "{key}"));
    }
}
