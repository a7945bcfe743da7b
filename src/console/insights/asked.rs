//! Which insights are asked for, as the address carries it.

use crate::look::{encoded, pairs};

/// The windows that there are, days.
pub const WINDOWS: [u32; 3] = [7, 30, 90];

/// The tables to take along, by their names on the wire.
pub const TABLES: [&str; 9] =
    ["figures", "days", "hours", "entries", "topics", "pages", "languages", "reasons", "questions"];

/// A window, and what narrows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Days, one of [`WINDOWS`].
    pub days: u32,
    /// At one site; none for all that the agent sees.
    pub site: Option<String>,
    /// In one language, by its tag; none for all.
    pub language: Option<String>,
}

impl Asked {
    /// What an address asks for after its question mark; 30 days of everything where it says nothing that we know.
    pub fn read(query: &str) -> Self {
        let mut asked = Self { days: 30, site: None, language: None };
        for (name, value) in pairs(query).filter(|(_, value)| !value.is_empty()) {
            match name {
                "days" => {
                    let days = WINDOWS.into_iter().find(|days| days.to_string() == value);
                    asked.days = days.unwrap_or(asked.days);
                }
                "site" => asked.site = Some(value),
                "language" => asked.language = Some(value),
                _ => {}
            }
        }
        asked
    }

    /// What stands after the question mark, of the page's address and of the desk's.
    pub fn query(&self) -> String {
        let mut query = ["days=", &self.days.to_string()].concat();
        for (name, value) in [("&site=", &self.site), ("&language=", &self.language)] {
            if let Some(value) = value {
                query.extend([name, &encoded(value)]);
            }
        }
        query
    }

    /// The fragment that opens the page.
    pub fn fragment(&self) -> String {
        ["#/insights?", &self.query()].concat()
    }

    /// The address of a table, by its name in [`TABLES`].
    pub fn table(&self, of: &str) -> String {
        ["/api/v1/agent/insights/table?of=", of, "&", &self.query()].concat()
    }
}

/// The fragment of the page that writes the answer to a topic of a site.
pub fn writing_address(site: &str, topic: &str) -> String {
    ["#/knowledge?site=", &encoded(site), "&topic=", &encoded(topic)].concat()
}

/// The fragment of a site's suggestions, at one of them.
pub fn suggestion_address(site: &str, suggestion: &str) -> String {
    ["#/suggestions?site=", &encoded(site), "#", &encoded(suggestion)].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::{Place, place, query_of};

    #[test]
    fn what_is_asked_for_comes_back_from_the_address() {
        for days in WINDOWS {
            for site in [None, Some("shop"), Some("a&b=c 店")] {
                for language in [None, Some("zh")] {
                    let asked =
                        Asked { days, site: site.map(str::to_owned), language: language.map(str::to_owned) };
                    let fragment = asked.fragment();
                    assert_eq!(place(&fragment), Place::Insights);
                    assert_eq!(Asked::read(query_of(&fragment)), asked, "{fragment}");
                }
            }
        }
    }

    #[test]
    fn what_we_did_not_make_asks_for_thirty_days() {
        let plain = Asked { days: 30, site: None, language: None };
        for query in ["", "days=8", "days=&site=&language=", "x=y&&=", "days"] {
            assert_eq!(Asked::read(query), plain, "{query}");
        }
        assert_eq!(plain.table("days"), "/api/v1/agent/insights/table?of=days&days=30");
    }
}
