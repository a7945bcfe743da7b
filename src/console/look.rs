//! How the inbox is looked at: the tab, what narrows it and the words searched for, as the address carries them.

use crate::filter::{FACETS, Facet, Filter};
use crate::tab::{TABS, Tab};

/// A look at the inbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// The tab.
    pub tab: Tab,
    /// What narrows it.
    pub filter: Filter,
    /// The words searched for; empty where none are. They are looked for everywhere, whatever the tab.
    pub words: String,
}

/// The look that a fragment names after its question mark; none where it has none.
pub fn look(fragment: &str) -> Option<Look> {
    let (_, query) = fragment.split_once('?')?;
    let mut look = Look { tab: Tab::Waiting, filter: Filter::default(), words: String::new() };
    for (key, value) in pairs(query) {
        match key {
            "tab" => look.tab = TABS.into_iter().find(|tab| tab_key(*tab) == value).unwrap_or(look.tab),
            "q" => look.words = value,
            _ => {
                if let Some(facet) = FACETS.into_iter().find(|facet| facet_key(*facet) == key) {
                    look.filter.set(facet, &value);
                }
            }
        }
    }
    Some(look)
}

/// What stands after the place in the address, from the question mark on.
pub fn query(look: &Look) -> String {
    let mut query = ["?tab=", tab_key(look.tab)].concat();
    for facet in FACETS {
        if let Some(value) = look.filter.get(facet) {
            query += &["&", facet_key(facet), "=", &encoded(value)].concat();
        }
    }
    if !look.words.is_empty() {
        query += &["&q=", &encoded(&look.words)].concat();
    }
    query
}

fn tab_key(tab: Tab) -> &'static str {
    match tab {
        Tab::Waiting => "waiting",
        Tab::Mine => "mine",
        Tab::Team => "team",
        Tab::All => "all",
        Tab::Called => "called",
        Tab::Snoozed => "snoozed",
        Tab::Watched => "watched",
        Tab::Resolved => "resolved",
    }
}

fn facet_key(facet: Facet) -> &'static str {
    match facet {
        Facet::Site => "site",
        Facet::Team => "team",
        Facet::Language => "lang",
        Facet::Reason => "reason",
        Facet::Feeling => "mood",
        Facet::Agent => "agent",
    }
}

/// Names and values of what stands after a question mark, the values decoded.
pub(crate) fn pairs(query: &str) -> impl Iterator<Item = (&str, String)> {
    query.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (name, decoded(value)))
}

/// Percent-encoded but for letters, digits and `-_.~` (RFC 3986's unreserved characters).
pub(crate) fn encoded(text: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let digit = |value: u8| char::from(DIGITS[usize::from(value)]);
            out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    out
}

/// What was percent-encoded; what isn't well formed stays as it is.
pub(crate) fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digit = |at: usize| after.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_comes_back_from_its_address() {
        let mut filter = Filter::default();
        for (facet, value) in FACETS.into_iter().zip(["a&b=c", "退款", "#?%", "x y", "en-GB", "shop"]) {
            filter.set(facet, value);
        }
        for tab in TABS {
            for words in ["", "where is it?", "退款 100%"] {
                let expected = Look { tab, filter: filter.clone(), words: words.to_owned() };
                let query = query(&expected);
                assert!(query.is_ascii() && !query.contains(' '), "{query}");
                assert_eq!(look(&["#/c/abc", &query].concat()), Some(expected), "{query}");
            }
        }
    }

    #[test]
    fn what_we_did_not_make_is_borne() {
        assert_eq!(look("#/"), None);
        let plain = Look { tab: Tab::Waiting, filter: Filter::default(), words: String::new() };
        for fragment in ["#/?", "#/?tab", "#/?tab=x&y=z", "#/?&&=&", "#/?q="] {
            assert_eq!(look(fragment).as_ref(), Some(&plain), "{fragment}");
        }
        assert_eq!(look("#/?q=%zz%4").unwrap().words, "%zz%4");
        assert_eq!(look("#/?q=退款").unwrap().words, "退款");
    }
}
