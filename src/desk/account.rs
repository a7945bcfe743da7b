//! Accounts as their owner handles them, from the console or the command line.

use protocol::{AgentChange, AgentProfile, Invite, Invited, Role, SignInCode};

use crate::Desk;
use crate::form::{check_change, check_invite};
use crate::request::Invalid;
use crate::secret::{Hash, new_secret};
use crate::store::{By, CODE_MS, StoreError};

/// Why an account was not made or changed; each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// A field holds what it may not.
    #[error("`{}` {}", .0.field, .0.problem)]
    Invalid(Invalid),
    /// There is no such agent.
    #[error("there is no such agent; look at the list of agents for their names")]
    Unknown,
    /// Another agent has the login.
    #[error("another agent signs in with this login; choose another")]
    LoginTaken,
    /// Nobody could let agents in any more.
    #[error("this is the last owner, without whom nobody lets agents in; make another agent an owner first")]
    LastOwner,
    /// The account is shut.
    #[error("the account is disabled; enable it first")]
    Disabled,
    /// It takes another role, at least this one.
    #[error("it takes another role")]
    Role(Role),
    /// The store could not.
    #[error("the database cannot be used: {0}; {mend}", mend = .0.mend())]
    Store(#[from] StoreError),
    /// The system gave no randomness.
    #[error("the system gives no randomness: {0}")]
    Random(#[from] std::io::Error),
}

impl From<Invalid> for AccountError {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(invalid)
    }
}

impl From<sqlx::Error> for AccountError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Desk {
    /// Makes an account for one more agent, with a one-time sign-in code, good for 15 minutes.
    ///
    /// # Errors
    /// When a field holds what it may not, the login is taken, or the database cannot be written.
    pub async fn add_agent(&self, invite: Invite) -> Result<Invited, AccountError> {
        self.add_agent_by(By::CommandLine, invite).await
    }

    /// As [`Desk::add_agent`], by somebody else than the command line.
    pub(crate) async fn add_agent_by(&self, by: By<'_>, mut invite: Invite) -> Result<Invited, AccountError> {
        check_invite(&mut invite)?;
        let (code, id) = (new_secret()?, new_secret()?);
        let agent = self.store.add_agent(by, &id[..16], &invite, Hash::of(&code), self.now()).await?;
        Ok(Invited { agent, code: self.fresh(code) })
    }

    /// Everyone at the desk by name, the disabled too.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn agents(&self) -> Result<Vec<AgentProfile>, AccountError> {
        Ok(self.store.profiles(Role::Owner).await?)
    }

    /// The id of an agent by id or login.
    ///
    /// # Errors
    /// When there is none, or the database cannot be read.
    pub async fn agent_called(&self, id_or_login: &str) -> Result<String, AccountError> {
        self.store.agent_called(id_or_login).await?.ok_or(AccountError::Unknown)
    }

    /// A new one-time sign-in code for an agent, good for 15 minutes; those given before are void.
    ///
    /// # Errors
    /// When there is no such agent, the account is disabled, or the database cannot be written.
    pub async fn new_code(&self, agent: &str) -> Result<SignInCode, AccountError> {
        self.new_code_by(By::CommandLine, agent).await
    }

    /// As [`Desk::new_code`], by somebody else than the command line.
    pub(crate) async fn new_code_by(&self, by: By<'_>, agent: &str) -> Result<SignInCode, AccountError> {
        let code = new_secret()?;
        self.store.renew_code(by, agent, Hash::of(&code), self.now()).await?;
        Ok(self.fresh(code))
    }

    /// Changes an agent as one of a role may.
    ///
    /// # Errors
    /// When there is no such agent, a field holds what it may not, the role does not suffice, no owner would be left,
    /// or the database cannot be written.
    pub async fn change_agent(
        &self,
        role: Role,
        agent: &str,
        change: AgentChange,
    ) -> Result<AgentProfile, AccountError> {
        self.change_agent_by((By::CommandLine, role), agent, change).await
    }

    /// As [`Desk::change_agent`], by somebody else than the command line.
    pub(crate) async fn change_agent_by(
        &self,
        by: (By<'_>, Role),
        agent: &str,
        mut change: AgentChange,
    ) -> Result<AgentProfile, AccountError> {
        check_change(&mut change)?;
        self.store.change_agent(by, agent, &change, self.now()).await
    }

    fn fresh(&self, code: String) -> SignInCode {
        SignInCode { code, expires_at: self.now() + CODE_MS }
    }
}
