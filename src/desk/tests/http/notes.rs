//! Notes: what agents write for one another comes to all who look, once, calls whom it names, and never to a visitor.

use desk::{Mail, Records, Webhook, Whose};
use protocol::{
    ConsoleFrame, ConversationDetail, ConversationSummary, Inbox, Note, Posted, Progress, Role, Settling,
    Status,
};
use serde_json::{Value, json};

use crate::boundary::{INBOX, World, at_desk, conversation, get, id, message, patch, post, request, token};
use crate::contact::proven;
use crate::listener::Listener;
use crate::live::Socket;
use crate::smtp::Smtp;

/// Stands in every note of these tests.
const WORD: &str = "zeppelin";

async fn note(world: &World, cookie: &str, body: Value, status: u16) -> u64 {
    let answer = world.check(post(format!("{}/notes", at_desk("anna")), body).cookie(cookie), status).await;
    if status < 300 { answer.json::<Posted>().seq } else { 0 }
}

async fn notes(world: &World, cookie: &str) -> Vec<Note> {
    let detail = world.check(get(at_desk("anna")).cookie(cookie), 200).await;
    detail.json::<ConversationDetail>().notes
}

/// Anna's conversation as an agent's inbox lists it.
async fn listed(world: &World, cookie: &str) -> Option<ConversationSummary> {
    let inbox: Inbox = world.check(get(INBOX).cookie(cookie), 200).await.json();
    inbox.conversations.into_iter().find(|row| row.id == id("anna"))
}

async fn act(world: &World, cookie: &str, path: &str, body: Value, status: u16) {
    world.check(post(format!("{}/{path}", at_desk("anna")), body).cookie(cookie), status).await;
}

/// One more agent of a team.
async fn of_team(world: &World, owner: &str, name: &str, team: &str) -> (String, String) {
    let (id, cookie) = world.colleague(name, Role::Agent).await;
    let path = format!("/api/v1/agent/agents/{id}");
    world.check(patch(path, json!({"teams": [team]})).cookie(owner), 200).await;
    (id, cookie)
}

#[tokio::test]
async fn a_note_is_kept_once_and_stands_in_time() {
    let world = World::new().await;
    let (mei, tom) = (world.owner("Mei").await, world.agent("Tom").await);
    world.check(request("anna", "1"), 201).await;
    act(&world, &mei, "claim", Value::Null, 204).await;
    let first = json!({"id": "n1", "text": " The carrier\u{0} changed. "});
    assert_eq!(note(&world, &tom, first.clone(), 201).await, 1);
    assert_eq!(note(&world, &tom, first.clone(), 200).await, 1, "a retry is one note");
    note(&world, &mei, first, 422).await;
    note(&world, &tom, json!({"id": "n1", "text": "Another"}), 422).await;
    for wrong in [
        json!({"id": "n2", "text": "  "}),
        json!({"id": "n2", "text": "x".repeat(4_001)}),
        json!({"id": "n2", "text": "x", "mentions": vec!["a"; 51]}),
        json!({"id": "n2", "text": "x", "answers": "n1"}),
        json!({"id": "n2", "text": "x", "asks": "nobody is in it"}),
    ] {
        note(&world, &tom, wrong, 422).await;
    }
    world.pass_ms(1_000);
    assert_eq!(note(&world, &mei, json!({"id": "n2", "text": "I see."}), 201).await, 2);
    let kept = notes(&world, &mei).await;
    let texts: Vec<(&str, &str)> = kept.iter().map(|it| (it.name.as_str(), it.text.as_str())).collect();
    assert_eq!(texts, [("Tom", " The carrier changed. "), ("Mei", "I see.")]);
    assert_eq!(kept[1].at - kept[0].at, 1_000);
    assert_eq!(listed(&world, &tom).await.unwrap().notes, 2);
}

#[tokio::test]
async fn an_agent_of_another_site_neither_writes_nor_is_called() {
    let world = World::with(|settings| {
        settings.sites = vec![desk::SiteSettings { id: "shop".to_owned(), ..desk::SiteSettings::default() }];
    })
    .await;
    let mei = world.owner("Mei").await;
    let (tom, tom_cookie) = world.colleague("Tom", Role::Agent).await;
    world.desk.bind_agent(&tom, &["shop"]).await.unwrap();
    world.check(request("anna", "1"), 201).await;
    note(&world, &tom_cookie, json!({"id": "n1", "text": "x"}), 404).await;
    note(&world, &mei, json!({"id": "n1", "text": "@Tom", "mentions": [tom]}), 201).await;
    assert!(notes(&world, &mei).await[0].mentions.is_empty());
    assert_eq!(listed(&world, &tom_cookie).await, None);
}

#[tokio::test]
async fn whom_a_note_names_is_called_until_having_looked() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    let (tom, tom_cookie) = world.colleague("Tom", Role::Agent).await;
    world.check(request("anna", "1"), 201).await;
    act(&world, &mei, "resolve", Value::Null, 204).await;
    assert_eq!(listed(&world, &tom_cookie).await, None, "it is over");
    let number =
        note(&world, &mei, json!({"id": "n1", "text": "@Tom look", "mentions": [tom, "gone"]}), 201).await;
    let row = listed(&world, &tom_cookie).await.expect("what calls an agent is listed though it is over");
    assert!(row.mentioned && row.status == Status::Resolved);
    assert_eq!(listed(&world, &mei).await, None);
    assert_eq!(notes(&world, &mei).await[0].mentions[0].name, "Tom");
    let revision = async || world.check(get(INBOX).cookie(&tom_cookie), 200).await.json::<Inbox>().revision;
    let before = revision().await;
    act(&world, &tom_cookie, "notes/seen", json!({"seq": number - 1}), 204).await;
    assert!(listed(&world, &tom_cookie).await.is_some());
    act(&world, &tom_cookie, "notes/seen", json!({"seq": number}), 204).await;
    act(&world, &tom_cookie, "notes/seen", json!({"seq": number}), 204).await;
    assert_eq!(listed(&world, &tom_cookie).await, None);
    assert_eq!(revision().await, before + 1, "the inbox is told, once");
}

#[tokio::test]
async fn a_team_is_asked_and_the_conversation_stays_where_it_is() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    let (_, uwe) = of_team(&world, &mei, "Uwe", "Billing").await;
    let (_, tom) = of_team(&world, &mei, "Tom", "Returns").await;
    world.check(request("anna", "1"), 201).await;
    act(&world, &tom, "claim", Value::Null, 204).await;
    let asks = |id: &str| json!({"id": id, "text": "Was it paid twice?", "asks": "Billing"});
    note(&world, &tom, asks("q1"), 201).await;
    let asked = async |cookie: &str| listed(&world, cookie).await.and_then(|row| row.asked);
    assert_eq!(asked(&uwe).await.as_deref(), Some("Billing"));
    assert_eq!((asked(&tom).await, asked(&mei).await), (None, None));
    let row = listed(&world, &tom).await.unwrap();
    assert_eq!((row.status, row.agent.as_deref()), (Status::Assigned, Some("Tom")));

    // Who is not of the team adds to it and settles nothing.
    note(&world, &mei, json!({"id": "a1", "text": "I don't know", "answers": "q1"}), 201).await;
    assert!(asked(&uwe).await.is_some());
    assert!(listed(&world, &tom).await.unwrap().mentioned, "whoever asked is called to every answer");
    note(&world, &uwe, json!({"id": "a2", "text": "Yes, on Monday", "answers": "q1"}), 201).await;
    assert_eq!(asked(&uwe).await, None);
    let question = notes(&world, &tom).await[0].question.clone().unwrap();
    assert_eq!((question.settled, question.by.as_deref()), (Some(Settling::Answered), Some("Uwe")));

    note(&world, &tom, asks("q2"), 201).await;
    act(&world, &uwe, "notes/close", json!({"note": "q2"}), 403).await;
    act(&world, &uwe, "notes/close", json!({"note": "a1"}), 404).await;
    act(&world, &tom, "notes/close", json!({"note": "q2"}), 204).await;
    act(&world, &tom, "notes/close", json!({"note": "q2"}), 204).await;
    assert_eq!(asked(&uwe).await, None);
    note(&world, &tom, asks("q3"), 201).await;
    act(&world, &mei, "notes/close", json!({"note": "q3"}), 204).await;
    let question = notes(&world, &tom).await.pop().unwrap().question.unwrap();
    assert_eq!((question.settled, question.by.as_deref()), (Some(Settling::Closed), Some("Mei")));
}

#[tokio::test]
async fn a_conversation_goes_back_to_the_assistant_with_a_note_or_not_at_all() {
    let world = World::new().await;
    let (mei, tom) = (world.owner("Mei").await, world.agent("Tom").await);
    world.check(request("anna", "1"), 201).await;
    act(&world, &mei, "claim", Value::Null, 204).await;
    let back = |id: &str, text: &str| json!({"note": {"id": id, "text": text}});
    act(&world, &tom, "return", back("n1", "Mine"), 409).await;
    note(&world, &mei, json!({"id": "taken", "text": "x"}), 201).await;
    act(&world, &mei, "return", back("taken", "y"), 422).await;
    act(&world, &mei, "return", back("n1", ""), 422).await;
    assert_eq!(listed(&world, &mei).await.unwrap().status, Status::Assigned, "nothing was done");
    act(&world, &mei, "return", back("n1", "It knows the rest"), 204).await;
    act(&world, &mei, "return", back("n1", "It knows the rest"), 204).await;
    let kept = notes(&world, &mei).await;
    assert_eq!((kept.len(), kept[1].with_return, kept[0].with_return), (2, true, false));
    let progress = world.check(get(conversation("anna")).token(&token("anna")), 200).await;
    assert_eq!(progress.json::<Progress>().status, Status::Returned);
}

#[tokio::test]
async fn notes_come_at_once_to_every_agent_who_looks() {
    let world = World::new().await;
    let (at, mei) = (world.listen().await, world.owner("Mei").await);
    let (_, uwe) = of_team(&world, &mei, "Uwe", "Billing").await;
    world.check(request("anna", "1"), 201).await;
    note(&world, &mei, json!({"id": "n1", "text": "known"}), 201).await;
    let mut desk = Socket::agent(at, &uwe).await;
    desk.say(json!({"open": {"conversation": id("anna"), "after": 1, "notes": 1}})).await;
    let mut next = async || {
        desk.until(|frame| match frame {
            ConsoleFrame::News(news) => Some((news.notes, news.summary)),
            _ => None,
        })
        .await
    };
    assert!(next().await.0.is_empty(), "it has that note");
    note(&world, &mei, json!({"id": "q1", "text": "Paid?", "asks": "Billing"}), 201).await;
    let (told, summary) = next().await;
    assert_eq!((told.len(), told[0].id.as_str(), summary.asked.as_deref()), (1, "q1", Some("Billing")));
    note(&world, &uwe, json!({"id": "a1", "text": "Yes", "answers": "q1"}), 201).await;
    let (told, summary) = next().await;
    let ids: Vec<&str> = told.iter().map(|it| it.id.as_str()).collect();
    assert_eq!((ids, summary.asked), (vec!["a1", "q1"], None), "the answer, and the question settled by it");
}

#[tokio::test]
async fn no_word_of_it_reaches_a_visitor_a_mail_or_a_webhook() {
    let (listener, smtp) = (Listener::new().await, Smtp::new().await);
    let world = World::with(|settings| {
        settings.webhooks = vec![Webhook {
            url: listener.url.clone(),
            secrets: vec!["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned()],
            include_words: true,
            allow_private: true,
            ..Webhook::default()
        }];
        let from = "Shop <help@shop.example>".to_owned();
        settings.mail = Some(Mail { url: smtp.url.clone(), from, ..Mail::default() });
    })
    .await;
    world.desk.begin_alerts().await.unwrap();
    let (at, mei) = (world.listen().await, world.owner("Mei").await);
    let (uwe, uwe_cookie) = of_team(&world, &mei, "Uwe", "Billing").await;
    proven(&world, &smtp, "anna", "anna@home.example").await;
    act(&world, &mei, "claim", Value::Null, 204).await;
    let mut anna = Socket::visitor(at, "anna", 0).await;
    let known = anna.progress().await.events.last().unwrap().seq;

    note(
        &world,
        &mei,
        json!({"id": "n1", "text": format!("{WORD} @Uwe"), "mentions": [uwe], "asks": "Billing"}),
        201,
    )
    .await;
    note(&world, &uwe_cookie, json!({"id": "n2", "text": WORD, "answers": "n1"}), 201).await;
    act(&world, &mei, "notes/seen", json!({"seq": 9}), 204).await;
    act(&world, &mei, "due", json!({"due_at": crate::boundary::START + 3_600_000}), 204).await;
    act(&world, &mei, "snooze", json!({"until": crate::boundary::START + 60_000}), 204).await;
    world.pass_ms(60_000);
    world.desk.live_on().await.unwrap();
    act(&world, &mei, "messages", message("m1", "Hello Anna"), 201).await;
    let first = anna.progress().await;
    assert_eq!(first.events.len(), 1, "of what agents did among themselves came no frame at all: {first:?}");
    assert_eq!(first.events[0].seq, known + 1, "and no number is missing");
    act(&world, &mei, "return", json!({"note": {"id": "n3", "text": WORD}}), 204).await;
    let returned = anna.progress().await;
    assert_eq!(returned.status, Status::Returned);

    world.pass_ms(3_600_000);
    world.desk.deliver().await.unwrap();
    let whole =
        world.check(get(format!("{}?after=0", conversation("anna"))).token(&token("anna")), 200).await;
    let posts = listener.posts().into_iter().map(|post| post.body);
    let mails = smtp.letters().into_iter().map(|letter| letter.data);
    let told: Vec<String> =
        posts.chain(mails).chain([whole.text(), format!("{first:?} {returned:?}")]).collect();
    assert!(told.iter().any(|text| text.contains("Hello Anna")), "the test looks where words go");
    for text in &told {
        for hidden in [WORD, "note", "Billing", "snooze", "Uwe", "exception"] {
            assert!(!text.contains(hidden), "{hidden}: {text}");
        }
    }
    assert!(told.len() >= 5, "webhooks, a mail, the conversation and the frames: {}", told.len());
    // The owner's export has them: they are personal data as all else.
    let records = Records::open(world.settings.location()).await.unwrap();
    let mut exported = String::new();
    let export = |one: desk::Exported| -> Result<(), desk::DeskError> {
        exported = serde_json::to_string(&one).unwrap();
        Ok(())
    };
    records.export(&Whose::All, export).await.unwrap();
    assert_eq!(exported.matches(WORD).count(), 3);
}
