//! `tandem example`: what it prints is tried by the tools that will read it, where this machine has them.

use std::process::Command;

use crate::program::{Folder, Served};

fn example(what: &str) -> String {
    let run = Folder::new().tandem(&format!("example {what}"));
    assert!(run.succeeded, "{}", run.err);
    run.out
}

/// What a tool says of a file, and whether it takes it; none where the tool isn't there.
fn judged(tool: &str, arguments: &[&str]) -> Option<(bool, String)> {
    match Command::new(tool).args(arguments).output() {
        Ok(output) => {
            let said = [output.stdout, output.stderr].concat();
            Some((output.status.success(), String::from_utf8_lossy(&said).into_owned()))
        }
        Err(_) => {
            println!("skipped: there is no {tool} on this machine");
            None
        }
    }
}

#[test]
fn systemd_takes_the_unit_and_finds_little_left_open() {
    let unit = example("systemd");
    let program = "/usr/local/bin/tandem";
    assert!(unit.contains(program));
    let folder = Folder::with("tandem.service", unit.replace(program, env!("CARGO_BIN_EXE_tandem")));
    let path = folder.path("tandem.service");
    let path = path.to_str().unwrap();
    if let Some((takes, said)) = judged("systemd-analyze", &["verify", "--man=no", path]) {
        assert!(takes && !said.contains("tandem.service"), "{said}");
    }
    // In tenths: below 2 is what systemd calls OK.
    let arguments = ["security", "--offline=true", "--threshold=20", "--no-pager", path];
    if let Some((takes, said)) = judged("systemd-analyze", &arguments) {
        assert!(takes, "{said}");
    }
}

#[test]
fn the_units_and_the_proxys_commands_are_the_programs_own() {
    let folder = Folder::new();
    let unit = example("systemd");
    let line =
        unit.lines().find_map(|line| line.strip_prefix("ExecStart=/usr/local/bin/tandem serve ")).unwrap();
    folder.write("tandem.toml", "public-url = \"https://desk.example\"\ntrusted-proxies = 1\n");
    let here = line.replace("/etc/tandem/tandem.toml", "tandem.toml").replace("/var/lib/tandem/", "");
    let run = folder.tandem(&format!("settings {here}"));
    assert!(run.succeeded && run.out.contains("trusted-proxies = 1"), "{} {}", run.out, run.err);
    assert!(example("nginx").contains("public-url = \"https://desk.example\", trusted-proxies = 1"));
}

/// What an instruction of the container file says, its lines joined.
fn instruction<'a>(file: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let name = format!("{name} ");
    file.lines().filter_map(move |line| line.strip_prefix(name.as_str()))
}

#[test]
fn the_container_builds_what_there_is_and_runs_it_without_root() {
    let file = example("container").replace("\\\n", "");
    let rust = include_str!("../../../../Cargo.toml").lines();
    let rust = rust.filter_map(|line| line.strip_prefix("rust-version = ")).next().unwrap().trim_matches('"');
    let stages: Vec<&str> = instruction(&file, "FROM").collect();
    assert_eq!(stages.len(), 2);
    assert!(stages[0].contains(&format!("rust:{rust}-bookworm AS build")), "{stages:?}");
    assert!(instruction(&file, "RUN").any(|run| run == "cargo build --release --locked --package cli"));
    assert_eq!(instruction(&file, "USER").collect::<Vec<_>>(), ["10001:10001"]);
    // Its first process takes the signal by itself: no shell stands in between.
    let entry: Vec<String> = serde_json::from_str(instruction(&file, "ENTRYPOINT").next().unwrap()).unwrap();
    assert_eq!(entry[..2], ["tandem", "serve"]);
    let folder = Folder::new();
    let run = folder.tandem(&format!("settings {}", entry[2..].join(" ")));
    assert!(run.succeeded && run.out.contains("bind = \"0.0.0.0:8787\""), "{} {}", run.out, run.err);
}

#[test]
fn the_containers_health_check_tells_a_desk_from_none() {
    let file = example("container").replace("\\\n", "");
    let health = instruction(&file, "HEALTHCHECK").next().unwrap();
    let command: Vec<String> = serde_json::from_str(&health[health.find('[').unwrap()..]).unwrap();
    let check = |address: &str| {
        let port = address.rsplit(':').next().unwrap();
        let script = command[2].replace("8787", port);
        judged(&command[0], &[&command[1], &script]).map(|(healthy, _)| healthy)
    };
    let folder = Folder::new();
    let desk = Served::start(&folder);
    let address = desk.address.clone();
    assert!(check(&address).is_none_or(|healthy| healthy));
    drop(desk);
    assert!(check(&address).is_none_or(|healthy| !healthy));
}
