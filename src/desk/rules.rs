//! What an owner may change while the desk runs, as it holds now; a request takes it once and sees one state.

use std::sync::{Arc, PoisonError, RwLock};

use crate::DeskError;
use crate::bases::Bases;
use crate::choice::with_choices;
use crate::life::Assignment;
use crate::origin::Origins;
use crate::settings::Settings;
use crate::sites::Sites;
use crate::store::Choices;

/// An hour, milliseconds.
const HOUR_MS: i64 = 3_600_000;

/// One state of it.
#[derive(Debug)]
pub(crate) struct Rules {
    /// The settings with what was chosen laid over them, every site in a table.
    pub settings: Settings,
    /// The sites of these settings.
    pub sites: Sites,
    /// Whose pages may reach the desk.
    pub origins: Origins,
    /// What the sites' pages get.
    pub bases: Bases,
    /// What was chosen in the console.
    pub choices: Choices,
    /// Why what was chosen doesn't hold; none where it does.
    pub problem: Option<String>,
}

impl Rules {
    /// Lays what was chosen over the settings; files of knowledge that `before` has read already are not read anew.
    ///
    /// # Errors
    /// What doesn't fit.
    pub fn read(settings: &Settings, choices: Choices, before: Option<&Self>) -> Result<Self, DeskError> {
        let settings = with_choices(settings, &choices);
        let sites = Sites::read(&settings)?;
        let bases = Bases::read(&sites, before.map(|before| &before.bases))?;
        let origins = sites.origins(settings.public_url.as_deref())?;
        Ok(Self { settings, sites, origins, bases, choices, problem: None })
    }

    /// These, with what was chosen laid over the same settings; where that doesn't fit what stands outside the console by
    /// now, these hold alone: a desk must start.
    pub fn with(self, settings: &Settings, choices: Choices) -> Self {
        match Self::read(settings, choices.clone(), Some(&self)) {
            Ok(rules) => rules,
            Err(error) => {
                tracing::error!(cause = %error, "the settings of the console don't fit the others and don't hold");
                Self { choices, problem: Some(error.to_string()), ..self }
            }
        }
    }

    /// What waits longer expires, milliseconds.
    pub fn expire_ms(&self) -> i64 {
        i64::from(self.settings.expire_hours) * HOUR_MS
    }

    /// How long a conversation is kept, milliseconds; none for ever.
    pub fn keep_ms(&self) -> Option<i64> {
        let days = i64::from(self.settings.keep_days);
        (days > 0).then_some(days * 24 * HOUR_MS)
    }

    /// How long the audit log is kept, milliseconds.
    pub fn audit_ms(&self) -> i64 {
        i64::from(self.settings.audit_days) * 24 * HOUR_MS
    }

    /// How many days is kept what visits told and how long people took; none for ever.
    pub fn insights_days(&self) -> Option<i64> {
        let days = i64::from(self.settings.insights_days);
        (days > 0).then_some(days)
    }

    /// How an agent comes to a conversation.
    pub fn assignment(&self) -> Assignment {
        self.settings.assignment
    }
}

/// The state that holds, replaced as a whole.
#[derive(Debug)]
pub(crate) struct Current(RwLock<Arc<Rules>>);

impl Current {
    /// Begins with a state.
    pub fn new(rules: Rules) -> Self {
        Self(RwLock::new(Arc::new(rules)))
    }

    /// The state that holds.
    pub fn get(&self) -> Arc<Rules> {
        // Nobody panics between taking the lock and leaving it.
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts another in its place.
    pub fn set(&self, rules: Rules) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(rules);
    }
}
