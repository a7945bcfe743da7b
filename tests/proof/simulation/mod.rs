//! A simulation of visitors, agents, a poor network and a desk that is restarted and restored, driven by chance from seeds
//! that replay.
//!
//! After every step what the desk promises must hold; at the end the network heals, and every visitor must have what a
//! fresh load has.

mod network;
mod plan;
mod scrutiny;
mod seat;
mod world;

use anyhow::{Result, bail};
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};

use plan::Plan;
use world::World;

/// Runs in which a shorter way to a fault is looked for.
const SHRINKS: u32 = 300;

/// Seeds that told of a fault once, a line each with their steps and what it was; they are run for ever.
const REGRESSIONS: &str = include_str!("regressions.txt");

/// Runs the seeds that told of a fault once.
pub fn run_regressions() -> Result<()> {
    for line in REGRESSIONS.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_whitespace().map(str::parse);
        let (Some(Ok(seed)), Some(Ok(steps))) = (words.next(), words.next()) else {
            bail!("`{line}` names no seed and steps");
        };
        run(seed, steps as usize)?;
    }
    Ok(())
}

/// Runs the simulation of one seed for so many steps; an error tells the seed and the shortest way to the fault that was found.
pub fn run(seed: u64, steps: usize) -> Result<()> {
    let config =
        Config { cases: 1, failure_persistence: None, max_shrink_iters: SHRINKS, ..Config::default() };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let strategy = Plan::sequential_strategy(steps..=steps);
    let ran = TestRunner::new_with_rng(config.clone(), rng).run(&strategy, |(plan, moves, seen)| {
        World::test_sequential(config.clone(), plan, moves, seen);
        Ok(())
    });
    match ran {
        Ok(()) => Ok(()),
        Err(TestError::Abort(reason)) => bail!("seed {seed} did not run: {reason}"),
        Err(TestError::Fail(reason, (_, moves, _))) => {
            bail!("seed {seed}, {steps} steps: {reason}\nthe shortest way there that was found: {moves:?}")
        }
    }
}
