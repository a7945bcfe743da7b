//! EMBED.html: the page that tells an owner which tag to copy, in both languages.

/// The page as it goes into dist/.
pub fn page() -> String {
    include_str!("EMBED.html").replace("{version}", env!("CARGO_PKG_VERSION"))
}

/// The page in which the console shows the widget as an owner sets it.
pub fn preview() -> &'static str {
    include_str!("preview.html")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_explain_each_option() {
        let page = page();
        let options =
            ["knowledge", "desk", "lang", "contact", "handoff", "position", "label", "name", "starters"];
        for option in options.into_iter().chain(["precision", "debug"]) {
            assert_eq!(
                page.matches(&format!("<th scope=\"row\"><code>data-{option}</code>")).count(),
                2,
                "{option}"
            );
        }
        assert!(!page.contains("{version}"));
    }
}
