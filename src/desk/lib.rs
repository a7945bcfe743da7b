//! The desk: handoffs, inbox and static files over HTTP (axum), kept in SQLite.
