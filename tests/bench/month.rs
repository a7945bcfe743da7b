//! A simulated month of both shops: what is learnt, week by week, on questions that nobody learnt from.

use std::collections::BTreeMap;
use std::time::Instant;

use anyhow::Result;
use tests::month::{Month, Shop, Ticks, picture, run as live};

const LANGUAGES: [&str; 2] = ["en", "zh"];

/// Where the README's picture stands.
const PICTURE: &str = "tests/data/month.svg";

/// The seeds: the first is the picture's, the others leave out the other thirds or hold out the other half of the questions.
const SEEDS: [u64; 9] = [3, 4, 5, 0, 1, 2, 6, 7, 8];

/// Of so many seeds each week has a row; what is printed of all is the mean, since one month is a matter of chance.
const WHOLE: usize = 3;

/// Prints a table, and writes the picture.
pub fn run() -> Result<()> {
    println!(
        "{:<18}{:>8}{:>10}{:>12}{:>10}{:>11}{:>10}{:>10}",
        "month", "entries", "deflected", "wrong", "asked", "suggested", "accepted", "rejected"
    );
    let mut months: [Vec<Month>; 2] = Default::default();
    for (number, seed) in SEEDS.into_iter().enumerate() {
        for (language, months) in LANGUAGES.into_iter().zip(&mut months) {
            let began = Instant::now();
            let month = live(&Shop::open(language, seed)?)?;
            if number < WHOLE {
                rows(language, seed, &month, began.elapsed().as_secs_f64());
            }
            months.push(month);
        }
    }
    for (language, months) in LANGUAGES.into_iter().zip(&months) {
        means(language, months);
    }
    std::fs::write(PICTURE, picture(&[("English", &months[0][0].weeks), ("Chinese", &months[1][0].weeks)]))?;
    println!("{PICTURE} is written");
    Ok(())
}

fn rows(language: &str, seed: u64, month: &Month, seconds: f64) {
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
    println!("    {} visits, {talks} with a person, {seconds:.1} s", month.visits.len());
}

/// What all months of a language have in the mean, and of how many new entries what was suggested was right.
fn means(language: &str, months: &[Month]) {
    let mean = |of: &dyn Fn(&Month) -> f64| months.iter().map(of).sum::<f64>() * 100.0 / months.len() as f64;
    let first = |month: &Month| month.weeks.first().copied().unwrap_or_default();
    let last = |month: &Month| month.weeks.last().copied().unwrap_or_default();
    println!(
        "{language}, mean of {} months: deflected {:.1} to {:.1} %, wrong {:.1} to {:.1} %",
        months.len(),
        mean(&|month| first(month).deflection()),
        mean(&|month| last(month).deflection()),
        mean(&|month| first(month).wrong_rate()),
        mean(&|month| last(month).wrong_rate()),
    );
    let mut ticks = Ticks::default();
    months.iter().for_each(|month| ticks.add(month.ticks));
    let Ticks { with, without, titles } = ticks;
    println!(
        "    of accepted new entries {} of {} titles belong, of their wordings with a tick {} of {}, without {} of {}",
        titles.0, titles.1, with.0, with.1, without.0, without.1
    );
    let mut trust: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
    for (band, (all, accepted)) in months.iter().flat_map(|month| &month.trust) {
        let sum = trust.entry(*band).or_default();
        *sum = (sum.0 + all, sum.1 + accepted);
    }
    println!("    suggestions by quarters of their confidence, and of these accepted: {trust:?}");
}
