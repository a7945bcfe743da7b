//! Runs the real `tandem` over good and bad input.

mod agents;
mod files;
mod measures;
mod program;
mod serving;
mod settings;
