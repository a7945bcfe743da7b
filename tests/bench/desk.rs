//! Whether the desk keeps its promises, in full doses, and how much it bears.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tests::proof::ground::Database;
use tests::proof::storm::{self, Load};
use tests::proof::{claims, crash, cuts, disk, idle, network, pace, rolling, simulation, tabs};

/// How much of each.
const KILLS: usize = 100;
const LOAD: Load = Load { messages: 10_000, clients: 50 };
/// Both desks are replaced so often: by the other release and back.
const ROLLS: usize = 4;
const FAULTS: network::Dose =
    network::Dose { rounds: 3, lasting: Duration::from_secs(3), silent: Duration::from_secs(20) };
const CUTS: cuts::Dose = cuts::Dose { missed: [0, 16], absences: 5, bytes: 1 };
const TABS: usize = 100;
const CLAIMS: usize = 10_000;
const DISK_BYTES: u64 = 4_000_000;
const WRITERS: usize = 64;
const WRITING: Duration = Duration::from_secs(20);
const SEEDS: RangeInclusive<u64> = 1..=2_000;
/// What happens in each simulation.
const STEPS: usize = 120;
/// Sockets, and messages a second among them for half a minute. Of the visitors some wait in line, as in life.
const IDLE: idle::Dose =
    idle::Dose { sockets: 10_000, in_line: 100, messages: 3_000, every: Duration::from_millis(10) };
/// The same with everybody in line, which is worse than anything in life.
const IDLE_IN_LINE: idle::Dose = idle::Dose { in_line: 10_000, ..IDLE };

/// In the order in which they run: what measures goes first, while the machine is fresh.
const PROOFS: [&str; 11] =
    ["pace", "server", "idle", "sockets", "trouble", "crash", "tabs", "cuts", "claims", "disk", "simulation"];

/// The proofs that the names of the bench ask for: all by `desk` or without any name, one by `desk-crash` and the like.
pub fn wanted(names: &[String]) -> Vec<&'static str> {
    let is_wanted = |proof: &str| {
        names.is_empty()
            || names.iter().any(|name| name == "desk" || name.strip_prefix("desk-") == Some(proof))
    };
    PROOFS.into_iter().filter(|proof| is_wanted(proof)).collect()
}

/// Runs some proofs; one that fails does not keep the others from being heard.
///
/// # Errors
/// Names those that failed.
pub async fn run(proofs: &[&str]) -> Result<()> {
    println!("{:<74}{:>10}   aim", "the desk", "");
    let mut failed = Vec::new();
    for proof in proofs {
        if let Err(error) = prove(proof).await {
            println!("{proof} failed: {error:#}");
            failed.push(*proof);
        }
    }
    ensure!(failed.is_empty(), "broken: {}", failed.join(", "));
    Ok(())
}

async fn prove(name: &str) -> Result<()> {
    let began = Instant::now();
    match name {
        "pace" => pace().await?,
        "server" => server().await?,
        "idle" => {
            idle("few in line", &IDLE, None).await?;
            idle("all in line", &IDLE_IN_LINE, None).await?;
        }
        "sockets" => match Database::make()? {
            Some(database) => idle("over two desks on Postgres", &IDLE, Some(&database)).await?,
            None => println!("sockets over two desks: SKIPPED, since this machine has no Postgres"),
        },
        "trouble" => trouble().await?,
        "crash" => {
            let told = crash::run(&LOAD, KILLS, None).await?;
            row("kill -9 while visitors and an agent write, times", KILLS, "100");
            row("  messages acknowledged, each there once and without gaps", told.acknowledged, "10,000");
            row("  tries that came to nothing and were repeated", told.failed, "");
            heard(&told, "2");
        }
        "tabs" => {
            tabs::run(TABS).await?;
            row("one key 20 times from two tabs: one row; another body: 422; times", TABS * 2, "");
        }
        "cuts" => row("cuts, at every step and byte; 5 s to 24 h away", cuts::run(&CUTS).await?, ""),
        "claims" => {
            let first = claims::run(CLAIMS, None).await?;
            row("two claims at once, one owner each, times", CLAIMS, "10,000");
            row("  of which the first agent got", first, "");
        }
        "disk" => {
            let told = disk::run(DISK_BYTES).await?;
            row("disk full: messages kept before", told.kept[0], "");
            row("  refused with 503 meanwhile", told.refused, "");
            row("  kept again after room was made", told.kept[1], "");
        }
        _ => simulate().await?,
    }
    println!("  ({:.1} s)", began.elapsed().as_secs_f64());
    Ok(())
}

async fn pace() -> Result<()> {
    let told = pace::run(WRITERS, WRITING, None).await?;
    let rate = told.acknowledged as f64 / told.seconds;
    row(&format!("durable messages a second, {WRITERS} writers"), format!("{rate:.0}"), "at least 1,000");
    let [middle, high] = shares(told.waits);
    row("  milliseconds to an acknowledgement, median", format!("{middle:.1}"), "");
    row("  the same, p99", format!("{high:.1}"), "");
    Ok(())
}

/// Two desks on one Postgres.
async fn server() -> Result<()> {
    let Some(database) = Database::make()? else {
        println!("two desks on Postgres: SKIPPED, since this machine has no Postgres");
        return Ok(());
    };
    let told = pace::run(WRITERS, WRITING, Some(&database)).await?;
    let rate = told.acknowledged as f64 / told.seconds;
    let what = format!("two desks on Postgres: durable messages a second, {WRITERS} writers");
    row(&what, format!("{rate:.0}"), "at least 3,000");
    let [middle, high] = shares(told.waits);
    row("  milliseconds to an acknowledgement, median", format!("{middle:.1}"), "");
    row("  the same, p99", format!("{high:.1}"), "");
    let database = Database::make()?.context("there was a server")?;
    let told = crash::run(&LOAD, KILLS, Some(&database)).await?;
    row("  kill -9 of one of them, all notifications lost, times", KILLS, "100");
    row("  messages acknowledged, each there once and without gaps", told.acknowledged, "10,000");
    heard(&told, "2");
    let database = Database::make()?.context("there was a server")?;
    claims::run(CLAIMS, Some(&database)).await?;
    row("  two claims at once, one at each desk, one owner each, times", CLAIMS, "10,000");
    Ok(())
}

/// Two desks on Postgres whose line breaks, and that are replaced.
async fn trouble() -> Result<()> {
    let Some(database) = Database::make()? else {
        println!("two desks on Postgres in trouble: SKIPPED, since this machine has no Postgres");
        return Ok(());
    };
    let (told, longest) = rolling::run(&LOAD, ROLLS, &database).await?;
    row("two desks on Postgres, both replaced under load, times", ROLLS, "");
    row("  messages acknowledged at the first try at either desk", told.acknowledged, "10,000");
    row("  the longest time until a desk had ended, seconds", format!("{:.2}", longest.as_secs_f64()), "30");
    let database = Database::make()?.context("there was a server")?;
    let (told, recovered) = network::run(&LOAD, &FAULTS, &database).await?;
    row("the line to the server at fault: messages acknowledged", told.acknowledged, "10,000");
    row("  tries that came to nothing and were repeated", told.failed, "");
    heard(&told, "");
    let faults =
        ["cut", "slow for 3 s", "silent for 20 s", "no answer to pings for 20 s", "server gone for 3 s"];
    for (fault, longest) in faults.iter().zip(recovered) {
        let what = format!("  {fault}, {} times: longest until the next message, seconds", FAULTS.rounds);
        row(&what, format!("{:.2}", longest.as_secs_f64()), "");
    }
    Ok(())
}

fn heard(told: &storm::Told, aim: &str) {
    let longest = format!("{:.2}", told.heard_within.as_secs_f64());
    row("  from an acknowledgement until it was heard, longest, seconds", longest, aim);
}

async fn idle(what: &str, dose: &idle::Dose, database: Option<&Database>) -> Result<()> {
    let told = idle::run(dose, database).await?;
    let [before, with, after] = told.memory;
    row(&format!("sockets open at once, {what}"), told.sockets, "10,000");
    let each = with.saturating_sub(before) as f64 / told.sockets as f64;
    row("  kB a socket", format!("{each:.1}"), "at most 20");
    row(
        "  MB in all: before, with them, after the messages",
        format!("{} {} {}", mb(before), mb(with), mb(after)),
        "under 300",
    );
    let [middle, high] = shares(told.waits);
    row("  100 messages a second: milliseconds to the reader, median", format!("{middle:.1}"), "");
    row("  the same, p99", format!("{high:.1}"), "under 100");
    Ok(())
}

async fn simulate() -> Result<()> {
    // What is wrong is told once, by the shortest way to it, and not for each way that was tried.
    std::panic::set_hook(Box::new(|_| {}));
    // Each of them has threads and a runtime of its own.
    std::thread::spawn(simulation::run_regressions).join().ok().context("a simulation broke off")??;
    let workers = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    let count = SEEDS.count();
    let sets = (0..workers).map(|worker| {
        std::thread::spawn(move || {
            let mut own = SEEDS.filter(|seed| seed % workers == worker);
            own.try_for_each(|seed| simulation::run(seed, STEPS))
        })
    });
    for set in sets.collect::<Vec<_>>() {
        set.join().ok().context("a simulation broke off")??;
    }
    row("simulations, each from a seed", count, "");
    Ok(())
}

fn row(what: &str, figure: impl Display, aim: &str) {
    println!("{what:<74}{figure:>10}   {aim}");
}

fn mb(kb: u64) -> u64 {
    kb / 1024
}

/// The middle one, and the one that 99 in 100 don't exceed.
fn shares(mut milliseconds: Vec<f64>) -> [f64; 2] {
    milliseconds.sort_by(f64::total_cmp);
    let last = milliseconds.len().saturating_sub(1) as f64;
    [0.5, 0.99].map(|share| milliseconds.get((last * share).round() as usize).copied().unwrap_or(f64::NAN))
}
