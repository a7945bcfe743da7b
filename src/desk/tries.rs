//! How often someone may try a wrong sign-in code or password.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

/// Wrong codes and passwords that one address may try in [`ADDRESS_WINDOW_MS`].
const ADDRESS_TRIES: u32 = 10;
/// Milliseconds: a minute. A code has 256 bits, so for codes this only keeps floods off.
const ADDRESS_WINDOW_MS: i64 = 60_000;
/// Wrong passwords for one login in [`LOGIN_WINDOW_MS`], from wherever they come: a thousand a day, while the commonest
/// passwords are too short to be taken at all.
const LOGIN_TRIES: u32 = 10;
/// Milliseconds: a quarter of an hour, as long as a one-time code is good, with which one comes in all the same.
const LOGIN_WINDOW_MS: i64 = 15 * 60_000;
/// Addresses, and logins, remembered at once; beyond it, only known ones may try.
const REMEMBERED: usize = 10_000;

/// Wrong tries by address and by login, in memory only. A try counts from its beginning, so that many at once are no
/// way around; one that was right is given back.
#[derive(Debug)]
pub struct Tries {
    addresses: Counter<IpAddr>,
    logins: Counter<String>,
}

impl Default for Tries {
    fn default() -> Self {
        Self {
            addresses: Counter::new(ADDRESS_TRIES, ADDRESS_WINDOW_MS),
            logins: Counter::new(LOGIN_TRIES, LOGIN_WINDOW_MS),
        }
    }
}

impl Tries {
    /// Whether an address may try now, which counts; if not, the seconds to wait.
    pub fn take_address(&self, address: IpAddr, now: i64) -> Result<(), u32> {
        self.addresses.take(network(address), now)
    }

    /// The try was right, or failed by a fault of ours.
    pub fn give_back_address(&self, address: IpAddr) {
        self.addresses.give_back(&network(address));
    }

    /// Whether someone may try a password for a login now, which counts; if not, the seconds to wait.
    pub fn take_login(&self, login: &str, now: i64) -> Result<(), u32> {
        self.logins.take(login.to_owned(), now)
    }

    /// The try was right, or failed by a fault of ours.
    pub fn give_back_login(&self, login: &str) {
        self.logins.give_back(login);
    }
}

#[derive(Debug)]
struct Counter<K> {
    most: u32,
    window_ms: i64,
    wrong: Mutex<HashMap<K, Window>>,
}

#[derive(Clone, Copy, Debug)]
struct Window {
    since: i64,
    count: u32,
}

impl<K: Hash + Eq> Counter<K> {
    fn new(most: u32, window_ms: i64) -> Self {
        Self { most, window_ms, wrong: Mutex::default() }
    }

    fn take(&self, key: K, now: i64) -> Result<(), u32> {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        // A window from the future is one from before the clock was set right.
        wrong.retain(|_, window| (0..self.window_ms).contains(&(now - window.since)));
        if wrong.len() >= REMEMBERED && !wrong.contains_key(&key) {
            return Err(1);
        }
        let window = wrong.entry(key).or_insert(Window { since: now, count: 0 });
        if window.count >= self.most {
            return Err(self.seconds_left(*window, now));
        }
        window.count += 1;
        Ok(())
    }

    fn give_back<Q: ?Sized + Hash + Eq>(&self, key: &Q)
    where
        K: std::borrow::Borrow<Q>,
    {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(window) = wrong.get_mut(key) {
            window.count = window.count.saturating_sub(1);
        }
    }

    fn seconds_left(&self, window: Window, now: i64) -> u32 {
        u32::try_from((window.since + self.window_ms - now) / 1_000 + 1).unwrap_or(1)
    }
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
            assert_eq!(tries.take_address(one, at), Ok(()));
        }
        assert_eq!(tries.take_address("2001:db8::2".parse().unwrap(), 1_000), Err(60));
        assert_eq!(tries.take_address(two, 1_000), Ok(()));
        assert_eq!(tries.take_address(one, 60_000), Ok(()));
    }

    #[test]
    fn ten_wrong_passwords_a_quarter_of_an_hour_and_the_right_ones_are_free() {
        let tries = Tries::default();
        for at in 0..100 {
            assert_eq!(tries.take_login("mei", at), Ok(()));
            tries.give_back_login("mei");
        }
        for at in 0..10 {
            assert_eq!(tries.take_login("mei", at), Ok(()));
        }
        assert_eq!(tries.take_login("mei", 60_000), Err(841));
        assert_eq!(tries.take_login("tom", 60_000), Ok(()));
        assert_eq!(tries.take_login("mei", 900_000), Ok(()));
    }

    #[test]
    fn a_flood_of_logins_shuts_out_the_unknown_ones() {
        let tries = Tries::default();
        for at in 0..REMEMBERED {
            assert_eq!(tries.take_login(&at.to_string(), 0), Ok(()));
        }
        assert_eq!(tries.take_login("mei", 0), Err(1));
        assert_eq!(tries.take_login("7", 0), Ok(()));
    }
}
