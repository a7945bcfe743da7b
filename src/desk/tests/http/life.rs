//! The life of a handoff: whose it becomes, how it ends, and what is read along.

use desk::{Assignment, TeamSettings};
use protocol::{AgentSession, Author, ConversationDetail, Inbox, Progress, Role, Satisfaction, Status};
use serde_json::{Value, json};

use crate::boundary::{
    INBOX, START, World, at_desk, conversation, get, handoff, id, message, patch, post, request, token, watch,
};

async fn detail(world: &World, cookie: &str, name: &str) -> ConversationDetail {
    world.check(get(at_desk(name)).cookie(cookie), 200).await.json()
}

async fn progress(world: &World, name: &str) -> Progress {
    world.check(get(conversation(name)).token(&token(name)), 200).await.json()
}

async fn me(world: &World, cookie: &str) -> String {
    let session: AgentSession = world.check(get("/api/v1/agent/session").cookie(cookie), 200).await.json();
    session.agent
}

async fn give(world: &World, cookie: &str, name: &str, to: Value, status: u16) {
    world.check(post(format!("{}/transfer", at_desk(name)), to).cookie(cookie), status).await;
}

#[tokio::test]
async fn a_conversation_goes_to_a_colleague_or_a_teams_line_and_keeps_its_place() {
    let world = World::new().await;
    let (mei, lea) = (world.owner("Mei").await, world.colleague("Lea", Role::Lead).await);
    let (tom, tom_cookie) = world.colleague("Tom", Role::Agent).await;
    world.check(request("anna", "1"), 201).await;
    world.pass_ms(1_000);
    world.check(request("bert", "1"), 201).await;
    give(&world, &mei, "anna", json!({"agent": "nobody"}), 404).await;
    give(&world, &mei, "anna", json!({}), 422).await;
    give(&world, &mei, "anna", json!({"agent": tom, "team": "billing"}), 422).await;
    give(&world, &mei, "anna", json!({"agent": tom}), 204).await;
    give(&world, &mei, "anna", json!({"agent": tom}), 204).await;
    let zoe = world.agent("Zoe").await;
    give(&world, &zoe, "anna", json!({"team": "billing"}), 409).await;
    let anna = detail(&world, &mei, "anna").await;
    assert_eq!((anna.summary.status, anna.summary.agent.as_deref()), (Status::Assigned, Some("Tom")));
    assert_eq!(anna.events.last().unwrap().agent.as_deref(), Some("Tom"));
    // A lead may give away what another has, and to a team it goes back to where its age puts it.
    give(&world, &lea.1, "anna", json!({"team": "billing"}), 204).await;
    let inbox: Inbox = world.check(get(INBOX).cookie(&tom_cookie), 200).await.json();
    assert_eq!(inbox.conversations[0].id, id("anna"));
    assert_eq!(inbox.conversations[0].team.as_deref(), Some("billing"));
    assert_eq!(progress(&world, "bert").await.position, Some(2));
    world.check(post(format!("{}/resolve", at_desk("anna")), Value::Null).cookie(&mei), 204).await;
    give(&world, &mei, "anna", json!({"team": "billing"}), 409).await;
}

#[tokio::test]
async fn the_desk_gives_to_the_right_team_with_the_least_to_do_and_takes_back_what_is_not_taken_up() {
    let world = World::with(|settings| settings.assignment = Assignment::Load).await;
    let (mei, tom) = (world.owner("Mei").await, world.agent("Tom").await);
    let (mei_id, tom_id) = (me(&world, &mei).await, me(&world, &tom).await);
    world
        .check(
            patch(format!("/api/v1/agent/agents/{tom_id}"), json!({"teams": ["billing"]})).cookie(&mei),
            200,
        )
        .await;
    world
        .check(patch(format!("/api/v1/agent/agents/{mei_id}"), json!({"capacity": 1})).cookie(&mei), 200)
        .await;
    let mut of_billing = handoff("anna", "1");
    of_billing["team"] = "billing".into();
    world.check(post("/api/v1/handoffs", of_billing).token(&token("anna")), 201).await;
    world.check(request("bert", "1"), 201).await;
    world.check(request("carl", "1"), 201).await;
    world.desk.live_on().await.unwrap();
    let owner = async |name| detail(&world, &mei, name).await.summary.agent;
    assert_eq!(owner("anna").await.as_deref(), Some("Tom"), "his team");
    assert_eq!(owner("bert").await.as_deref(), Some("Mei"), "she has nothing to do yet");
    assert_eq!(owner("carl").await.as_deref(), Some("Tom"), "she has no room for more");
    // Tom answers one; the other waits for him in vain.
    world
        .check(post(format!("{}/messages", at_desk("anna")), message("m1", "Hello")).cookie(&tom), 201)
        .await;
    world.check(post(format!("{}/claim", at_desk("bert")), Value::Null).cookie(&mei), 204).await;
    world.pass_ms(59_999);
    world.desk.live_on().await.unwrap();
    assert_eq!(owner("carl").await.as_deref(), Some("Tom"));
    world.pass_ms(1);
    world.desk.live_on().await.unwrap();
    assert_eq!(owner("carl").await, None, "Tom let it pass and Mei has no room");
    assert_eq!((owner("anna").await.as_deref(), owner("bert").await.as_deref()), (Some("Tom"), Some("Mei")));
    world.check(post(format!("{}/resolve", at_desk("bert")), Value::Null).cookie(&mei), 204).await;
    world.desk.live_on().await.unwrap();
    assert_eq!(owner("carl").await.as_deref(), Some("Mei"));
    // Whoever is away, or has not been seen, gets nothing.
    world.check(post("/api/v1/agent/presence", json!({"presence": "away"})).cookie(&tom), 204).await;
    world.check(request("dora", "1"), 201).await;
    world.desk.live_on().await.unwrap();
    assert_eq!(owner("dora").await, None);
}

#[tokio::test]
async fn a_visitor_ends_it_and_says_how_it_was() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    let end = |name: &str| post(format!("{}/end", conversation(name)), Value::Null).token(&token(name));
    let satisfy = |name: &str, body: Value| {
        post(format!("{}/satisfaction", conversation(name)), body).token(&token(name))
    };
    world.check(request("anna", "1"), 201).await;
    world.check(end("anna"), 204).await;
    world.check(end("anna"), 204).await;
    assert_eq!(progress(&world, "anna").await.status, Status::Returned);
    world.check(request("bert", "1"), 201).await;
    world.check(post(format!("{}/claim", at_desk("bert")), Value::Null).cookie(&mei), 204).await;
    world.check(satisfy("bert", json!({"score": 5})), 409).await;
    world.check(end("bert"), 204).await;
    assert_eq!(progress(&world, "bert").await.status, Status::Resolved);
    for score in [0, 6] {
        world.check(satisfy("bert", json!({"score": score})), 422).await;
    }
    world.check(satisfy("bert", json!({"score": 2, "comment": " Slow \u{0}"})), 204).await;
    world.check(satisfy("bert", json!({"score": 4, "comment": "Slow"})), 204).await;
    let said = Some(Satisfaction { score: 4, comment: Some("Slow".to_owned()) });
    assert_eq!(progress(&world, "bert").await.satisfaction, said);
    assert_eq!(detail(&world, &mei, "bert").await.summary.satisfaction, said);
}

#[tokio::test]
async fn a_team_has_a_target_for_its_first_answer_and_a_long_wait_is_said() {
    let world = World::with(|settings| {
        settings.teams = vec![TeamSettings {
            id: "billing".to_owned(),
            first_response_target_s: Some(60),
            ..TeamSettings::default()
        }];
        settings.first_response_s = Some(300);
        settings.wait_limit_s = Some(45);
    })
    .await;
    let mei = world.owner("Mei").await;
    let mut of_billing = handoff("anna", "1");
    of_billing["team"] = "billing".into();
    world.check(post("/api/v1/handoffs", of_billing).token(&token("anna")), 201).await;
    world.check(request("bert", "1"), 201).await;
    let due = async |name| detail(&world, &mei, name).await.summary.due_at;
    assert_eq!((due("anna").await, due("bert").await), (Some(START + 60_000), Some(START + 300_000)));
    world
        .check(post(format!("{}/messages", at_desk("anna")), message("m1", "Hello")).cookie(&mei), 201)
        .await;
    assert_eq!(due("anna").await, None, "somebody answered");
    assert!(!progress(&world, "bert").await.long_wait, "nothing is known of the wait yet");
    for (at, wait_ms) in [60_000, 60_000].into_iter().enumerate() {
        let name = format!("early{at}");
        world.check(request(&name, "1"), 201).await;
        world.pass_ms(wait_ms);
        world.check(post(format!("{}/claim", at_desk(&name)), "".into()).cookie(&mei), 204).await;
    }
    world.check(post(format!("{}/claim", at_desk("bert")), "".into()).cookie(&mei), 204).await;
    world.check(request("carl", "1"), 201).await;
    let carl = progress(&world, "carl").await;
    assert_eq!((carl.expected_wait_s, carl.long_wait), (Some(60), true));
    world.pass_ms(20_000);
    assert!(!progress(&world, "carl").await.long_wait, "most of it is over");
}

#[tokio::test]
async fn the_wait_is_reckoned_by_how_long_agents_have_conversations_once_that_is_known() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    let id = me(&world, &mei).await;
    world.check(patch(format!("/api/v1/agent/agents/{id}"), json!({"capacity": 1})).cookie(&mei), 200).await;
    for at in 0..3 {
        let name = format!("early{at}");
        world.check(request(&name, "1"), 201).await;
        world.check(post(format!("{}/claim", at_desk(&name)), "".into()).cookie(&mei), 204).await;
        world.pass_ms(120_000);
        world.check(post(format!("{}/resolve", at_desk(&name)), "".into()).cookie(&mei), 204).await;
    }
    for name in ["anna", "bert", "carl"] {
        world.check(request(name, "1"), 201).await;
    }
    let wait = async |name| progress(&world, name).await.expected_wait_s;
    assert_eq!(wait("anna").await, Some(0), "Mei is free, and waits were none");
    assert_eq!((wait("bert").await, wait("carl").await), (Some(120), Some(240)));
    world.check(post("/api/v1/agent/presence", json!({"presence": "away"})).cookie(&mei), 204).await;
    assert_eq!(wait("carl").await, Some(0), "with nobody there only the earlier waits tell");
}

#[tokio::test]
async fn what_nobody_came_for_expires_and_can_be_taken_up_still() {
    let world = World::with(|settings| settings.expire_hours = 1).await;
    let mei = world.owner("Mei").await;
    world.check(request("anna", "1"), 201).await;
    world.pass_ms(3_599_999);
    world.desk.live_on().await.unwrap();
    assert_eq!(progress(&world, "anna").await.status, Status::Requested);
    world.pass_ms(1);
    world.desk.live_on().await.unwrap();
    assert_eq!(progress(&world, "anna").await.status, Status::Expired);
    world
        .check(post(format!("{}/messages", at_desk("anna")), message("m1", "Sorry")).cookie(&mei), 201)
        .await;
    assert_eq!(progress(&world, "anna").await.status, Status::Assigned);
}

#[tokio::test]
async fn agents_read_along_add_and_correct_and_step_in() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    let tell = |said: &[(&str, &str)]| post("/api/v1/watch", watch("anna", said)).token(&token("anna"));
    world.check(tell(&[("v1", "Where is it?"), ("a1", "Under way")]), 204).await;
    world.check(tell(&[("v1", "Where is it?"), ("a1", "Under way"), ("v2", "Since when?")]), 204).await;
    world.check(post("/api/v1/watch", watch("anna", &[])).token(&token("bert")), 404).await;
    let mut of_an_agent = watch("anna", &[("v9", "x")]);
    of_an_agent["said"][0]["author"] = "agent".into();
    world.check(post("/api/v1/watch", of_an_agent).token(&token("anna")), 422).await;
    let inbox: Inbox = world.check(get(INBOX).cookie(&mei), 200).await.json();
    assert_eq!((inbox.conversations.len(), inbox.conversations[0].status), (1, Status::Watched));
    assert_eq!(inbox.conversations[0].preview, "Since when?");

    let whisper = json!({"id": "w1", "text": "Since Monday", "corrects": "a1", "at": 1});
    world.check(post(format!("{}/whisper", at_desk("anna")), whisper.clone()).cookie(&mei), 201).await;
    world.check(post(format!("{}/whisper", at_desk("anna")), whisper).cookie(&mei), 200).await;
    let seen = progress(&world, "anna").await;
    assert_eq!(seen.status, Status::Watched, "the assistant keeps it");
    let said: Vec<_> = seen.events.iter().filter_map(|event| event.message.as_ref()).collect();
    let authors: Vec<Author> = said.iter().map(|message| message.author).collect();
    assert_eq!(authors, [Author::Visitor, Author::Assistant, Author::Visitor, Author::Agent]);
    assert_eq!(said[3].corrects.as_deref(), Some("a1"));
    assert!(seen.events.iter().map(|event| event.seq).eq(1..=5));

    world.check(post(format!("{}/claim", at_desk("anna")), "".into()).cookie(&mei), 204).await;
    assert_eq!(progress(&world, "anna").await.status, Status::Assigned);
    world.check(tell(&[("v3", "Hello?")]), 409).await;
    let late = json!({"id": "w2", "text": "No", "at": 1});
    world.check(post(format!("{}/whisper", at_desk("anna")), late).cookie(&mei), 409).await;
}

#[tokio::test]
async fn a_person_asked_for_in_a_conversation_that_was_read_along_knows_all_of_it() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    let tell = post("/api/v1/watch", watch("anna", &[("v1", "Where is it?"), ("a1", "Under way")]));
    world.check(tell.token(&token("anna")), 204).await;
    world.check(request("anna", "1"), 201).await;
    let anna = detail(&world, &mei, "anna").await;
    assert_eq!(anna.summary.status, Status::Requested);
    assert_eq!(anna.request.question, "Where is the parcel of anna?");
    assert!(anna.events.iter().map(|event| event.seq).eq(1..=4));
    world.pass_ms(31 * 60_000);
    world.check(post("/api/v1/watch", watch("bert", &[("v1", "Hi")])).token(&token("bert")), 204).await;
    world.pass_ms(30 * 60_000);
    let inbox: Inbox = world.check(get(INBOX).cookie(&mei), 200).await.json();
    assert_eq!(inbox.conversations.len(), 1, "an old one with the assistant is listed no longer");
}
