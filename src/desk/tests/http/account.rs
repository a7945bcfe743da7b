//! Accounts: passwords, sessions that can be ended, roles, and what becomes of a disabled agent's work.

use std::sync::Arc;

use protocol::{
    AgentProfile, AgentSession, Agents, ConversationDetail, Inbox, Invited, Presence, Problem, Progress,
    Role, Sessions, SignInCode, Status,
};
use serde_json::{Value, json};

use crate::boundary::{
    Ask, INBOX, OWN, SESSION, World, at_desk, conversation, delete, get, patch, post, request, token,
};

const AGENTS: &str = "/api/v1/agent/agents";
const SESSIONS: &str = "/api/v1/agent/sessions";
const PASSWORD: &str = "/api/v1/agent/password";
const GOOD: &str = "correct horse battery";
const OTHER: &str = "staple a new battery";

fn sign_in(login: &str, password: &str) -> Ask {
    post(SESSION, json!({"login": login, "password": password})).origin(OWN)
}

fn set_password(cookie: &str, body: Value) -> Ask {
    post(PASSWORD, body).cookie(cookie)
}

fn agent(id: &str) -> String {
    format!("{AGENTS}/{id}")
}

fn take_over(name: &str, from: &str, cookie: &str) -> Ask {
    post(format!("{}/claim", at_desk(name)), json!({"from": from})).cookie(cookie)
}

/// The cookie that a sign-in with a password gives.
async fn cookie(world: &World, login: &str, password: &str) -> String {
    let answer = world.check(sign_in(login, password), 201).await;
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

async fn kind(world: &World, ask: Ask, status: u16) -> String {
    world.check(ask, status).await.json::<Problem>().kind.replace("/problems/", "")
}

/// What an owner's console lists, by name.
async fn profile(world: &World, cookie: &str, name: &str) -> AgentProfile {
    let list: Agents = world.check(get(AGENTS).cookie(cookie), 200).await.json();
    list.agents.into_iter().find(|agent| agent.name == name).unwrap()
}

#[tokio::test]
async fn a_password_signs_in_and_its_change_needs_the_old_one() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    world.check(set_password(&mei, json!({"password": "short", "login": "mei"})), 422).await;
    world.check(set_password(&mei, json!({"password": GOOD})), 422).await;
    world.check(set_password(&mei, json!({"password": GOOD, "login": "Mei@Shop.example"})), 204).await;
    let session: AgentSession = world.check(get(SESSION).cookie(&mei), 200).await.json();
    assert_eq!((session.login.as_deref(), session.has_password), (Some("mei@shop.example"), true));

    let elsewhere = cookie(&world, " mei@shop.EXAMPLE ", GOOD).await;
    world.pass_ms(15 * 60_000);
    for body in [
        json!({"password": OTHER}),
        json!({"password": OTHER, "old": "not the old password"}),
        json!({"password": OTHER, "old": ""}),
    ] {
        for signed_in in [&mei, &elsewhere] {
            assert_eq!(kind(&world, set_password(signed_in, body.clone()), 403).await, "old-password");
        }
    }
    let login = json!({"password": OTHER, "old": GOOD, "login": "another"});
    assert_eq!(kind(&world, set_password(&elsewhere, login), 422).await, "invalid");
    world.check(set_password(&elsewhere, json!({"password": OTHER, "old": GOOD})), 204).await;
    world.check(get(SESSION).cookie(&mei), 401).await;
    world.check(get(SESSION).cookie(&elsewhere), 200).await;
    world.check(sign_in("mei@shop.example", GOOD), 401).await;
    world.check(sign_in("mei@shop.example", OTHER), 201).await;
}

#[tokio::test]
async fn only_a_fresh_code_sets_a_password_without_the_old_one() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    let (id, tom) = world.colleague("Tom", Role::Agent).await;
    world.check(set_password(&tom, json!({"password": GOOD})), 204).await;
    let signed_in = cookie(&world, "tom", GOOD).await;
    assert_eq!(kind(&world, set_password(&signed_in, json!({"password": OTHER})), 403).await, "old-password");
    let fresh: SignInCode =
        world.check(post(format!("{}/code", agent(&id)), "".into()).cookie(&mei), 201).await.json();
    let by_code = world.sign_in(&fresh.code, "Tom").await;
    world.pass_ms(15 * 60_000 - 1);
    world.check(set_password(&by_code, json!({"password": OTHER})), 204).await;
    world.pass_ms(1);
    assert_eq!(kind(&world, set_password(&by_code, json!({"password": GOOD})), 403).await, "old-password");
    // Without any password a session that is no longer fresh sets none either.
    let (_, old) = world.colleague("Ute", Role::Agent).await;
    world.pass_ms(15 * 60_000);
    assert_eq!(kind(&world, set_password(&old, json!({"password": GOOD})), 403).await, "old-password");
}

#[tokio::test]
async fn whatever_is_wrong_is_told_in_the_same_words() {
    let world = World::new().await;
    let (_, tom) = world.colleague("Tom", Role::Agent).await;
    world.colleague("Ute", Role::Agent).await;
    world.check(set_password(&tom, json!({"password": GOOD})), 204).await;
    let wrong = world.check(sign_in("tom", OTHER), 401).await;
    for ask in [sign_in("nobody", GOOD), sign_in("ute", ""), sign_in("ute", GOOD), sign_in("", "")] {
        assert_eq!(world.check(ask, 401).await.body, wrong.body);
    }
    for body in [json!({"login": "tom"}), json!({}), json!({"login": "tom", "password": 1}), json!([])] {
        world.check(post(SESSION, body).origin(OWN), 422).await;
    }
    world.check(sign_in("tom", &"x".repeat(257)), 422).await;
    let foreign = post(SESSION, json!({"login": "tom", "password": GOOD})).origin("https://evil.example");
    world.check(foreign, 403).await;
}

#[tokio::test]
async fn guessing_a_password_is_slow_and_shuts_nobody_out_who_is_in() {
    let world = World::new().await;
    let (_, tom) = world.colleague("Tom", Role::Agent).await;
    world.check(set_password(&tom, json!({"password": GOOD})), 204).await;
    for at in 0..10 {
        // Another address would have its own minute; the login's quarter of an hour goes on.
        world.pass_ms(if at == 5 { 61_000 } else { 0 });
        world.check(sign_in("TOM", OTHER), 401).await;
    }
    world.pass_ms(61_000);
    let answer = world.check(sign_in("tom", GOOD), 429).await;
    assert_eq!(answer.header("retry-after"), (15 * 60 - 2 * 61 + 1).to_string());
    world.check(sign_in("ute", GOOD), 401).await;
    world.check(get(SESSION).cookie(&tom), 200).await;
    world.check(set_password(&tom, json!({"password": OTHER, "old": GOOD})), 204).await;
    world.pass_ms(15 * 60_000);
    world.check(sign_in("tom", OTHER), 201).await;
}

#[tokio::test]
async fn guessing_the_old_password_keeps_nobody_from_signing_in() {
    let world = World::new().await;
    let (_, tom) = world.colleague("Tom", Role::Agent).await;
    world.check(set_password(&tom, json!({"password": GOOD})), 204).await;
    world.pass_ms(15 * 60_000);
    for _ in 0..10 {
        world.check(set_password(&tom, json!({"password": OTHER, "old": "a guess"})), 403).await;
    }
    world.check(set_password(&tom, json!({"password": OTHER, "old": GOOD})), 429).await;
    world.check(get(SESSION).cookie(&tom), 200).await;
    world.check(sign_in("tom", GOOD), 201).await;
}

#[tokio::test]
async fn many_guesses_at_once_are_no_way_around() {
    let world = Arc::new(World::new().await);
    let guesses: Vec<_> = (0..30)
        .map(|_| {
            let world = Arc::clone(&world);
            tokio::spawn(async move { world.send(sign_in("tom", GOOD)).await.status })
        })
        .collect();
    let mut statuses = Vec::new();
    for guess in guesses {
        statuses.push(guess.await.unwrap());
    }
    assert_eq!(statuses.iter().filter(|status| **status == 401).count(), 10, "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 401 | 429)), "{statuses:?}");
}

#[tokio::test]
async fn a_browser_is_signed_out_from_another() {
    let world = World::new().await;
    let (_, phone) = world.colleague("Tom", Role::Agent).await;
    world.check(set_password(&phone, json!({"password": GOOD})), 204).await;
    world.pass_ms(120_000);
    let (home, work) = (cookie(&world, "tom", GOOD).await, cookie(&world, "tom", GOOD).await);
    let (_, ute) = world.colleague("Ute", Role::Owner).await;
    let list =
        async |cookie: &str| -> Sessions { world.check(get(SESSIONS).cookie(cookie), 200).await.json() };
    let sessions = list(&work).await.sessions;
    assert_eq!(sessions.iter().map(|one| one.current).filter(|current| *current).count(), 1);
    assert_eq!(sessions.len(), 3);
    let phones = &sessions[2];
    assert_eq!((phones.created_at, phones.current), (crate::boundary::START, false));
    assert!(!phone.contains(&phones.id));
    world.check(get(SESSION).cookie(&phone), 200).await;
    assert_eq!(list(&work).await.sessions[2].seen_at, crate::boundary::START + 120_000);

    let path = format!("{SESSIONS}/{}", phones.id);
    world.check(delete(&path).cookie(&ute), 404).await;
    world.check(delete(&path).cookie(&work), 204).await;
    world.check(get(SESSION).cookie(&phone), 401).await;
    world.check(delete(&path).cookie(&work), 404).await;
    world.check(delete(SESSIONS).cookie(&work), 204).await;
    world.check(get(SESSION).cookie(&home), 401).await;
    world.check(get(SESSION).cookie(&work), 200).await;
    world.check(get(SESSION).cookie(&ute), 200).await;
}

#[tokio::test]
async fn an_owner_lets_an_agent_in() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    let body = json!({"name": "Tom", "login": "Tom@shop.example", "role": "lead", "teams": ["b", "a"], "capacity": 9});
    let invited: Invited = world.check(post(AGENTS, body.clone()).cookie(&mei), 201).await.json();
    assert_eq!(invited.code.expires_at, crate::boundary::START + 15 * 60_000);
    assert_eq!(kind(&world, post(AGENTS, body).cookie(&mei), 409).await, "login-taken");
    let by_code = post(SESSION, json!({"code": invited.code.code})).origin(OWN);
    let session: AgentSession = world.check(by_code.clone(), 201).await.json();
    assert_eq!((session.role, session.capacity, session.has_password), (Role::Lead, 9, false));
    assert_eq!((session.name.as_str(), session.teams), ("Tom", vec!["a".to_owned(), "b".to_owned()]));
    world.check(by_code, 401).await;

    let code = post(format!("{}/code", agent(&invited.agent.id)), "".into()).cookie(&mei);
    let void: SignInCode = world.check(code.clone(), 201).await.json();
    let good: SignInCode = world.check(code, 201).await.json();
    world.check(post(SESSION, json!({"code": void.code})).origin(OWN), 401).await;
    world.check(post(SESSION, json!({"code": good.code})).origin(OWN), 201).await;
    for body in
        [json!({"name": ""}), json!({"name": "X", "role": "boss"}), json!({"name": "X", "capacity": 0})]
    {
        world.check(post(AGENTS, body).cookie(&mei), 422).await;
    }
}

#[tokio::test]
async fn colleagues_see_who_is_there_and_owners_a_little_more() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    let (_, tom) = world.colleague("Tom", Role::Agent).await;
    let (_, lea) = world.colleague("Lea", Role::Lead).await;
    world.check(request("anna", "1"), 201).await;
    world.check(post(format!("{}/claim", at_desk("anna")), "".into()).cookie(&tom), 204).await;
    world.check(post("/api/v1/agent/presence", json!({"presence": "away"})).cookie(&tom), 204).await;
    world.check(post("/api/v1/agent/presence", json!({"presence": "gone"})).cookie(&tom), 422).await;
    for (cookie, login, seen_at) in [
        (&mei, Some("tom"), Some(crate::boundary::START)),
        (&lea, None, Some(crate::boundary::START)),
        (&tom, None, None),
    ] {
        let tom = profile(&world, cookie, "Tom").await;
        assert_eq!((tom.presence, tom.load, tom.capacity), (Presence::Away, 1, 5));
        assert_eq!((tom.login.as_deref(), tom.seen_at), (login, seen_at));
    }
    let session: AgentSession = world.check(get(SESSION).cookie(&tom), 200).await.json();
    assert_eq!(session.presence, Presence::Away);
}

#[tokio::test]
async fn a_lead_sets_teams_and_capacity_and_nothing_else() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    let (_, lea) = world.colleague("Lea", Role::Lead).await;
    let (tom_id, tom) = world.colleague("Tom", Role::Agent).await;
    let mei_id = profile(&world, &mei, "Mei").await.id;
    let change = json!({"teams": ["vip", "billing", "vip"], "capacity": 2});
    let changed: AgentProfile =
        world.check(patch(agent(&tom_id), change.clone()).cookie(&lea), 200).await.json();
    assert_eq!((changed.teams.join(" "), changed.capacity), ("billing vip".to_owned(), 2));
    assert_eq!((changed.login, changed.name.as_str()), (None, "Tom"));
    for body in [json!({"role": "owner"}), json!({"name": "Tim"}), json!({"disabled": true})] {
        assert_eq!(kind(&world, patch(agent(&tom_id), body).cookie(&lea), 403).await, "role");
    }
    assert_eq!(kind(&world, patch(agent(&mei_id), change.clone()).cookie(&lea), 403).await, "role");
    assert_eq!(kind(&world, patch(agent(&tom_id), change).cookie(&tom), 403).await, "role");
    world.check(patch(agent("nobody"), json!({"capacity": 2})).cookie(&lea), 404).await;
    for body in [json!({"capacity": 101}), json!({"teams": "vip"}), json!({"name": " "})] {
        world.check(patch(agent(&tom_id), body).cookie(&mei), 422).await;
    }
    let same: AgentProfile = world.check(patch(agent(&tom_id), json!({})).cookie(&mei), 200).await.json();
    assert_eq!((same.capacity, same.teams.len()), (2, 2));
    let lead: AgentProfile = world
        .check(patch(agent(&tom_id), json!({"role": "lead", "teams": []})).cookie(&mei), 200)
        .await
        .json();
    assert_eq!((lead.role, lead.teams.len()), (Role::Lead, 0));
}

#[tokio::test]
async fn a_disabled_agent_is_out_at_once_and_the_visitors_are_next_in_line() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    let (id, tom) = world.colleague("Tom", Role::Agent).await;
    world.check(set_password(&tom, json!({"password": GOOD})), 204).await;
    for name in ["anna", "bert", "cleo"] {
        world.check(request(name, "1"), 201).await;
        world.pass_ms(1_000);
    }
    for name in ["anna", "bert"] {
        world.check(post(format!("{}/claim", at_desk(name)), "".into()).cookie(&tom), 204).await;
    }
    let before: Inbox = world.check(get(INBOX).cookie(&mei), 200).await.json();
    let shut: AgentProfile =
        world.check(patch(agent(&id), json!({"disabled": true})).cookie(&mei), 200).await.json();
    assert!(shut.disabled && shut.load == 0, "{shut:?}");
    world.check(get(SESSION).cookie(&tom), 401).await;
    world.check(get(INBOX).cookie(&tom), 401).await;
    world.check(sign_in("tom", GOOD), 401).await;
    let progress: Progress = world.check(get(conversation("anna")).token(&token("anna")), 200).await.json();
    assert_eq!((progress.status, progress.position, progress.agent), (Status::Requested, Some(1), None));
    let statuses: Vec<Status> = progress.events.iter().filter_map(|event| event.status).collect();
    assert_eq!(statuses, [Status::Requested, Status::Assigned, Status::Requested]);
    let path = format!("{INBOX}?after={}", before.revision);
    let after: Inbox = world.check(get(path).cookie(&mei), 200).await.json();
    assert!(after.conversations.iter().all(|one| one.status == Status::Requested && one.agent.is_none()));

    let code = post(format!("{}/code", agent(&id)), "".into()).cookie(&mei);
    assert_eq!(kind(&world, code, 409).await, "disabled");
    let list: Agents = world.check(get(AGENTS).cookie(&world.agent("Ute").await), 200).await.json();
    assert!(list.agents.iter().all(|agent| agent.name != "Tom"), "{list:?}");
    assert!(profile(&world, &mei, "Tom").await.disabled);
    world.check(patch(agent(&id), json!({"disabled": false})).cookie(&mei), 200).await;
    world.check(get(SESSION).cookie(&tom), 401).await;
    world.check(sign_in("tom", GOOD), 201).await;
}

#[tokio::test]
async fn a_code_of_a_disabled_agent_lets_nobody_in() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    let invited: Invited = world.check(post(AGENTS, json!({"name": "Tom"})).cookie(&mei), 201).await.json();
    world.check(patch(agent(&invited.agent.id), json!({"disabled": true})).cookie(&mei), 200).await;
    world.check(post(SESSION, json!({"code": invited.code.code})).origin(OWN), 401).await;
}

#[tokio::test]
async fn the_last_owner_stays() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    let mei_id = profile(&world, &mei, "Mei").await.id;
    for body in [json!({"disabled": true}), json!({"role": "lead"}), json!({"role": "agent"})] {
        assert_eq!(kind(&world, patch(agent(&mei_id), body).cookie(&mei), 409).await, "last-owner");
    }
    world.check(patch(agent(&mei_id), json!({"role": "owner", "disabled": false})).cookie(&mei), 200).await;
    let (tom_id, tom) = world.colleague("Tom", Role::Owner).await;
    world.check(patch(agent(&tom_id), json!({"disabled": true})).cookie(&mei), 200).await;
    assert_eq!(
        kind(&world, patch(agent(&mei_id), json!({"disabled": true})).cookie(&mei), 409).await,
        "last-owner"
    );
    world.check(patch(agent(&tom_id), json!({"disabled": false})).cookie(&mei), 200).await;
    world.check(get(SESSION).cookie(&tom), 401).await;
    world.check(patch(agent(&mei_id), json!({"disabled": true})).cookie(&mei), 200).await;
    // A start of the desk lets in an owner who may come in, and makes no further one.
    let code = world.desk.sign_in_code().await.unwrap();
    let session: AgentSession =
        world.check(post(SESSION, json!({"code": code})).origin(OWN), 201).await.json();
    assert_eq!(session.agent, tom_id);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_owners_who_shut_each_other_out_leave_one() {
    let world = Arc::new(World::new().await);
    let mei = world.owner("Mei").await;
    let (tom_id, tom) = world.colleague("Tom", Role::Owner).await;
    let mei_id = profile(&world, &mei, "Mei").await.id;
    let shuts = [(mei, tom_id), (tom, mei_id)].map(|(cookie, id)| {
        let world = Arc::clone(&world);
        tokio::spawn(async move {
            world.send(patch(agent(&id), json!({"role": "agent"})).cookie(&cookie)).await.status
        })
    });
    let mut statuses = Vec::new();
    for shut in shuts {
        statuses.push(shut.await.unwrap());
    }
    statuses.sort_unstable();
    assert_eq!(statuses[0], 200);
    assert!(matches!(statuses[1], 403 | 409), "{statuses:?}");
}

#[tokio::test]
async fn a_lead_takes_a_conversation_over_from_the_agent_who_has_it() {
    let world = World::new().await;
    let (tom_id, tom) = world.colleague("Tom", Role::Agent).await;
    let (lea_id, lea) = world.colleague("Lea", Role::Lead).await;
    world.check(request("anna", "1"), 201).await;
    assert_eq!(kind(&world, take_over("anna", &tom_id, &lea), 409).await, "not-now");
    world.check(post(format!("{}/claim", at_desk("anna")), "".into()).cookie(&tom), 204).await;
    let claim = post(format!("{}/claim", at_desk("anna")), "".into()).cookie(&lea);
    assert_eq!(kind(&world, claim, 409).await, "owned");
    assert_eq!(kind(&world, take_over("anna", &lea_id, &tom), 403).await, "role");
    assert_eq!(kind(&world, take_over("anna", "nobody", &lea), 409).await, "owned");
    world.check(take_over("nobody", &tom_id, &lea), 404).await;
    let broken = post(format!("{}/claim", at_desk("anna")), json!({"from": 7})).cookie(&lea);
    world.check(broken, 422).await;
    world.check(take_over("anna", &tom_id, &lea).bytes("{"), 400).await;
    for _ in 0..2 {
        world.check(take_over("anna", &tom_id, &lea), 204).await;
    }
    let detail: ConversationDetail = world.check(get(at_desk("anna")).cookie(&tom), 200).await.json();
    assert_eq!(detail.summary.agent_id.as_deref(), Some(lea_id.as_str()));
    let statuses: Vec<Status> = detail.events.iter().filter_map(|event| event.status).collect();
    assert_eq!(statuses, [Status::Requested, Status::Assigned, Status::Assigned]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_leads_at_once_one_takes_it_over() {
    let world = Arc::new(World::new().await);
    let (tom_id, tom) = world.colleague("Tom", Role::Agent).await;
    let leads = [world.colleague("Lea", Role::Lead).await, world.colleague("Leo", Role::Lead).await];
    for round in 0..10 {
        let name = format!("anna{round}");
        world.check(request(&name, "1"), 201).await;
        world.check(post(format!("{}/claim", at_desk(&name)), "".into()).cookie(&tom), 204).await;
        let takes = leads.clone().map(|(id, lead)| {
            let (world, ask) = (Arc::clone(&world), take_over(&name, &tom_id, &lead));
            tokio::spawn(async move { (world.send(ask).await.status, id) })
        });
        let mut taken = Vec::new();
        for take in takes {
            taken.push(take.await.unwrap());
        }
        taken.sort();
        assert_eq!((taken[0].0, taken[1].0), (204, 409), "{taken:?}");
        let detail: ConversationDetail = world.check(get(at_desk(&name)).cookie(&tom), 200).await.json();
        assert_eq!(detail.summary.agent_id.as_ref(), Some(&taken[0].1));
        assert_eq!(detail.events.len(), 3);
    }
}
