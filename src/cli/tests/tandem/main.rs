//! Runs the real `tandem` over good and bad input.

mod agents;
mod deliveries;
mod files;
mod measures;
mod program;
mod serving;
mod settings;
