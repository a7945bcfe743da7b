//! Agents on the wire: who they are, how they sign in, and what an owner or a lead changes of them.

use serde::{Deserialize, Serialize};

/// Conversations that an agent takes at once where nobody says otherwise.
pub const CAPACITY: u32 = 5;

/// What an agent may do; each may do what those before may.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Answers visitors.
    #[default]
    Agent,
    /// Takes conversations over from others, and sets their teams and capacity.
    Lead,
    /// Makes and disables accounts.
    Owner,
}

/// Whether an agent takes conversations now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Takes new conversations.
    #[default]
    Here,
    /// Takes none; those under way go on.
    Away,
}

/// `POST /api/v1/agent/session`: one of the two ways to sign in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SignIn {
    /// With the code of a one-time sign-in link.
    Code {
        /// From the link's fragment.
        code: String,
        /// The display name; none keeps the account's.
        #[serde(default)]
        name: Option<String>,
    },
    /// With a password of one's own.
    Password {
        /// In any case.
        login: String,
        /// As it was typed.
        password: String,
    },
}

/// `GET /api/v1/agent/session`: who is signed in (the session itself is a cookie).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgentSession {
    /// The agent's id.
    pub agent: String,
    /// The display name.
    pub name: String,
    /// What the agent signs in with beside a password; none until one is given.
    #[serde(default)]
    pub login: Option<String>,
    /// What the agent may do.
    #[serde(default)]
    pub role: Role,
    /// The teams whose conversations the agent takes.
    #[serde(default)]
    pub teams: Vec<String>,
    /// Conversations at once.
    #[serde(default = "capacity")]
    pub capacity: u32,
    /// Whether new ones may come.
    #[serde(default)]
    pub presence: Presence,
    /// Whether a password is set; without one only a one-time code signs in.
    #[serde(default)]
    pub has_password: bool,
}

/// `POST /api/v1/agent/password`: sets one's own password, and signs one's other browsers out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewPassword {
    /// At least 15 characters, at most 256.
    pub password: String,
    /// The password until now; none within 15 minutes of signing in with a one-time code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// What to sign in with; needed where the account has none, and taken only there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<String>,
}

/// `POST /api/v1/agent/presence`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresenceChange {
    /// What the agent says of itself from now on.
    pub presence: Presence,
}

/// `GET /api/v1/agent/sessions`: the browsers in which the agent is signed in, the latest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sessions {
    /// One a browser.
    pub sessions: Vec<SessionSummary>,
}

/// A browser in which an agent is signed in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SessionSummary {
    /// To end it by.
    pub id: String,
    /// Unix milliseconds when it began.
    pub created_at: i64,
    /// Unix milliseconds when it last asked for anything, to the minute.
    pub seen_at: i64,
    /// Unix milliseconds when it ends by itself.
    pub expires_at: i64,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// `GET /api/v1/agent/agents`: everyone at the desk, by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Agents {
    /// Those that may sign in; for an owner the disabled ones too.
    pub agents: Vec<AgentProfile>,
}

/// An agent as colleagues see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgentProfile {
    /// The agent's id.
    pub id: String,
    /// The display name.
    pub name: String,
    /// What the agent may do.
    pub role: Role,
    /// The teams whose conversations the agent takes.
    pub teams: Vec<String>,
    /// Conversations at once.
    pub capacity: u32,
    /// Conversations that the agent has now.
    pub load: u32,
    /// What the agent says of itself.
    pub presence: Presence,
    /// Whether the agent may no longer sign in.
    #[serde(default)]
    pub disabled: bool,
    /// What the agent signs in with; told to owners only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<String>,
    /// Unix milliseconds when the agent last asked for anything, to the minute; told to leads and owners only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<i64>,
}

/// `POST /api/v1/agent/agents`: an owner makes an account for one more agent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Invite {
    /// The display name.
    pub name: String,
    /// What to sign in with; none lets the agent choose with the first password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<String>,
    /// What the agent may do.
    #[serde(default)]
    pub role: Role,
    /// The teams whose conversations the agent takes.
    #[serde(default)]
    pub teams: Vec<String>,
    /// Conversations at once, 1 to 100.
    #[serde(default = "capacity")]
    pub capacity: u32,
}

/// The desk's answer to [`Invite`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Invited {
    /// The new account.
    pub agent: AgentProfile,
    /// To sign in with the first time.
    pub code: SignInCode,
}

/// `POST /api/v1/agent/agents/{id}/code`: a one-time code, shown this once; the console's link is `…/console/#code=…`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignInCode {
    /// For the link's fragment.
    pub code: String,
    /// Unix milliseconds when it is no longer good.
    pub expires_at: i64,
}

/// `PATCH /api/v1/agent/agents/{id}`: what is left out stays. An owner changes everything, a lead only teams and
/// capacity, and of owners nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AgentChange {
    /// The display name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What the agent may do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// All the teams from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub teams: Option<Vec<String>>,
    /// Conversations at once, 1 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
    /// True signs the agent out everywhere, puts the agent's conversations back into the line and lets nobody in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

/// `POST /api/v1/agent/conversations/{id}/claim` with this body: a lead takes the conversation over from another agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeOver {
    /// The id of the agent who has it; if that is no longer so, nothing happens.
    pub from: String,
}

fn capacity() -> u32 {
    CAPACITY
}
