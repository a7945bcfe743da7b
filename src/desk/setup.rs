//! What owners set in the console: shown with where each comes from, checked as the settings file is, and in force at once.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use protocol::{
    AuditChange, DayOpen, DeskChange, DeskRules, DeskSetup, HoursAsked, SiteChange, SiteRules, SiteSetup,
    Triage,
};

use crate::choice::{
    DESK, MADE, chosen, desk_rules, differences, fixed_and_changed, is_made, made_site, site_rules,
};
use crate::hours::Hours;
use crate::http::Fault;
use crate::origin::read_listed;
use crate::request::{Checked, Invalid, LABEL_CHARACTERS, check_text, wrong};
use crate::rules::Rules;
use crate::settings::SiteSettings;
use crate::sites::{Site, check_dials, is_id};
use crate::store::{By, Chosen};
use crate::{Desk, DeskError};

/// Fewest days that the audit log is kept.
pub const AUDIT_DAYS_LEAST: u32 = 30;
/// Most days, hours or seconds of anything: a third of a year in seconds.
const MOST_NUMBER: u32 = 10_000_000;
/// Days that are looked ahead.
const AHEAD_DAYS: i64 = 14;
/// Most teams, origins and holidays of a site.
const MOST: usize = 200;

/// A change that was checked.
struct Checkout<'a> {
    by: By<'a>,
    scope: &'a str,
    version: i64,
    chosen: Chosen,
    changes: Vec<AuditChange>,
}

impl Desk {
    /// What holds, of the sites that somebody may see.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(crate) async fn setup(&self, may_see: impl Fn(&str) -> bool) -> Result<DeskSetup, Fault> {
        let published = self.store.sites_with_editions().await?;
        let rules = self.rules();
        let sites = rules.sites.iter().filter(|site| may_see(site.id()));
        Ok(DeskSetup {
            version: version(&rules, DESK),
            rules: desk_rules(&rules.settings),
            fixed: rules.settings.fixed.desk.clone(),
            sites: sites.map(|site| self.site_setup(&rules, site, &published)).collect(),
            serves_widget: serves_widget(self.settings.site.as_deref()),
            problem: rules.problem.clone(),
        })
    }

    /// Changes what is the whole desk's.
    pub(crate) async fn change_desk(&self, by: By<'_>, change: DeskChange) -> Result<(), Fault> {
        let _turn = self.changing.lock().await;
        let rules = self.rules();
        let (before, wanted) = (desk_rules(&rules.settings), change.rules);
        let fixed = &rules.settings.fixed.desk;
        refuse_stale(&rules, DESK, change.version)?;
        refuse_fixed(fixed_and_changed(&before, &wanted, fixed))?;
        check_desk(&wanted)?;
        let chosen = chosen(&desk_rules(&self.settings), &wanted, fixed);
        let changes = differences(&before, &wanted);
        self.take(&rules, Checkout { by, scope: DESK, version: change.version, chosen, changes }).await
    }

    /// Changes what is a site's.
    pub(crate) async fn change_site(&self, by: By<'_>, id: &str, change: SiteChange) -> Result<(), Fault> {
        let _turn = self.changing.lock().await;
        let rules = self.rules();
        let (is_made, base) = self.base_of(&rules, id, change.make)?;
        let base = site_rules(&base, &self.settings.time_zone);
        let before =
            rules.sites.get(id).map_or(SiteRules::default(), |site| site_rules(site.settings(), "UTC"));
        let mut wanted = change.rules;
        if change.make && wanted.time_zone.trim().is_empty() {
            wanted.time_zone.clone_from(&base.time_zone);
        }
        let fixed = rules.settings.fixed.of(id);
        refuse_stale(&rules, id, change.version)?;
        clean_site(&mut wanted)?;
        refuse_fixed(fixed_and_changed(&before, &wanted, fixed))?;
        check_site(&wanted)?;
        let is_any = |rules: &SiteRules| rules.origins.iter().any(|origin| origin == "*");
        if is_any(&wanted) && !is_any(&before) && !change.any_origin {
            return Err(Fault::AnyOrigin);
        }
        let mut chosen = chosen(&base, &wanted, fixed);
        if is_made {
            chosen.insert(MADE.to_owned(), true.into());
        }
        let changes = differences(&before, &wanted);
        self.take(&rules, Checkout { by, scope: id, version: change.version, chosen, changes }).await
    }

    /// Takes a site away that was made in the console; its conversations stay.
    pub(crate) async fn take_site_away(&self, by: By<'_>, id: &str) -> Result<(), Fault> {
        let _turn = self.changing.lock().await;
        let rules = self.rules();
        let site = rules.sites.get(id).ok_or(Fault::NotFound)?;
        if !self.made_here(&rules, id) {
            wrong(
                "site",
                "stands in the settings file or is the desk's own; take it out of the file".to_owned(),
            )?;
        }
        let changes = differences(&site_rules(site.settings(), "UTC"), &SiteRules::default());
        let version = version(&rules, id);
        self.take(&rules, Checkout { by, scope: id, version, chosen: Chosen::new(), changes }).await
    }

    fn site_setup(&self, rules: &Rules, site: &Site, published: &BTreeSet<String>) -> SiteSetup {
        let settings = site.settings();
        SiteSetup {
            id: settings.id.clone(),
            version: version(rules, &settings.id),
            rules: site_rules(settings, "UTC"),
            fixed: rules.settings.fixed.of(&settings.id).clone(),
            has_knowledge: settings.knowledge.is_some() || published.contains(&settings.id),
            has_identity: !settings.identity_keys.is_empty(),
            made: self.made_here(rules, &settings.id),
        }
    }

    /// Whether a site stands in the console alone: one that has come into the settings file since is the file's.
    fn made_here(&self, rules: &Rules, id: &str) -> bool {
        is_made(&rules.choices, id) && self.settings.sites.iter().all(|site| site.id != id)
    }

    /// What a site is without the console, and whether it was or is to be made there.
    fn base_of(&self, rules: &Rules, id: &str, make: bool) -> Result<(bool, SiteSettings), Fault> {
        if make && rules.sites.get(id).is_some() {
            wrong("site", "is there already; choose another short name".to_owned())?;
        }
        if make && !is_id(id) {
            let form = "cannot be this; write small letters, figures, `-` and `_`, at most 60 of them";
            wrong("site", form.to_owned())?;
        }
        match self.settings.sites.iter().find(|site| site.id == id) {
            Some(site) => Ok((false, site.clone())),
            None if make || self.made_here(rules, id) => Ok((true, made_site(id))),
            None => Err(Fault::NotFound),
        }
    }

    /// Keeps a change and puts it in force.
    async fn take(&self, before: &Arc<Rules>, change: Checkout<'_>) -> Result<(), Fault> {
        let Checkout { by, scope, version, chosen, changes } = change;
        if changes.is_empty() {
            return Ok(());
        }
        let mut choices = before.choices.clone();
        choices.insert(scope.to_owned(), (version + 1, chosen.clone()));
        let (settings, known) = (Arc::clone(&self.settings), Arc::clone(before));
        let read = move || Rules::read(&settings, choices, Some(&known));
        let rules = tokio::task::spawn_blocking(read).await.map_err(|_| Fault::Broken)?.map_err(unfit)?;
        if !self.store.choose(by, scope, version, &chosen, changes, self.now()).await? {
            return Err(Fault::Stale);
        }
        self.put_in_force(rules);
        Ok(())
    }
}

/// A folder may hold the console alone, as while one works on it.
fn serves_widget(site: Option<&Path>) -> bool {
    site.is_some_and(|folder| folder.join("tandem.js").is_file())
}

fn version(rules: &Rules, scope: &str) -> i64 {
    rules.choices.get(scope).map(|(version, _)| *version).unwrap_or_default()
}

fn refuse_stale(rules: &Rules, scope: &str, told: i64) -> Result<(), Fault> {
    if version(rules, scope) == told { Ok(()) } else { Err(Fault::Stale) }
}

fn refuse_fixed(changed: Option<(&str, &str)>) -> Checked {
    match changed {
        Some((name, place)) => wrong(name, format!("is set by {place}; change it there")),
        None => Ok(()),
    }
}

fn check_desk(rules: &DeskRules) -> Checked {
    check_number("expire_hours", rules.expire_hours, 1)?;
    check_number("keep_days", rules.keep_days, 0)?;
    check_number("audit_days", rules.audit_days, AUDIT_DAYS_LEAST)?;
    check_number("insights_days", rules.insights_days, 0)?;
    check_number("first_response_s", rules.first_response_s.unwrap_or(1), 1)
}

fn check_number(field: &str, number: u32, least: u32) -> Checked {
    if (least..=MOST_NUMBER).contains(&number) {
        return Ok(());
    }
    wrong(field, format!("is out of bounds; write a number from {least} to {MOST_NUMBER}"))
}

/// Takes out what people leave in fields without meaning it.
fn clean_site(rules: &mut SiteRules) -> Checked {
    check_line("name", &mut rules.name)?;
    check_line("time_zone", &mut rules.time_zone)?;
    for (field, list) in [("origins", &mut rules.origins), ("holidays", &mut rules.holidays)] {
        check_many(field, list.len())?;
        list.iter_mut().try_for_each(|line| check_line(field, line))?;
        list.retain(|line| !line.is_empty());
    }
    clean_hours("hours", &mut rules.hours)?;
    let Triage { urgent, always, never, .. } = &mut rules.triage;
    for (field, list) in [("triage.urgent", urgent), ("triage.always", always), ("triage.never", never)] {
        check_many(field, list.len())?;
        list.iter_mut().try_for_each(|line| check_line(field, line))?;
        list.retain(|line| !line.is_empty());
    }
    check_many("teams", rules.teams.len())?;
    for (at, team) in rules.teams.iter_mut().enumerate() {
        check_line(&format!("teams[{at}].id"), &mut team.id)?;
        check_line(&format!("teams[{at}].name"), &mut team.name)?;
        clean_hours(&format!("teams[{at}].hours"), &mut team.hours)?;
    }
    for texts in rules.wording.values_mut() {
        texts.retain(|_, text| !text.trim().is_empty());
    }
    rules.wording.retain(|_, texts| !texts.is_empty());
    Ok(())
}

fn clean_hours(field: &str, hours: &mut Option<String>) -> Checked {
    if let Some(hours) = hours {
        check_text(field, hours, LABEL_CHARACTERS * 5)?;
        *hours = hours.trim().to_owned();
    }
    *hours = hours.take().filter(|hours| !hours.is_empty());
    Ok(())
}

fn check_line(field: &str, line: &mut String) -> Checked {
    check_text(field, line, LABEL_CHARACTERS)?;
    *line = line.trim().to_owned();
    Ok(())
}

fn check_many(field: &str, count: usize) -> Checked {
    if count <= MOST {
        Ok(())
    } else {
        wrong(field, format!("has {count} items; at most {MOST} are allowed"))
    }
}

/// Reads each field by itself with the code that reads the file, so that the one to mend is named.
fn check_site(rules: &SiteRules) -> Checked {
    let zone = rules.time_zone.as_str();
    let hours = |field: &str, hours: Option<&str>| in_field(field, Hours::read(hours, zone).map(drop));
    for origin in &rules.origins {
        in_field("origins", read_listed(std::slice::from_ref(origin)).map(drop))?;
    }
    hours("time_zone", None)?;
    hours("hours", rules.hours.as_deref())?;
    rules.holidays.iter().try_for_each(|holiday| hours("holidays", Some(holiday)))?;
    let mut seen = BTreeSet::new();
    for (at, team) in rules.teams.iter().enumerate() {
        let field = |name: &str| format!("teams[{at}].{name}");
        if team.id.is_empty() {
            return wrong(&field("id"), "is empty; write what the FAQ's entries name the team by".to_owned());
        }
        if !seen.insert(team.id.to_lowercase()) {
            return wrong(&field("id"), "stands twice; let it stand once".to_owned());
        }
        hours(&field("hours"), team.hours.as_deref())?;
        check_number(&field("first_response_target_s"), team.first_response_target_s.unwrap_or(1), 1)?;
    }
    if let Err(error) = check_dials(&rules.triage) {
        let field = match error {
            DeskError::Dial { key, .. } => format!("triage.{key}"),
            _ => "triage".to_owned(),
        };
        return in_field(&field, Err(error));
    }
    check_number("wait_limit_s", rules.wait_limit_s.unwrap_or(1), 1)
}

/// What hours come to in the next two weeks, or which field of them cannot hold.
pub(crate) fn days_open(mut asked: HoursAsked, now: i64) -> Result<Vec<DayOpen>, Invalid> {
    clean_hours("hours", &mut asked.hours)?;
    asked.holidays.retain(|holiday| !holiday.trim().is_empty());
    let rules = SiteRules {
        hours: asked.hours,
        holidays: asked.holidays,
        time_zone: asked.time_zone.trim().to_owned(),
        ..SiteRules::default()
    };
    check_many("holidays", rules.holidays.len())?;
    check_site(&rules)?;
    let parts = rules.hours.iter().chain(&rules.holidays).map(String::as_str);
    // Each part was read just now; together they are no other.
    let hours = Hours::read(parts, &rules.time_zone);
    Ok(hours.map(|hours| hours.days(now, AHEAD_DAYS)).unwrap_or_default())
}

fn in_field(field: &str, read: Result<(), DeskError>) -> Checked {
    read.or_else(|error| wrong(field, format!("cannot hold: {error}")))
}

/// What only shows where all sites stand together.
fn unfit(error: DeskError) -> Fault {
    let inner = match &error {
        DeskError::InSite { source, .. } => source.as_ref(),
        error => error,
    };
    let field = match inner {
        DeskError::WordingKey { .. } | DeskError::Knowledge { .. } => "wording",
        DeskError::Dial { .. } => "triage",
        _ => "origins",
    };
    Fault::Invalid(Invalid { field: field.to_owned(), problem: format!("cannot hold: {error}") })
}

#[cfg(test)]
mod tests {
    use protocol::TeamRules;

    use super::*;

    /// Checks which field is named for rules that cannot hold; none where they can.
    fn check(change: impl FnOnce(&mut SiteRules), field: Option<&str>) {
        let mut rules = SiteRules { time_zone: " Europe/Berlin ".to_owned(), ..SiteRules::default() };
        change(&mut rules);
        let found = clean_site(&mut rules).and_then(|()| check_site(&rules)).err();
        assert_eq!(found.as_ref().map(|found| found.field.as_str()), field, "{found:?}");
    }

    #[test]
    fn the_field_to_mend_is_named() {
        let team = |id: &str, hours: Option<&str>| TeamRules {
            id: id.to_owned(),
            hours: hours.map(str::to_owned),
            ..TeamRules::default()
        };
        check(|_| {}, None);
        check(|rules| rules.hours = Some("  ".to_owned()), None);
        check(|rules| rules.hours = Some("Mon 9-17".to_owned()), Some("hours"));
        check(|rules| rules.holidays = vec![String::new(), "2026-12-24 closed".to_owned()], None);
        check(|rules| rules.holidays = vec!["2026-13-24 closed".to_owned()], Some("holidays"));
        check(|rules| rules.time_zone = "Berlin".to_owned(), Some("time_zone"));
        check(|rules| rules.origins = vec!["shop.example".to_owned()], Some("origins"));
        check(|rules| rules.teams = vec![team("a", None), team("b", Some("Xyz"))], Some("teams[1].hours"));
        check(|rules| rules.teams = vec![team("a", None), team("A", None)], Some("teams[1].id"));
        check(|rules| rules.teams = vec![team(" ", None)], Some("teams[0].id"));
        check(|rules| rules.wait_limit_s = Some(0), Some("wait_limit_s"));
        check(|rules| rules.name = "x".repeat(201), Some("name"));
        check(|rules| rules.triage.precision = Some(1.0), Some("triage.precision"));
        check(|rules| rules.triage.precision = Some(0.99), None);
        check(|rules| rules.triage.clarify = Some(4), Some("triage.clarify"));
        check(|rules| rules.triage.always = vec!["x".repeat(201)], Some("triage.always"));
    }
}
