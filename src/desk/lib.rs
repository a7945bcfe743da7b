//! The desk: handoffs, inbox and static files over HTTP (axum), kept in SQLite.

mod error;
mod settings;
mod store;

use axum::Router;
use axum::routing::get;

pub use error::DeskError;
pub use settings::Settings;

/// Runs the desk until it is asked to stop.
///
/// # Errors
/// When the address, the database or the site folder cannot be used.
pub async fn serve(settings: Settings) -> Result<(), DeskError> {
    let address = settings.bind;
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .map_err(|source| DeskError::Bind { address, source })?;
    Ok(axum::serve(listener, app()).await?)
}

/// Everything that the desk answers, apart from serving it.
fn app() -> Router {
    Router::new().route("/health", get(|| async { "ok" }))
}
