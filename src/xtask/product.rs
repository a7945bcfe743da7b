//! The whole product as built files and a program: `tests` is told where they stand.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::browser;
use crate::workspace::Workspace;

/// Tells a program of `tests` by its environment where dist/, `tandem`, the browser and the npm packages stand.
///
/// # Errors
/// Where there is no browser or no driver for it.
pub fn tell(cargo: &mut Command, workspace: &Workspace, tandem: &Path) -> Result<()> {
    let browser = browser::find()?;
    cargo.env("TANDEM_DIST", workspace.dist()).env("TANDEM_PROGRAM", tandem);
    cargo.env("TANDEM_CHROMIUM", browser.chromium).env("TANDEM_CHROMEDRIVER", browser.chromedriver);
    cargo.env("TANDEM_NPM", workspace.npm());
    Ok(())
}
