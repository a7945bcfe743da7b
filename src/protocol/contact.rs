//! How a visitor can be reached after leaving, on the wire.

use serde::{Deserialize, Serialize};

/// What a visitor who leaves wishes for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// An answer in writing.
    #[default]
    Message,
    /// To be called.
    Callback,
}

/// `POST /api/v1/conversations/{id}/contact`: how to reach the visitor; it takes the place of what was left before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewContact {
    /// The address, if there is one.
    pub email: Option<String>,
    /// The telephone number, if there is one.
    pub phone: Option<String>,
    /// When to call, and the like; at most [`crate::NOTE_CHARACTERS`] characters.
    pub note: Option<String>,
    /// What the visitor wishes for.
    pub wish: Wish,
}

/// What will come of the address that a visitor left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailOutcome {
    /// A code of six digits is under way to it; answers follow once the code is confirmed.
    CodeSent,
    /// Nothing is mailed: no address was left, or this desk sends no mail. The agents see what was left.
    NotOffered,
    /// Answers go there.
    Confirmed,
    /// No code can be sent now: too many were, or the mail server refuses. The agents see what was left.
    TryLater,
}

/// The desk's answer to [`NewContact`] and [`ConfirmContact`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactReply {
    /// What will come of the address.
    pub mail: MailOutcome,
}

/// `POST /api/v1/conversations/{id}/contact/confirm`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmContact {
    /// The six digits that the address was sent; good for 15 minutes and five tries.
    pub code: String,
}

/// How a visitor can be reached, as agents see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The address as the visitor typed it.
    #[serde(default)]
    pub email: Option<String>,
    /// The telephone number as the visitor typed it.
    #[serde(default)]
    pub phone: Option<String>,
    /// Whether a code proved that the address is the visitor's: the agents' answers go there by mail.
    #[serde(default)]
    pub confirmed: bool,
    /// What the visitor wishes for.
    #[serde(default)]
    pub wish: Wish,
    /// When to call, and the like.
    #[serde(default)]
    pub note: Option<String>,
}
