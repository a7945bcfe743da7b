//! Chores: set up, serve, test, dist, bench, tidy.

fn main() {}
