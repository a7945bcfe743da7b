//! What an owner can set for the desk.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use protocol::Triage;

use crate::adapters::AdapterSettings;
use crate::alerts::Webhook;
use crate::life::Assignment;
use crate::location::{Location, Server};
use crate::mail::Mail;
use crate::secret::Secret;

/// The id of the site that is always there.
pub const DEFAULT_SITE: &str = "default";

/// The owner's words by language (BCP 47) and by the key of the words that they stand for.
pub type Wording = BTreeMap<String, BTreeMap<String, String>>;

/// Where rules are set outside the console, by their names: `TANDEM_HOURS`, or a file.
pub type Places = BTreeMap<String, String>;

/// Where the rules of a desk or of its sites are set outside the console.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fixed {
    /// The desk's, by the names of [`protocol::DeskRules`].
    pub desk: Places,
    /// A site's, by its id and the names of [`protocol::SiteRules`].
    pub sites: BTreeMap<String, Places>,
}

impl Fixed {
    /// A site's.
    pub fn of(&self, site: &str) -> &Places {
        const NONE: &Places = &Places::new();
        self.sites.get(site).unwrap_or(NONE)
    }
}

/// The desk's settings; `Settings::default()` is a desk for one's own machine.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Where the desk listens; default `127.0.0.1:8787`. Port 0 takes a free one.
    pub bind: SocketAddr,
    /// Where `/metrics` is read, an address that only operators reach; default none: nowhere. Port 0 takes a free one.
    pub metrics: Option<SocketAddr>,
    /// The SQLite file, made when missing, its folder too; default `tandem.db` in the working folder.
    pub database: PathBuf,
    /// A Postgres server in the file's place, which several desks may share. Default none.
    pub server: Option<Server>,
    /// Largest size of the file, bytes; default none, which is as large as the disk allows.
    pub database_bytes: Option<u64>,
    /// The folder with the widget, console and demo (`dist/`); default none, which serves the API alone.
    pub site: Option<PathBuf>,
    /// Origins whose pages may reach the desk, as `https://shop.example` or `*`; the desk's own always may.
    /// Default empty, which lets pages of this machine in (`localhost`, `127.0.0.1`, `[::1]`, any port).
    pub origins: Vec<String>,
    /// The desk's own address as browsers see it, as `https://desk.example`; needed behind a proxy.
    /// With `https` the agents' cookie is marked `Secure`. Default none, which is `http://` and `bind`.
    pub public_url: Option<String>,
    /// When people are there, as `Mon-Fri 09:00-17:00, Sat 10:00-14:00`. Outside these hours a visitor is told when they are
    /// back, and what is asked then is kept. Default none: always.
    pub hours: Option<String>,
    /// The time zone of the hours, by its name in the IANA database; default `UTC`.
    pub time_zone: String,
    /// Days that a conversation is kept after it ended and nothing happened in it any more; default 30. 0 keeps all for
    /// ever.
    pub keep_days: u32,
    /// Dates on which other hours hold than the week's, as `2026-12-24..2026-12-26 closed` or
    /// `2026-10-10 09:00-17:00`. Default none.
    pub holidays: Vec<String>,
    /// The teams of the site `default`. Default none.
    pub teams: Vec<TeamSettings>,
    /// Beyond this expected wait, seconds, a visitor is offered a choice. Default none: visitors wait.
    pub wait_limit_s: Option<u32>,
    /// The knowledge base's file, which the site's pages get at `/api/v1/knowledge`; it is read anew when it changes.
    /// Default none, which leaves it to the page.
    pub knowledge: Option<PathBuf>,
    /// The owner's words in the place of the widget's; they go out with the knowledge base. Default none.
    pub wording: Wording,
    /// The dials of the assistant's triage; they go out with the knowledge base, over those that stand in it. Default none,
    /// which leaves all as usual.
    pub triage: Triage,
    /// One secret of at least 32 bytes, or two while one takes the other's place, by which the site's server signs
    /// who a visitor is. Default none: nobody is known for sure.
    pub identity_keys: Vec<Secret>,
    /// More sites, each with origins of its own. What stands above is the site `default`, to which a page belongs
    /// that no other site names. Default none.
    pub sites: Vec<SiteSettings>,
    /// Proxies in front of the desk whose entry in `X-Forwarded-For` is believed, counted from the right; default 0
    /// believes none. With 0 an address of this machine is not limited, since it may be a proxy's.
    pub trusted_proxies: usize,
    /// New conversations that one address may begin in ten minutes; default 30.
    pub new_conversations: u32,
    /// New conversations that one site takes in ten minutes; default 1,000.
    pub site_conversations: u32,
    /// Messages that a visitor may send in one conversation in ten minutes; default 300.
    pub conversation_messages: u32,
    /// Bytes of all files together that visitors and agents sent each other; default 10 GB. Words still get through beyond
    /// it.
    pub file_bytes: u64,
    /// Connections open at once; default 16,384. Further ones wait.
    pub connections: usize,
    /// Who is told of what happens, for agents who aren't looking; default nobody.
    pub webhooks: Vec<Webhook>,
    /// The desk elsewhere that takes the handoffs; default none: agents answer in the console.
    pub adapter: Option<AdapterSettings>,
    /// Seconds; a visitor who waits longer for a first response is overdue, and alerts tell so while people are there. Default
    /// none: nobody is.
    pub first_response_s: Option<u32>,
    /// How an agent comes to a conversation; default by claiming it.
    pub assignment: Assignment,
    /// Hours after which a request that nobody answered expires; default 168, a week.
    pub expire_hours: u32,
    /// Days that the audit log is kept; default 365.
    pub audit_days: u32,
    /// Whether the site's pages may tell what visits came to, in counts and in questions without addresses and numbers of
    /// persons; default false. A page tells only where its own tag says so too.
    pub insights: bool,
    /// Whether agents publish the site's FAQ by themselves; default false: a lead or owner approves what they write.
    pub agents_publish: bool,
    /// Days that is kept what they told, and how long people took; default 180, so that 90 days compare with the 90 before. 0
    /// keeps all for ever.
    pub insights_days: u32,
    /// What of this the console doesn't change; default nothing.
    pub fixed: Fixed,
    /// The mail server by which answers reach visitors who left; default none, which offers them no mail.
    pub mail: Option<Mail>,
}

/// One site that the desk serves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SiteSettings {
    /// Small letters, figures, `-` and `_`; a conversation keeps it.
    pub id: String,
    /// As agents read it; empty shows the id.
    pub name: String,
    /// The origins of its pages.
    pub origins: Vec<String>,
    /// As [`Settings::hours`].
    pub hours: Option<String>,
    /// As [`Settings::time_zone`]; none takes that one.
    pub time_zone: Option<String>,
    /// As [`Settings::holidays`].
    pub holidays: Vec<String>,
    /// Its teams.
    pub teams: Vec<TeamSettings>,
    /// As [`Settings::wait_limit_s`].
    pub wait_limit_s: Option<u32>,
    /// As [`Settings::wording`].
    pub wording: Wording,
    /// As [`Settings::triage`].
    pub triage: Triage,
    /// As [`Settings::knowledge`].
    pub knowledge: Option<PathBuf>,
    /// As [`Settings::identity_keys`].
    pub identity_keys: Vec<Secret>,
    /// As [`Settings::insights`].
    pub insights: bool,
    /// As [`Settings::agents_publish`].
    pub agents_publish: bool,
}

/// A team of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TeamSettings {
    /// As entries name it.
    pub id: String,
    /// As people read it; entries may name it so too. Empty shows the id.
    pub name: String,
    /// Seconds within which a person should have spoken.
    pub first_response_target_s: Option<u32>,
    /// Hours of its own in the site's time zone; the site's holidays hold too. None takes the site's.
    pub hours: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            bind: SocketAddr::from((Ipv4Addr::LOCALHOST, 8787)),
            metrics: None,
            database: PathBuf::from("tandem.db"),
            server: None,
            database_bytes: None,
            site: None,
            origins: Vec::new(),
            public_url: None,
            hours: None,
            time_zone: "UTC".to_owned(),
            keep_days: 30,
            holidays: Vec::new(),
            teams: Vec::new(),
            wait_limit_s: None,
            knowledge: None,
            wording: Wording::new(),
            triage: Triage::default(),
            identity_keys: Vec::new(),
            sites: Vec::new(),
            trusted_proxies: 0,
            new_conversations: 30,
            site_conversations: 1_000,
            conversation_messages: 300,
            file_bytes: 10_000_000_000,
            connections: 16_384,
            webhooks: Vec::new(),
            adapter: None,
            first_response_s: None,
            assignment: Assignment::Claim,
            expire_hours: 168,
            audit_days: 365,
            insights: false,
            agents_publish: false,
            insights_days: 180,
            fixed: Fixed::default(),
            mail: None,
        }
    }
}

impl Settings {
    /// Those of a desk whose memory is here.
    pub fn at(location: &Location) -> Self {
        match location.clone() {
            Location::File(database) => Self { database, ..Self::default() },
            Location::Server(server) => Self { server: Some(server), ..Self::default() },
        }
    }

    /// Where the desk's memory is.
    pub fn location(&self) -> Location {
        self.server.clone().map_or_else(|| Location::File(self.database.clone()), Location::Server)
    }

    /// The same with the site `default` in a table too, so that every site is found in the same way.
    pub(crate) fn in_tables(&self) -> Self {
        let mut settings = self.clone();
        if settings.sites.iter().any(|site| site.id == DEFAULT_SITE) {
            return settings;
        }
        let top = SiteSettings {
            id: DEFAULT_SITE.to_owned(),
            name: String::new(),
            origins: std::mem::take(&mut settings.origins),
            hours: settings.hours.take(),
            time_zone: Some(settings.time_zone.clone()),
            holidays: std::mem::take(&mut settings.holidays),
            teams: std::mem::take(&mut settings.teams),
            wait_limit_s: settings.wait_limit_s.take(),
            wording: std::mem::take(&mut settings.wording),
            triage: std::mem::take(&mut settings.triage),
            knowledge: settings.knowledge.take(),
            identity_keys: std::mem::take(&mut settings.identity_keys),
            insights: std::mem::take(&mut settings.insights),
            agents_publish: std::mem::take(&mut settings.agents_publish),
        };
        settings.sites.insert(0, top);
        settings
    }
}
