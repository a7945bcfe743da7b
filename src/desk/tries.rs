//! How often someone may try a wrong sign-in code.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

/// Wrong codes that one address may try in [`WINDOW_MS`]; a code has 256 bits, so this only keeps floods off.
const TRIES: u32 = 10;
/// Milliseconds: a minute.
const WINDOW_MS: i64 = 60_000;
/// Addresses remembered at once; beyond it, only known ones may try.
const ADDRESSES: usize = 10_000;

/// Wrong tries by address, in memory only.
#[derive(Debug, Default)]
pub struct Tries {
    wrong: Mutex<HashMap<IpAddr, Window>>,
}

#[derive(Clone, Copy, Debug)]
struct Window {
    since: i64,
    count: u32,
}

impl Tries {
    /// Whether an address may try now; if not, the seconds to wait.
    pub fn admit(&self, address: IpAddr, now: i64) -> Result<(), u32> {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        wrong.retain(|_, window| now - window.since < WINDOW_MS);
        match wrong.get(&network(address)) {
            Some(window) if window.count >= TRIES => Err(seconds_left(window, now)),
            None if wrong.len() >= ADDRESSES => Err(1),
            _ => Ok(()),
        }
    }

    /// Notes a wrong code.
    pub fn note_wrong(&self, address: IpAddr, now: i64) {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        wrong.entry(network(address)).or_insert(Window { since: now, count: 0 }).count += 1;
    }
}

fn seconds_left(window: &Window, now: i64) -> u32 {
    u32::try_from((window.since + WINDOW_MS - now) / 1_000 + 1).unwrap_or(1)
}

/// A household has a whole /64 of IPv6.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64).into(),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_wrong_codes_a_minute_then_a_pause() {
        let tries = Tries::default();
        let (one, two): (IpAddr, IpAddr) = ("2001:db8::1".parse().unwrap(), "192.0.2.1".parse().unwrap());
        for at in 0..10 {
            assert_eq!(tries.admit(one, at), Ok(()));
            tries.note_wrong(one, at);
        }
        assert_eq!(tries.admit("2001:db8::2".parse().unwrap(), 1_000), Err(60));
        assert_eq!(tries.admit(two, 1_000), Ok(()));
        assert_eq!(tries.admit(one, 60_000), Ok(()));
    }
}
