//! What an owner sets for the desk that is run elsewhere.

use crate::secret::Secret;

/// The desk that takes the handoffs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdapterSettings {
    /// Whose it is.
    pub kind: AdapterKind,
    /// Its address, as `https://app.chatwoot.com` or `https://shop.zendesk.com`.
    pub url: String,
    /// The number of the account; Chatwoot's.
    pub account: Option<u64>,
    /// The number of the inbox with an API channel; Chatwoot's.
    pub inbox: Option<u64>,
    /// The mail address of the agent whom the token belongs to; Zendesk's.
    pub user: Option<String>,
    /// The access token.
    pub token: Secret,
    /// What its webhooks are signed with.
    pub secret: Secret,
    /// How its agents are called together, as visitors read it.
    pub name: String,
    /// Whether it may lie in the owner's own network, by `http` too.
    pub allow_private: bool,
}

/// Whose desk it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdapterKind {
    /// Chatwoot, by an inbox with an API channel.
    Chatwoot,
    /// Zendesk, by tickets.
    Zendesk,
}

impl AdapterKind {
    /// Its word in the settings.
    pub fn word(self) -> &'static str {
        match self {
            Self::Chatwoot => "chatwoot",
            Self::Zendesk => "zendesk",
        }
    }
}
