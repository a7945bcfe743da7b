//! The sites that one desk serves: which page belongs to which, and when people are there for it.

use std::collections::BTreeSet;
use std::sync::Arc;

use knowledge::triage::{CLARIFY, PRECISION};
use protocol::Triage;

use crate::calendar::Calendar;
use crate::hours::{Hours, Opening};
use crate::identity::check_keys;
use crate::origin::{Origins, read_listed};
use crate::settings::{DEFAULT_SITE, SiteSettings, TeamSettings};
use crate::{DeskError, Settings};

/// Longest id of a site, characters.
const ID_CHARACTERS: usize = 60;

/// All sites of a desk; the one called `default` is always there.
#[derive(Clone, Debug)]
pub struct Sites {
    default: Arc<Site>,
    others: Vec<Arc<Site>>,
}

/// One site.
#[derive(Clone, Debug)]
pub struct Site {
    settings: SiteSettings,
    /// As browsers write them.
    origins: Vec<String>,
    /// None: always.
    hours: Option<Hours>,
    calendar: Calendar,
    /// The desk's own target where a team has none, seconds.
    first_response_s: Option<u32>,
    /// Only the teams that have hours of their own.
    team_hours: Vec<(TeamSettings, Hours)>,
}

impl Sites {
    /// Reads the sites of a desk's settings.
    ///
    /// # Errors
    /// What is wrong, with the site where it stands.
    pub fn read(settings: &Settings) -> Result<Self, DeskError> {
        refuse_twice(settings.sites.iter().map(|site| site.id.as_str()))?;
        let zoned = settings.sites.iter().map(|site| with_zone(site, &settings.time_zone));
        let (mut tables, others): (Vec<_>, Vec<_>) = zoned.partition(|site| site.id == DEFAULT_SITE);
        let top = top(settings);
        let default = match tables.pop() {
            Some(table) => refuse_top(&top).and_then(|()| Site::read_named(table, settings))?,
            None => Site::read(top, settings)?,
        };
        let others = others.into_iter().map(|site| Site::read_named(site, settings).map(Arc::new));
        let sites = Self { default: Arc::new(default), others: others.collect::<Result<_, _>>()? };
        refuse_twice(sites.iter().flat_map(|site| site.origins.iter().map(String::as_str)))?;
        sites.origins(settings.public_url.as_deref())?;
        Ok(sites)
    }

    /// Every site, `default` first.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Site>> {
        std::iter::once(&self.default).chain(&self.others)
    }

    /// A site by its id.
    pub(crate) fn get(&self, id: &str) -> Option<&Arc<Site>> {
        self.iter().find(|site| site.id() == id)
    }

    /// Checks that there is a site of this id.
    ///
    /// # Errors
    /// [`DeskError::NoSuchSite`] where there is none.
    pub fn check(&self, id: &str) -> Result<(), DeskError> {
        if self.get(id).is_some() {
            return Ok(());
        }
        let known = self.iter().map(|site| site.id().to_owned()).collect();
        Err(DeskError::NoSuchSite { site: id.to_owned(), known })
    }

    /// The pages of all sites, and the desk's own.
    pub(crate) fn origins(&self, public_url: Option<&str>) -> Result<Origins, DeskError> {
        let listed: Vec<String> = self.iter().flat_map(|site| site.origins.clone()).collect();
        Origins::read(&listed, public_url)
    }

    /// The site of a page that was admitted. A browser leaves the origin out where the page and the desk share it,
    /// so that without one the page's is the desk's own.
    pub(crate) fn of(&self, origin: Option<&str>, host: Option<&str>, own: Option<&str>) -> &Arc<Site> {
        let named = |origin: &str| self.iter().find(|site| site.lists(origin));
        let found = match (origin, host) {
            (Some(origin), _) => named(origin),
            (None, host) => own.and_then(named).or_else(|| {
                ["https://", "http://"].iter().find_map(|scheme| named(&format!("{scheme}{}", host?)))
            }),
        };
        found.or_else(|| named("*")).unwrap_or(&self.default)
    }
}

impl Site {
    fn read_named(settings: SiteSettings, desk: &Settings) -> Result<Self, DeskError> {
        let id = settings.id.clone();
        Self::read(settings, desk).map_err(|source| DeskError::InSite { site: id, source: Box::new(source) })
    }

    fn read(settings: SiteSettings, desk: &Settings) -> Result<Self, DeskError> {
        check_id(&settings.id)?;
        check_keys(&settings.identity_keys)?;
        check_dials(&settings.triage)?;
        refuse_twice(settings.teams.iter().map(|team| team.id.as_str()))?;
        let read = |hours: Option<&str>| read_hours(&settings, hours);
        let own_hours = |team: &TeamSettings| Some((team.clone(), team.hours.clone()?));
        let team_hours = settings.teams.iter().filter_map(own_hours);
        let team_hours = team_hours.filter_map(|(team, hours)| Some((team, read(Some(&hours)).transpose()?)));
        Ok(Self {
            origins: read_listed(&settings.origins)?,
            hours: read(settings.hours.as_deref())?,
            calendar: Calendar::of(settings.time_zone.as_deref().unwrap_or("UTC")),
            first_response_s: desk.first_response_s,
            team_hours: team_hours
                .map(|(team, hours)| Ok((team, hours?)))
                .collect::<Result<_, DeskError>>()?,
            settings,
        })
    }

    /// The site's id.
    pub fn id(&self) -> &str {
        &self.settings.id
    }

    /// As the owner set it.
    pub fn settings(&self) -> &SiteSettings {
        &self.settings
    }

    /// When people are there or back, for the matters of a team, named by its id or name.
    pub fn opening(&self, team: Option<&str>, now: i64) -> Opening {
        let is_team = |own: &TeamSettings| team.is_some_and(|team| own.id == team || own.name == team);
        let own = self.team_hours.iter().find(|(team, _)| is_team(team)).map(|(_, hours)| hours);
        own.or(self.hours.as_ref()).map_or(Opening::Now, |hours| hours.opening(now))
    }

    /// Seconds within which a team means to answer first, by its own target or else the desk's.
    pub fn target_s(&self, team: Option<&str>) -> Option<u32> {
        let is_team = |own: &&TeamSettings| team.is_some_and(|team| own.id == team || own.name == team);
        let own = self.settings.teams.iter().find(is_team).and_then(|team| team.first_response_target_s);
        own.or(self.first_response_s)
    }

    /// Its days and hours.
    pub(crate) fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// Whether some team has hours of its own.
    pub(crate) fn has_team_hours(&self) -> bool {
        !self.team_hours.is_empty()
    }

    /// Whether this is the site that is always there.
    pub(crate) fn is_default(&self) -> bool {
        self.settings.id == DEFAULT_SITE
    }

    fn lists(&self, origin: &str) -> bool {
        self.origins.iter().any(|listed| listed.eq_ignore_ascii_case(origin))
    }
}

fn with_zone(site: &SiteSettings, zone: &str) -> SiteSettings {
    let time_zone = site.time_zone.clone().or_else(|| Some(zone.to_owned()));
    SiteSettings { time_zone, ..site.clone() }
}

/// The site that the settings outside all tables make.
fn top(settings: &Settings) -> SiteSettings {
    SiteSettings {
        id: DEFAULT_SITE.to_owned(),
        name: String::new(),
        origins: settings.origins.clone(),
        hours: settings.hours.clone(),
        time_zone: Some(settings.time_zone.clone()),
        holidays: settings.holidays.clone(),
        teams: settings.teams.clone(),
        wait_limit_s: settings.wait_limit_s,
        wording: settings.wording.clone(),
        triage: settings.triage.clone(),
        knowledge: settings.knowledge.clone(),
        identity_keys: settings.identity_keys.clone(),
        insights: settings.insights,
        agents_publish: settings.agents_publish,
    }
}

/// What stands at the top would be silently lost beside a table of the same site.
fn refuse_top(top: &SiteSettings) -> Result<(), DeskError> {
    let given = [
        ("origins", !top.origins.is_empty()),
        ("hours", top.hours.is_some()),
        ("holidays", !top.holidays.is_empty()),
        ("team", !top.teams.is_empty()),
        ("wait-limit", top.wait_limit_s.is_some()),
        ("wording", !top.wording.is_empty()),
        ("triage", top.triage != Triage::default()),
        ("knowledge", top.knowledge.is_some()),
        ("identity-keys", !top.identity_keys.is_empty()),
        ("insights", top.insights),
        ("agents-publish", top.agents_publish),
    ];
    match given.into_iter().find(|(_, given)| *given) {
        Some((key, _)) => Err(DeskError::DefaultTwice { key }),
        None => Ok(()),
    }
}

/// That the dials are within their bounds.
pub(crate) fn check_dials(dials: &Triage) -> Result<(), DeskError> {
    if dials.precision.is_some_and(|share| !PRECISION.contains(&share)) {
        return Err(DeskError::Dial { key: "precision", least: *PRECISION.start(), most: *PRECISION.end() });
    }
    if dials.clarify.is_some_and(|times| !CLARIFY.contains(&f64::from(times))) {
        return Err(DeskError::Dial { key: "clarify", least: *CLARIFY.start(), most: *CLARIFY.end() });
    }
    Ok(())
}

fn refuse_twice<'a>(values: impl Iterator<Item = &'a str>) -> Result<(), DeskError> {
    let mut seen = BTreeSet::new();
    for value in values {
        if !seen.insert(value.to_ascii_lowercase()) {
            return Err(DeskError::Twice { value: value.to_owned() });
        }
    }
    Ok(())
}

fn read_hours(site: &SiteSettings, hours: Option<&str>) -> Result<Option<Hours>, DeskError> {
    let zone = site.time_zone.as_deref().unwrap_or("UTC");
    let parts: Vec<&str> = hours.into_iter().chain(site.holidays.iter().map(String::as_str)).collect();
    // A wrong zone is told even where no hours use it.
    let read = Hours::read(parts.iter().copied(), zone)?;
    Ok((!parts.is_empty()).then_some(read))
}

fn check_id(id: &str) -> Result<(), DeskError> {
    if is_id(id) { Ok(()) } else { Err(DeskError::Id { value: id.to_owned() }) }
}

/// Whether a site may be called so.
pub(crate) fn is_id(id: &str) -> bool {
    let is_sign = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte);
    (1..=ID_CHARACTERS).contains(&id.len()) && id.bytes().all(is_sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(id: &str, origins: &[&str]) -> SiteSettings {
        let origins = origins.iter().map(|origin| (*origin).to_owned()).collect();
        SiteSettings { id: id.to_owned(), origins, ..SiteSettings::default() }
    }

    /// Checks to which site each page belongs.
    fn check(sites: Vec<SiteSettings>, cases: &[(Option<&str>, &str)]) {
        let sites = Sites::read(&Settings { sites, ..Settings::default() }).unwrap();
        for (origin, id) in cases {
            assert_eq!(sites.of(*origin, Some("desk.example"), None).id(), *id, "{origin:?}");
        }
    }

    #[test]
    fn a_page_belongs_to_the_site_that_names_it() {
        let shops = || vec![site("one", &["https://one.example/"]), site("two", &["https://desk.example"])];
        let named = [
            (Some("https://one.example"), "one"),
            (Some("HTTPS://ONE.example"), "one"),
            (Some("http://one.example"), "default"),
            (Some("https://desk.example"), "two"),
            (None, "two"),
            (Some("https://any.example"), "default"),
        ];
        check(shops(), &named);
        let any = [shops(), vec![site("any", &["*"])]].concat();
        check(any, &[(Some("https://x.example"), "any"), (Some("https://one.example"), "one")]);
        check(
            vec![site("default", &["https://x.example"])],
            &[(Some("https://x.example"), "default"), (None, "default")],
        );
    }

    #[test]
    fn a_teams_own_hours_hold_for_its_matters() {
        let team = |id: &str, hours: Option<&str>| TeamSettings {
            id: id.to_owned(),
            name: format!("The {id}"),
            hours: hours.map(str::to_owned),
            ..TeamSettings::default()
        };
        let settings = Settings {
            hours: Some("Mon 09:00-17:00".to_owned()),
            holidays: vec!["2027-01-18 closed".to_owned()],
            teams: vec![team("night", Some("Mon-Sun 00:00-24:00")), team("day", None)],
            ..Settings::default()
        };
        let sites = Sites::read(&settings).unwrap();
        // A Friday, and a Monday that is a holiday.
        let (friday, monday) = (1_800_000_000_000, 1_800_000_000_000 + 3 * 24 * 3_600_000);
        let opening = |team, now| sites.default.opening(team, now);
        for team in [Some("night"), Some("The night")] {
            assert_eq!(opening(team, friday), Opening::Now);
            assert!(matches!(opening(team, monday), Opening::At(_)));
        }
        for team in [None, Some("day"), Some("nobody")] {
            assert!(matches!(opening(team, friday), Opening::At(_)), "{team:?}");
        }
    }

    #[test]
    fn what_is_wrong_names_the_site() {
        let with = |change: fn(&mut SiteSettings)| {
            let mut one = site("shop", &[]);
            change(&mut one);
            Settings { sites: vec![one], ..Settings::default() }
        };
        let two = |one: SiteSettings, other: SiteSettings| Settings {
            sites: vec![one, other],
            ..Settings::default()
        };
        for (settings, words) in [
            (with(|site| site.hours = Some("Mon".to_owned())), vec!["`shop`", "`Mon`"]),
            (with(|site| site.time_zone = Some("Berlin".to_owned())), vec!["`shop`", "`Berlin`"]),
            (with(|site| site.origins = vec!["shop.example".to_owned()]), vec!["`shop`", "`shop.example`"]),
            (with(|site| site.id = "Shop 1".to_owned()), vec!["`Shop 1`"]),
            (with(|site| site.teams = vec![TeamSettings::default(); 2]), vec!["`shop`", "twice"]),
            (two(site("a", &[]), site("a", &[])), vec!["`a`", "twice"]),
            (two(site("default", &[]), site("default", &[])), vec!["`default`", "twice"]),
            (two(site("a", &["http://x"]), site("b", &["http://X/"])), vec!["`http://x`", "twice"]),
            (
                Settings {
                    origins: vec!["https://a".to_owned()],
                    sites: vec![site("default", &[])],
                    ..Settings::default()
                },
                vec!["`default`", "`origins`"],
            ),
        ] {
            let error = Sites::read(&settings).unwrap_err().to_string();
            assert!(words.iter().all(|word| error.contains(word)), "{words:?}: {error}");
        }
    }
}
