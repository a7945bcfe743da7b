//! How fast the answers are over a large base: natively, and in a real browser's wasm with all the drawing.

mod base;
mod native;
mod page;
mod sample;

use anyhow::Result;

use crate::base::{Base, Language};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
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
