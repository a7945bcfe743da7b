//! A simulated month of both shops: what is learnt, week by week, on questions that nobody learnt from.

use std::time::Instant;

use anyhow::Result;
use tests::month::{Month, Shop, Ticks, picture, run as live};

/// Where the README's picture stands.
const PICTURE: &str = "tests/data/month.svg";

/// The seeds: the first is the picture's, the others leave out the other thirds.
pub const SEEDS: [u64; 3] = [3, 4, 5];

/// Prints a table, a row each week, and writes the picture.
pub fn run() -> Result<()> {
    println!(
        "{:<18}{:>8}{:>10}{:>12}{:>10}{:>11}{:>10}{:>10}",
        "month", "entries", "deflected", "wrong", "asked", "suggested", "accepted", "rejected"
    );
    let mut drawn: Vec<Month> = Vec::new();
    for seed in SEEDS {
        for language in ["en", "zh"] {
            let began = Instant::now();
            let month = live(&Shop::open(language, seed)?)?;
            row(language, seed, &month, began.elapsed().as_secs_f64());
            if seed == SEEDS[0] {
                drawn.push(month);
            }
        }
    }
    std::fs::write(PICTURE, picture(&[("English", &drawn[0].weeks), ("Chinese", &drawn[1].weeks)]))?;
    println!("{PICTURE} is written");
    Ok(())
}

fn row(language: &str, seed: u64, month: &Month, seconds: f64) {
    for (number, week) in month.weeks.iter().enumerate() {
        println!(
            "{:<18}{:>8}{:>9.1}%{:>11.1}%{:>10}{:>11}{:>10}{:>10}",
            format!("{language}, seed {seed}, {number}"),
            week.entries,
            week.deflection() * 100.0,
            week.wrong_rate() * 100.0,
            week.all,
            week.suggested,
            week.accepted,
            week.rejected
        );
    }
    let talks = month.visits.iter().filter(|visit| visit.talk.is_some()).count();
    println!(
        "    {} visits, {talks} with a person, {seconds:.1} s; accepted by confidence: {:?}",
        month.visits.len(),
        month.trust
    );
    let Ticks { with, without } = month.ticks;
    println!(
        "    wordings of new entries that belong: with a tick {} of {}, without {} of {}",
        with.0, with.1, without.0, without.1
    );
}
