//! Where the built product stands, as the environment says.

use std::path::PathBuf;

/// The built files and programs that the journeys use.
pub struct Places;

impl Places {
    /// `dist/`: what an owner uploads.
    pub fn dist() -> PathBuf {
        place("TANDEM_DIST")
    }

    /// A file of `dist/`, whose name holds a hash, by its folder and the name's beginning.
    ///
    /// # Errors
    /// Where there is none.
    pub fn hashed(folder: &str, stem: &str) -> anyhow::Result<PathBuf> {
        let files = std::fs::read_dir(Self::dist().join(folder))?.filter_map(|file| Some(file.ok()?.path()));
        let is_it = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(&format!("{stem}-")) && !name.ends_with(".br")
        };
        files.into_iter().find(is_it).ok_or_else(|| anyhow::anyhow!("dist/{folder} holds no {stem}"))
    }

    /// A language's pack in `dist/`.
    ///
    /// # Errors
    /// Where there is none.
    pub fn pack(language: &str) -> anyhow::Result<PathBuf> {
        Self::hashed("packs", language)
    }

    /// The program `tandem`.
    pub fn program() -> PathBuf {
        place("TANDEM_PROGRAM")
    }

    /// The widget with its engine laid open, for the bench.
    pub fn measured() -> PathBuf {
        place("TANDEM_MEASURED")
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

    /// The folder that the bench keeps predictions in.
    pub fn predictions() -> PathBuf {
        place("TANDEM_PREDICTIONS")
    }
}

/// A journey without its browser or its files fails; it is never passed over.
fn place(name: &str) -> PathBuf {
    let place = std::env::var_os(name).map(PathBuf::from);
    let place = place.unwrap_or_else(|| panic!("{name} is not set: run the journeys by `cargo xtask test`"));
    assert!(place.exists(), "{name} names {}, which is not there", place.display());
    place
}
