//! Whether somebody is signed in, and whether the page is in step with the desk.

use protocol::AgentSession;

/// Whether somebody is signed in, and else what the agent is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Access {
    /// Asking the desk.
    Checking,
    /// A link was opened for the first time in this browser: a name is wanted.
    Naming,
    /// There was no link.
    NoLink,
    /// The link has been used or has expired.
    Spent,
    /// The desk didn't answer; the link, if there is one, is still good.
    Away,
    /// The session ended by itself.
    Over,
    /// The agent signed out.
    Left,
    /// Signed in by a link, without a password: one is offered.
    Securing(AgentSession),
    /// Signed in.
    In(AgentSession),
}

/// Whether the page is in step with the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The first answer is awaited.
    Fetching,
    /// The last call got through.
    InStep,
    /// It did not; the page tries again by itself.
    Away,
}
