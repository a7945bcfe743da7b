//! A real Postgres server for the tests: started on a folder of its own, and stopped when dropped.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::packages::is_root;
use crate::process;

/// Whether a commit waits for the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disk {
    /// As in life.
    Waited,
    /// Where only what is right is tested.
    NotWaited,
}

/// A server that runs; its databases go with it.
pub struct Postgres {
    programs: PathBuf,
    folder: PathBuf,
    /// What a desk's test is told: `postgres://tandem@127.0.0.1:5432/postgres`.
    pub address: String,
}

impl Postgres {
    /// Starts one; none where the machine has no Postgres.
    ///
    /// # Errors
    /// Where there is one and it doesn't start.
    pub fn start(disk: Disk) -> Result<Option<Self>> {
        let Some(programs) = programs() else { return Ok(None) };
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let folder = std::env::temp_dir().join(format!("tandem-postgres-{port}"));
        std::fs::create_dir_all(&folder)?;
        if is_root() {
            process::run_quietly(Command::new("chown").arg("postgres").arg(&folder))?;
        }
        let address = format!("postgres://tandem@127.0.0.1:{port}/postgres");
        let server = Self { programs, folder, address };
        let data = server.folder.join("data");
        process::run_quietly(
            server.program("initdb").args(["-U", "tandem", "-A", "trust", "-E", "UTF8", "-D"]).arg(&data),
        )?;
        let settings = format!(
            "-p {port} -k {} -c listen_addresses=127.0.0.1 -c fsync={} -c max_connections=300",
            server.folder.display(),
            if disk == Disk::Waited { "on" } else { "off" },
        );
        let mut starting = server.program("pg_ctl");
        starting.args(["-w", "-o", &settings, "-l"]).arg(server.folder.join("log")).arg("-D").arg(&data);
        // What it starts must not keep our output open.
        let status = starting.arg("start").stdout(Stdio::null()).stderr(Stdio::null()).status();
        if !status.context("cannot start pg_ctl")?.success() {
            bail!("Postgres does not start; see {}", server.folder.join("log").display());
        }
        Ok(Some(server))
    }

    /// A program of the server's, as the user that it wants: it refuses to run as root.
    fn program(&self, name: &str) -> Command {
        let path = self.programs.join(name);
        let mut command = match is_root() {
            true => {
                let mut command = Command::new("runuser");
                command.args(["-u", "postgres", "--"]).arg(path);
                command
            }
            false => Command::new(path),
        };
        command.current_dir(&self.folder);
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let mut stopping = self.program("pg_ctl");
        stopping.args(["-m", "immediate", "-D"]).arg(self.folder.join("data")).arg("stop");
        // What doesn't stop or go lies among what the machine clears away.
        let _ = process::run_quietly(&mut stopping);
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The folder of `initdb` and `pg_ctl`: on PATH, or where Debian keeps the newest version.
pub fn programs() -> Option<PathBuf> {
    if let Some(initdb) = process::on_path("initdb") {
        return initdb.parent().map(Path::to_owned);
    }
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    let number = |folder: &PathBuf| folder.file_name()?.to_str()?.parse::<u32>().ok();
    let folders = versions.map(|version| version.path()).filter(|folder| folder.join("bin/initdb").is_file());
    folders.max_by_key(number).map(|folder| folder.join("bin"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_answers_while_it_lives_and_leaves_nothing() {
        // Where there is none, the suite says so.
        let Some(server) = Postgres::start(Disk::NotWaited).unwrap() else { return };
        let at =
            server.address.trim_start_matches("postgres://tandem@").trim_end_matches("/postgres").to_owned();
        assert!(std::net::TcpStream::connect(&at).is_ok());
        let folder = server.folder.clone();
        drop(server);
        assert!(std::net::TcpStream::connect(&at).is_err());
        assert!(!folder.exists());
    }
}
