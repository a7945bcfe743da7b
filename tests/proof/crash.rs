//! The desk is killed (`kill -9`) again and again while visitors and an agent write and visitors listen.

use std::time::Duration;

use anyhow::{Context, Result};
use tokio::time::sleep;

use super::ground::{Database, Ground};
use super::storm::{self, Field, Load, Told};
use crate::{Chance, Desk};

/// Kills the first desk so often; an error tells which promise was broken. At a server there are two desks, behind what
/// asks the other where one is down, and all notifications between them are lost.
pub async fn run(load: &Load, kills: usize, database: Option<&Database>) -> Result<Told> {
    let limits = storm::limits(load);
    let mut arguments: Vec<&str> = limits.iter().map(String::as_str).collect();
    if database.is_some() {
        arguments.extend(["--poll-only", "true"]);
    }
    let ground = Ground::lay(&storm::quiet_address()?, database, &arguments).await?;
    let kill = async |field: &Field, ground: Ground| {
        let Ground { one, other, owner } = ground;
        let one = kill_meanwhile(field, one, load, kills).await?;
        Ok((Ground { one, other, owner }, ()))
    };
    Ok(storm::run(load, ground, database.is_some(), kill).await?.0)
}

/// Kills the desk after each so many acknowledgements, at a moment of chance, and starts it again after another.
async fn kill_meanwhile(field: &Field, mut desk: Desk, load: &Load, kills: usize) -> Result<Desk> {
    let mut chance = Chance::new(9);
    for kill in 1..=kills {
        field.reach(load.messages * kill / (kills + 1)).await?;
        sleep(Duration::from_micros(chance.below(3_000) as u64)).await;
        let stopped = desk.kill().await?;
        sleep(Duration::from_millis(chance.below(50) as u64)).await;
        desk = stopped.start().await.context("the desk does not start again")?;
    }
    Ok(desk)
}
