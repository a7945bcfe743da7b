//! Agents sign in once a code, from our own page, and out.

use protocol::AgentSession;
use serde_json::json;

use crate::boundary::{Ask, OWN, SESSION, World, delete, get, post};

fn sign_in(code: &str) -> Ask {
    post(SESSION, json!({"code": code})).origin(OWN)
}

#[tokio::test]
async fn a_code_is_good_once_and_for_a_quarter_of_an_hour() {
    let world = World::new().await;
    let void = world.desk.sign_in_code().await.unwrap();
    let code = world.desk.sign_in_code().await.unwrap();
    world.check(sign_in(&void), 401).await;
    let session: AgentSession = world.check(sign_in(&code), 201).await.json();
    assert_eq!(session.name, "Support");
    world.check(sign_in(&code), 401).await;
    let late = world.desk.sign_in_code().await.unwrap();
    world.pass_ms(15 * 60_000);
    world.check(sign_in(&late), 401).await;
}

#[tokio::test]
async fn the_cookie_is_for_our_own_pages_alone() {
    let world = World::new().await;
    let answer = world.check(sign_in(&world.desk.sign_in_code().await.unwrap()), 201).await;
    let cookie = answer.header("set-cookie").to_owned();
    for part in ["tandem_agent=", "HttpOnly", "SameSite=Strict", "Path=/;"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "{cookie}");
    let world = World::with(|settings| settings.public_url = Some("https://help.example".to_owned())).await;
    let ask = post(SESSION, json!({"code": world.desk.sign_in_code().await.unwrap()}));
    let answer = world.check(ask.origin("https://help.example"), 201).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-tandem_agent=") && cookie.contains("; Secure"), "{cookie}");
    let session = cookie.split(';').next().unwrap_or_default();
    let answer = world.check(get(SESSION).header("cookie", session), 200).await;
    assert_eq!(answer.header("strict-transport-security"), "max-age=31536000");
    let other = session.trim_start_matches("__Host-");
    world.check(get(SESSION).header("cookie", other), 401).await;
}

#[tokio::test]
async fn who_signs_out_is_out() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    let session: AgentSession = world.check(get(SESSION).cookie(&mei), 200).await.json();
    assert_eq!(session.name, "Mei");
    let answer = world.check(delete(SESSION).cookie(&mei), 204).await;
    assert!(answer.header("set-cookie").contains("Max-Age=0"));
    world.check(get(SESSION).cookie(&mei), 401).await;
    let mei = world.owner("Mei").await;
    world.pass_ms(14 * 24 * 3_600_000);
    world.check(get(SESSION).cookie(&mei), 401).await;
}

#[tokio::test]
async fn guessing_is_slow() {
    let world = World::new().await;
    for at in 0..10 {
        world.check(sign_in(&format!("{at:0>64}")), 401).await;
    }
    let answer = world.check(sign_in(&format!("{:0>64}", 11)), 429).await;
    assert_eq!(answer.header("retry-after"), "61");
    world.pass_ms(61_000);
    world.check(sign_in(&world.desk.sign_in_code().await.unwrap()), 201).await;
}
