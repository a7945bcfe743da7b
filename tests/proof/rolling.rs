//! Two desks at one server are replaced one after the other, by the next release and by the one before again, while visitors
//! and an agent write and listen: nobody is refused, and each desk has ended in time.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tokio::time::Instant;

use super::ground::{Database, Ground};
use super::storm::{self, Field, Load, Told};
use crate::{Desk, Places};

/// Names the program of the release before; without it each desk is replaced by its like.
const BEFORE: &str = "TANDEM_BEFORE";
/// A desk that is told to end has ended after so long.
const DRAINED: Duration = Duration::from_secs(30);

/// Replaces both desks so often, each time by the other release; gives the longest time that one took to end.
pub async fn run(load: &Load, rounds: usize, database: &Database) -> Result<(Told, Duration)> {
    let limits = storm::limits(load);
    let arguments: Vec<&str> = limits.iter().map(String::as_str).collect();
    let second = storm::quiet_address()?;
    let ground =
        Ground::lay_two([&storm::quiet_address()?, &second], &database.address(), &arguments).await?;
    let replace = async |field: &Field, ground: Ground| {
        let Ground { mut one, other, owner } = ground;
        let mut other = other.context("there are two at a server")?;
        let mut longest = Duration::ZERO;
        for round in 0..rounds {
            field.reach(load.messages * (round + 1) / (rounds + 1)).await?;
            let program = if round % 2 == 0 { before() } else { Places::program() };
            for desk in [&mut one, &mut other] {
                longest = longest.max(replace(desk, &program).await?);
            }
        }
        Ok((Ground { one, other: Some(other), owner }, longest))
    };
    let (told, longest) = storm::run(load, ground, true, replace).await?;
    ensure!(told.failed == 0, "{} requests came to nothing at either desk", told.failed);
    ensure!(longest < DRAINED, "a desk took {longest:?} to end");
    Ok((told, longest))
}

/// The other release.
pub fn before() -> PathBuf {
    std::env::var_os(BEFORE).map_or_else(Places::program, PathBuf::from)
}

async fn replace(desk: &mut Desk, program: &std::path::Path) -> Result<Duration> {
    let began = Instant::now();
    desk.drained().await?;
    let took = began.elapsed();
    desk.start_again(program).await.context("its successor does not start")?;
    Ok(took)
}
