//! Every setting of the desk, once: the same field is a flag, a variable of the environment, and a key of the file.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::ValueEnum;
use desk::{
    AUDIT_DAYS_LEAST, AdapterKind, AdapterSettings, Assignment, Fixed, Location, Mail, Secret, Settings,
    SiteSettings, TeamSettings, Webhook, Wording,
};
use protocol::{Sensitivity, Triage};
use serde::{Deserialize, Serialize};

/// What stands below the flags in `--help`.
pub const MORE: &str = "Each of these may stand in the settings file too, under its name without the dashes: \
`hours = \"Mon-Fri 09:00-17:00\"`; only --origin and --settings differ: the list is called `origins`, and the file \
names no other. A flag goes before the environment, that before the file, that before the default.\n\n\
In the file alone stand `[[site]]`, one table for each further site of the desk, `[[team]]` (`[[site.team]]`), \
`[wording.en]` (`[site.wording.en]`) and `[triage]` (`[site.triage]`). `tandem settings --example` prints a file with every key; `tandem settings` prints what \
holds and from where; `tandem doctor` tries whether it works.";

/// The settings as they may be given, each perhaps.
#[derive(Clone, Default, clap::Args, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Options {
    /// A file with settings, in TOML
    #[arg(long, env = "TANDEM_SETTINGS", value_name = "FILE")]
    #[serde(skip)]
    pub settings: Option<PathBuf>,
    /// Where the desk listens; 127.0.0.1:8787 where not given
    #[arg(long, env = "TANDEM_BIND")]
    pub bind: Option<SocketAddr>,
    /// Where /metrics is read by Prometheus, as 127.0.0.1:9787: an address that only operators reach. Nowhere, where not given
    #[arg(long, env = "TANDEM_METRICS", value_name = "ADDRESS")]
    pub metrics: Option<SocketAddr>,
    /// The address of an OpenTelemetry collector that takes spans of requests by HTTP, as http://127.0.0.1:4318; it takes a
    /// tandem that was built with `--features otel`. Nowhere, where not given
    #[arg(long, env = "TANDEM_OTLP", value_name = "URL")]
    pub otlp: Option<String>,
    /// The SQLite file, made when missing, or a Postgres server as postgres://user@host/name, which several desks may share;
    /// DATABASE_URL, or else tandem.db, where not given
    #[arg(long, env = "TANDEM_DATABASE", value_name = "FILE", hide_env_values = true)]
    pub database: Option<PathBuf>,
    /// With a server: the folder that holds images and documents, the same for all desks; tandem.files where not given
    #[arg(long, env = "TANDEM_FILES_FOLDER", value_name = "FOLDER")]
    pub files_folder: Option<PathBuf>,
    /// With a server: `true` hears of other desks by asking twice a second alone, as a pooler between needs it; false where
    /// not given
    #[arg(long, env = "TANDEM_POLL_ONLY", value_name = "BOOL")]
    pub poll_only: Option<bool>,
    /// Largest size of the file in bytes; as large as the disk allows where not given
    #[arg(long, env = "TANDEM_DATABASE_BYTES", value_name = "BYTES")]
    pub database_bytes: Option<u64>,
    /// The folder with the widget, the console and the demo, as `cargo xtask dist` makes it; without it the desk
    /// serves its API alone
    #[arg(long, visible_alias = "site", env = "TANDEM_SITE_FOLDER", value_name = "FOLDER")]
    pub site_folder: Option<PathBuf>,
    /// A page's origin that may reach the desk, as https://shop.example; may be given several times, or several with
    /// commas. Without any, pages of this machine may
    #[arg(long = "origin", alias = "origins", env = "TANDEM_ORIGINS", value_delimiter = ',')]
    pub origins: Option<Vec<String>>,
    /// The desk's own address as browsers see it, as https://desk.example; needed behind a proxy
    #[arg(long, env = "TANDEM_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// When people are there, as "Mon-Fri 09:00-17:00, Sat 10:00-14:00"; outside these hours visitors are told when they
    /// are back, and what they ask is kept. Always, where not given
    #[arg(long, env = "TANDEM_HOURS")]
    pub hours: Option<String>,
    /// Dates on which other hours hold, as "2026-12-24..2026-12-26 closed, 2026-10-10 09:00-17:00" (a working day that
    /// makes up for another)
    #[arg(long, env = "TANDEM_HOLIDAYS", value_delimiter = ',', value_name = "DATES")]
    pub holidays: Option<Vec<String>>,
    /// The time zone of the hours, by its name in the IANA database, as Europe/Berlin; UTC where not given
    #[arg(long, env = "TANDEM_TIME_ZONE", value_name = "ZONE")]
    pub time_zone: Option<String>,
    /// Days that a conversation is kept after it ended and nothing happened in it any more; 30 where not given, 0 keeps all for
    /// ever
    #[arg(long, env = "TANDEM_KEEP_DAYS", value_name = "DAYS")]
    pub keep_days: Option<u32>,
    /// How agents come to conversations: `claim`, they take them, or `load`, the desk gives each to the agent of the team with the
    /// least to do, who has a minute to take it up; claim where not given
    #[arg(long, env = "TANDEM_ASSIGN", value_enum, value_name = "HOW")]
    pub assign: Option<Assign>,
    /// Hours after which a request that nobody answered expires; 168 where not given
    #[arg(long, env = "TANDEM_EXPIRE_HOURS", value_name = "HOURS")]
    pub expire_hours: Option<u32>,
    /// Days that the audit log is kept, at least 30; 365 where not given
    #[arg(long, env = "TANDEM_AUDIT_DAYS", value_name = "DAYS")]
    pub audit_days: Option<u32>,
    /// `true` lets the desk take what visits came to: counts, and questions from which addresses and personal numbers are
    /// taken; false where not given
    #[arg(long, env = "TANDEM_INSIGHTS", value_name = "BOOL")]
    pub insights: Option<bool>,
    /// `true` lets agents publish the FAQ by themselves; false where not given: leads and owners publish, and approve what agents
    /// write
    #[arg(long, env = "TANDEM_AGENTS_PUBLISH", value_name = "BOOL")]
    pub agents_publish: Option<bool>,
    /// Days that is kept what they told, and how long people took; 180 where not given, which compares 90 days with the 90
    /// before. 0 keeps all for ever
    #[arg(long, env = "TANDEM_INSIGHTS_DAYS", value_name = "DAYS")]
    pub insights_days: Option<u32>,
    /// Seconds after which a waiting visitor is overdue, which alerts tell of; a team's own target goes before
    #[arg(long, env = "TANDEM_FIRST_RESPONSE", value_name = "SECONDS")]
    pub first_response: Option<u32>,
    /// An address to post signed alerts to (Standard Webhooks), as https://hooks.example/tandem, when a visitor waits, an agent
    /// takes over, and the like; `[[webhook]]` in the file tells more and takes several
    #[arg(
        long,
        env = "TANDEM_WEBHOOK_URL",
        value_name = "URL",
        requires = "webhook_secret_file",
        hide_env_values = true
    )]
    pub webhook_url: Option<String>,
    /// The file with its secrets, one a line: whsec_ and 24 to 64 random bytes in base64
    #[arg(long, env = "TANDEM_WEBHOOK_SECRET_FILE", value_name = "FILE")]
    pub webhook_secret_file: Option<PathBuf>,
    /// `true` lets it lie in your own network, by http too
    #[arg(long, env = "TANDEM_WEBHOOK_ALLOW_PRIVATE", value_name = "BOOL")]
    pub webhook_allow_private: Option<bool>,
    /// The desk that your agents already work at, `chatwoot` or `zendesk`: handoffs go there with their context, and their words
    /// come back
    #[arg(long, env = "TANDEM_ADAPTER", value_name = "WHOSE")]
    pub adapter: Option<Adapter>,
    /// Its address, as https://app.chatwoot.com or https://shop.zendesk.com
    #[arg(long, env = "TANDEM_ADAPTER_URL", value_name = "URL")]
    pub adapter_url: Option<String>,
    /// The number of your account; Chatwoot's
    #[arg(long, env = "TANDEM_ADAPTER_ACCOUNT", value_name = "NUMBER")]
    pub adapter_account: Option<u64>,
    /// The number of the inbox with an API channel; Chatwoot's
    #[arg(long, env = "TANDEM_ADAPTER_INBOX", value_name = "NUMBER")]
    pub adapter_inbox: Option<u64>,
    /// The mail address of the agent whose token it is; Zendesk's
    #[arg(long, env = "TANDEM_ADAPTER_USER", value_name = "ADDRESS")]
    pub adapter_user: Option<String>,
    /// The file with the access token
    #[arg(long, env = "TANDEM_ADAPTER_TOKEN_FILE", value_name = "FILE")]
    pub adapter_token_file: Option<PathBuf>,
    /// The file with the secret that its webhooks are signed with
    #[arg(long, env = "TANDEM_ADAPTER_SECRET_FILE", value_name = "FILE")]
    pub adapter_secret_file: Option<PathBuf>,
    /// How its agents are called together, as visitors read it; Support where not given
    #[arg(long, env = "TANDEM_ADAPTER_NAME", value_name = "NAME")]
    pub adapter_name: Option<String>,
    /// `true` lets it lie in your own network, by http too
    #[arg(long, env = "TANDEM_ADAPTER_ALLOW_PRIVATE", value_name = "BOOL")]
    pub adapter_allow_private: Option<bool>,
    /// The mail server by which answers reach visitors who left, as smtps://user@mail.example:465 or
    /// smtp+starttls://user@mail.example:587
    #[arg(long, env = "TANDEM_MAIL_SERVER", value_name = "URL", requires = "mail_from")]
    pub mail_server: Option<String>,
    /// Who writes, as "Support <support@shop.example>"
    #[arg(long, env = "TANDEM_MAIL_FROM", value_name = "ADDRESS")]
    pub mail_from: Option<String>,
    /// The mail server's password
    #[arg(long, env = "TANDEM_MAIL_PASSWORD", value_name = "PASSWORD", hide_env_values = true)]
    pub mail_password: Option<String>,
    /// The file with the mail server's password
    #[arg(long, env = "TANDEM_MAIL_PASSWORD_FILE", value_name = "FILE")]
    pub mail_password_file: Option<PathBuf>,
    /// Seconds: where a visitor would wait longer for a person, a choice is offered. Where not given, none is
    #[arg(long, env = "TANDEM_WAIT_LIMIT", value_name = "SECONDS")]
    pub wait_limit: Option<u32>,
    /// The secret of at least 32 bytes by which the site's server signs who a visitor is; two with a comma while one
    /// takes the other's place. Better as a file: a flag stands in the list of processes
    #[arg(
        long,
        env = "TANDEM_IDENTITY_KEYS",
        value_delimiter = ',',
        hide_env_values = true,
        value_name = "SECRETS"
    )]
    pub identity_keys: Option<Vec<String>>,
    /// Files that hold one identity key each; spaces and line breaks around it don't count
    #[arg(long, env = "TANDEM_IDENTITY_KEY_FILES", value_delimiter = ',', value_name = "FILES")]
    pub identity_key_files: Option<Vec<PathBuf>>,
    /// How many proxies of your own stand in front of the desk: so many entries of X-Forwarded-For are believed,
    /// counted from the right; 0 where not given
    #[arg(long, env = "TANDEM_TRUSTED_PROXIES", value_name = "COUNT")]
    pub trusted_proxies: Option<usize>,
    /// New conversations that one address may begin in ten minutes; 30 where not given
    #[arg(long, env = "TANDEM_NEW_CONVERSATIONS", value_name = "COUNT")]
    pub new_conversations: Option<u32>,
    /// New conversations that one site takes in ten minutes; 1000 where not given
    #[arg(long, env = "TANDEM_SITE_CONVERSATIONS", value_name = "COUNT")]
    pub site_conversations: Option<u32>,
    /// Messages that a visitor may send in one conversation in ten minutes; 300 where not given
    #[arg(long, env = "TANDEM_CONVERSATION_MESSAGES", value_name = "COUNT")]
    pub conversation_messages: Option<u32>,
    /// Bytes of all files together that visitors and agents sent each other; 10000000000 where not given
    #[arg(long, env = "TANDEM_FILE_BYTES", value_name = "BYTES")]
    pub file_bytes: Option<u64>,
    /// Connections open at once, further ones wait; 16384 where not given
    #[arg(long, env = "TANDEM_CONNECTIONS", value_name = "COUNT")]
    pub connections: Option<usize>,
    /// The knowledge base that the site's pages get at /api/v1/knowledge, read anew when the file changes; its errors stop
    /// the desk before it starts
    #[arg(long, env = "TANDEM_KNOWLEDGE", value_name = "FILE")]
    pub knowledge: Option<PathBuf>,
    /// How the log is written to standard error; text where not given
    #[arg(long, env = "TANDEM_LOG_FORMAT", value_name = "FORMAT")]
    pub log_format: Option<LogFormat>,
    /// How much is logged; info where not given. Whatever it is, no visitor's words, names or addresses are
    #[arg(long, env = "TANDEM_LOG_LEVEL", value_name = "LEVEL")]
    pub log_level: Option<LogLevel>,
    /// The teams of the site `default`.
    #[arg(skip)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub team: Vec<TeamTable>,
    /// Endpoints that are told of what happens.
    #[arg(skip)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub webhook: Vec<Webhook>,
    /// The owner's words in the place of the widget's.
    #[arg(skip)]
    #[serde(skip_serializing_if = "Wording::is_empty")]
    pub wording: Wording,
    /// The dials of the assistant's triage; they go out with the FAQ.
    #[arg(skip)]
    #[serde(skip_serializing_if = "TriageTable::is_open")]
    pub triage: TriageTable,
    /// More sites.
    #[arg(skip)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub site: Vec<SiteTable>,
}

/// `[[site]]`
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct SiteTable {
    pub id: String,
    pub name: Option<String>,
    pub origins: Vec<String>,
    pub hours: Option<String>,
    pub holidays: Vec<String>,
    pub time_zone: Option<String>,
    pub wait_limit: Option<u32>,
    pub knowledge: Option<PathBuf>,
    pub identity_keys: Vec<String>,
    pub identity_key_files: Vec<PathBuf>,
    pub insights: Option<bool>,
    pub agents_publish: Option<bool>,
    pub wording: Wording,
    pub triage: TriageTable,
    pub team: Vec<TeamTable>,
}

/// `[triage]` and `[site.triage]`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct TriageTable {
    pub sensitivity: Option<Sensitivity>,
    pub precision: Option<f64>,
    pub clarify: Option<u32>,
    pub urgent: Vec<String>,
    pub always: Vec<String>,
    pub never: Vec<String>,
}

/// `[[team]]` and `[[site.team]]`
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct TeamTable {
    pub id: String,
    pub name: Option<String>,
    pub first_response_target: Option<u32>,
    pub hours: Option<String>,
}

/// How the log is written.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// How much is logged.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogLevel {
    /// Only what failed.
    Error,
    /// And what may fail soon.
    Warn,
    /// And what happens to the desk.
    #[default]
    Info,
    /// And every request.
    Debug,
    /// And everything.
    Trace,
}

impl Options {
    /// What holds where nothing is given.
    pub fn defaults() -> Self {
        let desk = Settings::default();
        Self {
            bind: Some(desk.bind),
            database: Some(desk.database),
            time_zone: Some(desk.time_zone),
            trusted_proxies: Some(desk.trusted_proxies),
            new_conversations: Some(desk.new_conversations),
            site_conversations: Some(desk.site_conversations),
            conversation_messages: Some(desk.conversation_messages),
            file_bytes: Some(desk.file_bytes),
            connections: Some(desk.connections),
            log_format: Some(LogFormat::default()),
            log_level: Some(LogLevel::default()),
            ..Self::default()
        }
    }

    /// The desk's settings; files of secrets are read.
    pub fn desk(self) -> Result<Settings> {
        let desk = Settings::default();
        let (flagged, mail, adapter) = (self.flagged_webhook(), self.mail(), self.adapter()?);
        let keys = self.identity_keys.unwrap_or_default();
        let location = Location::read(&self.database.unwrap_or(desk.database));
        let (database, server) = location.with(self.files_folder, self.poll_only);
        Ok(Settings {
            bind: self.bind.unwrap_or(desk.bind),
            metrics: self.metrics,
            database,
            server,
            database_bytes: self.database_bytes,
            site: self.site_folder,
            origins: self.origins.unwrap_or_default(),
            public_url: self.public_url,
            hours: self.hours,
            time_zone: self.time_zone.unwrap_or(desk.time_zone),
            holidays: self.holidays.unwrap_or_default(),
            teams: self.team.into_iter().map(TeamTable::desk).collect(),
            wait_limit_s: self.wait_limit,
            knowledge: self.knowledge,
            wording: self.wording,
            triage: self.triage.desk(),
            identity_keys: secrets(keys, &self.identity_key_files.unwrap_or_default())?,
            sites: self.site.into_iter().map(SiteTable::desk).collect::<Result<_>>()?,
            trusted_proxies: self.trusted_proxies.unwrap_or(desk.trusted_proxies),
            new_conversations: self.new_conversations.unwrap_or(desk.new_conversations),
            site_conversations: self.site_conversations.unwrap_or(desk.site_conversations),
            conversation_messages: self.conversation_messages.unwrap_or(desk.conversation_messages),
            file_bytes: self.file_bytes.unwrap_or(desk.file_bytes),
            connections: self.connections.unwrap_or(desk.connections),
            keep_days: self.keep_days.unwrap_or(desk.keep_days),
            assignment: self.assign.map(Assign::desk).unwrap_or(desk.assignment),
            expire_hours: self.expire_hours.unwrap_or(desk.expire_hours),
            first_response_s: self.first_response,
            audit_days: self.audit_days.map_or(desk.audit_days, |days| days.max(AUDIT_DAYS_LEAST)),
            insights: self.insights.unwrap_or(desk.insights),
            agents_publish: self.agents_publish.unwrap_or(desk.agents_publish),
            insights_days: self.insights_days.unwrap_or(desk.insights_days),
            fixed: Fixed::default(),
            adapter,
            webhooks: self.webhook.into_iter().chain(flagged).collect(),
            mail,
        })
    }

    /// The one endpoint that flags can name. A command line shows in the list of processes, so its secrets come by a file.
    fn flagged_webhook(&self) -> Option<Webhook> {
        Some(Webhook {
            url: self.webhook_url.clone()?,
            secret_file: self.webhook_secret_file.clone(),
            allow_private: self.webhook_allow_private.unwrap_or_default(),
            ..Webhook::default()
        })
    }

    fn adapter(&self) -> Result<Option<AdapterSettings>> {
        let Some(whose) = self.adapter else { return Ok(None) };
        let read = |file: &Option<PathBuf>, key| {
            let path = file.as_ref().with_context(|| format!("the adapter lacks `{key}`"))?;
            secret(path)
        };
        Ok(Some(AdapterSettings {
            kind: whose.desk(),
            url: self.adapter_url.clone().context("the adapter lacks `adapter-url`")?,
            account: self.adapter_account,
            inbox: self.adapter_inbox,
            user: self.adapter_user.clone(),
            token: Secret::new(read(&self.adapter_token_file, "adapter-token-file")?),
            secret: Secret::new(read(&self.adapter_secret_file, "adapter-secret-file")?),
            name: self.adapter_name.clone().unwrap_or_else(|| "Support".to_owned()),
            allow_private: self.adapter_allow_private.unwrap_or_default(),
        }))
    }

    fn mail(&self) -> Option<Mail> {
        Some(Mail {
            url: self.mail_server.clone()?,
            from: self.mail_from.clone().unwrap_or_default(),
            password: self.mail_password.clone(),
            password_file: self.mail_password_file.clone(),
        })
    }
}

/// Whose desk agents already work at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Adapter {
    /// Chatwoot, by an inbox with an API channel.
    Chatwoot,
    /// Zendesk, by tickets.
    Zendesk,
}

impl Adapter {
    fn desk(self) -> AdapterKind {
        match self {
            Self::Chatwoot => AdapterKind::Chatwoot,
            Self::Zendesk => AdapterKind::Zendesk,
        }
    }
}

/// How agents come to conversations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Assign {
    /// They take them.
    Claim,
    /// The desk gives them out.
    Load,
}

impl Assign {
    fn desk(self) -> Assignment {
        match self {
            Self::Claim => Assignment::Claim,
            Self::Load => Assignment::Load,
        }
    }
}

impl SiteTable {
    fn desk(self) -> Result<SiteSettings> {
        Ok(SiteSettings {
            id: self.id,
            name: self.name.unwrap_or_default(),
            origins: self.origins,
            hours: self.hours,
            time_zone: self.time_zone,
            holidays: self.holidays,
            teams: self.team.into_iter().map(TeamTable::desk).collect(),
            wait_limit_s: self.wait_limit,
            wording: self.wording,
            triage: self.triage.desk(),
            knowledge: self.knowledge,
            identity_keys: secrets(self.identity_keys, &self.identity_key_files)?,
            insights: self.insights.unwrap_or_default(),
            agents_publish: self.agents_publish.unwrap_or_default(),
        })
    }
}

impl TriageTable {
    fn is_open(&self) -> bool {
        *self == Self::default()
    }

    fn desk(self) -> Triage {
        let Self { sensitivity, precision, clarify, urgent, always, never } = self;
        Triage { sensitivity, precision, clarify, urgent, always, never }
    }
}

impl TeamTable {
    fn desk(self) -> TeamSettings {
        TeamSettings {
            id: self.id,
            name: self.name.unwrap_or_default(),
            first_response_target_s: self.first_response_target,
            hours: self.hours,
        }
    }
}

fn secrets(given: Vec<String>, files: &[PathBuf]) -> Result<Vec<Secret>> {
    let read = files.iter().map(|path| secret(path));
    given.into_iter().map(Ok).chain(read).map(|secret| secret.map(Secret::new)).collect()
}

fn secret(path: &Path) -> Result<String> {
    let text = std::fs::read_to_string(path);
    let text = text.with_context(|| format!("cannot read the secret in {}", path.display()))?;
    Ok(text.trim().to_owned())
}
