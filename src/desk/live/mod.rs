//! The live link: sockets that tell a visitor or an agent what is new, as soon as it is durable.

mod agent;
mod hub;
mod shown;
mod sign;
mod visitor;
mod wire;

use std::time::Duration;

pub use agent::agent;
pub use hub::Hub;
pub use sign::pass_on;
use tokio::sync::watch;
pub use visitor::visitor;

/// The first frame must come within so long.
const FIRST_FRAME: Duration = Duration::from_secs(10);
/// How often the desk shows that it lives: proxies commonly cut a line that is silent for a minute.
const BEAT: Duration = Duration::from_secs(25);
/// A browser that answers nothing for so long is gone.
const SILENCE: Duration = Duration::from_secs(60);
/// Upper end of the random pause after which a browser comes back to a desk that restarts, milliseconds.
const COME_BACK_MS: u32 = 5_000;

/// A random pause, so that ten thousand browsers don't come back together.
fn come_back_ms() -> u32 {
    let mut bytes = [0; 4];
    // Without chance all come back at once, which is slower and no worse.
    let _ = getrandom::fill(&mut bytes);
    u32::from_be_bytes(bytes) % COME_BACK_MS
}

/// Waits until the desk is asked to stop.
async fn asked_to_stop(stopping: &mut watch::Receiver<bool>) {
    // An error means that the hub is gone, and the desk with it.
    drop(stopping.wait_for(|stopping| *stopping).await);
}
