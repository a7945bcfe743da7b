//! Who calls: a visitor by bearer token, an agent by cookie.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath, RawPathParams};
use axum::http::header::{AUTHORIZATION, COOKIE, HOST, ORIGIN, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use protocol::Role;

use super::fault::Fault;
use crate::Desk;
use crate::rules::Rules;
use crate::secret::{Hash, has_secret_form};
use crate::sites::Site;
use crate::store::{Agent, By};

/// The agents' cookie: over TLS a browser holds by its name that this host alone has set it, and for all paths.
pub fn cookie_name(desk: &Desk) -> &'static str {
    if desk.origins.is_secure() { "__Host-tandem_agent" } else { "tandem_agent" }
}

/// What every path of one conversation begins with, as agents see it.
const AT_DESK: &str = "/api/v1/agent/conversations/{id}";

/// The site of the page that asks.
pub struct AtSite(pub Arc<Site>);

impl FromRequestParts<Desk> for AtSite {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Fault> {
        let Ok(Ruled(rules)) = Ruled::from_request_parts(parts, desk).await;
        Ok(Self(site_of(&rules, &parts.headers)))
    }
}

/// What holds for this request: the edge took it as the request came.
pub struct Ruled(pub Arc<Rules>);

impl FromRequestParts<Desk> for Ruled {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Infallible> {
        let taken = parts.extensions.get::<Arc<Rules>>().map(Arc::clone);
        Ok(Self(taken.unwrap_or_else(|| desk.rules())))
    }
}

/// The site of the page that sent these headers.
pub fn site_of(rules: &Rules, headers: &HeaderMap) -> Arc<Site> {
    let header = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    Arc::clone(rules.sites.of(header(ORIGIN), header(HOST), rules.origins.own()))
}

/// What the visitor's browser says that it is, on one line and cut to size; none where it says nothing.
pub struct Device(pub Option<String>);

/// Characters of it: browsers use about 200.
const DEVICE_CHARACTERS: usize = 300;

impl FromRequestParts<Desk> for Device {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Desk) -> Result<Self, Infallible> {
        let said = parts.headers.get(USER_AGENT).map(|value| String::from_utf8_lossy(value.as_bytes()));
        let line = said.map(|said| {
            said.chars().filter(|sign| !sign.is_control()).take(DEVICE_CHARACTERS).collect::<String>()
        });
        Ok(Self(line.filter(|line| !line.trim().is_empty())))
    }
}

/// The hash of a visitor's token, which no log or answer can give away.
pub struct Token(pub Hash);

impl Token {
    /// A token is good at the site where its conversation began: from the page of another its hash is another, so
    /// no route can forget to ask.
    pub fn at(site: &Site, token: &str) -> Self {
        if site.is_default() {
            return Self(Hash::of(token));
        }
        Self(Hash::of_parts(&[site.id().as_bytes(), token.as_bytes()]))
    }
}

impl FromRequestParts<Desk> for Token {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Fault> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = header.and_then(|value| value.split_once(' ')).and_then(|(scheme, token)| {
            (scheme.eq_ignore_ascii_case("bearer") && has_secret_form(token)).then_some(token)
        });
        let token = token.map(str::to_owned).ok_or(Fault::Token)?;
        let Ok(Ruled(rules)) = Ruled::from_request_parts(parts, desk).await;
        Ok(Self::at(&site_of(&rules, &parts.headers), &token))
    }
}

/// An agent who is signed in, and the hash of the session. Where the path names a conversation of a site that the
/// agent isn't bound to, there is nothing to be found: the check stands here, since every agent's route comes by.
pub struct SignedIn {
    pub agent: Agent,
    pub session: Hash,
}

impl SignedIn {
    /// The agent as whoever does something.
    pub fn by(&self) -> By<'_> {
        By::Agent(&self.agent.id)
    }

    /// Fails unless the agent has this role or one that may do more.
    pub fn require(&self, role: Role) -> Result<(), Fault> {
        if self.agent.role >= role { Ok(()) } else { Err(Fault::Role(role)) }
    }

    /// Fails where there is no such site, or it is kept from the agent.
    pub async fn require_site(&self, desk: &Desk, site: &str) -> Result<(), Fault> {
        let is_there = desk.rules().sites.check(site).is_ok();
        if is_there && desk.store.sees_site(&self.agent, site).await? {
            return Ok(());
        }
        Err(Fault::NotFound)
    }

    /// As [`SignedIn::require`], for what is the whole desk's: whoever is bound to some sites changes and reads nothing that
    /// others have a part in, and makes no account that would see more.
    pub async fn require_all_sites(&self, desk: &Desk, role: Role) -> Result<(), Fault> {
        self.require(role)?;
        if desk.store.sites_of(&self.agent).await?.is_empty() { Ok(()) } else { Err(Fault::Bound) }
    }
}

impl FromRequestParts<Desk> for SignedIn {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Fault> {
        let session = session_cookie(desk, parts).map(Hash::of).ok_or(Fault::SignedOut)?;
        let agent = desk.store.session(session, desk.now()).await?.ok_or(Fault::SignedOut)?;
        if let Some(conversation) = named_conversation(parts).await
            && desk.store.is_hidden(&agent, &conversation).await?
        {
            return Err(Fault::NotFound);
        }
        Ok(Self { agent, session })
    }
}

/// The conversation that an agent's path names.
async fn named_conversation(parts: &mut Parts) -> Option<String> {
    let path = parts.extensions.get::<MatchedPath>()?;
    path.as_str().strip_prefix(AT_DESK).filter(|rest| rest.is_empty() || rest.starts_with('/'))?;
    let parameters = RawPathParams::from_request_parts(parts, &()).await.ok()?;
    parameters.iter().find(|(name, _)| *name == "id").map(|(_, id)| id.to_owned())
}

fn session_cookie<'a>(desk: &Desk, parts: &'a Parts) -> Option<&'a str> {
    let ours = cookie_name(desk);
    let headers = parts.headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs =
        headers.flat_map(|header| header.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, value)| *name == ours && has_secret_form(value)).map(|(_, value)| value)
}
