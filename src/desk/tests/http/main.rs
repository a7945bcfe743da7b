//! The desk by HTTP, as visitor and as agent, on an SQLite file.

#![allow(clippy::unwrap_used, reason = "a test fails by it; clippy knows only functions marked as tests")]

mod alerts;
mod boundary;
mod contact;
mod cors;
mod erase;
mod full;
mod hostile;
mod journey;
mod listener;
mod log;
mod matrix;
mod once;
mod queue;
mod sign_in;
mod site;
mod smtp;
