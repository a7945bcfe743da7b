//! The desk by HTTP, as visitor and as agent, on an SQLite file.

#![allow(clippy::unwrap_used, reason = "a test fails by it; clippy knows only functions marked as tests")]

mod boundary;
mod cors;
mod erase;
mod file;
mod full;
mod hostile;
mod journey;
mod log;
mod matrix;
mod once;
mod queue;
mod records;
mod sign_in;
mod site;
