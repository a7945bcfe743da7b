//! The desk at work: it listens, says where, tidies up, and stops when asked.

use std::io::Write;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::interval;

use crate::{Desk, DeskError, Settings, delivery, life, listen, metrics};

/// How often what is out of date is forgotten.
const TIDY: Duration = Duration::from_secs(60);

/// Runs the desk until SIGTERM or ctrl-c, then lets what is under way end, for 30 seconds at most.
///
/// Prints the desk's address and a sign-in link for its owner, good once and for 15 minutes, to standard output;
/// an owner's account is made when there is none.
///
/// # Errors
/// When the address, the database or the site folder cannot be used.
pub async fn serve(settings: Settings) -> Result<(), DeskError> {
    let desk = Desk::open(&settings).await?;
    let address = settings.bind;
    let listener = bind(address).await?;
    let measuring = match settings.metrics {
        Some(address) => Some(measure(&desk, bind(address).await?)?),
        None => None,
    };
    greet(&desk, listener.local_addr()?).await?;
    desk.begin_alerts().await?;
    let tidying = tokio::spawn(tidy(desk.clone()));
    let delivering = tokio::spawn(delivery::run(desk.clone()));
    let living = tokio::spawn(life::run(desk.clone()));
    listen(listener, &desk, asked_to_stop()).await;
    if let Some(measuring) = measuring {
        measuring.abort();
    }
    tidying.abort();
    delivering.abort();
    living.abort();
    desk.close().await;
    Ok(())
}

async fn bind(address: SocketAddr) -> Result<TcpListener, DeskError> {
    TcpListener::bind(address).await.map_err(|source| DeskError::Bind { address, source })
}

/// Hands out what operators watch, apart from the desk's own address.
fn measure(desk: &Desk, listener: TcpListener) -> Result<JoinHandle<()>, DeskError> {
    tracing::info!(address = %listener.local_addr()?, "metrics are read at /metrics");
    let router = metrics(desk.clone());
    Ok(tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::warn!(cause = %error, "metrics are no longer handed out");
        }
    }))
}

async fn greet(desk: &Desk, address: SocketAddr) -> Result<(), DeskError> {
    let code = desk.sign_in_code().await?;
    let own = desk.origins.own().map_or_else(|| format!("http://{address}"), str::to_owned);
    let mut out = std::io::stdout().lock();
    writeln!(out, "desk     {own}/")?;
    writeln!(out, "{}", sign_in_line(&own, &code))?;
    Ok(out.flush()?)
}

/// The line that tells of a sign-in link, for a desk at an address as `https://desk.example`.
pub fn sign_in_line(own: &str, code: &str) -> String {
    format!("console  {own}/console/#code={code}  (signs in once, within 15 minutes)")
}

async fn tidy(desk: Desk) {
    let mut ticks = interval(TIDY);
    loop {
        ticks.tick().await;
        if let Err(error) = desk.tidy().await {
            tracing::warn!(cause = %error, "could not tidy up; trying again in a minute");
        }
    }
}

async fn asked_to_stop() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = interrupted => {}
        () = terminated() => {}
    }
    tracing::info!("asked to stop");
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending::<()>().await;
}
