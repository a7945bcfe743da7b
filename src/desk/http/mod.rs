//! What the desk answers over HTTP: its routes, who may use them, and the one way to say no.

mod agent;
mod body;
mod caller;
mod edge;
mod fault;
mod file;
mod routes;
mod session;
pub(crate) mod site;
mod visitor;

pub use routes::{app, routes};
