//! Where on the page of the knowledge base one is, as the address carries it.

use crate::look::{decoded, encoded};

/// A view of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// The list of entries.
    #[default]
    Entries,
    /// The entry of this id.
    Entry(String),
    /// One that doesn't exist yet, and what it begins with.
    New(Source),
    /// Entries of a file.
    Import,
    /// Drafts, their preview, and publishing them.
    Publish,
    /// The editions.
    History,
}

/// What a new entry begins with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Source {
    /// Nothing.
    #[default]
    Blank,
    /// The entry of this id.
    Copy(String),
    /// The suggestion of this id.
    Suggestion(String),
    /// The topic of this id.
    Topic(String),
}

/// A view of one site's knowledge base.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct At {
    /// The site's id; empty where the address names none.
    pub site: String,
    /// The view.
    pub view: View,
}

/// What a fragment names after its question mark; what we didn't make is left out.
pub fn at(fragment: &str) -> At {
    let mut at = At::default();
    let query = fragment.split_once('?').map_or("", |(_, query)| query);
    for (key, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        let value = decoded(value);
        match key {
            "site" => at.site = value,
            "entry" => at.view = View::Entry(value),
            "copy" => at.view = View::New(Source::Copy(value)),
            "suggestion" => at.view = View::New(Source::Suggestion(value)),
            "topic" => at.view = View::New(Source::Topic(value)),
            "view" => match value.as_str() {
                "new" => at.view = View::New(Source::Blank),
                "import" => at.view = View::Import,
                "publish" => at.view = View::Publish,
                "history" => at.view = View::History,
                _ => {}
            },
            _ => {}
        }
    }
    at
}

/// The fragment that leads there.
pub fn fragment(site: &str, view: &View) -> String {
    let (key, value) = match view {
        View::Entries => ("", ""),
        View::Entry(id) => ("entry", id.as_str()),
        View::New(Source::Blank) => ("view", "new"),
        View::New(Source::Copy(id)) => ("copy", id.as_str()),
        View::New(Source::Suggestion(id)) => ("suggestion", id.as_str()),
        View::New(Source::Topic(id)) => ("topic", id.as_str()),
        View::Import => ("view", "import"),
        View::Publish => ("view", "publish"),
        View::History => ("view", "history"),
    };
    let view = if key.is_empty() { String::new() } else { ["&", key, "=", &encoded(value)].concat() };
    ["#/knowledge?site=", &encoded(site), &view].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_view_comes_back_from_its_address() {
        let views = [
            View::Entries,
            View::Entry("退货 & more=1".to_owned()),
            View::New(Source::Blank),
            View::New(Source::Copy("a".to_owned())),
            View::New(Source::Suggestion("s1".to_owned())),
            View::New(Source::Topic("t?1".to_owned())),
            View::Import,
            View::Publish,
            View::History,
        ];
        for view in views {
            let address = fragment("my shop", &view);
            assert_eq!(at(&address), At { site: "my shop".to_owned(), view }, "{address}");
            assert_eq!(crate::place(&address), crate::Place::Knowledge, "{address}");
        }
        for other in ["", "#/knowledge", "#/knowledge?", "#/knowledge?view=x&colour=red"] {
            assert_eq!(at(other), At::default(), "{other}");
        }
    }
}
