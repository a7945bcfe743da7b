//! Where things stand in the repository.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The repository, found from wherever the command was called.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// The folder with the root manifest.
    pub root: PathBuf,
}

impl Workspace {
    /// Walks up from the current folder; fails outside the repository.
    pub fn find() -> Result<Self> {
        let here = std::env::current_dir()?;
        let root = here.ancestors().find(|folder| folder.join("Trunk.toml").is_file());
        let root =
            root.context("call `cargo xtask` inside the repository: no Trunk.toml found above this folder")?;
        Ok(Self { root: root.to_owned() })
    }

    /// A path of the repository, as README and manifests write it.
    pub fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.join(relative)
    }

    /// What trunk makes of the shop's page and the widget.
    pub fn trunk_output(&self) -> PathBuf {
        self.path("target/trunk")
    }

    /// What the desk serves while one develops: the console, under `console/`.
    pub fn site(&self) -> PathBuf {
        self.path("target/site")
    }

    /// npm's packages.
    pub fn npm(&self) -> PathBuf {
        self.path("target/npm")
    }

    /// The folder that an owner uploads.
    pub fn dist(&self) -> PathBuf {
        self.path("dist")
    }

    /// The text of a file of the repository; the error names it.
    pub fn read(&self, relative: impl AsRef<Path>) -> Result<String> {
        let path = self.path(relative);
        std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
    }

    /// The version of a package in Cargo.lock.
    pub fn locked_version(&self, package: &str) -> Result<String> {
        let lock = self.read("Cargo.lock")?;
        version_in(&lock, package).with_context(|| format!("Cargo.lock does not name the package {package}"))
    }
}

fn version_in(lock: &str, package: &str) -> Option<String> {
    let mut lines = lock.lines();
    lines.find(|line| *line == format!("name = \"{package}\""))?;
    let version = lines.next()?.strip_prefix("version = \"")?;
    Some(version.trim_end_matches('"').to_owned())
}

/// Files of a folder and of all folders below it, sorted; hidden ones too.
pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files_below(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Removes a folder with all that is in it; one that is not there is fine.
pub fn remove_folder(folder: &Path) -> Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}

/// Writes a file and makes its folder first.
pub fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    std::fs::write(path, content).with_context(|| format!("cannot write {}", path.display()))
}

/// Copies a file and makes its folder first.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    let content = std::fs::read(from).with_context(|| format!("cannot read {}", from.display()))?;
    write(to, content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_from_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.1\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_in(lock, "wasm"), None);
    }
}
