//! Alerts to agents who aren't looking: written with what they tell, signed, sent at least once, and never beyond reach.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use desk::{Form, Ledger, Topic, Webhook, Which};
use hmac::{Hmac, Mac};
use protocol::{Delivery, DeliveryState, EndpointStanding};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::boundary::{
    START, World, at_desk, conversation, delete, get, handoff, id, message, post, request, token,
};
use crate::listener::{Listener, Post, SILENCE};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OTHER_SECRET: &str = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const DELIVERIES: &str = "/api/v1/agent/deliveries";
const MINUTE_MS: i64 = 60_000;

fn webhook(url: &str) -> Webhook {
    Webhook {
        url: format!("{url}/hook"),
        secrets: vec![SECRET.to_owned()],
        allow_private: true,
        ..Webhook::default()
    }
}

async fn world(webhooks: Vec<Webhook>) -> World {
    let world = World::with(|settings| {
        settings.webhooks = webhooks;
        settings.public_url = Some("http://desk.example".to_owned());
        settings.first_response_s = Some(300);
    })
    .await;
    world.desk.begin_alerts().await.unwrap();
    world
}

/// Sends what is due, and gives the types that arrived.
async fn arrived(world: &World, listener: &Listener) -> Vec<String> {
    world.desk.deliver().await.unwrap();
    listener.posts().iter().map(kind).collect()
}

fn kind(post: &Post) -> String {
    serde_json::from_str::<Value>(&post.body).unwrap()["type"].as_str().unwrap().to_owned()
}

async fn deliveries(world: &World, cookie: &str) -> Vec<Delivery> {
    world.check(get(DELIVERIES).cookie(cookie), 200).await.json()
}

/// Whether one of the signatures is this secret's, as the specification has a receiver check it.
fn is_signed(post: &Post, secret: &str) -> bool {
    let key = STANDARD.decode(&secret[6..]).unwrap();
    let content = format!("{}.{}.{}", post.header("webhook-id"), post.header("webhook-timestamp"), post.body);
    post.header("webhook-signature").split(' ').filter_map(|one| one.strip_prefix("v1,")).any(|signature| {
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
        mac.update(content.as_bytes());
        mac.verify_slice(&STANDARD.decode(signature).unwrap()).is_ok()
    })
}

#[tokio::test]
async fn what_happens_is_told_once_and_in_order() {
    let listener = Listener::new().await;
    let world = world(vec![webhook(&listener.url)]).await;
    let mei = world.owner("Mei").await;
    world.check(request("anna", "1"), 201).await;
    world.check(request("anna", "1"), 200).await;
    assert_eq!(arrived(&world, &listener).await, ["handoff.requested"]);
    assert!(arrived(&world, &listener).await.is_empty());
    // Asked for again it is no news, unless it cannot wait any longer.
    world.pass_ms(1);
    world.check(request("anna", "2"), 201).await;
    assert!(arrived(&world, &listener).await.is_empty());
    let mut urgent = handoff("anna", "3");
    urgent["reason"] = "urgent".into();
    world.check(post("/api/v1/handoffs", urgent).token(&token("anna")), 201).await;
    assert_eq!(arrived(&world, &listener).await, ["handoff.requested"]);
    let say = |id: &str| {
        post(format!("{}/messages", conversation("anna")), message(id, "Hello?")).token(&token("anna"))
    };
    world.pass_ms(1);
    world.check(say("m1"), 201).await;
    world.check(say("m2"), 201).await;
    // A flood of messages is one alert a minute.
    assert_eq!(arrived(&world, &listener).await, ["message.visitor"]);
    world.pass_ms(MINUTE_MS);
    world.check(say("m3"), 201).await;
    assert_eq!(arrived(&world, &listener).await, ["message.visitor"]);
    world.check(post(format!("{}/claim", at_desk("anna")), Value::Null).cookie(&mei), 204).await;
    world.pass_ms(MINUTE_MS);
    // Its agent reads this one.
    world.check(say("m4"), 201).await;
    world.check(post(format!("{}/release", at_desk("anna")), Value::Null).cookie(&mei), 204).await;
    world.check(post(format!("{}/resolve", at_desk("anna")), Value::Null).cookie(&mei), 204).await;
    world.pass_ms(1);
    // Written after the end: it waits again.
    world.check(say("m5"), 201).await;
    assert_eq!(
        arrived(&world, &listener).await,
        ["handoff.assigned", "handoff.requested", "handoff.resolved", "handoff.requested"]
    );
    world.pass_ms(1);
    let contact = json!({"phone": "+49 30 1234", "wish": "callback"});
    let leave = || post(format!("{}/contact", conversation("anna")), contact.clone()).token(&token("anna"));
    world.check(leave(), 200).await;
    world.pass_ms(2 * MINUTE_MS);
    // The same again is no news.
    world.check(leave(), 200).await;
    assert_eq!(arrived(&world, &listener).await, ["contact.left"]);
}

#[tokio::test]
async fn a_visitor_who_waits_too_long_is_told_of_once_a_wait() {
    let listener = Listener::new().await;
    let world = world(vec![webhook(&listener.url)]).await;
    world.check(request("anna", "1"), 201).await;
    for (pass_ms, told) in [(299_999, 1), (1, 1), (3_600_000, 0)] {
        world.pass_ms(pass_ms);
        world.desk.tell_overdue().await.unwrap();
        let kinds = arrived(&world, &listener).await;
        assert_eq!(kinds.len(), told, "{pass_ms} {kinds:?}");
    }
}

#[tokio::test]
async fn an_alert_is_signed_and_keeps_the_words_at_the_desk() {
    let listener = Listener::new().await;
    let mut rotating = webhook(&listener.url);
    rotating.secrets.push(OTHER_SECRET.to_owned());
    let world = world(vec![rotating]).await;
    let mut body = handoff("anna", "1");
    body["attributes"] = json!({"name": "Anna Name", "email": "anna@home.example"});
    world.check(post("/api/v1/handoffs", body).token(&token("anna")), 201).await;
    world.desk.deliver().await.unwrap();
    let sent = &listener.posts()[0];
    assert!(is_signed(sent, SECRET) && is_signed(sent, OTHER_SECRET));
    assert!(!is_signed(sent, "whsec_BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"));
    assert!(!is_signed(&Post { body: format!("{} ", sent.body), ..sent.clone() }, SECRET));
    for private in ["parcel", "Where", "Anna Name", "anna@home.example", &token("anna"), "/cart"] {
        assert!(!sent.body.contains(private), "{}", sent.body);
    }
}

#[tokio::test]
async fn each_form_posts_what_its_sample_shows() {
    for (name, form, secret) in [
        ("standard", Form::Standard, Some(SECRET)),
        ("slack", Form::Slack, None),
        ("wecom", Form::Wecom, None),
        ("dingtalk", Form::Dingtalk, Some("SEC-of-the-bot")),
        ("feishu", Form::Feishu, Some("secret-of-the-bot")),
    ] {
        let listener = Listener::new().await;
        let mut endpoint = webhook(&listener.url);
        (endpoint.form, endpoint.include_words) = (form, true);
        endpoint.url = format!("{}/send?key=k", listener.url);
        endpoint.secrets = secret.into_iter().map(str::to_owned).collect();
        let world = world(vec![endpoint]).await;
        let mut body = handoff("anna", "1");
        let hostile =
            "<!channel> <@all> <at user_id=\"all\">所有人</at> @13800001111 & [x](http://evil)\nWhere is it?";
        (body["question"], body["team"]) = (hostile.into(), "<!here> @all".into());
        (body["reason"], body["trigger"]["mood"]["anger"]) = ("urgent".into(), 0.7.into());
        world.check(post("/api/v1/handoffs", body).token(&token("anna")), 201).await;
        assert_eq!(world.desk.deliver().await.unwrap(), 1);
        let sent = &listener.posts()[0];
        check_sample(name, sent);
        // Slack knows no mention without its brackets; the others know `@` alone.
        let mentions: &[&str] = match form {
            Form::Standard => &[],
            Form::Slack => &["<!", "<@", "<at"],
            _ => &["@", "<"],
        };
        for mention in mentions {
            assert!(!sent.body.contains(mention), "{name}: {}", sent.body);
        }
    }
}

/// Compares a post with its stored sample, byte for byte; `TANDEM_WRITE_SAMPLES=1` writes the samples anew.
fn check_sample(name: &str, sent: &Post) {
    let headers: serde_json::Map<String, Value> = sent
        .headers
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "host" | "content-length"))
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().into()))
        .collect();
    let shown = json!({"path": sent.path, "headers": headers, "body": sent.body});
    let shown = serde_json::to_string_pretty(&shown).unwrap() + "\n";
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/alerts/{name}.json"));
    if std::env::var_os("TANDEM_WRITE_SAMPLES").is_some() {
        std::fs::write(&path, &shown).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), shown, "{name}");
}

#[tokio::test]
async fn a_bots_no_is_a_failure_though_the_status_is_200() {
    for (form, answer, status) in [
        (Form::Wecom, r#"{"errcode":93000,"errmsg":"invalid webhook url"}"#, "errcode 93000"),
        (Form::Dingtalk, r#"{"errcode":310000,"errmsg":"sign not match"}"#, "errcode 310000"),
        (Form::Feishu, r#"{"code":19021,"msg":"sign match fail"}"#, "errcode 19021"),
        (Form::Feishu, "not JSON", "unclear"),
    ] {
        let listener = Listener::new().await;
        let mut endpoint = webhook(&listener.url);
        (endpoint.form, endpoint.secrets) = (form, Vec::new());
        let world = world(vec![endpoint]).await;
        let mei = world.owner("Mei").await;
        listener.reply(200, None, answer);
        world.check(request("anna", "1"), 201).await;
        world.desk.deliver().await.unwrap();
        let delivery = &deliveries(&world, &mei).await[0];
        assert_eq!((delivery.state, delivery.last_status.as_deref()), (DeliveryState::Waiting, Some(status)));
        world.pass_ms(6_000);
        assert_eq!(world.desk.deliver().await.unwrap(), 1);
        assert_eq!(deliveries(&world, &mei).await[0].state, DeliveryState::Done);
    }
}

#[tokio::test]
async fn what_fails_is_tried_for_three_days_under_one_id_then_given_up_and_replayed_by_hand() {
    let listener = Listener::new().await;
    let world = world(vec![webhook(&listener.url)]).await;
    let mei = world.owner("Mei").await;
    world.check(request("anna", "1"), 201).await;
    for _ in 0..10 {
        listener.reply(500, None, "secret words of the answer");
        assert_eq!(world.desk.deliver().await.unwrap(), 1);
        assert_eq!(world.desk.deliver().await.unwrap(), 0);
        world.pass_ms(27 * 3_600_000);
    }
    let posts = listener.posts();
    assert_eq!(posts.len(), 10);
    assert!(posts.iter().all(|post| post.header("webhook-id") == posts[0].header("webhook-id")));
    assert!(posts.iter().all(|post| post.body == posts[0].body && is_signed(post, SECRET)));
    assert_ne!(posts[0].header("webhook-timestamp"), posts[9].header("webhook-timestamp"));
    let delivery = &deliveries(&world, &mei).await[0];
    assert_eq!((delivery.state, delivery.attempts), (DeliveryState::Dead, 10));
    assert_eq!((delivery.last_status.as_deref(), delivery.endpoint), (Some("500"), Some(1)));
    assert_eq!(world.desk.deliver().await.unwrap(), 0);
    let replay = post(format!("{DELIVERIES}/{}/replay", delivery.id), Value::Null).cookie(&mei);
    world.check(replay, 204).await;
    assert_eq!(world.desk.deliver().await.unwrap(), 1);
    assert_eq!(listener.posts()[0].header("webhook-id"), posts[0].header("webhook-id"));
    assert_eq!(deliveries(&world, &mei).await[0].state, DeliveryState::Done);
    world.check(post(format!("{DELIVERIES}/999/replay"), Value::Null).cookie(&mei), 404).await;
    world.pass_ms(7 * 24 * 3_600_000);
    world.desk.tidy().await.unwrap();
    let mei = world.owner("Mei").await;
    assert!(deliveries(&world, &mei).await.is_empty());
}

#[tokio::test]
async fn what_was_given_up_is_replayed_from_the_command_line_beside_a_desk() {
    let listener = Listener::new().await;
    let mut refusing = webhook(&listener.url);
    refusing.url = format!("{}/gone", listener.url);
    let world = world(vec![refusing, webhook(&listener.url)]).await;
    listener.reply(410, None, "");
    world.check(request("anna", "1"), 201).await;
    world.desk.deliver().await.unwrap();
    let ledger = Ledger::open(world.settings.location()).await.unwrap();
    let states = |list: Vec<Delivery>| list.iter().map(|one| (one.endpoint, one.state)).collect::<Vec<_>>();
    let (dead, waiting, done) = (DeliveryState::Dead, DeliveryState::Waiting, DeliveryState::Done);
    assert_eq!(states(ledger.list(Which::Dead).await.unwrap()), [(Some(1), dead)]);
    assert_eq!(ledger.replay(Which::Dead).await.unwrap(), 1);
    assert_eq!(states(ledger.list(Which::All).await.unwrap()), [(Some(2), done), (Some(1), waiting)]);
    ledger.close().await;
}

#[tokio::test]
async fn an_endpoint_that_is_gone_is_told_nothing_until_a_replay() {
    let listener = Listener::new().await;
    let mut world = world(vec![webhook(&listener.url)]).await;
    let mei = world.owner("Mei").await;
    listener.reply(410, None, "");
    world.check(request("anna", "1"), 201).await;
    world.check(request("bert", "1"), 201).await;
    assert_eq!(world.desk.deliver().await.unwrap(), 1);
    // A restart does not forget it.
    world.restart().await;
    world.desk.begin_alerts().await.unwrap();
    world.check(request("carl", "1"), 201).await;
    assert_eq!(world.desk.deliver().await.unwrap(), 0);
    let kept = deliveries(&world, &mei).await;
    assert_eq!(kept.len(), 2);
    assert!(kept.iter().all(|delivery| delivery.state == DeliveryState::Dead));
    let replay = post(format!("{DELIVERIES}/{}/replay", kept[0].id), Value::Null).cookie(&mei);
    world.check(replay, 204).await;
    world.check(request("dora", "1"), 201).await;
    assert_eq!(world.desk.deliver().await.unwrap(), 2);
}

#[tokio::test]
async fn an_endpoint_says_when_it_may_be_tried_again() {
    for (status, header, ms) in [(429, "600", 600_000), (503, "600", 600_000), (503, "nonsense", 5_000)] {
        let listener = Listener::new().await;
        let world = world(vec![webhook(&listener.url)]).await;
        listener.reply(status, Some(("retry-after", header.to_owned())), "");
        world.check(request("anna", "1"), 201).await;
        world.check(request("bert", "1"), 201).await;
        world.desk.deliver().await.unwrap();
        listener.posts();
        world.pass_ms(ms - 1);
        assert_eq!(world.desk.deliver().await.unwrap(), 0, "{status} {header}");
        world.pass_ms(ms);
        assert!(world.desk.deliver().await.unwrap() > 0, "{status} {header}");
    }
}

#[tokio::test]
async fn a_dead_endpoint_holds_up_no_other_and_recovers_in_order() {
    let (dead, lively) = (Listener::new().await, Listener::new().await);
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nobody = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let world = world(vec![webhook(&nobody), webhook(&dead.url), webhook(&lively.url)]).await;
    for _ in 0..3 {
        dead.reply(500, None, "");
    }
    for name in ["anna", "bert", "carl"] {
        world.check(request(name, "1"), 201).await;
    }
    world.desk.deliver().await.unwrap();
    let of = |post: &Post| serde_json::from_str::<Value>(&post.body).unwrap()["data"]["conversation"].clone();
    let in_order = [id("anna"), id("bert"), id("carl")];
    assert_eq!(lively.posts().iter().map(of).collect::<Vec<_>>(), in_order);
    assert_eq!(dead.posts().len(), 3);
    world.pass_ms(60_000);
    world.desk.deliver().await.unwrap();
    assert_eq!(dead.posts().iter().map(of).collect::<Vec<_>>(), in_order);
    assert!(lively.posts().is_empty());
}

#[tokio::test]
async fn an_endpoint_is_told_only_what_it_asks_for() {
    let listener = Listener::new().await;
    let mut endpoint = webhook(&listener.url);
    endpoint.events = vec![Topic::Assigned];
    let world = world(vec![endpoint]).await;
    let mei = world.owner("Mei").await;
    world.check(request("anna", "1"), 201).await;
    world.check(post(format!("{}/claim", at_desk("anna")), Value::Null).cookie(&mei), 204).await;
    assert_eq!(arrived(&world, &listener).await, ["handoff.assigned"]);
}

#[tokio::test]
async fn a_desk_that_dies_between_sending_and_marking_sends_again_under_the_same_id() {
    let listener = Listener::new().await;
    let mut world = world(vec![webhook(&listener.url)]).await;
    world.check(request("anna", "1"), 201).await;
    listener.reply(SILENCE, None, "");
    let desk = world.desk.clone();
    let sending = tokio::spawn(async move { desk.deliver().await });
    while listener.count() == 0 {
        tokio::task::yield_now().await;
    }
    sending.abort();
    assert!(sending.await.unwrap_err().is_cancelled());
    world.restart().await;
    // For a minute it could still be under way elsewhere.
    for (pass_ms, tries) in [(0, 0), (MINUTE_MS - 1, 0), (1, 1)] {
        world.pass_ms(pass_ms);
        assert_eq!(world.desk.deliver().await.unwrap(), tries, "{pass_ms}");
    }
    let posts = listener.posts();
    assert_eq!(posts.len(), 2);
    assert_eq!(posts[0].header("webhook-id"), posts[1].header("webhook-id"));
}

#[tokio::test]
async fn what_a_visitor_takes_back_is_not_sent() {
    let listener = Listener::new().await;
    let world = world(vec![webhook(&listener.url)]).await;
    world.check(request("anna", "1"), 201).await;
    world.check(delete(conversation("anna")).token(&token("anna")), 204).await;
    assert!(arrived(&world, &listener).await.is_empty());
}

#[tokio::test]
async fn nothing_leads_the_desk_elsewhere() {
    let (listener, trap) = (Listener::new().await, Listener::new().await);
    let world = world(vec![webhook(&listener.url)]).await;
    let mei = world.owner("Mei").await;
    listener.reply(302, Some(("location", format!("{}/trap", trap.url))), "");
    world.check(request("anna", "1"), 201).await;
    world.desk.deliver().await.unwrap();
    assert_eq!(deliveries(&world, &mei).await[0].last_status.as_deref(), Some("302"));
    assert!(trap.posts().is_empty());
}

#[tokio::test]
async fn a_name_of_this_machine_is_not_dialled_without_leave() {
    let listener = Listener::new().await;
    let port = listener.url.rsplit(':').next().unwrap();
    let mut endpoint = webhook(&listener.url);
    (endpoint.url, endpoint.allow_private) = (format!("https://localhost:{port}/hook"), false);
    let world = world(vec![endpoint]).await;
    let mei = world.owner("Mei").await;
    world.check(request("anna", "1"), 201).await;
    world.desk.deliver().await.unwrap();
    assert_eq!(deliveries(&world, &mei).await[0].last_status.as_deref(), Some("refused address"));
    assert!(listener.posts().is_empty());
}

#[tokio::test]
async fn an_endpoint_that_fails_says_since_when_and_why_and_nothing_of_its_address() {
    let listener = Listener::new().await;
    let world = world(vec![webhook(&listener.url)]).await;
    let mei = world.owner("Mei").await;
    let standing = async || -> EndpointStanding {
        let answer = world.check(get("/api/v1/agent/endpoints").cookie(&mei), 200).await;
        assert!(!answer.text().contains("/hook") && !answer.text().contains("whsec_"));
        answer.json::<Vec<EndpointStanding>>().remove(0)
    };
    let well = standing().await;
    assert_eq!((well.host.as_str(), well.form.as_str(), well.failing_since), ("127.0.0.1", "standard", None));
    listener.reply(503, None, "");
    world.check(request("anna", "1"), 201).await;
    world.desk.deliver().await.unwrap();
    let failing = standing().await;
    assert_eq!((failing.failing_since, failing.last_status.as_deref()), (Some(START), Some("503")));
    assert_eq!((failing.waiting, failing.dead), (1, 0));
    world.pass_ms(24 * 3_600_000);
    listener.reply(200, None, "");
    world.desk.deliver().await.unwrap();
    assert_eq!(standing().await.failing_since, None);
}
