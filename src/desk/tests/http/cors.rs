//! Which pages may reach the desk.

use crate::boundary::{Ask, SHOP, World, conversation, get, request, token};

fn preflight(path: &str, origin: &str) -> Ask {
    Ask::new("OPTIONS", path)
        .origin(origin)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "authorization, content-type")
}

/// Asks from a page, first by preflight, then in earnest.
async fn check(world: &World, origin: &str, admitted: bool) {
    let (before, after) = if admitted { (204, 404) } else { (403, 403) };
    let allowed = if admitted { origin } else { "" };
    let answer = world.check(preflight("/api/v1/handoffs", origin), before).await;
    assert_eq!(answer.header("access-control-allow-origin"), allowed, "{origin}");
    assert_eq!(answer.header("vary"), "Origin");
    let answer = world.check(get(conversation("nobody")).token(&token("nobody")).origin(origin), after).await;
    assert_eq!(answer.header("access-control-allow-origin"), allowed, "{origin}");
    assert_eq!(answer.header("vary"), "Origin");
    assert_eq!(answer.header("access-control-allow-credentials"), "");
}

#[tokio::test]
async fn by_default_this_machines_pages_and_our_own_may_ask() {
    let world = World::new().await;
    for (origin, admitted) in [
        (SHOP, true),
        ("http://127.0.0.1:8080", true),
        ("http://desk.example", true),
        ("https://shop.example", false),
        ("http://localhost.evil.example", false),
        ("null", false),
    ] {
        check(&world, origin, admitted).await;
    }
    let answer = world.check(preflight("/api/v1/handoffs", SHOP), 204).await;
    assert_eq!(
        answer.header("access-control-allow-headers"),
        "Authorization, Content-Type, Tandem-File-Name"
    );
    assert_eq!(answer.header("access-control-max-age"), "600");
    assert!(answer.header("access-control-allow-methods").contains("DELETE"));
}

#[tokio::test]
async fn the_owners_list_says_which() {
    let world = World::with(|settings| settings.origins = vec!["https://shop.example".to_owned()]).await;
    for (origin, admitted) in [
        ("https://shop.example", true),
        ("http://shop.example", false),
        (SHOP, false),
        ("http://desk.example", true),
    ] {
        check(&world, origin, admitted).await;
    }
    world.check(request("anna", "1"), 403).await;
}

#[tokio::test]
async fn the_console_is_no_other_pages_business() {
    let world = World::new().await;
    for path in ["/api/v1/agent/session", "/api/v1/agent/conversations"] {
        let answer = world.check(preflight(path, SHOP), 405).await;
        assert_eq!(answer.header("access-control-allow-origin"), "");
        let answer = world.check(get(path).origin(SHOP), 401).await;
        assert_eq!(answer.header("access-control-allow-origin"), "");
    }
}
