//! Whether the desk lives and is ready, and the limits of its connections.

use std::time::Duration;

use protocol::Problem;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::boundary::{World, conversation, delete, get, handoff, post, request, token};
use crate::engine;

#[tokio::test]
async fn a_full_store_is_not_ready_and_lives() {
    if engine::is_server() {
        return;
    }
    let world = World::with(|settings| settings.database_bytes = Some(600_000)).await;
    assert_eq!(world.check(get("/readyz"), 200).await.text(), "ready");
    for at in 0..1_000 {
        let name = format!("visitor{at}");
        let mut body = handoff(&name, "1");
        body["transcript"][0]["text"] = "x".repeat(4_000).into();
        if world.send(post("/api/v1/handoffs", body).token(&token(&name))).await.status == 503 {
            break;
        }
    }
    assert_eq!(world.check(get("/readyz"), 200).await.text(), "ready", "asked at most once a second");
    world.pass_ms(1_000);
    let answer = world.check(get("/readyz"), 503).await;
    assert_eq!(answer.header("retry-after"), "1");
    assert_eq!(answer.json::<Problem>().kind, "/problems/not-ready");
    for path in ["/healthz", "/health"] {
        assert_eq!(world.check(get(path), 200).await.text(), "ok");
    }
    for name in ["visitor0", "visitor1", "visitor2", "visitor3", "visitor4"] {
        world.check(delete(conversation(name)).token(&token(name)), 204).await;
    }
    world.pass_ms(1_000);
    world.check(get("/readyz"), 200).await;
}

#[tokio::test]
async fn a_desk_that_stops_is_not_ready_and_goes_on() {
    let world = World::new().await;
    world.desk.drain();
    let answer = world.check(get("/readyz"), 503).await;
    assert_eq!(answer.json::<Problem>().kind, "/problems/draining");
    world.check(get("/healthz"), 200).await;
    world.check(request("anna", "1"), 201).await;
}

/// A desk that listens, with what stops it.
async fn listening(world: &World) -> (std::net::SocketAddr, oneshot::Sender<()>, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let desk = world.desk.clone();
    let serving = tokio::spawn(async move {
        desk::listen(listener, &desk, async move { drop(stopped.await) }).await;
    });
    (address, stop, serving)
}

async fn ask(stream: &mut TcpStream) -> String {
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: desk.example\r\n\r\n").await.unwrap();
    let mut answer = [0; 1024];
    let length = stream.read(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer[..length]).into_owned()
}

#[tokio::test]
async fn headers_that_come_byte_by_byte_are_cut_off_after_ten_seconds() {
    let world = World::new().await;
    let (address, _stop, _serving) = listening(&world).await;
    tokio::time::pause();
    let began = Instant::now();
    let mut slow = TcpStream::connect(address).await.unwrap();
    let drip = async {
        for byte in b"GET /healthz HTTP/1.1\r\nHost: desk.example\r\nX-Slow: ".iter().cycle() {
            if slow.write_all(&[*byte]).await.is_err() {
                break;
            }
            let mut answer = [0; 64];
            // A second passes, or the desk ends the connection.
            if let Ok(read) = tokio::time::timeout(Duration::from_secs(1), slow.read(&mut answer)).await {
                assert!(read.is_err() || read.unwrap() == 0);
                break;
            }
        }
    };
    drip.await;
    let took = began.elapsed();
    assert!((Duration::from_secs(9)..=Duration::from_secs(12)).contains(&took), "{took:?}");
}

#[tokio::test]
async fn connections_beyond_the_limit_wait_for_room() {
    let world = World::with(|settings| settings.connections = 1).await;
    let (address, _stop, _serving) = listening(&world).await;
    let mut one = TcpStream::connect(address).await.unwrap();
    assert!(ask(&mut one).await.starts_with("HTTP/1.1 200"));
    let mut two = TcpStream::connect(address).await.unwrap();
    two.write_all(b"GET /healthz HTTP/1.1\r\nHost: desk.example\r\n\r\n").await.unwrap();
    let mut answer = [0; 12];
    let early = tokio::time::timeout(Duration::from_millis(100), two.read_exact(&mut answer)).await;
    assert!(early.is_err(), "there was no room");
    drop(one);
    two.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200");
}

#[tokio::test]
async fn asked_to_stop_it_ends_what_is_idle_and_says_that_it_is_not_ready() {
    let world = World::new().await;
    let (address, stop, serving) = listening(&world).await;
    let mut idle = TcpStream::connect(address).await.unwrap();
    assert!(ask(&mut idle).await.contains("ok"));
    stop.send(()).unwrap();
    serving.await.unwrap();
    assert_eq!(idle.read(&mut [0; 8]).await.unwrap(), 0);
    world.check(get("/readyz"), 503).await;
}
