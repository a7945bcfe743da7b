//! The whole product on this machine: the demo shop with the widget, the desk, and the console.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::setup::{self, Purpose};
use crate::workspace::Workspace;
use crate::{process, site, trunk};

/// The shop's port in Trunk.toml; a taken one gives way to the next free one.
const SHOP_PORT: u16 = 8080;
/// The desk's port: Trunk.toml's proxy leads there, so it cannot give way.
const DESK_PORT: u16 = 8787;
/// What the desk keeps.
const DATABASE: &str = "target/desk/tandem.db";
/// How often the two servers are looked at.
const LOOK: Duration = Duration::from_millis(200);
/// What the servers get to end by themselves: the desk answers what is under way first.
const GRACE: Duration = Duration::from_secs(10);

/// Sets up, builds, serves until Ctrl-C, and leaves no process behind.
pub fn run(workspace: &Workspace) -> Result<()> {
    check_desk_port()?;
    setup::run(workspace, Purpose::Serve)?;
    println!("building the console and the desk (the first time takes some minutes, then seconds)");
    site::build_console(workspace)?;
    let tandem = site::build_program(workspace, &["--package", "cli"], site::TANDEM)?;
    fill_with_sample(workspace)?;
    let shop = free_shop_port(SHOP_PORT)?;
    // Not before the builds: until here a Ctrl-C ends this process at once, as it ends the builds.
    let ended = listen_for_the_end()?;
    let mut servers = Servers::default();
    servers.start("the desk", &mut desk_command(workspace, &tandem))?;
    servers.start("trunk", &mut shop_command(workspace, shop)?)?;
    println!("building the widget and the shop's page");
    if servers.wait_until_open(&[shop, DESK_PORT], &ended)? {
        announce(shop);
        servers.wait_for_the_end(&ended)?;
    }
    println!("\nstopping the desk and the shop");
    servers.stop()
}

/// A desk that is new begins with the simulated month, so that the console shows what it is for.
fn fill_with_sample(workspace: &Workspace) -> Result<()> {
    let database = workspace.path(DATABASE);
    if database.exists() {
        return Ok(());
    }
    println!(
        "filling the desk with a month of sample data (`tandem erase Sample` takes its conversations away)"
    );
    let sample = site::build_program(workspace, &["--package", "tests", "--bin", "sample"], "sample")?;
    process::run(Command::new(sample).arg(&database).current_dir(&workspace.root))
}

fn desk_command(workspace: &Workspace, tandem: &Path) -> Command {
    let mut command = Command::new(tandem);
    command.args(["serve", "--bind", &format!("127.0.0.1:{DESK_PORT}"), "--site"]).arg(workspace.site());
    command.arg("--database").arg(workspace.path(DATABASE)).current_dir(&workspace.root);
    // What the console suggests from; the shop's pages name the very file themselves.
    command.arg("--knowledge").arg(workspace.path("tests/data/shop-en.json")).args(["--insights", "true"]);
    command
}

fn shop_command(workspace: &Workspace, port: u16) -> Result<Command> {
    let mut command = trunk::command(workspace)?;
    command.args(["serve", "--log", "warn", "--port", &port.to_string()]);
    Ok(command)
}

fn announce(shop: u16) {
    println!("\n  Shop      http://127.0.0.1:{shop}/          with the widget; in Chinese at /zh.html");
    println!(
        "  Console   http://127.0.0.1:{DESK_PORT}/console/  for agents; the desk's sign-in link stands above"
    );
    println!("  Desk      http://127.0.0.1:{DESK_PORT}/\n\nCtrl-C stops all of them.");
}

fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

fn check_desk_port() -> Result<()> {
    if !is_free(DESK_PORT) {
        bail!(
            "port {DESK_PORT} is taken, and the desk needs it: end what listens there, perhaps another `serve`"
        );
    }
    Ok(())
}

/// The port itself, or the next free one, said aloud.
fn free_shop_port(wanted: u16) -> Result<u16> {
    let port = (wanted..wanted.saturating_add(20)).find(|port| is_free(*port));
    let port = port.with_context(|| format!("no free port for the shop from {wanted} on"))?;
    if port != wanted {
        println!("port {wanted} is taken by another program; the shop goes to {port}");
    }
    Ok(port)
}

/// Gives a word when this process is asked to end: Ctrl-C, or a polite kill.
fn listen_for_the_end() -> Result<Receiver<()>> {
    let (end, ended) = mpsc::channel();
    ctrlc::set_handler(move || {
        // Nobody listens any more: the end is under way already.
        let _ = end.send(());
    })
    .context("cannot listen for Ctrl-C")?;
    Ok(ended)
}

/// The programs under way; none of them outlives this value.
#[derive(Default)]
struct Servers {
    running: Vec<(&'static str, Child)>,
}

impl Servers {
    fn start(&mut self, name: &'static str, command: &mut Command) -> Result<()> {
        let child = command.spawn().with_context(|| format!("cannot start {name}"))?;
        self.running.push((name, child));
        Ok(())
    }

    /// Waits until every port answers; `false` if the end came first.
    fn wait_until_open(&mut self, ports: &[u16], ended: &Receiver<()>) -> Result<bool> {
        let is_open = |port: &u16| {
            let address = SocketAddr::from((Ipv4Addr::LOCALHOST, *port));
            TcpStream::connect_timeout(&address, LOOK).is_ok()
        };
        while !ports.iter().all(is_open) {
            self.check_running()?;
            if has_ended(ended) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn wait_for_the_end(&mut self, ended: &Receiver<()>) -> Result<()> {
        while !has_ended(ended) {
            self.check_running()?;
        }
        Ok(())
    }

    fn check_running(&mut self) -> Result<()> {
        for (name, child) in &mut self.running {
            if let Some(status) = child.try_wait()? {
                bail!("{name} stopped by itself ({status}): its reason stands above");
            }
        }
        Ok(())
    }

    fn stop(&mut self) -> Result<()> {
        for (_, child) in &mut self.running {
            ask_to_end(child);
        }
        let start = Instant::now();
        for (name, child) in &mut self.running {
            while child.try_wait()?.is_none() {
                if start.elapsed() > GRACE {
                    println!("{name} did not end within {} s and is ended now", GRACE.as_secs());
                    child.kill()?;
                }
                std::thread::sleep(LOOK / 4);
            }
        }
        self.running.clear();
        Ok(())
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        // Something failed before `stop`: the reason is under way to the caller already.
        let _ = self.stop();
    }
}

/// A Ctrl-C in the terminal has reached the child too; a `kill` of this process has not.
fn ask_to_end(child: &mut Child) {
    if !matches!(child.try_wait(), Ok(None)) {
        return;
    }
    let asked = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
    if !asked.is_ok_and(|status| status.success()) {
        // Ended meanwhile, or a system without `kill`: then there is no politer way.
        let _ = child.kill();
    }
}

fn has_ended(ended: &Receiver<()>) -> bool {
    !matches!(ended.recv_timeout(LOOK), Err(RecvTimeoutError::Timeout))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_gives_way_to_the_next_free_one() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let chosen = free_shop_port(port).unwrap();
        assert_ne!(chosen, port);
        assert!((port..port.saturating_add(20)).contains(&chosen));
    }

    #[test]
    fn the_ports_are_those_of_the_manifest() {
        let manifest = Workspace::find().unwrap().read("Trunk.toml").unwrap();
        assert!(manifest.contains(&format!("backend = \"http://127.0.0.1:{DESK_PORT}/api\"")));
        assert!(manifest.contains(&format!("port = {SHOP_PORT}")));
    }
}
