//! Which pages may reach the desk, by the `Origin` that their browser sends.

use crate::DeskError;

/// The owner's list of pages.
#[derive(Clone, Debug)]
pub struct Origins {
    listed: Vec<String>,
    own: Option<String>,
}

impl Origins {
    /// Reads the owner's list and the desk's own address.
    ///
    /// # Errors
    /// [`DeskError::Origin`] for one that no browser would send.
    pub fn read(listed: &[String], public_url: Option<&str>) -> Result<Self, DeskError> {
        Ok(Self { listed: read_listed(listed)?, own: public_url.map(read_origin).transpose()? })
    }

    /// Whether a page of this origin may talk to the desk as a visitor; `host` is the request's own.
    pub fn admit_visitor(&self, origin: &str, host: Option<&str>) -> bool {
        self.is_own(origin, host)
            || self.listed.iter().any(|listed| listed == "*" || listed.eq_ignore_ascii_case(origin))
            || (self.listed.is_empty() && is_loopback(origin))
    }

    /// Whether a page of this origin is the desk's own, as every agent's page is. At the desk's own address only the
    /// named scheme counts: whoever sits on the wire can write a page that comes from there by http.
    pub fn is_own(&self, origin: &str, host: Option<&str>) -> bool {
        let Some(authority) = authority(origin) else {
            return false;
        };
        let own =
            self.own.as_deref().filter(|own| own.ends_with(&format!("//{}", authority.to_ascii_lowercase())));
        match own {
            Some(own) => own.eq_ignore_ascii_case(origin),
            None => host.is_some_and(|host| host.eq_ignore_ascii_case(authority)),
        }
    }

    /// Whether browsers reach the desk by https, as its own address says.
    pub fn is_secure(&self) -> bool {
        self.own.as_ref().is_some_and(|own| own.starts_with("https://"))
    }

    /// The desk's own address without a slash at its end, where the owner gave one.
    pub fn own(&self) -> Option<&str> {
        self.own.as_deref()
    }
}

/// The origins of a list as browsers write them; `*` is any, `null` that of a page without one.
///
/// # Errors
/// [`DeskError::Origin`] for one that no browser would send.
pub fn read_listed(listed: &[String]) -> Result<Vec<String>, DeskError> {
    let read = |value: &String| match value.as_str() {
        "*" | "null" => Ok(value.clone()),
        value => read_origin(value),
    };
    listed.iter().map(read).collect()
}

/// `scheme://host[:port]` in small letters; a slash at the end is forgiven.
fn read_origin(value: &str) -> Result<String, DeskError> {
    let bare = value.trim_end_matches('/').to_ascii_lowercase();
    let fits = authority(&bare).is_some_and(|host| {
        !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte))
    });
    if fits { Ok(bare) } else { Err(DeskError::Origin { value: value.to_owned() }) }
}

fn authority(origin: &str) -> Option<&str> {
    origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"))
}

fn is_loopback(origin: &str) -> bool {
    let Some(authority) = authority(origin) else {
        return false;
    };
    ["localhost", "127.0.0.1", "[::1]"].into_iter().any(|host| {
        authority.strip_prefix(host).is_some_and(|rest| {
            rest.is_empty() || rest.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(listed: &[&str], own: Option<&str>, host: &str, cases: &[(&str, bool)]) {
        let listed: Vec<String> = listed.iter().map(|value| (*value).to_owned()).collect();
        let origins = Origins::read(&listed, own).unwrap();
        for (origin, admitted) in cases {
            assert_eq!(origins.admit_visitor(origin, Some(host)), *admitted, "{listed:?} {origin}");
        }
    }

    #[test]
    fn without_a_list_this_machine_and_the_desk_itself_may() {
        check(
            &[],
            None,
            "desk.example:8787",
            &[
                ("http://desk.example:8787", true),
                ("http://desk.example", false),
                ("http://localhost:8080", true),
                ("http://127.0.0.1:1", true),
                ("http://[::1]:9", true),
                ("http://localhost.evil.example", false),
                ("http://127.0.0.1:80.evil.example", false),
                ("https://evil.example", false),
                ("null", false),
                ("", false),
            ],
        );
    }

    #[test]
    fn a_list_says_all() {
        check(
            &["https://shop.example/"],
            Some("https://desk.example"),
            "10.0.0.1:8787",
            &[
                ("https://shop.example", true),
                ("https://desk.example", true),
                ("http://shop.example", false),
                ("https://shop.example.evil.example", false),
                ("http://localhost:8080", false),
            ],
        );
        check(
            &["https://shop.example"],
            Some("https://desk.example"),
            "desk.example",
            &[("https://desk.example", true), ("http://desk.example", false)],
        );
        check(&["*"], None, "h", &[("https://any.example", true), ("null", true)]);
    }

    #[test]
    fn an_origin_has_no_path() {
        for value in ["shop.example", "https://", "https://a/b", "ftp://a", "https://a b", "javascript:x"] {
            assert!(Origins::read(&[value.to_owned()], None).is_err(), "{value}");
        }
    }
}
