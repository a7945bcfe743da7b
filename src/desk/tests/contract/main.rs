//! The contract: what the document of the routes says, the types write and read, and the stored samples show is the same.

#![allow(clippy::unwrap_used, reason = "a test fails by it; clippy knows only functions marked as tests")]

mod document;
mod first;
mod instance;
mod live;
mod routes;
mod sample;
#[macro_use]
mod samples;
mod counted;
mod learnt;
mod owned;
mod types;
mod values;
