//! What an agent sees.

fn main() {}
