//! The log on standard error: our own lines at the level asked for, others' only when something is wrong.

use std::io::stderr;
use std::panic::{PanicHookInfo, set_hook};

use anyhow::Result;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::layer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry;
use tracing_subscriber::util::SubscriberInitExt;

use crate::options::{LogFormat, LogLevel};
use crate::spans::{self, Spans};

/// Begins to log. Crates that we use may say at a fine level what a visitor sent, so theirs is never finer than a
/// warning.
///
/// With `otlp`, the address of an OpenTelemetry collector as `http://127.0.0.1:4318`, spans of requests go there until what is
/// given back is dropped.
///
/// # Errors
/// Where spans are to be sent by a desk that was built without them, or nobody could be asked at the address.
pub fn start(format: LogFormat, level: LogLevel, otlp: Option<&str>) -> Result<Spans> {
    let level = filter(level);
    let targets = Targets::new()
        .with_default(level.min(LevelFilter::WARN))
        .with_targets([("desk", level), ("tandem", level)]);
    let lines = layer().with_writer(stderr).with_ansi(false).with_target(false);
    set_hook(Box::new(tell_panic));
    let (spans, sent) = spans::layer(otlp)?;
    match format {
        LogFormat::Text => registry().with(spans).with(lines.with_filter(targets)).init(),
        LogFormat::Json => registry().with(spans).with(lines.json().with_filter(targets)).init(),
    }
    Ok(sent)
}

/// Where the program broke. The words of a panic may quote what a visitor wrote, as those of a text that is cut within a
/// letter do, so they are not told.
fn tell_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(place, "a thread panicked");
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

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use tracing_subscriber::fmt::MakeWriter;

    use super::*;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    impl MakeWriter<'_> for Lines {
        type Writer = Self;

        fn make_writer(&self) -> Self {
            self.clone()
        }
    }

    #[test]
    fn a_panic_tells_its_place_and_no_words() {
        let lines = Lines::default();
        let subscriber = registry().with(layer().with_writer(lines.clone()).with_ansi(false));
        let before = std::panic::take_hook();
        set_hook(Box::new(tell_panic));
        let ended = tracing::subscriber::with_default(subscriber, || {
            let text = "sayno é".to_owned();
            std::panic::catch_unwind(|| text[..7].len())
        });
        std::panic::set_hook(before);
        assert!(ended.is_err());
        let told = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        assert!(told.contains("logs.rs") && !told.contains("sayno"), "{told}");
    }
}
