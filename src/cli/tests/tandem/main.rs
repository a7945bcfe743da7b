//! Runs the real `tandem` over good and bad input.

#![allow(clippy::unwrap_used, reason = "a test fails by it; clippy knows only functions marked as tests")]

mod agents;
mod deliveries;
mod diff;
mod examples;
mod files;
mod keeping;
mod measures;
mod program;
mod serving;
mod settings;
