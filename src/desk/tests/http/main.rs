//! The desk by HTTP, as visitor and as agent, on an SQLite file.

mod boundary;
mod cors;
mod erase;
mod full;
mod hostile;
mod journey;
mod matrix;
mod once;
mod queue;
mod sign_in;
mod site;
