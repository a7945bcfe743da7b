//! The desk as its routes share it: the store, the clock, and who may come in.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use protocol::{Progress, Status};
use tower_http::services::ServeDir;

use crate::hours::Hours;
use crate::http::site::folder;
use crate::live::Hub;
use crate::origin::Origins;
use crate::password::Passwords;
use crate::secret::{Hash, new_secret};
use crate::store::{Bell, Caller, Since, Store, StoreError};
use crate::tries::Tries;
use crate::{DeskError, Settings};

/// Gives the time, Unix milliseconds.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// An open desk; clones share it.
#[derive(Clone)]
pub struct Desk {
    pub(crate) store: Arc<Store>,
    pub(crate) origins: Arc<Origins>,
    pub(crate) tries: Arc<Tries>,
    pub(crate) hub: Arc<Hub>,
    pub(crate) passwords: Passwords,
    pub(crate) site: Option<ServeDir>,
    hours: Option<Arc<Hours>>,
    clock: Clock,
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
        let hub: Arc<Hub> = Arc::default();
        let ringing = Arc::clone(&hub);
        let bell: Bell = Arc::new(move |touched| ringing.ring(touched));
        let store = Store::open(&settings.database, settings.database_bytes, bell)
            .await
            .map_err(|source| DeskError::Database { path: settings.database.clone(), source })?;
        let (tries, passwords) = (Arc::default(), Passwords::default());
        let (store, origins) = (Arc::new(store), Arc::new(origins));
        Ok(Self { store, origins, tries, hub, passwords, site, hours, clock })
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

    /// Forgets what is out of date, and wipes what could not be wiped before.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn tidy(&self) -> Result<(), DeskError> {
        self.store.tidy(self.now()).await.map_err(DeskError::Store)?;
        self.store.settle().await.map_err(DeskError::Store)
    }

    /// Closes the database; requests after it fail.
    pub async fn close(&self) {
        self.store.close().await;
    }

    /// What came in a visitor's conversation since, and where it stands; none for another's or an unknown one.
    pub(crate) async fn progress(
        &self,
        caller: Caller<'_>,
        since: Since<'_>,
    ) -> Result<Option<Progress>, StoreError> {
        let mut progress = self.store.progress(caller, since, self.now()).await?;
        if let Some(waits) = progress.as_mut().filter(|progress| progress.status == Status::Requested) {
            waits.opens_at = self.opens_at();
        }
        Ok(progress)
    }

    /// Tells every socket that the desk stops.
    pub fn stop(&self) {
        self.hub.stop();
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
