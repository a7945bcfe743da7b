//! The desk as its routes share it: the store, the clock, and who may come in.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use tower_http::services::ServeDir;

use crate::files::Files;
use crate::hours::Hours;
use crate::http::site::folder;
use crate::origin::Origins;
use crate::running::Running;
use crate::secret::{Hash, new_secret};
use crate::store::Store;
use crate::tries::Tries;
use crate::upkeep::Upkeep;
use crate::{DeskError, Settings};

/// Gives the time, Unix milliseconds.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// An open desk; clones share it.
#[derive(Clone)]
pub struct Desk {
    pub(crate) store: Arc<Store>,
    pub(crate) origins: Arc<Origins>,
    pub(crate) tries: Arc<Tries>,
    pub(crate) files: Files,
    pub(crate) upkeep: Arc<Upkeep>,
    pub(crate) site: Option<ServeDir>,
    hours: Option<Arc<Hours>>,
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
        let origins = Origins::read(&settings.origins, settings.public_url.as_deref())?;
        let hours =
            settings.hours.as_deref().map(|hours| Hours::read(hours, &settings.time_zone)).transpose()?;
        let hours = hours.map(Arc::new);
        let site = settings.site.as_deref().map(folder).transpose()?;
        let running = Running::hold(&settings.database)?;
        let store = Store::open(&settings.database, settings.database_bytes)
            .await
            .map_err(|source| DeskError::Database { path: settings.database.clone(), source })?;
        Ok(Self {
            store: Arc::new(store),
            origins: Arc::new(origins),
            tries: Arc::default(),
            files: Files::beside(&settings.database)?,
            upkeep: Arc::new(Upkeep::new(settings.keep_days)),
            site,
            hours,
            clock,
            running: Arc::new(running),
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

    /// Makes an account for one more agent, and gives its one-time sign-in code, good for 15 minutes.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn invite(&self, name: &str) -> Result<String, DeskError> {
        let (code, id) = (new_secret()?, new_secret()?);
        self.store.invite(Hash::of(&code), &id[..16], name, self.now()).await.map_err(DeskError::Store)?;
        Ok(code)
    }

    /// Forgets what is out of date, erases what was kept long enough, and wipes what could not be wiped before.
    ///
    /// # Errors
    /// When the database or the folder of files cannot be written.
    pub async fn tidy(&self) -> Result<(), DeskError> {
        let now = self.now();
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

    /// When people are back, Unix milliseconds; none while they are there.
    pub(crate) fn opens_at(&self) -> Option<i64> {
        self.hours.as_ref()?.opens_at(self.now())
    }

    /// Unix milliseconds.
    pub(crate) fn now(&self) -> i64 {
        (self.clock)()
    }
}

fn system_time_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
