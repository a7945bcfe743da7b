//! How fast the answers are over a large base, natively and in a real browser's wasm with all the drawing; and how
//! right they are, beside the libraries that a site could load instead.

mod base;
mod mood;
mod native;
mod page;
mod peers;
mod sample;
mod score;

use anyhow::Result;

use crate::base::{Base, Language};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let names: Vec<String> = std::env::args().skip(1).collect();
    let is_wanted = |name: &str| names.is_empty() || names.iter().any(|wanted| wanted == name);
    if is_wanted("speed") {
        speed().await?;
    }
    if is_wanted("mood") {
        mood::run()?;
    }
    if is_wanted("matching") {
        peers::run()?;
    }
    Ok(())
}

/// How fast the answers are.
async fn speed() -> Result<()> {
    println!(
        "{:<66}{:>8}{:>10}{:>10}   target",
        "1,000 entries × 5 variants, milliseconds", "samples", "median", "p99"
    );
    for language in [Language::English, Language::Chinese] {
        let base = Base::make(language);
        native::measure(&base)?;
        page::measure(&base).await?;
    }
    Ok(())
}
