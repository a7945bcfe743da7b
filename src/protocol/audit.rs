//! The audit log on the wire: who did what when.

use serde::{Deserialize, Serialize};

/// `GET /api/v1/agent/audit`: a page of the log, the newest first, for owners.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditPage {
    /// At most 100.
    pub entries: Vec<AuditEntry>,
    /// Whether older ones follow; `before` with the last one's id asks for them.
    pub more: bool,
}

/// One thing that was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Counts up.
    pub id: i64,
    /// Unix milliseconds.
    pub at: i64,
    /// Who.
    pub by: AuditBy,
    /// The agent's id, where it was one.
    pub agent: Option<String>,
    /// The agent's name today.
    pub name: Option<String>,
    /// What.
    pub kind: AuditKind,
    /// On whom or what: a colleague's name, a site's id, a conversation's number.
    pub subject: Option<String>,
    /// On how many.
    pub count: Option<i64>,
    /// What is otherwise since; never secrets or a visitor's words.
    pub changes: Vec<AuditChange>,
}

/// Who did something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditBy {
    /// An agent at the console.
    Agent,
    /// Whoever may use the desk's machine.
    CommandLine,
    /// The desk by itself.
    Desk,
    /// Someone who did not come in.
    Nobody,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditKind {
    /// An agent signed in; the subject is `password` or `link`.
    SignedIn,
    /// A code or password was wrong; which login was tried isn't kept.
    SignInFailed,
    /// An agent set a password.
    PasswordSet,
    /// An account was made.
    AgentAdded,
    /// An account was changed, shut or opened.
    AgentChanged,
    /// A sign-in link was made for an account.
    LinkMade,
    /// Settings were changed in the console.
    SettingsChanged,
    /// An edition of a site's knowledge base was published or taken back; the subject is the site.
    Published,
    /// A lead took a conversation from its agent.
    TookOver,
    /// A lead gave away what another agent had.
    Transferred,
    /// Conversations were erased.
    Erased,
    /// Conversations or this log were written out.
    Exported,
    /// Deliveries were sent again.
    Replayed,
    /// What was kept long enough was erased.
    Retention,
}

/// One value that is otherwise since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditChange {
    /// Its name, as `hours` or `teams.billing.name`.
    pub field: String,
    /// As it was; none where it wasn't there.
    pub old: Option<String>,
    /// As it is; none where it is gone.
    pub new: Option<String>,
}
