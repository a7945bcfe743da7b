//! The desk as its routes share it: the store, the clock, and who may come in.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use protocol::{Progress, Status};
use tower_http::services::ServeDir;

use crate::adapters::{self, Elsewhere};
use crate::alerts::{self, Endpoint};
use crate::arrivals::Arrivals;
use crate::files::Files;
use crate::hours::Opening;
use crate::http::site::folder;
use crate::live::{Hub, pass_on};
use crate::mail::Mailer;
use crate::metrics::Metrics;
use crate::origin::Origins;
use crate::password::Passwords;
use crate::publishing::Held;
use crate::readiness::Readiness;
use crate::rules::{Current, Rules};
use crate::running::Running;
use crate::secret::{Hash, new_secret};
use crate::seen::Seen;
use crate::sites::{Site, Sites};
use crate::store::{Bell, Caller, Choices, Ear, Since, Store, StoreError, Touched};
use crate::suggesting::Suggesting;
use crate::topics::Topics;
use crate::tries::Tries;
use crate::upkeep::Upkeep;
use crate::{DeskError, Settings};

/// Gives the time, Unix milliseconds.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// An open desk; clones share it.
#[derive(Clone)]
pub struct Desk {
    pub(crate) store: Arc<Store>,
    /// The desk's own address; which others may ask is in the rules.
    pub(crate) origins: Arc<Origins>,
    pub(crate) tries: Arc<Tries>,
    pub(crate) hub: Arc<Hub>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) passwords: Passwords,
    pub(crate) files: Files,
    pub(crate) upkeep: Arc<Upkeep>,
    pub(crate) published: Arc<Held>,
    pub(crate) suggesting: Arc<Suggesting>,
    pub(crate) site: Option<ServeDir>,
    /// As they stand outside the console, every site in a table.
    pub(crate) settings: Arc<Settings>,
    current: Arc<Current>,
    /// Held by whoever changes what holds, one after another.
    pub(crate) changing: Arc<tokio::sync::Mutex<()>>,
    pub(crate) arrivals: Arc<Arrivals>,
    pub(crate) readiness: Arc<Readiness>,
    pub(crate) trusted_proxies: usize,
    pub(crate) connections: usize,
    /// Bytes of all files together.
    pub(crate) file_bytes: u64,
    pub(crate) endpoints: Arc<[Endpoint]>,
    pub(crate) elsewhere: Option<Arc<Elsewhere>>,
    pub(crate) mailer: Option<Arc<Mailer>>,
    pub(crate) seen: Arc<Seen>,
    pub(crate) topics: Arc<Topics>,
    /// The desk's own address without a slash at its end, for links.
    pub(crate) address: String,
    is_draining: Arc<AtomicBool>,
    requests: Arc<AtomicU64>,
    clock: Clock,
    running: Arc<Running>,
}

impl Desk {
    /// Opens the database and the site folder.
    ///
    /// # Errors
    /// When one of the settings cannot be used.
    pub async fn open(settings: &Settings) -> Result<Self, DeskError> {
        Self::open_with_clock(settings, Arc::new(system_time_ms)).await
    }

    /// As [`Desk::open`], with a clock of one's own.
    ///
    /// # Errors
    /// When one of the settings cannot be used.
    pub async fn open_with_clock(settings: &Settings, clock: Clock) -> Result<Self, DeskError> {
        let origins = Sites::read(settings)?.origins(settings.public_url.as_deref())?;
        let bare = Rules::read(settings, Choices::new(), None)?;
        let endpoints = alerts::read(&settings.webhooks)?;
        let number = endpoints.len() + 1;
        let elsewhere =
            settings.adapter.as_ref().map(|adapter| adapters::read(adapter, number)).transpose()?;
        let mailer = settings.mail.as_ref().map(Mailer::new).transpose()?;
        let site = settings.site.as_deref().map(folder).transpose()?;
        let location = settings.location();
        let running = Running::hold(&location)?;
        let hub: Arc<Hub> = Arc::default();
        let ringing = Arc::clone(&hub);
        let bell: Bell = Arc::new(move |touched| ringing.ring(touched));
        let hearing = Arc::clone(&hub);
        let ear: Ear =
            Arc::new(move |sign| serde_json::from_str(sign).into_iter().for_each(|it| hearing.hear(it)));
        let store = Store::open(&location, settings.database_bytes, bell, ear)
            .await
            .map_err(|source| DeskError::Database { path: location.shown(), source })?;
        let store = Arc::new(store);
        if store.hears() {
            let (outward, signs) = tokio::sync::mpsc::unbounded_channel();
            hub.tell_outward(new_secret()?[..16].to_owned(), outward);
            tokio::spawn(pass_on(Arc::downgrade(&hub), Arc::clone(&store), signs));
        }
        let rules = bare.with(settings, store.choices().await.map_err(DeskError::Store)?);
        Ok(Self {
            metrics: Arc::new(Metrics::new(store.commits())),
            store,
            address: origins.own().map_or_else(|| format!("http://{}", settings.bind), str::to_owned),
            origins: Arc::new(origins),
            tries: Arc::default(),
            hub,
            passwords: Passwords::default(),
            site,
            settings: Arc::new(settings.in_tables()),
            current: Arc::new(Current::new(rules)),
            changing: Arc::default(),
            arrivals: Arc::new(Arrivals::new(
                settings.new_conversations,
                settings.site_conversations,
                settings.conversation_messages,
            )),
            file_bytes: settings.file_bytes,
            readiness: Arc::default(),
            trusted_proxies: settings.trusted_proxies,
            connections: settings.connections,
            endpoints: endpoints.into(),
            elsewhere: elsewhere.map(Arc::new),
            mailer: mailer.map(Arc::new),
            seen: Arc::default(),
            topics: Arc::default(),
            is_draining: Arc::default(),
            requests: Arc::default(),
            files: Files::of(location.files())?,
            upkeep: Arc::new(Upkeep::new()),
            published: Arc::default(),
            suggesting: Arc::default(),
            running: Arc::new(running),
            clock,
        })
    }

    /// A new one-time sign-in code for the owner, good for 15 minutes; earlier ones that were not used are void.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn sign_in_code(&self) -> Result<String, DeskError> {
        let (code, id) = (new_secret()?, new_secret()?);
        self.store.keep_owner_code(Hash::of(&code), &id[..16], self.now()).await.map_err(DeskError::Store)?;
        Ok(code)
    }

    /// Binds an agent, named by the account's id, to some sites; what is of others is kept from the agent. None
    /// gives back the sight of all.
    ///
    /// # Errors
    /// When there is no such site, or the database cannot be written, as for an account that is not there.
    pub async fn bind_agent(&self, agent: &str, sites: &[&str]) -> Result<(), DeskError> {
        let rules = self.rules();
        sites.iter().try_for_each(|site| rules.sites.check(site))?;
        self.store.bind_agent(agent, sites, self.now()).await.map_err(DeskError::Store)
    }

    /// As [`Desk::bind_agent`], unchecked: a command beside the desk doesn't know the sites of its settings.
    ///
    /// # Errors
    /// When the database cannot be written, as for an account that is not there.
    pub async fn limit_agent(&self, agent: &str, sites: &[&str]) -> Result<(), DeskError> {
        self.store.bind_agent(agent, sites, self.now()).await.map_err(DeskError::Store)
    }

    /// From now on the desk says that it is not ready, and tells every socket; what is under way goes on.
    pub fn drain(&self) {
        self.is_draining.store(true, Ordering::Release);
        self.hub.stop();
    }

    /// Forgets what is out of date, erases what was kept long enough, and wipes what could not be wiped before.
    ///
    /// # Errors
    /// When the database or the folder of files cannot be written.
    pub async fn tidy(&self) -> Result<(), DeskError> {
        let now = self.now();
        self.seen.tidy(now);
        self.store.tidy(now).await.map_err(DeskError::Store)?;
        // What fails in the one keeps nothing of the other from being wiped.
        let kept_up = self.keep_up(now).await;
        self.wipe().await.and(kept_up)
    }

    /// Closes the database; requests after it fail.
    pub async fn close(&self) {
        self.store.close().await;
        self.running.end();
    }

    /// What came in a visitor's conversation since, and where it stands; none for another's or an unknown one.
    pub(crate) async fn progress(
        &self,
        site: &Site,
        caller: Caller<'_>,
        since: Since<'_>,
    ) -> Result<Option<Progress>, StoreError> {
        let mut progress = self.store.progress(caller, since, self.now()).await?;
        if let Some(waits) = progress.as_mut().filter(|progress| progress.status == Status::Requested) {
            let team = if site.has_team_hours() { self.store.team(caller.conversation).await? } else { None };
            waits.opens_at = self.opens_at(site, team.as_deref());
            waits.long_wait = waits.opens_at.is_none()
                && site.settings().wait_limit_s.is_some_and(|limit| waits.expected_wait_s > Some(limit));
        }
        Ok(progress)
    }

    /// When people are back for a team's matters, Unix milliseconds; none while they are there, or where nobody knows.
    pub(crate) fn opens_at(&self, site: &Site, team: Option<&str>) -> Option<i64> {
        match site.opening(team, self.now()) {
            Opening::At(opens_at) => Some(opens_at),
            Opening::Now | Opening::Unknown => None,
        }
    }

    /// What an owner may change, as it holds now.
    pub(crate) fn rules(&self) -> Arc<Rules> {
        self.current.get()
    }

    /// Lets other rules hold from now on, and has whoever waits look again.
    pub(crate) fn put_in_force(&self, rules: Rules) {
        self.current.set(rules);
        self.upkeep.look_again();
        self.hub.ring(&Touched::new());
    }

    /// Whether the desk was asked to stop.
    pub(crate) fn is_draining(&self) -> bool {
        self.is_draining.load(Ordering::Acquire)
    }

    /// A number for one more request, by which the log's lines of it are found.
    pub(crate) fn next_request(&self) -> u64 {
        self.requests.fetch_add(1, Ordering::Relaxed)
    }

    /// Unix milliseconds.
    pub(crate) fn now(&self) -> i64 {
        (self.clock)()
    }
}

/// Unix milliseconds by the machine's clock.
pub fn system_time_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
