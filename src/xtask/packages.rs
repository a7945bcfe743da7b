//! What the operating system's own packages give: Node, a browser and its driver, a Chinese font, a database server.

use std::process::Command;

use anyhow::{Result, bail};

use crate::setup::Purpose;
use crate::{browser, postgres, process};

/// A package by its name on Debian, and whether this machine already has what it gives.
struct Package {
    debian: &'static str,
    purpose: Purpose,
    is_there: fn() -> bool,
}

const PACKAGES: [Package; 6] = [
    Package { debian: "nodejs", purpose: Purpose::Dist, is_there: || process::on_path("node").is_some() },
    Package { debian: "npm", purpose: Purpose::Dist, is_there: || process::on_path("npm").is_some() },
    Package { debian: "chromium", purpose: Purpose::Test, is_there: || browser::chromium().is_some() },
    Package {
        debian: "chromium-driver",
        purpose: Purpose::Test,
        is_there: || browser::chromedriver().is_some(),
    },
    // Elsewhere than on Debian the tests do without, and say so.
    Package {
        debian: "postgresql",
        purpose: Purpose::Test,
        is_there: || !is_debian() || postgres::programs().is_some(),
    },
    // Only for what one sees in screenshots, so elsewhere it is not asked for.
    Package {
        debian: "fonts-noto-cjk",
        purpose: Purpose::Test,
        is_there: || !is_debian() || has_chinese_font(),
    },
];

/// Debian's names of what is missing for the purpose.
pub fn missing(purpose: Purpose) -> Vec<&'static str> {
    let wanted = PACKAGES.iter().filter(|package| package.purpose <= purpose);
    wanted.filter(|package| !(package.is_there)()).map(|package| package.debian).collect()
}

/// Why the missing packages cannot be installed here; `None` if none is missing or they can.
pub fn obstacle(purpose: Purpose) -> Option<String> {
    let names = missing(purpose).join(" ");
    if names.is_empty() || (is_debian() && is_root()) {
        return None;
    }
    Some(match is_debian() {
        true => format!(
            "these packages are missing, and only root may install them: sudo apt-get install {names}"
        ),
        false => format!("please install, with your system's own packages, what Debian calls: {names}"),
    })
}

/// Installs what is missing, as root on Debian.
pub fn install(purpose: Purpose) -> Result<()> {
    let names = missing(purpose);
    println!("    apt-get install {}", names.join(" "));
    let apt = || {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    process::run_quietly(apt().arg("update"))?;
    process::run_quietly(apt().args(["install", "--yes", "--no-install-recommends"]).args(&names))?;
    let still = missing(purpose);
    if !still.is_empty() {
        bail!("apt-get installed {} but it cannot be found: is it on PATH?", still.join(" "));
    }
    Ok(())
}

fn is_debian() -> bool {
    process::on_path("apt-get").is_some() && process::on_path("dpkg-query").is_some()
}

/// Whether this runs as root.
pub fn is_root() -> bool {
    process::read(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn has_chinese_font() -> bool {
    let status = Command::new("dpkg-query")
        .args(["--show", "--showformat=${db:Status-Status}", "fonts-noto-cjk"])
        .output();
    status.is_ok_and(|output| output.stdout == b"installed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serving_asks_for_no_package() {
        assert!(missing(Purpose::Serve).is_empty());
        assert_eq!(obstacle(Purpose::Serve), None);
    }

    #[test]
    fn each_purpose_asks_for_at_least_what_the_one_before_asks_for() {
        let (dist, test) = (missing(Purpose::Dist), missing(Purpose::Test));
        assert!(dist.iter().all(|name| test.contains(name)));
    }
}
