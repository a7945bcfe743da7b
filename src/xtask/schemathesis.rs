//! Schemathesis, a stranger's tool, asks a live desk what its contract allows and forbids: thousands of requests made from
//! `src/protocol/openapi.json`, as a visitor and as the owner at once.
//!
//! What it must never find: a fault of the desk's own (5xx), a status or media type that the contract doesn't name, an
//! answer of another shape. What the desk is right to do otherwise, such as leaving aside fields that it doesn't know, is no
//! check here.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::workspace::Workspace;
use crate::{process, site};

/// The version from PyPI; another finds other things.
const VERSION: &str = "4.32.5";
/// What is looked at of each answer.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_schema_conformance,response_headers_conformance";
/// Sockets are no requests, and whoever signs out asks nothing more.
const LEFT_OUT: [&str; 2] = ["/live$", "/agent/session"];
/// Seconds of requests made by chance, after those made by rule.
const SECONDS: &str = "180";
/// Requests by chance repeat.
const SEED: &str = "7";
/// More than any visitor is allowed, since this one visitor asks all of it.
const LIMITS: [&str; 6] = [
    "--conversation-messages",
    "1000000",
    "--new-conversations",
    "1000000",
    "--site-conversations",
    "1000000",
];

/// Installs the tool, starts a desk, and lets it be asked.
///
/// # Errors
/// Where there is no Python, something cannot be installed or built, or the desk breaks its contract.
pub fn run(workspace: &Workspace) -> Result<()> {
    let tool = install(workspace)?;
    let tandem = site::build_program(workspace, &["--package", "cli"], site::TANDEM)?;
    let folder = workspace.path("target/schemathesis/desk");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    let desk = Desk::start(&tandem, &folder.join("tandem.db"))?;
    let cookie = desk.sign_in()?;
    let mut asking = Command::new(tool);
    asking.arg("run").arg(format!("{}/api/v1/openapi.json", desk.own)).args(["--url", &desk.own]);
    asking.args(["-H", &format!("Cookie: {cookie}"), "-H", &format!("Origin: {}", desk.own)]);
    asking.args(["-H", "Authorization: Bearer token-of-whoever-asks-all-of-it", "--checks", CHECKS]);
    LEFT_OUT.iter().for_each(|path| {
        asking.args(["--exclude-path-regex", path]);
    });
    asking.args(["--phases", "coverage,fuzzing", "--max-examples", "10", "--max-time", SECONDS]);
    asking.args(["--seed", SEED, "--suppress-health-check", "all", "--warnings", "off", "--no-color"]);
    process::run(asking.current_dir(&folder))?;
    let ready = desk.ask("GET", "/readyz", "", "")?;
    ensure!(ready.starts_with("HTTP/1.1 200"), "the desk is not ready any more: {ready}");
    Ok(())
}

/// The tool in an environment of its own below `target`, installed once.
fn install(workspace: &Workspace) -> Result<PathBuf> {
    let place = workspace.path("target/schemathesis").join(VERSION);
    let tool = place.join("bin/schemathesis");
    if !tool.is_file() {
        println!("installing schemathesis {VERSION} from PyPI into {}", place.display());
        let python = process::on_path("python3").context("there is no python3: install it and try again")?;
        process::run_quietly(Command::new(python).args(["-m", "venv"]).arg(&place))?;
        let package = format!("schemathesis=={VERSION}");
        process::run_quietly(Command::new(place.join("bin/pip")).args(["install", "--quiet", &package]))?;
    }
    Ok(tool)
}

/// A desk at work, ended when dropped.
struct Desk {
    child: Child,
    /// As `http://127.0.0.1:8787`.
    own: String,
    code: String,
}

impl Desk {
    fn start(tandem: &PathBuf, database: &PathBuf) -> Result<Self> {
        let mut command = Command::new(tandem);
        command.args(["serve", "--bind", "127.0.0.1:0", "--insights", "true", "--log-level", "error"]);
        let mut child =
            command.args(LIMITS).arg("--database").arg(database).stdout(Stdio::piped()).spawn()?;
        let out = child.stdout.take().context("a piped child has a standard output")?;
        let mut lines = BufReader::new(out).lines();
        let mut said = || lines.next().context("the desk ended without a word").and_then(|line| Ok(line?));
        let (desk, console) = (said()?, said()?);
        let own = desk.split_whitespace().nth(1).context("the desk says no address")?;
        let code = console.split("#code=").nth(1).and_then(|rest| rest.split_whitespace().next());
        let code = code.context("the desk gives no code")?.to_owned();
        Ok(Self { child, own: own.trim_end_matches('/').to_owned(), code })
    }

    /// The cookie of the owner.
    fn sign_in(&self) -> Result<String> {
        let body = format!(r#"{{"code": "{}", "name": "Mei"}}"#, self.code);
        let answer =
            self.ask("POST", "/api/v1/agent/session", "Content-Type: application/json\r\n", &body)?;
        let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: "));
        Ok(cookie.context("nobody was signed in")?.split(';').next().unwrap_or_default().to_owned())
    }

    /// The whole answer to one request of the desk's own page.
    fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> Result<String> {
        let address = self.own.trim_start_matches("http://");
        let mut stream = TcpStream::connect(address)?;
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\nOrigin: {}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.own,
            body.len()
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // It may have ended by itself, which was told by then.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
