//! What owners set in the console: in force at once, kept, and never over what is set elsewhere.

use desk::{Places, Settings, SiteSettings};
use protocol::{AuditPage, DaysOpen, DeskSetup, Problem, Progress, Role, SiteRules, WordList};
use serde_json::{Value, json};

use crate::boundary::{
    Ask, OWN, SHOP, World, conversation, delete, desk_rules, get, handoff, patch, post, put, request,
    site_rules, token,
};

const SETUP: &str = "/api/v1/agent/setup";
const SITE: &str = "/api/v1/agent/setup/sites/default";

/// A change of the site `default`, made from a version.
fn change(version: i64, change: impl FnOnce(&mut Value)) -> Ask {
    let mut rules = site_rules();
    change(&mut rules);
    put(SITE, json!({"version": version, "rules": rules}))
}

async fn setup(world: &World, cookie: &str) -> DeskSetup {
    world.check(get(SETUP).cookie(cookie), 200).await.json()
}

async fn opens_at(world: &World, name: &str) -> Option<i64> {
    let progress: Progress = world.check(get(conversation(name)).token(&token(name)), 200).await.json();
    progress.opens_at
}

#[tokio::test]
async fn new_hours_hold_at_once_and_after_a_restart() {
    let mut world = World::new().await;
    let mei = world.owner("Mei").await;
    world.check(request("anna", "1"), 201).await;
    assert_eq!(opens_at(&world, "anna").await, None);
    // The tests begin on a Friday.
    let ask = change(0, |rules| rules["hours"] = "Mon 09:00-17:00".into());
    let now: DeskSetup = world.check(ask.cookie(&mei), 200).await.json();
    assert_eq!((now.sites[0].version, now.sites[0].rules.hours.as_deref()), (1, Some("Mon 09:00-17:00")));
    let opens = opens_at(&world, "anna").await;
    assert!(opens.is_some());
    world.restart().await;
    assert_eq!(opens_at(&world, "anna").await, opens);
    let told = desk::chosen_in_console(&world.settings).await.unwrap();
    assert_eq!(told, ["default.hours = \"Mon 09:00-17:00\""]);
    // What is as without the console isn't kept.
    world.check(change(1, |_| {}).cookie(&mei), 200).await;
    assert_eq!(opens_at(&world, "anna").await, None);
}

#[tokio::test]
async fn the_later_of_two_owners_is_told() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    world.check(change(0, |rules| rules["name"] = "Shop".into()).cookie(&mei), 200).await;
    let late = world.check(change(0, |rules| rules["name"] = "Store".into()).cookie(&mei), 409).await;
    assert_eq!(late.json::<Problem>().kind, "/problems/changed-meanwhile");
    assert_eq!(setup(&world, &mei).await.sites[0].rules.name, "Shop");
}

#[tokio::test]
async fn what_is_set_elsewhere_is_shown_with_its_place_and_stays() {
    let world = World::with(|settings| {
        settings.hours = Some("Mon-Fri 09:00-17:00".to_owned());
        let place = ("hours".to_owned(), "TANDEM_HOURS".to_owned());
        settings.fixed.sites.insert("default".to_owned(), Places::from([place]));
        settings.fixed.desk.insert("keep_days".to_owned(), "tandem.toml".to_owned());
    })
    .await;
    let mei = world.owner("Mei").await;
    let shown = setup(&world, &mei).await;
    assert_eq!(shown.sites[0].fixed["hours"], "TANDEM_HOURS");
    let refused = world.check(change(0, |_| {}).cookie(&mei), 422).await.json::<Problem>();
    assert_eq!(refused.field.as_deref(), Some("hours"));
    assert!(refused.detail.unwrap().contains("TANDEM_HOURS"));
    let mut rules = desk_rules();
    rules["keep_days"] = 7.into();
    let ask = put(format!("{SETUP}/desk"), json!({"version": 0, "rules": rules}));
    let refused = world.check(ask.cookie(&mei), 422).await.json::<Problem>();
    assert_eq!(refused.field.as_deref(), Some("keep_days"));
    // The rest of the same site is free.
    let mut free = serde_json::to_value(&shown.sites[0].rules).unwrap();
    free["wait_limit_s"] = 60.into();
    let now: DeskSetup =
        world.check(put(SITE, json!({"version": 0, "rules": free})).cookie(&mei), 200).await.json();
    assert_eq!(now.sites[0].rules.wait_limit_s, Some(60));
}

#[tokio::test]
async fn a_site_is_made_in_the_console_and_taken_away_again() {
    let mut world = World::with(|settings| settings.origins = vec![SHOP.to_owned()]).await;
    let mei = world.owner("Mei").await;
    let site = |id: &str| format!("{SETUP}/sites/{id}");
    let made = |version: i64, make: bool| {
        let mut rules = site_rules();
        rules["origins"] = json!(["https://second.example"]);
        rules["time_zone"] = "".into();
        json!({"version": version, "rules": rules, "make": make})
    };
    world.check(put(site("second"), made(0, false)).cookie(&mei), 404).await;
    for id in ["default", "Second", "a b"] {
        let refused = world.check(put(site(&id.replace(' ', "%20")), made(0, true)).cookie(&mei), 422).await;
        assert_eq!(refused.json::<Problem>().field.as_deref(), Some("site"), "{id}");
    }
    let now: DeskSetup = world.check(put(site("second"), made(0, true)).cookie(&mei), 200).await.json();
    assert_eq!((now.sites[1].id.as_str(), now.sites[1].made, now.sites[0].made), ("second", true, false));
    let asks = |name: &str| {
        let ask = post("/api/v1/handoffs", handoff(name, "1")).token(&token(name));
        ask.origin("https://second.example")
    };
    world.check(asks("anna"), 201).await;
    world.restart().await;
    let mut change = made(1, false);
    change["rules"]["name"] = "The second".into();
    change["rules"]["time_zone"] = "UTC".into();
    let now: DeskSetup = world.check(put(site("second"), change).cookie(&mei), 200).await.json();
    assert_eq!((now.sites[1].rules.name.as_str(), now.sites[1].made), ("The second", true));
    // While the settings file names it, it is the file's.
    world.settings.sites.push(SiteSettings { id: "second".to_owned(), ..SiteSettings::default() });
    world.restart().await;
    assert!(!setup(&world, &mei).await.sites[1].made);
    world.check(delete(site("second")).cookie(&mei), 422).await;
    world.settings.sites.pop();
    world.restart().await;
    let now: DeskSetup = world.check(delete(site("second")).cookie(&mei), 200).await.json();
    assert_eq!(now.sites.len(), 1);
    world.check(asks("bert"), 403).await;
    let told: AuditPage = world.check(get("/api/v1/agent/audit").cookie(&mei), 200).await.json();
    assert!(
        told.entries
            .iter()
            .any(|entry| entry.changes.iter().any(|change| change.old.as_deref() == Some("The second")))
    );
}

#[tokio::test]
async fn the_widget_is_served_where_its_files_are() {
    let folder =
        std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("site-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let world = World::with(|settings| settings.site = Some(folder.clone())).await;
    let mei = world.owner("Mei").await;
    assert!(!setup(&world, &mei).await.serves_widget);
    std::fs::write(folder.join("tandem.js"), "").unwrap();
    assert!(setup(&world, &mei).await.serves_widget);
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn a_refusal_names_the_field() {
    let world = World::with(|settings| {
        settings.sites = vec![SiteSettings {
            id: "bank".to_owned(),
            origins: vec!["https://bank.example".to_owned()],
            ..SiteSettings::default()
        }];
    })
    .await;
    let mei = world.owner("Mei").await;
    let team = |id: &str, hours: &str| json!({"id": id, "name": "", "first_response_target_s": null, "hours": hours});
    for (field, value, named) in [
        ("hours", json!("Mon 9-17"), "hours"),
        ("time_zone", json!("Berlin"), "time_zone"),
        ("holidays", json!(["Christmas"]), "holidays"),
        ("origins", json!(["shop.example"]), "origins"),
        ("origins", json!(["https://BANK.example"]), "origins"),
        ("teams", json!([team("cards", "Xyz")]), "teams[0].hours"),
        ("wording", json!({"en": {"greetings": "Ahoy"}}), "wording"),
        ("triage", json!({"precision": 2}), "triage.precision"),
        ("triage", json!({"sensitivity": "angry"}), ""),
    ] {
        let refused = world.check(change(0, |rules| rules[field] = value).cookie(&mei), 422).await;
        assert_eq!(refused.json::<Problem>().field.as_deref().unwrap_or_default(), named);
    }
    assert_eq!(setup(&world, &mei).await.sites[0].version, 0, "nothing was kept");
    let unknown = put(format!("{SETUP}/sites/nowhere"), json!({"version": 0, "rules": site_rules()}));
    world.check(unknown.cookie(&mei), 404).await;
}

#[tokio::test]
async fn pages_are_let_in_at_once_and_any_page_only_when_asked_twice() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    let at = |name: &str, origin: &str| {
        post("/api/v1/handoffs", handoff(name, "1")).token(&token(name)).origin(origin)
    };
    world.check(at("anna", "https://shop.example"), 403).await;
    let ask = change(0, |rules| rules["origins"] = json!([" https://shop.example/ "]));
    world.check(ask.cookie(&mei), 200).await;
    world.check(at("anna", "https://shop.example"), 201).await;
    world.check(at("bert", SHOP), 403).await;
    let mut rules = site_rules();
    rules["origins"] = json!(["*"]);
    let mut body = json!({"version": 1, "rules": rules});
    let refused = world.check(put(SITE, body.clone()).cookie(&mei), 409).await.json::<Problem>();
    assert_eq!(refused.kind, "/problems/any-origin");
    body["any_origin"] = true.into();
    world.check(put(SITE, body).cookie(&mei), 200).await;
    world.check(at("bert", "https://any.example"), 201).await;
}

#[tokio::test]
async fn the_desks_rules_hold_at_once() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    world.check(request("anna", "1"), 201).await;
    let mut rules = desk_rules();
    (rules["expire_hours"], rules["audit_days"]) = (1.into(), 1.into());
    let ask =
        |rules: &Value| put(format!("{SETUP}/desk"), json!({"version": 0, "rules": rules})).cookie(&mei);
    let refused = world.check(ask(&rules), 422).await.json::<Problem>();
    assert_eq!(refused.field.as_deref(), Some("audit_days"));
    rules["audit_days"] = 30.into();
    world.check(ask(&rules), 200).await;
    world.pass_ms(2 * 3_600_000);
    world.desk.live_on().await.unwrap();
    let progress: Progress = world.check(get(conversation("anna")).token(&token("anna")), 200).await.json();
    assert_eq!(progress.status, protocol::Status::Expired);
}

#[tokio::test]
async fn settings_that_no_longer_fit_leave_the_files_alone_in_force() {
    let mut world = World::new().await;
    let mei = world.owner("Mei").await;
    let ask = change(0, |rules| rules["origins"] = json!(["https://shop.example"]));
    world.check(ask.cookie(&mei), 200).await;
    world.settings.sites = vec![SiteSettings {
        id: "bank".to_owned(),
        origins: vec!["https://shop.example".to_owned()],
        ..SiteSettings::default()
    }];
    world.restart().await;
    let shown = setup(&world, &mei).await;
    assert!(shown.problem.unwrap().contains("https://shop.example"));
    assert!(shown.sites[0].rules.origins.is_empty());
}

#[tokio::test]
async fn hours_are_looked_at_before_they_hold_and_words_have_defaults() {
    let world = World::new().await;
    let (_, tom) = world.colleague("Tom", Role::Lead).await;
    let hours = |hours: &str| {
        let asked = json!({"hours": hours, "holidays": ["2027-01-18 closed"], "time_zone": "UTC"});
        post(format!("{SETUP}/hours"), asked).cookie(&tom)
    };
    let days: DaysOpen = world.check(hours("Mon-Fri 09:00-17:00"), 200).await.json();
    assert_eq!((days.days.len(), days.days[0].open[0].as_str()), (14, "09:00–17:00"));
    assert!(days.days[3].dated && days.days[3].open.is_empty());
    let refused = world.check(hours("Mon"), 422).await.json::<Problem>();
    assert_eq!(refused.field.as_deref(), Some("hours"));
    let lists: Vec<WordList> = world.check(get(format!("{SETUP}/words")).cookie(&tom), 200).await.json();
    assert!(lists.iter().all(|list| list.words.iter().any(|word| word.key == "greeting")));
}

#[tokio::test]
async fn what_was_changed_stands_in_the_audit_log_with_old_and_new() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    world.check(change(0, |rules| rules["hours"] = "Mon 09:00-17:00".into()).cookie(&mei), 200).await;
    let kind = get("/api/v1/agent/audit?kind=settings_changed").cookie(&mei);
    let page: AuditPage = world.check(kind, 200).await.json();
    let entry = &page.entries[0];
    assert_eq!((entry.name.as_deref(), entry.subject.as_deref()), (Some("Mei"), Some("default")));
    assert_eq!(entry.changes[0].new.as_deref(), Some("Mon 09:00-17:00"));
    // A change that changes nothing is none.
    world.check(change(1, |rules| rules["hours"] = "Mon 09:00-17:00".into()).cookie(&mei), 200).await;
    let again: AuditPage =
        world.check(get("/api/v1/agent/audit?kind=settings_changed").cookie(&mei), 200).await.json();
    assert_eq!(again.entries.len(), 1);
}

#[tokio::test]
async fn secrets_are_not_shown() {
    let world = World::with(|settings: &mut Settings| {
        settings.identity_keys = vec![desk::Secret::new(crate::boundary::IDENTITY_KEY)];
    })
    .await;
    let mei = world.owner("Mei").await;
    let answer = world.check(get(SETUP).cookie(&mei), 200).await;
    assert!(answer.json::<DeskSetup>().sites[0].has_identity);
    assert!(!answer.text().contains(crate::boundary::IDENTITY_KEY));
    assert_eq!(
        answer.json::<DeskSetup>().sites[0].rules,
        SiteRules { time_zone: "UTC".to_owned(), ..SiteRules::default() }
    );
}

#[tokio::test]
async fn an_owner_bound_to_a_site_sees_and_changes_that_alone() {
    let world = World::with(|settings| {
        settings.sites = vec![SiteSettings { id: "bank".to_owned(), ..SiteSettings::default() }];
    })
    .await;
    let (id, ute) = world.colleague("Ute", Role::Owner).await;
    world.desk.bind_agent(&id, &["bank"]).await.unwrap();
    let shown = setup(&world, &ute).await;
    assert_eq!(shown.sites.iter().map(|site| site.id.as_str()).collect::<Vec<_>>(), ["bank"]);
    world.check(change(0, |_| {}).cookie(&ute), 404).await;
    // What is the whole desk's: its rules, who works there, who did what, and who is told.
    let (zoe, _) = world.colleague("Zoe", Role::Agent).await;
    let account = format!("/api/v1/agent/agents/{zoe}");
    for ask in [
        put(format!("{SETUP}/desk"), json!({"version": 0, "rules": desk_rules()})),
        put(format!("{SETUP}/sites/more"), json!({"version": 0, "rules": site_rules(), "make": true})),
        post("/api/v1/agent/agents", json!({"name": "Max", "role": "owner"})),
        patch(&account, json!({"role": "owner"})),
        post(format!("{account}/code"), json!(null)),
        get("/api/v1/agent/audit"),
        get("/api/v1/agent/audit/table"),
        get("/api/v1/agent/deliveries"),
        get("/api/v1/agent/endpoints"),
    ] {
        let refused = world.check(ask.origin(OWN).cookie(&ute), 403).await;
        assert!(refused.json::<Problem>().kind.ends_with("/bound"));
    }
}
