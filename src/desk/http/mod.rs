//! What the desk answers over HTTP: its routes, who may use them, and the one way to say no.

mod address;
mod agent;
mod audit;
mod body;
mod caller;
mod colleagues;
mod contact;
mod contract;
mod deliveries;
mod digest;
mod edge;
mod edition;
mod erasure;
mod fault;
mod file;
mod find;
mod health;
mod insight;
mod insight_table;
mod knowledge;
mod metrics;
mod note;
mod own;
mod plan;
mod review;
mod routes;
mod session;
mod setup;
pub(crate) mod site;
mod suggestion;
mod visitor;
mod watch;

pub(crate) use caller::{Ruled, SignedIn, Token, site_of};
pub(crate) use fault::Fault;
pub use metrics::metrics;
pub use routes::{app, routes};
