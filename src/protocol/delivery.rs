//! What the desk sent, or is still to send, beyond itself.

use serde::{Deserialize, Serialize};

/// What is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryKind {
    /// An alert to an endpoint of the owner's.
    Webhook,
    /// An answer to a visitor's confirmed address.
    Mail,
}

/// How far it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It is sent when it is due.
    Waiting,
    /// It was taken.
    Done,
    /// It was given up; a replay by hand sends it again.
    Dead,
}

/// `GET /api/v1/agent/deliveries`: the newest first; without bodies and addresses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// To name it in a replay.
    pub id: i64,
    /// What is sent.
    pub kind: DeliveryKind,
    /// The endpoint's place in the settings, from 1; none for mail, and for an endpoint that is no longer set.
    #[serde(default)]
    pub endpoint: Option<i64>,
    /// What it tells of, as `handoff.requested`.
    pub event: String,
    /// How far it came.
    pub state: DeliveryState,
    /// Tries begun.
    pub attempts: i64,
    /// What the latest try came to, as `503`.
    #[serde(default)]
    pub last_status: Option<String>,
    /// Unix milliseconds.
    pub created_at: i64,
    /// Unix milliseconds of the next try, while it waits.
    pub due_at: i64,
}
