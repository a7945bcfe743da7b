//! What owners set in the console, as it is kept.

use std::collections::BTreeMap;

use protocol::AuditKind;
use serde_json::{Map, Value};

use super::audit::{By, Deed, note};
use super::database::{query, query_as, query_scalar};
use super::word::{json, read_json};
use super::{Store, StoreError};

/// What was chosen for the desk or one site, by the names of the rules.
pub type Chosen = Map<String, Value>;

/// What was chosen by scope, the empty one being the desk's, each with its version.
pub type Choices = BTreeMap<String, (i64, Chosen)>;

impl Store {
    /// All that was chosen.
    pub async fn choices(&self) -> Result<Choices, StoreError> {
        let rows: Vec<(String, i64, String)> =
            query_as("SELECT scope, version, chosen FROM console_settings")
                .fetch_all(&mut *self.read().await?)
                .await?;
        let read = |(scope, version, chosen): (String, i64, String)| {
            Ok((scope, (version, read_json("chosen", &chosen)?)))
        };
        rows.into_iter().map(read).collect()
    }

    /// Keeps what is chosen for a scope from now on, and who chose it; false where it is of another version by now.
    pub async fn choose(
        &self,
        by: By<'_>,
        scope: &str,
        version: i64,
        chosen: &Chosen,
        changes: Vec<protocol::AuditChange>,
        now: i64,
    ) -> Result<bool, StoreError> {
        let mut change = self.write().await?;
        let current: Option<i64> = query_scalar("SELECT version FROM console_settings WHERE scope = ?")
            .bind(scope)
            .fetch_optional(&mut change)
            .await?;
        if current.unwrap_or_default() != version {
            return Ok(false);
        }
        query(
            "INSERT INTO console_settings (scope, version, chosen) VALUES (?, ?, ?)
             ON CONFLICT (scope) DO UPDATE SET version = excluded.version, chosen = excluded.chosen",
        )
        .bind(scope)
        .bind(version + 1)
        .bind(json(chosen)?)
        .execute(&mut change)
        .await?;
        note(&mut change, Deed::new(by, AuditKind::SettingsChanged, now).on(scope).with(changes)).await?;
        change.commit().await?;
        Ok(true)
    }
}
