//! The desk's promises, put to the proof: each in doses small enough for every test run and large enough for the bench.
//!
//! What fails is told as an error. Nothing here judges a time: a bench prints it.

pub mod claims;
mod client;
pub mod crash;
pub mod crowd;
pub mod cuts;
pub mod disk;
pub mod ground;
pub mod idle;
mod inside;
pub mod network;
pub mod nginx;
pub mod pace;
mod proxy;
pub mod restore;
pub mod rolling;
pub mod simulation;
mod socket;
pub mod storm;
pub mod tabs;
pub mod web;

/// Whatever takes longer will never come; no measurement.
const NEVER: std::time::Duration = std::time::Duration::from_secs(120);
