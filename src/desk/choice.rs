//! What is chosen in the console, laid over what stands in flags, the environment and the settings file, which wins.

use std::collections::BTreeMap;

use protocol::{Assigning, AuditChange, DeskRules, SiteRules, TeamRules};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::DeskError;
use crate::life::Assignment;
use crate::settings::{Places, Settings, SiteSettings, TeamSettings};
use crate::store::{Choices, Chosen, Store};

/// The scope of what is the whole desk's.
pub(crate) const DESK: &str = "";
/// What a site that was made in the console has among its choices.
pub(crate) const MADE: &str = "made";

/// What holds since it was chosen in the console, a line each as `shop.hours = "Mon 09:00-17:00"`; nothing where there is no
/// database yet.
///
/// # Errors
/// When the database cannot be read.
pub async fn chosen_in_console(settings: &Settings) -> Result<Vec<String>, DeskError> {
    let location = settings.location();
    if location.is_missing() {
        return Ok(Vec::new());
    }
    let unusable = |source| DeskError::Database { path: location.shown(), source };
    let store = Store::open_quietly(&location).await.map_err(unusable)?;
    let choices = store.choices().await.map_err(unusable)?;
    store.close().await;
    let mut lines = Vec::new();
    for (scope, (_, chosen)) in choices {
        let fixed = if scope == DESK { &settings.fixed.desk } else { settings.fixed.of(&scope) };
        let free = chosen.into_iter().filter(|(name, _)| !fixed.contains_key(name));
        let dot = if scope == DESK { "" } else { "." };
        lines.extend(free.map(|(name, value)| format!("{scope}{dot}{name} = {value}")));
    }
    Ok(lines)
}

/// The settings with every site in a table, and what was chosen laid over them.
pub(crate) fn with_choices(settings: &Settings, choices: &Choices) -> Settings {
    let mut settings = settings.in_tables();
    let chosen = |scope: &str| choices.get(scope).map(|(_, chosen)| chosen);
    if let Some(chosen) = chosen(DESK) {
        let rules = laid_over(&desk_rules(&settings), chosen, &settings.fixed.desk);
        set_desk(&mut settings, rules);
    }
    let zone = settings.time_zone.clone();
    let made = choices.keys().filter(|scope| is_made(choices, scope));
    let made: Vec<_> = made.filter(|id| settings.sites.iter().all(|site| site.id != **id)).collect();
    settings.sites.extend(made.into_iter().map(|id| made_site(id)));
    for at in 0..settings.sites.len() {
        let site = &settings.sites[at];
        if let Some(chosen) = chosen(&site.id) {
            let rules = laid_over(&site_rules(site, &zone), chosen, settings.fixed.of(&site.id));
            set_site(&mut settings.sites[at], rules);
        }
    }
    settings
}

/// Whether a site was made in the console.
pub(crate) fn is_made(choices: &Choices, id: &str) -> bool {
    choices.get(id).is_some_and(|(_, chosen)| chosen.get(MADE) == Some(&Value::Bool(true)))
}

/// A site that was made in the console, before anything is chosen for it.
pub(crate) fn made_site(id: &str) -> SiteSettings {
    SiteSettings { id: id.to_owned(), ..SiteSettings::default() }
}

/// What of the wanted differs from what holds without the console.
pub(crate) fn chosen<T: Serialize>(base: &T, wanted: &T, fixed: &Places) -> Chosen {
    let (base, wanted) = (object(base), object(wanted));
    let differs =
        |(name, value): &(String, Value)| base.get(name) != Some(value) && !fixed.contains_key(name);
    wanted.into_iter().filter(differs).collect()
}

/// The first rule that somebody wants otherwise though it is set outside the console, and where.
pub(crate) fn fixed_and_changed<'a, T: Serialize>(
    before: &T,
    wanted: &T,
    fixed: &'a Places,
) -> Option<(&'a str, &'a str)> {
    let (before, wanted) = (object(before), object(wanted));
    let mut changed = fixed.iter().filter(|(name, _)| before.get(*name) != wanted.get(*name));
    changed.next().map(|(name, place)| (name.as_str(), place.as_str()))
}

/// What is otherwise, each value by its name: of lists of things each thing by its id.
pub(crate) fn differences<T: Serialize>(before: &T, after: &T) -> Vec<AuditChange> {
    let (mut before, after) = (flat(before), flat(after));
    let new = after.into_iter().map(|(field, new)| (before.remove(&field), field, Some(new)));
    let mut changes: Vec<_> = new.filter(|(old, _, new)| old != new).collect();
    changes.extend(before.into_iter().map(|(field, old)| (Some(old), field, None)));
    changes.into_iter().map(|(old, field, new)| AuditChange { field, old, new }).collect()
}

/// A choice that this desk can't read, as one of a newer desk, leaves all as it is.
fn laid_over<T: Serialize + DeserializeOwned + Clone>(base: &T, chosen: &Chosen, fixed: &Places) -> T {
    let mut rules = object(base);
    let free = chosen.iter().filter(|(name, _)| !fixed.contains_key(*name) && rules.contains_key(*name));
    let free: Vec<(String, Value)> = free.map(|(name, value)| (name.clone(), value.clone())).collect();
    rules.extend(free);
    serde_json::from_value(Value::Object(rules)).unwrap_or_else(|_| base.clone())
}

fn object(rules: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(rules) {
        Ok(Value::Object(map)) => map,
        _ => Map::new(),
    }
}

fn flat(rules: &impl Serialize) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    flatten(String::new(), &Value::Object(object(rules)), &mut found);
    found
}

fn flatten(name: String, value: &Value, found: &mut BTreeMap<String, String>) {
    let within = |part: &str| if name.is_empty() { part.to_owned() } else { format!("{name}.{part}") };
    match value {
        Value::Null => {}
        Value::Object(map) => map.iter().for_each(|(key, value)| flatten(within(key), value, found)),
        Value::Array(items) if items.iter().any(Value::is_object) => {
            for item in items {
                flatten(within(item["id"].as_str().unwrap_or_default()), item, found);
            }
        }
        Value::Array(items) => {
            let words: Vec<String> = items.iter().map(plain).collect();
            found.insert(name, words.join(", "));
        }
        value => {
            found.insert(name, plain(value));
        }
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What holds for the desk as a whole.
pub(crate) fn desk_rules(settings: &Settings) -> DeskRules {
    DeskRules {
        first_response_s: settings.first_response_s,
        assignment: match settings.assignment {
            Assignment::Claim => Assigning::Claim,
            Assignment::Load => Assigning::Load,
        },
        expire_hours: settings.expire_hours,
        keep_days: settings.keep_days,
        audit_days: settings.audit_days,
        insights_days: settings.insights_days,
    }
}

fn set_desk(settings: &mut Settings, rules: DeskRules) {
    settings.first_response_s = rules.first_response_s;
    settings.assignment = match rules.assignment {
        Assigning::Claim => Assignment::Claim,
        Assigning::Load => Assignment::Load,
    };
    settings.expire_hours = rules.expire_hours;
    settings.keep_days = rules.keep_days;
    settings.audit_days = rules.audit_days;
    settings.insights_days = rules.insights_days;
}

/// What holds for a site; `zone` is the time zone where it names none.
pub(crate) fn site_rules(site: &SiteSettings, zone: &str) -> SiteRules {
    SiteRules {
        name: site.name.clone(),
        origins: site.origins.clone(),
        hours: site.hours.clone(),
        holidays: site.holidays.clone(),
        time_zone: site.time_zone.clone().unwrap_or_else(|| zone.to_owned()),
        wait_limit_s: site.wait_limit_s,
        teams: site.teams.iter().map(team_rules).collect(),
        wording: site.wording.clone(),
        triage: site.triage.clone(),
        insights: site.insights,
        agents_publish: site.agents_publish,
    }
}

fn set_site(site: &mut SiteSettings, rules: SiteRules) {
    site.name = rules.name;
    site.origins = rules.origins;
    site.hours = rules.hours;
    site.holidays = rules.holidays;
    site.time_zone = Some(rules.time_zone);
    site.wait_limit_s = rules.wait_limit_s;
    site.teams = rules.teams.into_iter().map(team_settings).collect();
    site.wording = rules.wording;
    site.triage = rules.triage;
    site.insights = rules.insights;
    site.agents_publish = rules.agents_publish;
}

fn team_rules(team: &TeamSettings) -> TeamRules {
    let TeamSettings { id, name, first_response_target_s, hours } = team.clone();
    TeamRules { id, name, first_response_target_s, hours }
}

fn team_settings(team: TeamRules) -> TeamSettings {
    let TeamRules { id, name, first_response_target_s, hours } = team;
    TeamSettings { id, name, first_response_target_s, hours }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn choices(scope: &str, chosen: Value) -> Choices {
        let Value::Object(chosen) = chosen else { panic!("an object") };
        Choices::from([(scope.to_owned(), (1, chosen))])
    }

    #[test]
    fn what_is_chosen_holds_unless_it_is_set_elsewhere() {
        let mut settings = Settings { hours: Some("Mon-Fri 09:00-17:00".to_owned()), ..Settings::default() };
        let chosen = json!({"hours": "Sat 10:00-14:00", "wait_limit_s": 60, "unknown": 1});
        let with = |settings: &Settings| with_choices(settings, &choices("default", chosen.clone()));
        let read = with(&settings);
        assert_eq!(read.sites[0].hours.as_deref(), Some("Sat 10:00-14:00"));
        assert_eq!(read.sites[0].wait_limit_s, Some(60));
        let place = ("hours".to_owned(), "TANDEM_HOURS".to_owned());
        settings.fixed.sites.insert("default".to_owned(), Places::from([place]));
        assert_eq!(with(&settings).sites[0].hours.as_deref(), Some("Mon-Fri 09:00-17:00"));
        let unread = with_choices(&settings, &choices("default", json!({"wait_limit_s": "soon"})));
        assert_eq!(unread.sites[0].wait_limit_s, None);
        let desk = with_choices(&settings, &choices(DESK, json!({"assignment": "load", "keep_days": 7})));
        assert_eq!((desk.assignment, desk.keep_days), (Assignment::Load, 7));
    }

    #[test]
    fn a_site_that_was_made_is_one_of_them_until_it_is_taken_away() {
        let made = json!({"made": true, "origins": ["https://b.example"]});
        let read = with_choices(&Settings::default(), &choices("second", made));
        assert_eq!(read.sites[1].origins, ["https://b.example"]);
        let gone = with_choices(&Settings::default(), &choices("second", json!({})));
        assert_eq!(gone.sites.len(), 1);
        let of_a_file_since_changed = json!({"origins": ["https://b.example"]});
        let read = with_choices(&Settings::default(), &choices("second", of_a_file_since_changed));
        assert_eq!(read.sites.len(), 1);
    }

    #[test]
    fn only_what_differs_and_is_free_is_kept() {
        let base = SiteRules { time_zone: "UTC".to_owned(), ..SiteRules::default() };
        let wanted =
            SiteRules { name: "Shop".to_owned(), hours: Some("Mon 09:00-17:00".to_owned()), ..base.clone() };
        let fixed = Places::from([("hours".to_owned(), "tandem.toml".to_owned())]);
        assert_eq!(Value::Object(chosen(&base, &wanted, &fixed)), json!({"name": "Shop"}));
        assert_eq!(fixed_and_changed(&base, &wanted, &fixed), Some(("hours", "tandem.toml")));
        assert_eq!(fixed_and_changed(&base, &base, &fixed), None);
    }

    #[test]
    fn a_difference_is_told_by_its_name() {
        let team = |id: &str, hours: Option<&str>| TeamRules {
            id: id.to_owned(),
            hours: hours.map(str::to_owned),
            ..TeamRules::default()
        };
        let before =
            SiteRules { teams: vec![team("cards", None), team("old", None)], ..SiteRules::default() };
        let mut after =
            SiteRules { teams: vec![team("cards", Some("Mon 09:00-17:00"))], ..SiteRules::default() };
        after.origins = vec!["https://a".to_owned(), "https://b".to_owned()];
        let told: Vec<String> = differences(&before, &after)
            .into_iter()
            .map(|AuditChange { field, old, new }| format!("{field}: {old:?} → {new:?}"))
            .collect();
        assert_eq!(
            told,
            [
                "origins: Some(\"\") → Some(\"https://a, https://b\")",
                "teams.cards.hours: None → Some(\"Mon 09:00-17:00\")",
                "teams.old.id: Some(\"old\") → None",
                "teams.old.name: Some(\"\") → None",
            ]
        );
    }
}
