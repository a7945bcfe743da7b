//! Runs the real `tandem` over good and bad input.

mod deliveries;
mod files;
mod measures;
mod program;
mod serving;
