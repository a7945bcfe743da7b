//! How fast the answers are over a large base, natively and in a real browser's wasm with all the drawing; how right they
//! are, beside the libraries that a site could load instead; how well unanswered questions become topics; what a month of
//! suggestions brings and how long an edition's preview takes; how quick an agent's page and insights are; and whether the
//! desk keeps its promises.

mod base;
mod console;
mod desk;
mod insights;
mod month;
mod mood;
mod native;
mod page;
mod peers;
mod preview;
mod sample;
mod score;
mod topics;

use anyhow::Result;
use tokio::runtime::Builder;

use crate::base::{Base, Language};

fn main() -> Result<()> {
    let names: Vec<String> = std::env::args().skip(1).collect();
    let is_wanted = |name: &str| names.is_empty() || names.iter().any(|wanted| wanted == name);
    if is_wanted("speed") {
        Builder::new_current_thread().enable_all().build()?.block_on(speed())?;
    }
    if is_wanted("console") {
        Builder::new_multi_thread().enable_all().build()?.block_on(console::run())?;
    }
    if is_wanted("mood") {
        mood::run()?;
    }
    if is_wanted("matching") {
        peers::run()?;
    }
    if is_wanted("topics") {
        topics::run()?;
    }
    if is_wanted("preview") {
        Builder::new_multi_thread().enable_all().build()?.block_on(preview::run())?;
    }
    if is_wanted("month") {
        month::run()?;
    }
    if is_wanted("insights") {
        Builder::new_multi_thread().enable_all().build()?.block_on(insights::run())?;
    }
    let proofs = desk::wanted(&names);
    if !proofs.is_empty() {
        Builder::new_multi_thread().enable_all().build()?.block_on(desk::run(&proofs))?;
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
