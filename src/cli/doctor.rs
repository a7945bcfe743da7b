//! `tandem doctor`: whether the desk would work with these settings, and the mend where it would not.

use std::fmt;
use std::io::{ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use clap::ArgMatches;
use desk::{Examination, Location, Opening, Settings, Site, Sites, examine, examine_server};
use jiff::Timestamp;

use crate::layers::settle;
use crate::options::{MORE, Options};

/// Free room of a disk, bytes, under which a desk soon keeps nothing more.
const LITTLE_ROOM: u64 = 1 << 30;
/// And under which it is as good as full.
const NO_ROOM: u64 = 50 << 20;
/// How long a desk that is at work may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// Check the settings, the database, the disk, the site folder, the hours and the port, each with the mend
#[derive(clap::Args)]
#[command(after_help = MORE)]
pub struct Arguments {
    #[command(flatten)]
    options: Options,
}

/// How well something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Health {
    Ok,
    Warn,
    Fail,
}

/// One thing that was looked at.
struct Finding {
    health: Health,
    what: &'static str,
    words: String,
}

pub fn run(arguments: &Arguments, matches: &ArgMatches) -> Result<ExitCode> {
    let findings = match settle(&arguments.options, matches).and_then(|settled| settled.options.desk()) {
        Ok(settings) => look(&settings)?,
        Err(error) => vec![fail("settings", format!("{error:#}"))],
    };
    let mut out = std::io::stdout().lock();
    for finding in &findings {
        writeln!(out, "{finding}")?;
    }
    let failed = findings.iter().any(|finding| finding.health == Health::Fail);
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn look(settings: &Settings) -> Result<Vec<Finding>> {
    let mut findings = match Sites::read(settings) {
        Ok(sites) => sites.iter().flat_map(|site| of_site(site, settings)).collect(),
        Err(error) => vec![fail("settings", error.to_string())],
    };
    findings.push(of_address(settings));
    findings.push(of_site_folder(settings.site.as_deref()));
    let location = settings.location();
    findings.push(match &location {
        Location::File(path) => of_database(path)?,
        Location::Server(_) => of_server(&location)?,
    });
    findings.push(of_disk(match &settings.server {
        Some(server) => &server.files,
        None => &settings.database,
    }));
    findings.push(of_port(settings.bind));
    Ok(findings)
}

fn of_site(site: &Site, settings: &Settings) -> Vec<Finding> {
    let origins = &site.settings().origins;
    let pages = match origins.is_empty() {
        false => ok("origins", format!("site {}: {}", site.id(), origins.join(", "))),
        true if settings.public_url.is_none() && settings.sites.is_empty() => {
            ok("origins", format!("site {}: pages of this machine alone", site.id()))
        }
        true => warn("origins", format!("site {}: no page but the desk's own; name its origins", site.id())),
    };
    let teams = site.settings().teams.iter().filter(|team| team.hours.is_some());
    let hours = std::iter::once(None).chain(teams.map(|team| Some(team.id.as_str())));
    std::iter::once(pages).chain(hours.map(|team| of_hours(site, team))).collect()
}

fn of_hours(site: &Site, team: Option<&str>) -> Finding {
    let zone = site.settings().time_zone.as_deref().unwrap_or("UTC");
    let whose =
        team.map_or_else(|| format!("site {}", site.id()), |team| format!("site {}, team {team}", site.id()));
    match site.opening(team, now_ms()) {
        Opening::Now => ok("hours", format!("{whose}: people are there now")),
        Opening::At(at) => ok("hours", format!("{whose}: people are back {}", moment(at, zone))),
        Opening::Unknown => {
            warn("hours", format!("{whose}: nobody is there within a year; look at the dates"))
        }
    }
}

fn of_address(settings: &Settings) -> Finding {
    let is_behind = settings.public_url.as_ref().is_some_and(|url| url.starts_with("https://"));
    if is_behind && settings.trusted_proxies == 0 {
        return warn(
            "address",
            "a proxy speaks https for the desk, but is not trusted: give --trusted-proxies 1, so that limits hold \
             for each visitor's address"
                .to_owned(),
        );
    }
    match &settings.public_url {
        Some(url) => ok("address", url.clone()),
        None if settings.bind.ip().is_loopback() => ok("address", "this machine alone".to_owned()),
        None => warn(
            "address",
            "others can reach the desk without https: put a proxy in front and give --public-url".to_owned(),
        ),
    }
}

fn of_site_folder(folder: Option<&Path>) -> Finding {
    let Some(folder) = folder else {
        return ok("site folder", "none: the desk serves its API alone".to_owned());
    };
    let shown = folder.display();
    if !folder.is_dir() {
        return fail("site folder", format!("{shown} is not there; build it or leave --site-folder out"));
    }
    match ["tandem.js", "console/index.html"].into_iter().find(|name| !folder.join(name).is_file()) {
        Some(name) => warn("site folder", format!("{shown} has no {name}; build it with `cargo xtask dist`")),
        None => ok("site folder", shown.to_string()),
    }
}

fn of_database(path: &Path) -> Result<Finding> {
    let shown = path.display();
    if !path.exists() {
        return Ok(of_new_database(path));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    Ok(match runtime.context("cannot start a thread")?.block_on(examine(path)) {
        Ok(found) => of_examination(&found, path),
        Err(error) => {
            fail("database", format!("{shown} cannot be read: {error}; check the path and whose it is"))
        }
    })
}

fn of_server(location: &Location) -> Result<Finding> {
    let shown = location.shown();
    let shown = shown.display();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    Ok(match runtime.context("cannot start a thread")?.block_on(examine_server(location)) {
        Ok(version) => {
            ok("database", format!("{shown} answers (Postgres {version}, schema made or up to date)"))
        }
        Err(error) => fail(
            "database",
            format!("{shown} cannot be used: {error}; check the address, the user's rights and the server"),
        ),
    })
}

fn of_new_database(path: &Path) -> Finding {
    let folder = nearest_folder(path);
    match std::fs::metadata(&folder) {
        Ok(metadata) if metadata.is_dir() && !metadata.permissions().readonly() => {
            ok("database", format!("{} is made at the first start", path.display()))
        }
        _ => fail(
            "database",
            format!("nothing can be written in {}; check the path and whose it is", folder.display()),
        ),
    }
}

fn of_examination(found: &Examination, path: &Path) -> Finding {
    let shown = path.display();
    let versions = format!("schema {}, SQLite {}", found.schema, found.sqlite);
    if let Some(fault) = found.faults.first() {
        return fail("database", format!("{shown} is damaged ({fault}); restore the latest backup"));
    }
    if found.schema > found.known_schema {
        return warn(
            "database",
            format!(
                "{shown} was made by a newer desk ({versions}; this one knows {}); update",
                found.known_schema
            ),
        );
    }
    if !found.sqlite_is_safe {
        return warn(
            "database",
            format!("{shown}: {versions} is old and slow here; build with the bundled SQLite"),
        );
    }
    let later = match found.schema < found.known_schema {
        true => format!(", brought to schema {} at the next start", found.known_schema),
        false => String::new(),
    };
    ok("database", format!("{shown} is sound ({versions}{later})"))
}

fn of_disk(database: &Path) -> Finding {
    let folder = nearest_folder(database);
    match free_bytes(&folder) {
        None => warn("disk", format!("nobody can say how much room is left for {}", folder.display())),
        Some(free) => {
            let words = format!("{} MB free for {}", free >> 20, folder.display());
            match free {
                0..NO_ROOM => fail("disk", format!("{words}; make room")),
                NO_ROOM..LITTLE_ROOM => warn("disk", format!("{words}; make room soon")),
                _ => ok("disk", words),
            }
        }
    }
}

fn of_port(bind: SocketAddr) -> Finding {
    match TcpListener::bind(bind) {
        Ok(_) => ok("port", format!("{bind} is free")),
        Err(error) if error.kind() == ErrorKind::AddrInUse => of_listener(bind),
        Err(error) => fail("port", format!("{bind} cannot be used: {error}; give another --bind")),
    }
}

/// Whether what listens there is a desk, and whether that is well.
fn of_listener(bind: SocketAddr) -> Finding {
    match (get(bind, "/healthz").as_deref(), get(bind, "/readyz").as_deref()) {
        (Ok("ok"), Ok("ready")) => ok("port", format!("a desk answers at {bind} and is ready")),
        (Ok("ok"), _) => {
            warn("port", format!("a desk answers at {bind} and is not ready; its log has the cause"))
        }
        _ => fail("port", format!("something else listens at {bind}; end it or give another --bind")),
    }
}

/// The body of an answer, without a client of our own for one request.
fn get(at: SocketAddr, path: &str) -> std::io::Result<String> {
    let ip = match at.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    let mut stream = TcpStream::connect_timeout(&SocketAddr::new(ip, at.port()), PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.take(64 * 1024).read_to_string(&mut answer)?;
    Ok(answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default())
}

/// The folder of a file, or the nearest one above it that is there.
fn nearest_folder(path: &Path) -> PathBuf {
    let folders = path.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
    folders.into_iter().find(|folder| folder.exists()).map_or_else(|| PathBuf::from("."), Path::to_owned)
}

#[cfg(unix)]
fn free_bytes(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(not(unix))]
fn free_bytes(_: &Path) -> Option<u64> {
    None
}

fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// A time in a zone, to the minute.
fn moment(at_ms: i64, zone: &str) -> String {
    let zoned = Timestamp::from_millisecond(at_ms).ok().and_then(|at| at.in_tz(zone).ok());
    zoned.map_or_else(
        || "at some time".to_owned(),
        |at| format!("{} ({zone})", at.strftime("%a %Y-%m-%d %H:%M")),
    )
}

fn ok(what: &'static str, words: String) -> Finding {
    Finding { health: Health::Ok, what, words }
}

fn warn(what: &'static str, words: String) -> Finding {
    Finding { health: Health::Warn, what, words }
}

fn fail(what: &'static str, words: String) -> Finding {
    Finding { health: Health::Fail, what, words }
}

impl fmt::Display for Finding {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let health = match self.health {
            Health::Ok => "ok",
            Health::Warn => "warn",
            Health::Fail => "fail",
        };
        write!(to, "{health:5} {:12} {}", self.what, self.words)
    }
}
