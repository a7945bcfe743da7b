//! The log on standard error: our own lines at the level asked for, others' only when something is wrong.

use std::io::stderr;

use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::layer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry;
use tracing_subscriber::util::SubscriberInitExt;

use crate::options::{LogFormat, LogLevel};

/// Begins to log. Crates that we use may say at a fine level what a visitor sent, so theirs is never finer than a
/// warning.
pub fn start(format: LogFormat, level: LogLevel) {
    let level = filter(level);
    let targets = Targets::new()
        .with_default(level.min(LevelFilter::WARN))
        .with_targets([("desk", level), ("tandem", level)]);
    let lines = layer().with_writer(stderr).with_ansi(false).with_target(false);
    match format {
        LogFormat::Text => registry().with(lines.with_filter(targets)).init(),
        LogFormat::Json => registry().with(lines.json().with_filter(targets)).init(),
    }
}

fn filter(level: LogLevel) -> LevelFilter {
    match level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    }
}
