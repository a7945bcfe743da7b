//! How many new conversations and digests an address may begin and a site takes, and how many messages come in one
//! conversation, so that a flood ends here.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use crate::tries::network;

/// Milliseconds: ten minutes.
const WINDOW_MS: i64 = 600_000;
/// Digests that one address may tell in [`WINDOW_MS`]: an office behind one address, and no flood.
const DIGESTS_OF_ADDRESS: u32 = 300;
/// Digests that one site takes in [`WINDOW_MS`]: hundreds of times as many as one with a million in half a year has.
const DIGESTS_OF_SITE: u32 = 20_000;

/// New conversations of late, in memory only.
#[derive(Debug)]
pub struct Arrivals {
    of_address: u32,
    of_site: u32,
    of_conversation: u32,
    begun: Mutex<HashMap<Origin, Window>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Origin {
    Address(IpAddr),
    Site(String),
    Conversation(String),
    DigestsOf(IpAddr),
    DigestsAt(String),
}

/// A new conversation or message that was counted; dropped without [`Counted::keep`] it was none.
#[must_use]
#[derive(Debug)]
pub struct Counted {
    arrivals: Arc<Arrivals>,
    /// Empty once it is kept.
    origins: Vec<Origin>,
}

#[derive(Clone, Copy, Debug)]
struct Window {
    since: i64,
    count: u32,
}

impl Arrivals {
    /// Limits for the new conversations of one address and of one site, and the messages in one conversation, in ten
    /// minutes.
    pub fn new(of_address: u32, of_site: u32, of_conversation: u32) -> Self {
        Self { of_address, of_site, of_conversation, begun: Mutex::default() }
    }

    /// Counts a new conversation; the seconds to wait where it is one too many. Without an address only the site's
    /// limit holds. The site's comes first, so that no more addresses are remembered than the sites take.
    pub fn admit(self: &Arc<Self>, address: Option<IpAddr>, site: &str, now: i64) -> Result<Counted, u32> {
        self.count(origins(address, site), now)
    }

    /// Counts a visitor's message in a conversation; the seconds to wait where it is one too many.
    pub fn admit_message(self: &Arc<Self>, conversation: &str, now: i64) -> Result<Counted, u32> {
        self.count(vec![Origin::Conversation(conversation.to_owned())], now)
    }

    /// Counts a digest; the seconds to wait where it is one too many. Without an address only the site's limit holds.
    pub fn admit_digest(
        self: &Arc<Self>,
        address: Option<IpAddr>,
        site: &str,
        now: i64,
    ) -> Result<Counted, u32> {
        let site = Origin::DigestsAt(site.to_owned());
        let address = address.map(|address| Origin::DigestsOf(network(address)));
        self.count(std::iter::once(site).chain(address).collect(), now)
    }

    fn count(self: &Arc<Self>, origins: Vec<Origin>, now: i64) -> Result<Counted, u32> {
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        // A window from the future is one from before the clock was set right.
        let stands = |window: &Window| (0..WINDOW_MS).contains(&(now - window.since));
        if begun.len() >= begun.capacity() {
            begun.retain(|_, window| stands(window));
        }
        for origin in &origins {
            if begun.get(origin).is_some_and(|window| !stands(window)) {
                begun.remove(origin);
            }
        }
        for origin in &origins {
            let most = self.most(origin);
            if let Some(full) = begun.get(origin).filter(|window| window.count >= most) {
                return Err(u32::try_from((full.since + WINDOW_MS - now) / 1_000 + 1).unwrap_or(1));
            }
            if most == 0 {
                return Err(1);
            }
        }
        for origin in &origins {
            begun.entry(origin.clone()).or_insert(Window { since: now, count: 0 }).count += 1;
        }
        Ok(Counted { arrivals: Arc::clone(self), origins })
    }

    fn most(&self, origin: &Origin) -> u32 {
        match origin {
            Origin::Address(_) => self.of_address,
            Origin::Site(_) => self.of_site,
            Origin::Conversation(_) => self.of_conversation,
            Origin::DigestsOf(_) => DIGESTS_OF_ADDRESS,
            Origin::DigestsAt(_) => DIGESTS_OF_SITE,
        }
    }
}

impl Counted {
    /// The conversation is durable.
    pub fn keep(mut self) {
        self.origins.clear();
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut begun = self.arrivals.begun.lock().unwrap_or_else(PoisonError::into_inner);
        for origin in &self.origins {
            let Some(window) = begun.get_mut(origin) else { continue };
            window.count = window.count.saturating_sub(1);
            // Whoever asks in vain leaves nothing behind.
            if window.count == 0 {
                begun.remove(origin);
            }
        }
    }
}

fn origins(address: Option<IpAddr>, site: &str) -> Vec<Origin> {
    let site = Origin::Site(site.to_owned());
    std::iter::once(site).chain(address.map(|address| Origin::Address(network(address)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_and_a_site_have_their_measure_in_ten_minutes() {
        let arrivals = Arc::new(Arrivals::new(2, 3, 1));
        let (one, two): (IpAddr, IpAddr) = ("192.0.2.1".parse().unwrap(), "2001:db8::1".parse().unwrap());
        let neighbour: IpAddr = "2001:db8::2".parse().unwrap();
        for (address, site, now, told) in [
            (Some(one), "a", 0, Ok(())),
            (Some(one), "b", 1_000, Ok(())),
            (Some(one), "b", 2_000, Err(599)),
            (Some(two), "a", 2_000, Ok(())),
            (Some(neighbour), "a", 2_000, Ok(())),
            (None, "a", 2_000, Err(599)),
            (Some(neighbour), "b", 2_000, Err(601)),
            (None, "b", 2_000, Ok(())),
            (Some(one), "a", 600_000, Ok(())),
            (Some(one), "a", 600_000, Ok(())),
            (Some(one), "a", 600_000, Err(601)),
            (Some(one), "a", 500_000, Ok(())),
        ] {
            let counted = arrivals.admit(address, site, now).map(Counted::keep);
            assert_eq!(counted, told, "{address:?} {site} {now}");
        }
    }

    #[test]
    fn what_was_not_kept_does_not_count() {
        let arrivals = Arc::new(Arrivals::new(1, 1, 1));
        let one = "192.0.2.1".parse().ok();
        for _ in 0..3 {
            assert!(arrivals.admit(one, "a", 0).is_ok());
        }
        assert!(arrivals.begun.lock().unwrap().is_empty());
        arrivals.admit(one, "a", 0).unwrap().keep();
        assert!(arrivals.admit(one, "a", 0).is_err());
        arrivals.admit_message("a", 0).unwrap().keep();
        assert_eq!(arrivals.admit_message("a", 0).err(), Some(601));
        assert!(arrivals.admit_message("b", 0).is_ok());
        assert!(arrivals.admit_message("a", WINDOW_MS).is_ok());
    }

    #[test]
    fn digests_have_a_measure_of_their_own() {
        let arrivals = Arc::new(Arrivals::new(0, 0, 0));
        let one = "192.0.2.1".parse().ok();
        for _ in 0..DIGESTS_OF_ADDRESS {
            arrivals.admit_digest(one, "a", 0).unwrap().keep();
        }
        assert_eq!(arrivals.admit_digest(one, "a", 0).err(), Some(601));
        assert_eq!(arrivals.admit_digest(one, "b", 0).err(), Some(601));
        arrivals.admit_digest("192.0.2.2".parse().ok(), "a", 0).unwrap().keep();
        for _ in DIGESTS_OF_ADDRESS + 1..DIGESTS_OF_SITE {
            arrivals.admit_digest(None, "a", 0).unwrap().keep();
        }
        assert_eq!(arrivals.admit_digest(None, "a", 0).err(), Some(601));
        assert!(arrivals.admit_digest(one, "a", WINDOW_MS).is_ok());
    }
}
