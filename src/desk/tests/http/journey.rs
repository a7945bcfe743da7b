//! One conversation from the request to its end, seen from both sides.

use protocol::{Author, ConversationDetail, HandoffReply, HandoffRequest, Inbox, Posted, Progress, Status};

use crate::boundary::{INBOX, World, at_desk, conversation, get, handoff, message, post, request, token};

#[tokio::test]
async fn a_visitor_reaches_a_person_and_reads_the_answer() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    let visitor = token("anna");
    let reply: HandoffReply = world.check(request("anna", "1"), 201).await.json();
    assert!(
        matches!(&reply, HandoffReply::Accepted { position: 1, expected_wait_s: None, seq: 1, .. }),
        "{reply:?}"
    );

    let inbox: Inbox = world.check(get(INBOX).cookie(&mei), 200).await.json();
    let [summary] = &inbox.conversations[..] else { panic!("{inbox:?}") };
    assert_eq!((summary.visitor.as_deref(), summary.number, summary.status), (None, 1, Status::Requested));
    assert_eq!(summary.preview, "Where is the parcel of anna?");
    assert!(summary.waiting_for_agent);
    world.check(get(format!("{INBOX}?after={}", inbox.revision)).cookie(&mei), 304).await;

    let detail: ConversationDetail = world.check(get(at_desk("anna")).cookie(&mei), 200).await.json();
    let sent: HandoffRequest = serde_json::from_value(handoff("anna", "1")).unwrap();
    assert_eq!(detail.request, sent);

    let answer =
        post(format!("{}/messages", at_desk("anna")), message("a1", "Hello, **Mei** here.")).cookie(&mei);
    let posted: Posted = world.check(answer, 201).await.json();
    assert_eq!(posted.seq, 3, "requested, assigned by the reply, the reply");
    let progress: Progress = world.check(get(conversation("anna")).token(&visitor), 200).await.json();
    assert_eq!((progress.status, progress.agent.as_deref()), (Status::Assigned, Some("Mei")));
    assert_eq!((progress.position, progress.expected_wait_s), (None, None));
    let said = progress.events[2].message.as_ref().unwrap();
    assert_eq!((said.author, said.name.as_deref()), (Author::Agent, Some("Mei")));
    assert_eq!(said.text, "Hello, **Mei** here.");

    let thanks =
        post(format!("{}/messages", conversation("anna")), message("v1", "Thank\u{0}s 👍\n")).token(&visitor);
    let posted: Posted = world.check(thanks, 201).await.json();
    let path = format!("{}?after=3", conversation("anna"));
    let progress: Progress = world.check(get(path).token(&visitor), 200).await.json();
    let [event] = &progress.events[..] else { panic!("{progress:?}") };
    assert_eq!((event.seq, event.seq), (posted.seq, 4));
    assert_eq!(event.message.as_ref().unwrap().text, "Thanks 👍\n");

    let inbox: Inbox =
        world.check(get(format!("{INBOX}?after={}", inbox.revision)).cookie(&mei), 200).await.json();
    assert_eq!(inbox.conversations[0].preview, "Thanks 👍");
    world.check(post(format!("{}/resolve", at_desk("anna")), "".into()).cookie(&mei), 204).await;
    let inbox: Inbox = world.check(get(INBOX).cookie(&mei), 200).await.json();
    assert!(inbox.conversations.is_empty());
}

#[tokio::test]
async fn a_visitor_comes_back_after_the_end() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    world.check(request("anna", "1"), 201).await;
    for (action, key) in [("return", "2"), ("resolve", "3")] {
        world.check(post(format!("{}/{action}", at_desk("anna")), "".into()).cookie(&mei), 204).await;
        let mut again = handoff("anna", key);
        again["question"] = format!("Once more, {key}").into();
        let again = post("/api/v1/handoffs", again).token(&token("anna"));
        world.check(again, 201).await;
        let detail: ConversationDetail = world.check(get(at_desk("anna")).cookie(&mei), 200).await.json();
        assert_eq!(detail.summary.status, Status::Requested);
        assert_eq!(detail.request.question, format!("Once more, {key}"));
        assert_eq!(detail.summary.preview, detail.request.question);
    }
    world.check(post(format!("{}/resolve", at_desk("anna")), "".into()).cookie(&mei), 204).await;
    let late = post(format!("{}/messages", conversation("anna")), message("late", "One more thing"));
    world.check(late.token(&token("anna")), 201).await;
    let inbox: Inbox = world.check(get(INBOX).cookie(&mei), 200).await.json();
    assert_eq!(inbox.conversations.len(), 1, "late words were meant for a person");
}

#[tokio::test]
async fn a_conversation_has_one_owner() {
    let world = World::new().await;
    let (mei, tom) = (world.owner("Mei").await, world.agent("Tom").await);
    world.check(request("anna", "1"), 201).await;
    let act =
        |action: &str, cookie: &str| post(format!("{}/{action}", at_desk("anna")), "".into()).cookie(cookie);
    let say = |id: &str, cookie: &str| {
        post(format!("{}/messages", at_desk("anna")), message(id, "Hello")).cookie(cookie)
    };
    for (ask, status) in [
        (act("claim", &mei), 204),
        (act("claim", &mei), 204),
        (act("claim", &tom), 409),
        (say("t1", &tom), 409),
        (act("release", &tom), 409),
        (act("resolve", &tom), 409),
        (act("return", &tom), 409),
        (act("release", &mei), 204),
        (act("release", &mei), 204),
        (say("t1", &tom), 201),
        (say("t1", &tom), 200),
        (act("claim", &mei), 409),
        (act("return", &tom), 204),
        (act("return", &tom), 204),
        (act("release", &tom), 409),
        (act("resolve", &tom), 409),
        (act("claim", &mei), 204),
        (act("resolve", &mei), 204),
    ] {
        world.check(ask, status).await;
    }
    let progress: Progress = world.check(get(conversation("anna")).token(&token("anna")), 200).await.json();
    let steps: Vec<Option<Status>> = progress.events.iter().map(|event| event.status).collect();
    use Status::{Assigned, Requested, Resolved, Returned};
    assert_eq!(
        steps,
        [
            Some(Requested),
            Some(Assigned),
            Some(Requested),
            Some(Assigned),
            None,
            Some(Returned),
            Some(Assigned),
            Some(Resolved)
        ]
    );
}

#[tokio::test]
async fn twenty_agents_claim_and_one_gets_it() {
    let world = World::new().await;
    world.check(request("anna", "1"), 201).await;
    let mut cookies = Vec::new();
    for at in 0..20 {
        cookies.push(world.agent(&format!("Agent {at}")).await);
    }
    let world = std::sync::Arc::new(world);
    let tries: Vec<_> = cookies
        .into_iter()
        .map(|cookie| {
            let world = world.clone();
            tokio::spawn(async move {
                let reply =
                    post(format!("{}/messages", at_desk("anna")), message(&cookie, "Mine")).cookie(&cookie);
                world.send(reply).await.status
            })
        })
        .collect();
    let mut statuses = Vec::new();
    for one in tries {
        statuses.push(one.await.unwrap());
    }
    statuses.sort_unstable();
    assert_eq!(statuses[0], 201);
    assert!(statuses[1..].iter().all(|status| *status == 409), "{statuses:?}");
}

#[tokio::test]
async fn what_the_assistant_answers_meanwhile_is_kept_as_its_own_and_a_team_once() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    let visitor = token("anna");
    let mut ask = handoff("anna", "1");
    ask["team"] = serde_json::Value::Null;
    world.check(post("/api/v1/handoffs", ask).token(&visitor), 201).await;
    let messages = format!("{}/messages", conversation("anna"));
    let say = async |id: &str, extra: serde_json::Value, status: u16| {
        let mut body = message(id, "Within 30 days.");
        body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        world.check(post(messages.clone(), body).token(&visitor), status).await
    };
    say("v1", serde_json::json!({"team": "returns"}), 201).await;
    say("v2", serde_json::json!({"team": "billing"}), 201).await;
    let answer = serde_json::json!({"entry": "returns", "confidence": 0.9, "team": "billing"});
    say("a1", answer.clone(), 201).await;
    say("a1", answer, 200).await;
    say("a2", serde_json::json!({"entry": "returns", "confidence": 7}), 422).await;
    let detail: ConversationDetail = world.check(get(at_desk("anna")).cookie(&mei), 200).await.json();
    assert_eq!(detail.summary.team.as_deref(), Some("returns"));
    assert!(detail.summary.waiting_for_agent);
    let said = detail.events.iter().filter_map(|event| event.message.as_ref()).collect::<Vec<_>>();
    let authors: Vec<Author> = said.iter().map(|message| message.author).collect();
    assert_eq!(authors, [Author::Visitor, Author::Visitor, Author::Assistant]);
    assert_eq!((said[2].entry.as_deref(), said[2].confidence), (Some("returns"), Some(0.9)));

    // An agent's words are the agent's, whatever the body says.
    let mut reply = message("r1", "Hello");
    reply["entry"] = "returns".into();
    world.check(post(format!("{}/messages", at_desk("anna")), reply).cookie(&mei), 201).await;
    let detail: ConversationDetail = world.check(get(at_desk("anna")).cookie(&mei), 200).await.json();
    let last = detail.events.iter().rev().find_map(|event| event.message.as_ref()).unwrap();
    assert_eq!((last.author, &last.entry), (Author::Agent, &None));
}
