//! Who calls: a visitor by bearer token, an agent by cookie.

use axum::extract::FromRequestParts;
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::request::Parts;
use protocol::Role;

use super::fault::Fault;
use crate::Desk;
use crate::secret::{Hash, has_secret_form};
use crate::store::Agent;

/// The agents' cookie.
pub const COOKIE_NAME: &str = "tandem_agent";

/// The hash of a visitor's token, which no log or answer can give away.
pub struct Token(pub Hash);

impl<S: Send + Sync> FromRequestParts<S> for Token {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = header.and_then(|value| value.split_once(' ')).and_then(|(scheme, token)| {
            (scheme.eq_ignore_ascii_case("bearer") && has_secret_form(token)).then_some(token)
        });
        token.map(|token| Self(Hash::of(token))).ok_or(Fault::Token)
    }
}

/// An agent who is signed in, and the hash of the session.
pub struct SignedIn {
    pub agent: Agent,
    pub session: Hash,
}

impl SignedIn {
    /// Fails unless the agent has this role or one that may do more.
    pub fn require(&self, role: Role) -> Result<(), Fault> {
        if self.agent.role >= role { Ok(()) } else { Err(Fault::Role(role)) }
    }
}

impl FromRequestParts<Desk> for SignedIn {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Fault> {
        let session = session_cookie(parts).map(Hash::of).ok_or(Fault::SignedOut)?;
        let agent = desk.store.session(session, desk.now()).await?.ok_or(Fault::SignedOut)?;
        Ok(Self { agent, session })
    }
}

fn session_cookie(parts: &Parts) -> Option<&str> {
    let headers = parts.headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs =
        headers.flat_map(|header| header.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, value)| *name == COOKIE_NAME && has_secret_form(value)).map(|(_, value)| value)
}
