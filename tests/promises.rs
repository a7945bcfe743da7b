//! The desk keeps its promises: small doses of what `cargo xtask bench desk` gives in full.

use std::time::Duration;

use anyhow::Result;
#[cfg(target_os = "linux")]
use tests::proof::disk;
use tests::proof::ground::Database;
use tests::proof::storm::Load;
use tests::proof::{claims, crash, cuts, idle, network, nginx, pace, restore, rolling, simulation, tabs};

/// What is written while something goes wrong.
const LOAD: Load = Load { messages: 400, clients: 8 };

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_outlives_being_killed() -> Result<()> {
    assert_eq!(crash::run(&LOAD, 5, None).await?.acknowledged, 400);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_desks_one_may_be_killed_while_every_notification_is_lost() -> Result<()> {
    let Some(database) = Database::make()? else { return Ok(()) };
    assert_eq!(crash::run(&LOAD, 5, Some(&database)).await?.acknowledged, 400);
    Ok(())
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn two_desks_are_replaced_one_after_the_other_and_nobody_notices() -> Result<()> {
    let Some(database) = Database::make()? else { return Ok(()) };
    assert_eq!(rolling::run(&LOAD, 2, &database).await?.0.acknowledged, 400);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_befalls_the_line_to_the_server_nothing_acknowledged_is_lost() -> Result<()> {
    let Some(database) = Database::make()? else { return Ok(()) };
    let (lasting, silent) = (Duration::from_millis(500), Duration::from_secs(1));
    let dose = network::Dose { rounds: 1, lasting, silent };
    assert_eq!(network::run(&LOAD, &dose, &database).await?.0.acknowledged, 400);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_agents_at_two_desks_one_gets_it() -> Result<()> {
    let Some(database) = Database::make()? else { return Ok(()) };
    claims::run(100, Some(&database)).await.map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn one_key_from_two_tabs_is_one_thing() -> Result<()> {
    tabs::run(2).await
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_agents_one_gets_it() -> Result<()> {
    claims::run(200, None).await.map(drop)
}

// Other systems can't free a disk that was full only for one process; there, the desk's own tests fill its database.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_and_the_desk_goes_on_once_it_is_freed() -> Result<()> {
    let told = disk::run(1_500_000).await?;
    assert!(told.kept[0] > 10 && told.refused > 0, "{told:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn among_many_who_listen_each_hears_what_is_said_to_them() -> Result<()> {
    let dose = idle::Dose { sockets: 200, in_line: 100, messages: 50, every: Duration::from_millis(10) };
    assert_eq!(idle::run(&dose, None).await?.sockets, 200);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn many_write_at_once_and_all_of_it_is_kept() -> Result<()> {
    assert!(pace::run(8, Duration::from_secs(1), None).await?.acknowledged > 8);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_cut_off_has_what_a_fresh_load_has() -> Result<()> {
    let cuts = cuts::run(&cuts::Dose { missed: [1, 1], absences: 1, bytes: 97 }).await?;
    assert!(cuts > 30, "{cuts}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_made_under_load_is_put_back_and_everyone_goes_on() -> Result<()> {
    let told = restore::run(&restore::Dose { clients: 6, messages: 60 }).await?;
    assert!(told.restored >= told.before && told.restored + told.lost == 360, "{told:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_of_a_proxy_lets_a_socket_and_the_largest_file_through() -> Result<()> {
    if !nginx::run().await? {
        println!("skipped: there is no nginx on this machine");
    }
    Ok(())
}

#[test]
fn whatever_happens_between_visitors_agents_and_the_desk() -> Result<()> {
    simulation::run_regressions()?;
    (1..=20).try_for_each(|seed| simulation::run(seed, 60))
}
