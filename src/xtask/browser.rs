//! The browser that the journeys drive.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::process;

/// Chromium and its driver.
pub struct Browser {
    /// The browser's own program.
    pub chromium: PathBuf,
    /// What drives it over WebDriver.
    pub chromedriver: PathBuf,
}

/// Both programs; the error names the one that is missing.
pub fn find() -> Result<Browser> {
    Ok(Browser {
        chromium: chromium().context("no Chromium or Chrome found: the journeys need one")?,
        chromedriver: chromedriver().context("no chromedriver found on PATH: the journeys need one")?,
    })
}

/// Chromium or Chrome, under any of its usual names.
pub fn chromium() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let mac = Path::new("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
    names.iter().find_map(|name| process::on_path(name)).or_else(|| mac.is_file().then(|| mac.to_owned()))
}

/// ChromeDriver on PATH.
pub fn chromedriver() -> Option<PathBuf> {
    process::on_path("chromedriver")
}
