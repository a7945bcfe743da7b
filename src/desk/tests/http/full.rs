//! A full disk: nothing is acknowledged that is not kept, and it goes on by itself.

use protocol::Progress;

use crate::boundary::{Answer, World, conversation, delete, get, handoff, post, token};
use crate::engine;

/// Fills the desk until it refuses; gives how many it took, and the refusal.
async fn fill(world: &World, from: usize) -> (usize, Answer) {
    for at in from..1_000 {
        let name = format!("visitor{at}");
        let mut body = handoff(&name, "1");
        body["transcript"][0]["text"] = "x".repeat(4_000).into();
        let answer = world.send(post("/api/v1/handoffs", body).token(&token(&name))).await;
        if answer.status != 201 {
            return (at, answer);
        }
    }
    panic!("the desk never filled");
}

#[tokio::test]
async fn a_full_disk_refuses_and_the_desk_lives() {
    if engine::is_server() {
        return;
    }
    let world = World::with(|settings| settings.database_bytes = Some(600_000)).await;
    let (kept, refusal) = fill(&world, 0).await;
    assert!(kept > 10);
    assert_eq!((refusal.status, refusal.header("retry-after")), (503, "30"));
    assert!(refusal.text().contains("/problems/full"), "{}", refusal.text());
    for at in 0..kept {
        let name = format!("visitor{at}");
        let progress: Progress = world.check(get(conversation(&name)).token(&token(&name)), 200).await.json();
        assert_eq!(progress.events.len(), 1);
    }
    world
        .check(get(conversation(&format!("visitor{kept}"))).token(&token(&format!("visitor{kept}"))), 404)
        .await;
    for at in 0..5 {
        let name = format!("visitor{at}");
        world.check(delete(conversation(&name)).token(&token(&name)), 204).await;
    }
    let (again, _) = fill(&world, kept).await;
    assert!(again > kept, "there is room again");
}
