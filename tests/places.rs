//! Where the built product stands, as the environment says.

use std::path::PathBuf;

/// The built files and programs that the journeys use.
pub struct Places;

impl Places {
    /// `dist/`: what an owner uploads.
    pub fn dist() -> PathBuf {
        place("TANDEM_DIST")
    }

    /// The program `tandem`.
    pub fn program() -> PathBuf {
        place("TANDEM_PROGRAM")
    }

    /// The browser.
    pub fn chromium() -> PathBuf {
        place("TANDEM_CHROMIUM")
    }

    /// The browser's driver.
    pub fn chromedriver() -> PathBuf {
        place("TANDEM_CHROMEDRIVER")
    }

    /// The folder with the npm packages of the tests.
    pub fn npm() -> PathBuf {
        place("TANDEM_NPM")
    }
}

/// A journey without its browser or its files fails; it is never passed over.
fn place(name: &str) -> PathBuf {
    let place = std::env::var_os(name).map(PathBuf::from);
    let place = place.unwrap_or_else(|| panic!("{name} is not set: run the journeys by `cargo xtask test`"));
    assert!(place.exists(), "{name} names {}, which is not there", place.display());
    place
}
