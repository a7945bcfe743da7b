//! The desk elsewhere whose settings were checked, with how far it may be asked now.

use std::sync::atomic::{AtomicI64, Ordering};

use super::call::Caller;
use super::chatwoot::Chatwoot;
use super::zendesk::Zendesk;
use super::{Adapter, AdapterKind, AdapterSettings};
use crate::DeskError;
use crate::secret::Hash;

/// The desk elsewhere.
pub struct Elsewhere {
    /// Its name among the endpoints of the store, the same after a restart.
    pub key: String,
    /// Its place among the endpoints, after those of the settings; all that a log says of it.
    pub number: i64,
    /// Whose it is, in a word.
    pub word: &'static str,
    /// The host that is dialled.
    pub host: String,
    /// The id of the account under which its agents speak here.
    pub agent: String,
    /// How its agents are called together.
    pub name: String,
    /// Speaks its words.
    pub adapter: Box<dyn Adapter>,
    /// It asked to be left alone until then, Unix milliseconds.
    paused_until: AtomicI64,
}

/// Checks the settings; `number` is its place among the endpoints.
///
/// # Errors
/// [`DeskError::Adapter`] with what cannot be used.
pub fn read(settings: &AdapterSettings, number: usize) -> Result<Elsewhere, DeskError> {
    let fault = |problem| DeskError::Adapter { kind: settings.kind.word(), problem };
    if settings.token.bytes().is_empty() || settings.secret.bytes().is_empty() {
        return Err(fault("has an empty token or secret"));
    }
    let caller = Caller::new(settings).map_err(fault)?;
    let host = caller.host().to_owned();
    let adapter: Box<dyn Adapter> = match settings.kind {
        AdapterKind::Chatwoot => Box::new(Chatwoot::new(settings, caller).map_err(fault)?),
        AdapterKind::Zendesk => Box::new(Zendesk::new(settings, caller).map_err(fault)?),
    };
    let (account, inbox) = (settings.account.unwrap_or(0), settings.inbox.unwrap_or(0));
    let place = [account.to_be_bytes(), inbox.to_be_bytes()].concat();
    let hash = Hash::of_parts(&[settings.kind.word().as_bytes(), settings.url.as_bytes(), &place]);
    Ok(Elsewhere {
        key: hash.bytes()[..8].iter().map(|byte| format!("{byte:02x}")).collect(),
        number: i64::try_from(number).unwrap_or(i64::MAX),
        word: settings.kind.word(),
        host,
        agent: format!("adapter-{}", settings.kind.word()),
        name: settings.name.clone(),
        adapter,
        paused_until: AtomicI64::new(0),
    })
}

impl Elsewhere {
    /// Whether it may be asked something now.
    pub fn is_open(&self, now: i64) -> bool {
        self.paused_until.load(Ordering::Relaxed) <= now
    }

    /// Leaves it alone until a time.
    pub fn pause(&self, until: i64) {
        self.paused_until.store(until, Ordering::Relaxed);
    }
}
