//! The line between two desks and their server breaks, slows down and falls silent, and the server stops and starts, while
//! visitors and an agent write and listen.

use std::time::Duration;

use anyhow::{Result, ensure};
use tokio::time::{Instant, sleep};

use super::NEVER;
use super::ground::{Database, Ground};
use super::proxy::{Fault, Proxy};
use super::storm::{self, Field, Load, Told};
use super::web::{Ask, Web, Who};

/// Kinds of them.
const FAULTS: usize = 5;
/// How long each piece takes on a slow line.
const SLOW: Duration = Duration::from_millis(20);

/// What goes wrong.
#[derive(Clone, Copy, Debug)]
pub struct Dose {
    /// How often each fault comes.
    pub rounds: usize,
    /// How long it lasts.
    pub lasting: Duration,
    /// How long the line is silent; what it carried then stays so.
    pub silent: Duration,
}

/// The longest time, in each fault's order, from its end to the next message that is acknowledged.
pub type Recovered = [Duration; FAULTS];

/// Lets all faults come in turn; an error tells which promise was broken.
pub async fn run(load: &Load, dose: &Dose, database: &Database) -> Result<(Told, Recovered)> {
    let limits = storm::limits(load);
    let arguments: Vec<&str> = limits.iter().map(String::as_str).collect();
    let line = Proxy::start(database.server()?).await?;
    let address = database.address_through(&line.address)?;
    let bind = [storm::quiet_address()?, storm::quiet_address()?];
    let ground = Ground::lay_two([&bind[0], &bind[1]], &address, &arguments).await?;
    storm::run(load, ground, false, async |field: &Field, ground: Ground| {
        let mut recovered = [Duration::ZERO; FAULTS];
        for round in 0..dose.rounds {
            for (place, longest) in recovered.iter_mut().enumerate() {
                let at = load.messages * (round * FAULTS + place + 1) / (dose.rounds * FAULTS + 1);
                field.reach(at).await?;
                fail(place, &line, dose, database, &ground).await?;
                let began = Instant::now();
                // Those under way may have been acknowledged just so.
                field.reach(field.acknowledged() + 1).await?;
                *longest = (*longest).max(began.elapsed());
            }
        }
        Ok((ground, recovered))
    })
    .await
}

/// One fault from its beginning to its end.
async fn fail(place: usize, line: &Proxy, dose: &Dose, database: &Database, ground: &Ground) -> Result<()> {
    match place {
        0 => line.cut(),
        1 => {
            line.suffer(Fault::Slow(SLOW));
            sleep(dose.lasting).await;
        }
        2 => {
            line.suffer(Fault::Silent);
            sleep(dose.silent).await;
        }
        3 => {
            line.suffer(Fault::Unanswered);
            sleep(dose.silent).await;
        }
        _ => {
            line.suffer(Fault::Refuses);
            database.end_connections()?;
            says(ground, 503).await?;
            sleep(dose.lasting).await;
        }
    }
    line.suffer(Fault::None);
    if place == FAULTS - 1 {
        says(ground, 200).await?;
    }
    Ok(())
}

/// Waits until both desks say that they are ready, or that they are not.
async fn says(ground: &Ground, status: u16) -> Result<()> {
    for number in 0..2 {
        let (web, began) = (Web::new(&ground.of(number).url), Instant::now());
        while web.send(&Ask::get(&Who::Nobody, "readyz")).await?.status != status {
            ensure!(began.elapsed() < NEVER, "desk {number} never says {status}");
            sleep(Duration::from_millis(50)).await;
        }
    }
    Ok(())
}
