//! The desk at work: it listens, says where, tidies up, and stops when asked.

use std::future::Future;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::time::{interval, sleep};

use crate::{Desk, DeskError, Settings, app, delivery};

/// Requests under way get so long to end once the desk is asked to stop.
const DRAIN: Duration = Duration::from_secs(30);
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
    let listener = TcpListener::bind(address).await.map_err(|source| DeskError::Bind { address, source })?;
    greet(&desk, listener.local_addr()?).await?;
    desk.begin_alerts().await?;
    let tidying = tokio::spawn(tidy(desk.clone()));
    let delivering = tokio::spawn(delivery::run(desk.clone()));
    let result = listen(listener, &desk, asked_to_stop()).await;
    tidying.abort();
    delivering.abort();
    desk.close().await;
    Ok(result?)
}

async fn greet(desk: &Desk, address: SocketAddr) -> Result<(), DeskError> {
    let code = desk.sign_in_code().await?;
    let own = desk.origins.own().map_or_else(|| format!("http://{address}"), str::to_owned);
    let mut out = std::io::stdout().lock();
    writeln!(out, "desk     {own}/")?;
    writeln!(out, "console  {own}/console/#code={code}  (signs in once, within 15 minutes)")?;
    Ok(out.flush()?)
}

async fn listen(
    listener: TcpListener,
    desk: &Desk,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let service = app(desk.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let stopping = Arc::new(Notify::new());
    let told = Arc::clone(&stopping);
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        stop.await;
        told.notify_one();
    });
    tokio::select! {
        result = serving => result,
        () = async { stopping.notified().await; sleep(DRAIN).await } => Ok(()),
    }
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
