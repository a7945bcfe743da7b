//! Where a post may go: the address that is dialled decides, not the name that led to it.
//!
//! A name is resolved once, here, and the connection goes to the very addresses that were looked at, so that a name
//! that points elsewhere a moment later gains nothing. reqwest asks no resolver for an address in the URL itself:
//! [`Reach::of_url`] looks at those.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Where an address lies, seen from the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the internet.
    Public,
    /// On this machine or in a private network.
    Own,
    /// Where no webhook lives: metadata services of clouds, link-local, multicast, reserved and documentation ranges.
    Nowhere,
}

/// How far an endpoint may reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The internet, by https.
    Public,
    /// The owner's own network too, by https.
    Anywhere,
    /// The owner's own network alone, since http is read by everyone on its way.
    Own,
}

/// Why an address is not dialled.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the address may not be dialled")
    }
}

impl std::error::Error for Refused {}

impl Reach {
    /// How far an endpoint with this URL may reach.
    ///
    /// # Errors
    /// What is wrong with the URL, and the mend, without the URL.
    pub fn of_url(url: &Url, private: Private) -> Result<Self, &'static str> {
        let reach = match (url.scheme(), private) {
            ("https", Private::Refused) => Self::Public,
            ("https", Private::Allowed) => Self::Anywhere,
            ("http", Private::Allowed) => Self::Own,
            ("http", Private::Refused) => {
                return Err(
                    "goes by http, which others can read: use https, or allow-private for your own network",
                );
            }
            _ => return Err("has a scheme that nobody can post to: use https"),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err("carries a user or password: take them out");
        }
        match literal(url) {
            Some(address) if !reach.admits(address) => {
                Err("names an address that may not be dialled: use allow-private for your own network")
            }
            _ => Ok(reach),
        }
    }

    /// Whether this address may be dialled.
    pub fn admits(self, address: IpAddr) -> bool {
        match place(address) {
            Place::Public => self != Self::Own,
            Place::Own => self != Self::Public,
            Place::Nowhere => false,
        }
    }
}

/// Whether the owner's own network may be dialled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Private {
    /// It may.
    Allowed,
    /// It may not.
    Refused,
}

impl From<bool> for Private {
    fn from(allowed: bool) -> Self {
        if allowed { Self::Allowed } else { Self::Refused }
    }
}

/// The address that stands in a URL in place of a name; the URL's parser has read decimal, octal and hexadecimal.
fn literal(url: &Url) -> Option<IpAddr> {
    let host = url.host_str()?;
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// Resolves names by another resolver and lets through only what may be dialled; one bad address spoils the name.
pub struct Guard<R> {
    resolver: Arc<R>,
    reach: Reach,
}

impl<R> Guard<R> {
    /// Watches over a resolver.
    pub fn new(resolver: Arc<R>, reach: Reach) -> Self {
        Self { resolver, reach }
    }
}

impl<R: Resolve + 'static> Resolve for Guard<R> {
    fn resolve(&self, name: Name) -> Resolving {
        let (resolver, reach) = (Arc::clone(&self.resolver), self.reach);
        Box::pin(async move {
            let addresses: Vec<SocketAddr> = resolver.resolve(name).await?.collect();
            if addresses.iter().all(|address| reach.admits(address.ip())) {
                Ok(Box::new(addresses.into_iter()) as Addrs)
            } else {
                Err(Refused.into())
            }
        })
    }
}

/// The machine's own resolver.
pub struct System;

impl Resolve for System {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            Ok(Box::new(found.collect::<Vec<_>>().into_iter()) as Addrs)
        })
    }
}

/// Where an address lies; an IPv4 address inside an IPv6 one counts as itself.
pub fn place(address: IpAddr) -> Place {
    match address {
        IpAddr::V4(v4) => place_v4(v4),
        IpAddr::V6(v6) => place_v6(v6),
    }
}

/// The metadata services that lie in ranges which are otherwise a private network's: Alibaba Cloud's, and Amazon's by IPv6.
const METADATA_V4: Ipv4Addr = Ipv4Addr::new(100, 100, 100, 200);
const METADATA_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);

/// IANA's special-purpose ranges (RFC 6890 and after): the first address, the prefix's length, where it lies.
const RANGES_V4: [([u8; 4], u32, Place); 16] = [
    ([0, 0, 0, 0], 8, Place::Nowhere),
    ([10, 0, 0, 0], 8, Place::Own),
    ([100, 64, 0, 0], 10, Place::Own),
    ([127, 0, 0, 0], 8, Place::Own),
    ([169, 254, 0, 0], 16, Place::Nowhere),
    ([172, 16, 0, 0], 12, Place::Own),
    ([192, 0, 0, 0], 24, Place::Nowhere),
    ([192, 0, 2, 0], 24, Place::Nowhere),
    ([192, 31, 196, 0], 24, Place::Nowhere),
    ([192, 88, 99, 0], 24, Place::Nowhere),
    ([192, 168, 0, 0], 16, Place::Own),
    ([198, 18, 0, 0], 15, Place::Nowhere),
    ([198, 51, 100, 0], 24, Place::Nowhere),
    ([203, 0, 113, 0], 24, Place::Nowhere),
    ([224, 0, 0, 0], 4, Place::Nowhere),
    ([240, 0, 0, 0], 4, Place::Nowhere),
];

fn place_v4(address: Ipv4Addr) -> Place {
    if address == METADATA_V4 {
        return Place::Nowhere;
    }
    let bits = address.to_bits();
    let range = RANGES_V4.iter().find(|(first, length, _)| {
        (bits ^ u32::from_be_bytes(*first)).checked_shr(32 - length).unwrap_or(0) == 0
    });
    range.map_or(Place::Public, |(_, _, place)| *place)
}

fn place_v6(address: Ipv6Addr) -> Place {
    let segments = address.segments();
    let tail = |at: usize| Ipv4Addr::from_bits(u32::from(segments[at]) << 16 | u32::from(segments[at + 1]));
    match segments {
        [0, 0, 0, 0, 0, 0, 0, 1] => Place::Own,
        // Mapped: the system dials the IPv4 address.
        [0, 0, 0, 0, 0, 0xffff, ..] => place_v4(tail(6)),
        // NAT64 and 6to4 carry it to the IPv4 address, which is none of the owner's network if it is private.
        [0x64, 0xff9b, 0, 0, 0, 0, ..] => public_or_nowhere(tail(6)),
        [0x2002, ..] => public_or_nowhere(tail(1)),
        _ if address == METADATA_V6 => Place::Nowhere,
        [first, ..] if first & 0xfe00 == 0xfc00 => Place::Own,
        // IETF protocol assignments (Teredo, ORCHID), documentation.
        [0x2001, second, ..] if second < 0x200 || second == 0xdb8 => Place::Nowhere,
        [0x3fff, second, ..] if second < 0x1000 => Place::Nowhere,
        // All that is given out is in 2000::/3.
        [first, ..] if first & 0xe000 == 0x2000 => Place::Public,
        _ => Place::Nowhere,
    }
}

fn public_or_nowhere(address: Ipv4Addr) -> Place {
    match place_v4(address) {
        Place::Public => Place::Public,
        Place::Own | Place::Nowhere => Place::Nowhere,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn every_address_has_its_place() {
        for (address, expected) in [
            ("8.8.8.8", Place::Public),
            ("172.32.0.1", Place::Public),
            ("100.128.0.1", Place::Public),
            ("2606:4700::1", Place::Public),
            ("64:ff9b::808:808", Place::Public),
            ("2002:808:808::1", Place::Public),
            ("::ffff:8.8.8.8", Place::Public),
            ("10.1.2.3", Place::Own),
            ("127.9.9.9", Place::Own),
            ("172.31.255.255", Place::Own),
            ("192.168.0.1", Place::Own),
            ("100.64.0.1", Place::Own),
            ("::1", Place::Own),
            ("::ffff:127.0.0.1", Place::Own),
            ("fd12::1", Place::Own),
            ("0.0.0.0", Place::Nowhere),
            ("0.1.2.3", Place::Nowhere),
            ("169.254.169.254", Place::Nowhere),
            ("100.100.100.200", Place::Nowhere),
            ("192.0.0.192", Place::Nowhere),
            ("192.0.2.1", Place::Nowhere),
            ("198.19.0.1", Place::Nowhere),
            ("198.51.100.7", Place::Nowhere),
            ("203.0.113.7", Place::Nowhere),
            ("224.0.0.1", Place::Nowhere),
            ("255.255.255.255", Place::Nowhere),
            ("::", Place::Nowhere),
            ("::7f00:1", Place::Nowhere),
            ("::ffff:169.254.169.254", Place::Nowhere),
            ("64:ff9b::7f00:1", Place::Nowhere),
            ("64:ff9b::a9fe:a9fe", Place::Nowhere),
            ("64:ff9b:1::808:808", Place::Nowhere),
            ("2002:7f00:1::", Place::Nowhere),
            ("2002:c0a8:1::", Place::Nowhere),
            ("2001:0:4136:e378::1", Place::Nowhere),
            ("2001:db8::1", Place::Nowhere),
            ("3fff::1", Place::Nowhere),
            ("fe80::1", Place::Nowhere),
            ("fec0::1", Place::Nowhere),
            ("ff02::1", Place::Nowhere),
            ("fd00:ec2::254", Place::Nowhere),
            ("100::1", Place::Nowhere),
        ] {
            assert_eq!(place(address.parse().unwrap()), expected, "{address}");
        }
    }

    #[test]
    fn a_url_tells_how_far_it_may_reach() {
        let check = |url: &str, private: bool| Reach::of_url(&Url::parse(url).unwrap(), private.into()).ok();
        for (url, strict, private) in [
            ("https://hooks.example/a", Some(Reach::Public), Some(Reach::Anywhere)),
            ("https://8.8.8.8/", Some(Reach::Public), Some(Reach::Anywhere)),
            ("http://hooks.example/a", None, Some(Reach::Own)),
            ("http://8.8.8.8/", None, None),
            ("https://127.0.0.1/", None, Some(Reach::Anywhere)),
            ("https://127.0.0.1./", None, Some(Reach::Anywhere)),
            ("https://127.1/", None, Some(Reach::Anywhere)),
            ("https://2130706433/", None, Some(Reach::Anywhere)),
            ("https://0x7f000001/", None, Some(Reach::Anywhere)),
            ("https://0177.0.0.1/", None, Some(Reach::Anywhere)),
            ("https://[::1]/", None, Some(Reach::Anywhere)),
            ("https://[::ffff:127.0.0.1]/", None, Some(Reach::Anywhere)),
            ("https://[::ffff:7f00:1]/", None, Some(Reach::Anywhere)),
            ("https://①②⑦.0.0.1/", None, Some(Reach::Anywhere)),
            ("https://0.0.0.0/", None, None),
            ("https://0/", None, None),
            ("https://169.254.169.254/latest", None, None),
            ("https://0xa9fea9fe/", None, None),
            ("https://[::ffff:169.254.169.254]/", None, None),
            ("https://[fe80::1]/", None, None),
            ("https://user@hooks.example/", None, None),
            ("https://:pass@hooks.example/", None, None),
            ("ftp://hooks.example/", None, None),
            ("file:///etc/passwd", None, None),
        ] {
            assert_eq!((check(url, false), check(url, true)), (strict, private), "{url}");
        }
    }

    /// Gives a public address first and the machine's own ever after.
    struct Rebinding(AtomicUsize);

    impl Resolve for Rebinding {
        fn resolve(&self, _: Name) -> Resolving {
            let first = self.0.fetch_add(1, Ordering::Relaxed) == 0;
            let address = if first { Ipv4Addr::new(8, 8, 8, 8) } else { Ipv4Addr::LOCALHOST };
            Box::pin(async move { Ok(Box::new([SocketAddr::from((address, 0))].into_iter()) as Addrs) })
        }
    }

    #[tokio::test]
    async fn a_name_that_points_elsewhere_when_it_is_dialled_is_refused() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let guard = Arc::new(Guard::new(Arc::new(Rebinding(AtomicUsize::new(0))), Reach::Public));
        // Whoever looked before dialling would be content.
        assert!(guard.resolve("rebinding.example".parse().unwrap()).await.is_ok());
        let client = reqwest::Client::builder().no_proxy().dns_resolver(guard).build().unwrap();
        let error = client.post(format!("http://rebinding.example:{port}/")).send().await.unwrap_err();
        let mut cause: Option<&dyn std::error::Error> = Some(&error);
        let mut refused = false;
        while let Some(error) = cause {
            refused |= error.downcast_ref::<Refused>().is_some();
            cause = error.source();
        }
        assert!(refused, "{error:?}");
        // The listener would have a connection waiting by now.
        let knock = tokio::time::timeout(std::time::Duration::ZERO, listener.accept()).await;
        assert!(knock.is_err());
    }

    #[tokio::test]
    async fn names_of_this_machine_are_refused_whatever_their_spelling() {
        let guard = Guard::new(Arc::new(System), Reach::Public);
        for name in ["localhost", "localhost."] {
            assert!(guard.resolve(name.parse().unwrap()).await.is_err(), "{name}");
        }
    }
}
