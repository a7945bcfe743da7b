//! What the desk answers over HTTP: its routes, who may use them, and the one way to say no.

mod address;
mod agent;
mod body;
mod caller;
mod colleagues;
mod contact;
mod contract;
mod deliveries;
mod edge;
mod fault;
mod file;
mod find;
mod health;
mod knowledge;
mod own;
mod routes;
mod session;
pub(crate) mod site;
mod visitor;
mod watch;

pub(crate) use caller::{SignedIn, Token, site_of};
pub(crate) use fault::Fault;
pub use routes::{app, routes};
