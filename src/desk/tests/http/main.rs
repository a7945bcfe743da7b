//! The desk by HTTP, as visitor and as agent, on an SQLite file or, with `TANDEM_TEST_POSTGRES`, at a Postgres server.

#![allow(clippy::unwrap_used, reason = "a test fails by it; clippy knows only functions marked as tests")]

mod account;
mod adapters;
mod alerts;
mod arrivals;
mod audit;
mod backend;
mod boundary;
mod chatwoot;
mod contact;
mod contract;
mod cors;
mod digest;
#[path = "../contract/document.rs"]
mod document;
mod editions;
mod engine;
mod erase;
mod file;
mod find;
mod flood;
mod full;
mod health;
mod hostile;
mod identity;
mod insights;
mod journey;
mod knowledge;
mod life;
mod listener;
mod live;
mod log;
mod matrix;
mod metrics;
mod migrate;
mod neighbours;
mod notes;
mod once;
mod owner_erases;
mod plan;
mod queue;
mod records;
mod review;
mod setup;
mod sign_in;
mod site;
mod sites;
mod smtp;
mod socket;
mod suggestions;
mod topics;
mod upgrade;
mod zendesk;
