//! How a visitor who leaves is reached: nothing is mailed to an address that no code has proved.

use desk::{Mail, Webhook};
use protocol::{ContactReply, ConversationDetail, Delivery, DeliveryKind, DeliveryState, MailOutcome, Wish};
use serde_json::{Value, json};

use crate::boundary::{
    Answer, World, at_desk, conversation, delete, get, handoff, message, post, request, token,
};
use crate::smtp::{Letter, Smtp};

const ANNA: &str = "anna@home.example";
const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 3_600_000;

async fn world(smtp: &Smtp) -> World {
    let mail = Mail { url: smtp.url.clone(), from: "Shop <help@shop.example>".to_owned(), ..Mail::default() };
    World::with(|settings| settings.mail = Some(mail)).await
}

async fn leave(world: &World, name: &str, contact: Value) -> MailOutcome {
    let ask = post(format!("{}/contact", conversation(name)), contact).token(&token(name));
    world.check(ask, 200).await.json::<ContactReply>().mail
}

async fn confirm(world: &World, name: &str, code: &str, status: u16) -> Answer {
    let ask = post(format!("{}/contact/confirm", conversation(name)), json!({"code": code}));
    world.check(ask.token(&token(name)), status).await
}

/// Asks for a person and proves an address.
pub async fn proven(world: &World, smtp: &Smtp, name: &str, email: &str) {
    world.check(request(name, "1"), 201).await;
    assert_eq!(leave(world, name, json!({"email": email})).await, MailOutcome::CodeSent);
    let code = smtp.letters()[0].code();
    let reply: ContactReply = confirm(world, name, &code, 200).await.json();
    assert_eq!(reply.mail, MailOutcome::Confirmed);
}

async fn reply(world: &World, cookie: &str, name: &str, id: &str, text: &str) {
    world.check(post(format!("{}/messages", at_desk(name)), message(id, text)).cookie(cookie), 201).await;
}

async fn mailed(world: &World, smtp: &Smtp, pass_ms: i64) -> Vec<Letter> {
    world.pass_ms(pass_ms);
    world.desk.deliver().await.unwrap();
    smtp.letters()
}

async fn detail(world: &World, cookie: &str, name: &str) -> ConversationDetail {
    world.check(get(at_desk(name)).cookie(cookie), 200).await.json()
}

#[tokio::test]
async fn a_code_proves_the_address_and_answers_follow_in_one_mail() {
    let smtp = Smtp::new().await;
    let world = world(&smtp).await;
    let mei = world.owner("Mei").await;
    proven(&world, &smtp, "anna", ANNA).await;
    let contact = detail(&world, &mei, "anna").await.contact.unwrap();
    assert_eq!(
        (contact.email.as_deref(), contact.confirmed, contact.wish),
        (Some(ANNA), true, Wish::Message)
    );
    reply(&world, &mei, "anna", "a1", "It is on its way.").await;
    assert!(mailed(&world, &smtp, MINUTE_MS).await.is_empty());
    reply(&world, &mei, "anna", "a2", "It comes on Monday.").await;
    let letters = mailed(&world, &smtp, MINUTE_MS).await;
    assert_eq!(letters.len(), 1);
    let letter = &letters[0];
    assert_eq!(letter.to, [ANNA]);
    assert_eq!(letter.header("Subject"), "An answer to your question");
    assert_eq!(letter.header("From"), "Shop <help@shop.example>");
    assert_eq!(letter.header("Auto-Submitted"), "auto-generated");
    assert!(letter.header("Content-Type").starts_with("text/plain"), "{}", letter.data);
    for words in
        ["Mei wrote:", "It is on its way.", "It comes on Monday.", "https://shop.example/cart", "To stop it"]
    {
        assert!(letter.data.replace("=\n", "").contains(words), "{words}: {}", letter.data);
    }
    assert!(mailed(&world, &smtp, DAY_MS).await.is_empty());
    reply(&world, &mei, "anna", "a3", "Has it come?").await;
    assert_eq!(mailed(&world, &smtp, 2 * MINUTE_MS).await.len(), 1);
}

#[tokio::test]
async fn who_read_the_answer_on_the_page_gets_no_mail() {
    let smtp = Smtp::new().await;
    let world = world(&smtp).await;
    let mei = world.owner("Mei").await;
    proven(&world, &smtp, "anna", ANNA).await;
    let look = || get(conversation("anna")).token(&token("anna"));
    world.check(look(), 200).await;
    reply(&world, &mei, "anna", "a1", "It is on its way.").await;
    world.pass_ms(10_000);
    world.check(look(), 200).await;
    assert!(mailed(&world, &smtp, 2 * MINUTE_MS).await.is_empty());
    reply(&world, &mei, "anna", "a2", "It comes on Monday.").await;
    assert_eq!(mailed(&world, &smtp, 2 * MINUTE_MS).await.len(), 1);
}

#[tokio::test]
async fn whoever_asks_for_anothers_conversation_keeps_no_mail_back() {
    let smtp = Smtp::new().await;
    let world = world(&smtp).await;
    let mei = world.owner("Mei").await;
    proven(&world, &smtp, "anna", ANNA).await;
    reply(&world, &mei, "anna", "a1", "It comes today.").await;
    world.pass_ms(MINUTE_MS);
    world.check(get(conversation("anna")).token(&token("bert")), 404).await;
    assert_eq!(mailed(&world, &smtp, 3 * MINUTE_MS).await.len(), 1, "the answer");
}

#[tokio::test]
async fn nothing_is_mailed_to_an_address_that_was_only_typed() {
    let smtp = Smtp::new().await;
    let world = world(&smtp).await;
    let mei = world.owner("Mei").await;
    world.check(request("anna", "1"), 201).await;
    assert_eq!(leave(&world, "anna", json!({"email": ANNA})).await, MailOutcome::CodeSent);
    let letters = smtp.letters();
    assert_eq!(letters.len(), 1);
    for words in ["parcel", "Anna", "shop.example/cart"] {
        assert!(
            !letters[0].data.contains(words),
            "a code's mail carries no words of whoever typed the address"
        );
    }
    reply(&world, &mei, "anna", "a1", "It is on its way.").await;
    assert!(mailed(&world, &smtp, DAY_MS).await.is_empty());
    assert!(!detail(&world, &mei, "anna").await.contact.unwrap().confirmed);
}

#[tokio::test]
async fn another_address_must_be_proved_anew_and_one_taken_back_gets_nothing() {
    let smtp = Smtp::new().await;
    let world = world(&smtp).await;
    let mei = world.owner("Mei").await;
    proven(&world, &smtp, "anna", ANNA).await;
    assert_eq!(leave(&world, "anna", json!({"email": ANNA, "phone": "1234"})).await, MailOutcome::Confirmed);
    reply(&world, &mei, "anna", "a1", "One").await;
    assert_eq!(leave(&world, "anna", json!({"email": "eve@evil.example"})).await, MailOutcome::CodeSent);
    smtp.letters();
    assert!(mailed(&world, &smtp, 2 * MINUTE_MS).await.is_empty());
    world.check(delete(format!("{}/contact", conversation("anna"))).token(&token("anna")), 204).await;
    assert_eq!(detail(&world, &mei, "anna").await.contact, None);
    confirm(&world, "anna", "123456", 422).await;
}

#[tokio::test]
async fn a_code_is_good_for_15_minutes_five_tries_and_its_own_conversation() {
    let smtp = Smtp::new().await;
    let world = world(&smtp).await;
    for name in ["anna", "bert"] {
        world.check(request(name, "1"), 201).await;
    }
    let wrong = |code: &str| if code == "111111" { "222222" } else { "111111" };
    leave(&world, "anna", json!({"email": ANNA})).await;
    let code = smtp.letters()[0].code();
    leave(&world, "bert", json!({"email": "bert@home.example"})).await;
    smtp.letters();
    confirm(&world, "bert", &code, 422).await;
    world.pass_ms(15 * MINUTE_MS);
    confirm(&world, "anna", &code, 422).await;
    leave(&world, "anna", json!({"email": ANNA})).await;
    let code = smtp.letters()[0].code();
    for _ in 0..5 {
        confirm(&world, "anna", wrong(&code), 422).await;
    }
    confirm(&world, "anna", &code, 422).await;
    world.pass_ms(MINUTE_MS);
    leave(&world, "anna", json!({"email": ANNA})).await;
    let code = smtp.letters()[0].code();
    confirm(&world, "anna", wrong(&code), 422).await;
    // A repeat of the right one is as good.
    confirm(&world, "anna", &code, 200).await;
    confirm(&world, "anna", &code, 200).await;
}

#[tokio::test]
async fn nobody_can_flood_a_stranger_with_codes() {
    let smtp = Smtp::new().await;
    let world = world(&smtp).await;
    for name in ["anna", "bert"] {
        world.check(request(name, "1"), 201).await;
    }
    // A repeat within a minute sends no second code.
    for expected in [1, 0, 0] {
        assert_eq!(leave(&world, "anna", json!({"email": ANNA})).await, MailOutcome::CodeSent);
        assert_eq!(smtp.letters().len(), expected);
    }
    for outcome in [MailOutcome::CodeSent, MailOutcome::CodeSent, MailOutcome::TryLater] {
        world.pass_ms(2 * MINUTE_MS);
        assert_eq!(leave(&world, "anna", json!({"email": ANNA})).await, outcome);
    }
    assert_eq!(smtp.letters().len(), 2);
    // Neither from another conversation, in other letters, nor to another address from this one.
    assert_eq!(leave(&world, "bert", json!({"email": "ANNA@home.example"})).await, MailOutcome::TryLater);
    assert_eq!(leave(&world, "anna", json!({"email": "carl@home.example"})).await, MailOutcome::TryLater);
    assert_eq!(leave(&world, "bert", json!({"email": "bert@home.example"})).await, MailOutcome::CodeSent);
    world.pass_ms(DAY_MS);
    world.desk.tidy().await.unwrap();
    assert_eq!(leave(&world, "anna", json!({"email": ANNA})).await, MailOutcome::CodeSent);
}

#[tokio::test]
async fn without_a_mail_server_agents_see_what_was_left() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    world.check(request("anna", "1"), 201).await;
    let contact = json!({"email": ANNA, "phone": "+49 30 1234", "wish": "callback", "note": "after six"});
    assert_eq!(leave(&world, "anna", contact).await, MailOutcome::NotOffered);
    let contact = detail(&world, &mei, "anna").await.contact.unwrap();
    assert_eq!((contact.email.as_deref(), contact.phone.as_deref()), (Some(ANNA), Some("+49 30 1234")));
    assert_eq!((contact.confirmed, contact.wish), (false, Wish::Callback));
    assert_eq!(contact.note.as_deref(), Some("after six"));
}

#[tokio::test]
async fn a_mail_server_that_refuses_loses_nothing() {
    let smtp = Smtp::new().await;
    let world = world(&smtp).await;
    let mei = world.owner("Mei").await;
    world.check(request("anna", "1"), 201).await;
    smtp.refuse("451 not now");
    assert_eq!(leave(&world, "anna", json!({"email": ANNA})).await, MailOutcome::TryLater);
    assert_eq!(leave(&world, "anna", json!({"email": ANNA})).await, MailOutcome::CodeSent);
    let code = smtp.letters()[0].code();
    confirm(&world, "anna", &code, 200).await;
    reply(&world, &mei, "anna", "a1", "It is on its way.").await;
    smtp.refuse("451 not now");
    assert!(mailed(&world, &smtp, 2 * MINUTE_MS).await.is_empty());
    assert_eq!(mailed(&world, &smtp, 10_000).await.len(), 1);
    reply(&world, &mei, "anna", "a2", "It comes on Monday.").await;
    smtp.refuse("550 no such user");
    assert!(mailed(&world, &smtp, 2 * MINUTE_MS).await.is_empty());
    let deliveries: Vec<Delivery> =
        world.check(get("/api/v1/agent/deliveries").cookie(&mei), 200).await.json();
    let states: Vec<_> = deliveries.iter().map(|delivery| (delivery.kind, delivery.state)).collect();
    assert_eq!(
        states,
        [(DeliveryKind::Mail, DeliveryState::Dead), (DeliveryKind::Mail, DeliveryState::Done)]
    );
    // What was sent is not sent again.
    let replay = post(format!("/api/v1/agent/deliveries/{}/replay", deliveries[1].id), Value::Null);
    world.check(replay.cookie(&mei), 404).await;
}

#[tokio::test]
async fn a_visitor_is_written_to_in_their_language() {
    let smtp = Smtp::new().await;
    let world = world(&smtp).await;
    let mut body = handoff("anna", "1");
    body["language"] = "zh-CN".into();
    world.check(post("/api/v1/handoffs", body).token(&token("anna")), 201).await;
    leave(&world, "anna", json!({"email": ANNA})).await;
    let letters = smtp.letters();
    // Its subject is encoded (RFC 2047), as it is not ASCII.
    assert!(letters[0].header("Subject").starts_with("=?utf-8?"), "{}", letters[0].data);
}

#[tokio::test]
async fn what_is_no_contact_is_refused() {
    let world = World::with(|settings| settings.webhooks = Vec::<Webhook>::new()).await;
    world.check(request("anna", "1"), 201).await;
    for contact in [
        json!({}),
        json!({"email": "anna"}),
        json!({"email": "a@b.example\r\nBcc: c@d.example"}),
        json!({"phone": "call me"}),
        json!({"email": ANNA, "wish": "callback"}),
        json!({"email": ANNA, "wish": "pigeon"}),
    ] {
        let ask = post(format!("{}/contact", conversation("anna")), contact).token(&token("anna"));
        world.check(ask, 422).await;
    }
    confirm(&world, "anna", "12345", 422).await;
}
